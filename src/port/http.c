/* HTTP/1.1 through libcurl: handles by host, bodies from pread, headers captured, faults sorted by what to do about them.
 * Place in the flow: port.
 * SPDX-License-Identifier: Apache-2.0 */
#include "port/http.h"

#include <curl/curl.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"

#define MAX_HOSTS     8
#define MAX_HEADERS   100
#define MAX_KEPT      (16u << 20)
#define HOST_BYTES    300
#define UPLOAD_BUFFER (1L << 20)

struct host {
    char name[HOST_BYTES]; /* scheme://host:port */
    CURL *curl;
    uint64_t used; /* when, in requests; the one that was used longest ago makes room */
};

struct ap_http {
    struct ap_http_options options;
    struct ap_arena mem;
    struct host hosts[MAX_HOSTS];
    uint64_t n_requests;
};

/** One request under way. */
struct exchange {
    struct ap_http *http;
    const struct ap_http_request *request;
    struct ap_arena *mem;
    struct ap_http_reply *reply;
    CURL *curl;
    struct ap_buf body;
    uint64_t sent;
    enum ap_http_fault fault; /* of one of the functions below */
};

static pthread_once_t started = PTHREAD_ONCE_INIT;
static CURLcode start_result;

static void
start(void)
{
    start_result = curl_global_init(CURL_GLOBAL_DEFAULT);
}

int
ap_http_new(const struct ap_http_options *options, struct ap_http **ret_http)
{
    (void)pthread_once(&started, start);
    if (start_result != CURLE_OK)
        return AP_E_IO;
    struct ap_http *http = ap_xmalloc(sizeof *http);
    *http = (struct ap_http){.options = *options};
    http->options.cacert = ap_arena_copy(&http->mem, options->cacert);
    http->options.user_agent =
        ap_arena_copy(&http->mem, options->user_agent.len ? options->user_agent
                                                          : AP_STR("apipack/" APIPACK_VERSION));
    if (options->cacert.len && access(http->options.cacert.ptr, R_OK) != 0) {
        ap_http_free(http);
        return AP_E_IO;
    }
    *ret_http = http;
    return AP_OK;
}

void
ap_http_free(struct ap_http *http)
{
    if (!http)
        return;
    for (size_t i = 0; i < MAX_HOSTS; i++)
        curl_easy_cleanup(http->hosts[i].curl);
    ap_arena_release(&http->mem);
    free(http);
}

/** "https://host:port" of a URL; false when it is none, or a scheme that may not be. */
static bool
origin_of(const struct ap_http_request *request, char out[HOST_BYTES])
{
    struct ap_str url = request->url;
    size_t scheme = ap_str_starts(url, AP_STR("https://"))                          ? 8
                    : request->allow_plain && ap_str_starts(url, AP_STR("http://")) ? 7
                                                                                    : 0;
    size_t end = scheme;
    while (end < url.len && !strchr("/?#", url.ptr[end]))
        end++;
    if (!scheme || end == scheme || end >= HOST_BYTES || memchr(url.ptr, '\0', url.len))
        return false;
    memcpy(out, url.ptr, end);
    out[end] = '\0';
    return !strchr(out, '@') && !strchr(out, '\\');
}

static CURL *
handle_of(struct ap_http *http, const char origin[HOST_BYTES])
{
    struct host *oldest = &http->hosts[0];
    http->n_requests++;
    for (size_t i = 0; i < MAX_HOSTS; i++) {
        struct host *host = &http->hosts[i];
        if (host->curl && strcmp(host->name, origin) == 0) {
            host->used = http->n_requests;
            curl_easy_reset(host->curl); /* keeps the connection */
            return host->curl;
        }
        if (host->used < oldest->used)
            oldest = host;
    }
    curl_easy_cleanup(oldest->curl);
    *oldest = (struct host){.curl = curl_easy_init(), .used = http->n_requests};
    memcpy(oldest->name, origin, HOST_BYTES);
    return oldest->curl;
}

static bool
is_cancelled(const struct exchange *ex)
{
    return ap_is_stopped(ex->http->options.cancel);
}

static size_t
give_body(char *to, size_t size, size_t n, void *ctx)
{
    struct exchange *ex = ctx;
    const struct ap_http_request *request = ex->request;
    uint64_t total = request->from_fd ? request->body_bytes : request->body.len;
    uint64_t left = total - ex->sent;
    size_t want = size * n;
    if (want > left)
        want = (size_t)left;
    if (want == 0)
        return 0;
    if (!request->from_fd) {
        memcpy(to, request->body.ptr + ex->sent, want);
        ex->sent += want;
        return want;
    }
    ssize_t got = pread(request->body_fd, to, want, (off_t)(request->body_offset + ex->sent));
    if (got <= 0) {
        ex->fault = AP_HTTP_BODY;
        return CURL_READFUNC_ABORT;
    }
    ex->sent += (uint64_t)got;
    if (request->sent)
        request->sent(request->sent_ctx, ex->sent);
    return (size_t)got;
}

static size_t
take_body(char *from, size_t size, size_t n, void *ctx)
{
    struct exchange *ex = ctx;
    size_t len = size * n;
    size_t max = ex->request->max_reply ? ex->request->max_reply : MAX_KEPT;
    long status = 0;
    (void)curl_easy_getinfo(ex->curl, CURLINFO_RESPONSE_CODE, &status);
    if (ex->request->sink && (status == 200 || status == 206)) {
        ex->reply->sink_result =
            ex->request->sink(ex->request->sink_ctx, (struct ap_str){from, len});
        if (ex->reply->sink_result < 0) {
            ex->fault = AP_HTTP_SINK;
            return 0;
        }
        return len;
    }
    if (len > max - ex->body.len) {
        ex->fault = AP_HTTP_TOO_LARGE;
        return 0;
    }
    ap_buf_add(&ex->body, from, len);
    return len;
}

static size_t
take_header(char *from, size_t size, size_t n, void *ctx)
{
    struct exchange *ex = ctx;
    struct ap_str line = ap_str_trim((struct ap_str){from, size * n});
    if (ap_str_starts(line, AP_STR("HTTP/"))) { /* a new head: after 100 Continue or a proxy's */
        ex->reply->headers.n = 0;
        return size * n;
    }
    size_t colon = ap_str_find(line, ':');
    if (colon < line.len && ex->reply->headers.n < MAX_HEADERS) {
        struct ap_str copy = ap_arena_copy(ex->mem, line);
        *ap_vec_push(ex->mem, &ex->reply->headers) =
            (struct ap_http_header){ap_str_trim(ap_str_slice(copy, 0, colon)),
                                    ap_str_trim(ap_str_slice(copy, colon + 1, copy.len))};
    }
    return size * n;
}

static int
watch(void *ctx, curl_off_t down_total, curl_off_t down, curl_off_t up_total, curl_off_t up)
{
    struct exchange *ex = ctx;
    (void)down_total, (void)down, (void)up_total, (void)up;
    if (!is_cancelled(ex))
        return 0;
    ex->fault = AP_HTTP_CANCELLED;
    return 1;
}

static const struct {
    CURLcode code;
    enum ap_http_fault fault;
} faults[] = {
    {CURLE_URL_MALFORMAT, AP_HTTP_BAD_URL},
    {CURLE_UNSUPPORTED_PROTOCOL, AP_HTTP_BAD_URL},
    {CURLE_COULDNT_RESOLVE_HOST, AP_HTTP_UNREACHABLE},
    {CURLE_COULDNT_RESOLVE_PROXY, AP_HTTP_UNREACHABLE},
    {CURLE_COULDNT_CONNECT, AP_HTTP_UNREACHABLE},
    {CURLE_PROXY, AP_HTTP_UNREACHABLE},
    {CURLE_PEER_FAILED_VERIFICATION, AP_HTTP_UNTRUSTED},
    {CURLE_SSL_CACERT_BADFILE, AP_HTTP_UNTRUSTED},
    {CURLE_SSL_ISSUER_ERROR, AP_HTTP_UNTRUSTED},
    {CURLE_SSL_CERTPROBLEM, AP_HTTP_UNTRUSTED},
    {CURLE_SSL_CIPHER, AP_HTTP_UNTRUSTED},
};

static enum ap_http_fault
fault_of(const struct exchange *ex, CURLcode code)
{
    if (code == CURLE_OK)
        return AP_HTTP_OK;
    if (ex->fault)
        return ex->fault;
    for (size_t i = 0; i < AP_COUNT(faults); i++)
        if (faults[i].code == code)
            return faults[i].fault;
    return AP_HTTP_BROKEN;
}

static void
set_body(CURL *curl, const struct exchange *ex)
{
    const struct ap_http_request *request = ex->request;
    uint64_t bytes = request->from_fd ? request->body_bytes : request->body.len;
    bool sends = bytes || strcmp(request->method, "POST") == 0 ||
                 strcmp(request->method, "PUT") == 0 || strcmp(request->method, "PATCH") == 0;
    if (!sends) {
        curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
        return;
    }
    if (bytes == 0) { /* with Content-Length: 0 */
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, "");
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, 0L);
        return;
    }
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)bytes);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, give_body);
    curl_easy_setopt(curl, CURLOPT_READDATA, ex);
    /* Without a way to seek curl cannot send a body a second time where a kept connection breaks: what became of the first
     * is for the caller to find out. */
}

static void
set_options(CURL *curl, struct exchange *ex, struct curl_slist *lines, char *error)
{
    const struct ap_http_options *o = &ex->http->options;
    long connect_s = o->connect_timeout_s ? o->connect_timeout_s : 30;
    long stall_s = o->stall_timeout_s ? o->stall_timeout_s : 60;
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR,
                     ex->request->allow_plain ? "https,http" : "https");
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (o->cacert.len)
        curl_easy_setopt(curl, CURLOPT_CAINFO, o->cacert.ptr);
    if (ex->request->no_proxy)
        curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_USERAGENT, o->user_agent.ptr);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, connect_s);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 100L);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, stall_s);
    curl_easy_setopt(curl, CURLOPT_UPLOAD_BUFFERSIZE, UPLOAD_BUFFER);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, lines);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, ex);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, ex);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, watch);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, ex);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    set_body(curl, ex);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, ex->request->method);
}

/** A line break in a header would be a header of somebody else's. */
static struct curl_slist *
header_lines(const struct ap_http_request *request, struct ap_arena *mem, bool *ret_bad)
{
    struct curl_slist *lines = curl_slist_append(NULL, "Expect:");
    for (size_t i = 0; i < request->headers.n; i++) {
        const struct ap_http_header *h = &request->headers.items[i];
        struct ap_str line = ap_arena_printf(mem, h->value.len ? "%.*s: %.*s" : "%.*s;%.*s",
                                             AP_FMT(h->name), AP_FMT(h->value));
        *ret_bad = *ret_bad || strpbrk(line.ptr, "\r\n") || strlen(line.ptr) != line.len;
        lines = curl_slist_append(lines, line.ptr);
    }
    return lines;
}

static int
perform(struct exchange *ex, CURL *curl, struct curl_slist *lines)
{
    char error[CURL_ERROR_SIZE] = "";
    ex->curl = curl;
    set_options(curl, ex, lines, error);
    curl_easy_setopt(curl, CURLOPT_URL, ap_arena_copy(ex->mem, ex->request->url).ptr);
    CURLcode code = curl_easy_perform(curl);
    ex->reply->fault = fault_of(ex, code);
    ex->reply->sent_bytes = ex->sent;
    ex->reply->body = ap_arena_copy(ex->mem, ap_buf_str(&ex->body));
    (void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &ex->reply->status);
    if (code != CURLE_OK) {
        ex->reply->status = 0;
        bool told = error[0] && ex->reply->fault != AP_HTTP_BAD_URL;
        ex->reply->why =
            ap_arena_copy(ex->mem, ap_str_from(told ? error : curl_easy_strerror(code)));
    }
    /* What it points to ends with this function. */
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, NULL);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, NULL);
    if (ex->reply->fault == AP_HTTP_OK)
        return AP_OK;
    return ex->reply->fault == AP_HTTP_CANCELLED ? AP_E_CANCELLED : AP_E_IO;
}

int
ap_http_send(struct ap_http *http, const struct ap_http_request *request, struct ap_arena *mem,
             struct ap_http_reply *ret_reply)
{
    char origin[HOST_BYTES] = "";
    *ret_reply =
        (struct ap_http_reply){.fault = AP_HTTP_BAD_URL, .why = AP_STR("no valid address")};
    struct exchange ex = {.http = http, .request = request, .mem = mem, .reply = ret_reply};
    bool bad = false;
    if (is_cancelled(&ex)) {
        ret_reply->fault = AP_HTTP_CANCELLED;
        return AP_E_CANCELLED;
    }
    if (!origin_of(request, origin))
        return AP_E_IO;
    struct curl_slist *lines = header_lines(request, mem, &bad);
    CURL *curl = bad ? NULL : handle_of(http, origin);
    int result = AP_E_IO;
    if (curl) {
        ret_reply->why = AP_STR_NONE;
        result = perform(&ex, curl, lines);
    }
    curl_slist_free_all(lines);
    ap_buf_release(&ex.body);
    return result;
}

struct ap_str
ap_http_header(const struct ap_http_reply *reply, const char *name)
{
    for (size_t i = 0; i < reply->headers.n; i++)
        if (ap_str_ieq(reply->headers.items[i].name, ap_str_from(name)))
            return reply->headers.items[i].value;
    return AP_STR_NONE;
}

void
ap_http_add_header(struct ap_http_request *request, struct ap_arena *mem, const char *name,
                   struct ap_str value)
{
    *ap_vec_push(mem, &request->headers) = (struct ap_http_header){ap_str_from(name), value};
}

struct ap_str
ap_url_shown(struct ap_str text)
{
    text = ap_str_slice(text, 0, ap_str_find(text, '?'));
    text = ap_str_slice(text, 0, ap_str_find(text, '#'));
    size_t scheme = 0;
    while (scheme + 3 <= text.len && memcmp(text.ptr + scheme, "://", 3) != 0)
        scheme++;
    size_t host = scheme + 3 <= text.len ? scheme + 3 : 0;
    size_t end = host + ap_str_find(ap_str_slice(text, host, text.len), '/');
    for (size_t i = end; i > host; i--) /* a user and a password before the host */
        if (text.ptr[i - 1] == '@')
            return ap_str_slice(text, i, text.len);
    return text;
}
