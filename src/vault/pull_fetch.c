/* Downloads: from a host that gets no bearer, resumed by Range, compared with what was announced.
 * Place in the flow: vault.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/path.h"
#include "port/digest.h"
#include "port/fs.h"
#include "vault/pull_parts.h"
#include "vault/quickxor.h"

struct fetching {
    struct ap_pull *pull;
    struct ap_pull_item *item;
    int fd;
    uint64_t offset;
    struct ap_str etag; /* of the bytes that are there; a resume asks for the same */
    struct ap_digest *digest;
    struct ap_quickxor quickxor;
};

static int
take(void *ctx, struct ap_str piece)
{
    struct fetching *f = ctx;
    if (piece.len > f->item->bytes || f->offset > f->item->bytes - piece.len)
        return AP_E_LIMIT; /* more than was announced */
    int result = ap_fd_write_at(f->fd, f->offset, piece);
    ap_digest_add(f->digest, piece.ptr, piece.len);
    ap_quickxor_add(&f->quickxor, piece);
    f->offset += piece.len;
    ap_pull_tell(f->pull, f->offset);
    return result;
}

static void
start_over(struct fetching *f)
{
    f->offset = 0;
    f->quickxor = (struct ap_quickxor){0};
    ap_digest_start(f->digest);
}

static int
address(struct fetching *f, struct ap_arena *scratch, struct ap_str *ret_url)
{
    struct ap_pull *pull = f->pull;
    struct ap_outcome outcome;
    struct ap_url url;
    const struct ap_graph_call call = {
        .method = "GET",
        .path = ap_arena_printf(scratch, "/drives/%.*s/items/%.*s/content",
                                AP_FMT(ap_url_encode(scratch, pull->place.drive_id)),
                                AP_FMT(ap_url_encode(scratch, f->item->id))),
    };
    int result = ap_graph_call(pull->remote, &call, scratch, &outcome);
    if (result)
        return result;
    if (ap_str_is(outcome.error.code, "malwareDetected")) {
        f->item->malware = true;
        return AP_E_INVALID;
    }
    if (outcome.cls != AP_RETRY_DONE)
        return ap_graph_refused(pull->remote, &outcome, "fetch the file", f->item->path);
    *ret_url = ap_http_header(&outcome.http, "Location");
    if (ap_url_parse(*ret_url, scratch, &url) == AP_OK && url.https)
        return AP_OK;
    (void)ap_diag_add(pull->remote->dg, AP_VLT015, (struct ap_place){.file = f->item->path},
                      "no https:// address to fetch it from");
    return AP_E_REMOTE;
}

/** One request; *ret_outcome says whether it came to its end. A server that ignores the range sends all: then all begins anew. */
static int
request(struct fetching *f, struct ap_arena *scratch, struct ap_outcome *ret_outcome)
{
    struct ap_http_request request = {.method = "GET", .sink = take, .sink_ctx = f};
    int result = address(f, scratch, &request.url);
    if (result)
        return result;
    if (f->offset && !f->etag.len)
        start_over(f);
    if (f->offset) {
        ap_http_add_header(&request, scratch, "Range",
                           ap_arena_printf(scratch, "bytes=%llu-", (unsigned long long)f->offset));
        ap_http_add_header(&request, scratch, "If-Range", f->etag);
    }
    uint64_t before = f->offset;
    result = ap_remote_send(f->pull->remote, AP_AT_DOWNLOAD, &request, AP_SEND_ONCE, scratch,
                            ret_outcome);
    struct ap_str etag = ap_http_header(&ret_outcome->http, "ETag");
    if (etag.len)
        f->etag = ap_arena_copy(f->pull->mem, etag);
    if (before &&
        ret_outcome->http.status == 200) { /* written behind what was there: not to be used */
        start_over(f);
        ret_outcome->cls = AP_RETRY_LATER;
    }
    return result;
}

static int
moved_on(struct fetching *f)
{
    (void)ap_diag_add(f->pull->remote->dg, AP_VLT006, (struct ap_place){.file = f->item->path},
                      "the file changed in SharePoint while it was fetched");
    return AP_E_AGAIN;
}

static int
check(const struct fetching *f)
{
    struct ap_str quickxor = ap_quickxor_text(&f->quickxor, f->pull->mem);
    return f->offset == f->item->bytes &&
                   (!f->item->quickxor.len || ap_str_eq(quickxor, f->item->quickxor))
               ? AP_OK
               : AP_E_AGAIN;
}

static int
fetch(struct fetching *f)
{
    int n_tries = 0;
    struct ap_outcome outcome = {.cls = AP_RETRY_LATER};
    start_over(f);
    for (;;) {
        AP_AUTO_ARENA struct ap_arena scratch = {0};
        uint64_t before = f->offset;
        int result = request(f, &scratch, &outcome);
        if (result == AP_E_LIMIT && before) { /* it sent all, though a part was asked for */
            start_over(f);
            f->etag = AP_STR_NONE;
            continue;
        }
        if (result == AP_E_LIMIT)
            return moved_on(f);
        if (result)
            return result;
        if (outcome.cls == AP_RETRY_DONE)
            return check(f) ? moved_on(f) : AP_OK;
        if (f->offset > before)
            n_tries = 0;
        if (outcome.cls == AP_RETRY_BUSY)
            continue;
        if (outcome.cls == AP_RETRY_LOOK)
            start_over(f);
        if (outcome.cls == AP_RETRY_NEVER)
            return ap_graph_refused(f->pull->remote, &outcome, "fetch the file", f->item->path);
        outcome.cls = AP_RETRY_LATER;
        result = ap_remote_wait(f->pull->remote, &outcome, &n_tries);
        if (result)
            return result;
    }
}

int
ap_pull_fetch_fd(struct ap_pull *pull, struct ap_pull_item *item, int fd, struct ap_str *ret_sha256)
{
    uint8_t raw[AP_SHA256_BYTES];
    char hex[AP_SHA256_TEXT];
    struct fetching f = {.pull = pull, .item = item, .fd = fd, .digest = ap_digest_new()};
    int result = fetch(&f);
    ap_digest_end(f.digest, raw);
    ap_digest_free(f.digest);
    ap_sha256_text(raw, hex);
    if (result == AP_OK)
        *ret_sha256 = ap_arena_copy(pull->mem, ap_str_from(hex));
    return result;
}

struct ap_str
ap_pull_disk_path(const struct ap_pull *pull, const struct ap_pull_item *item)
{
    struct ap_str folder =
        ap_path_join(pull->mem, pull->options.ws->dir, pull->options.ws->evidence.folder);
    return ap_path_join(pull->mem, folder, item->local);
}

bool
ap_pull_path_is_inside(const struct ap_pull *pull, struct ap_str local)
{
    struct ap_str folder =
        ap_path_join(pull->mem, pull->options.ws->dir, pull->options.ws->evidence.folder);
    for (size_t i = 0; i < local.len; i++) {
        struct stat st;
        if (local.ptr[i] != '/')
            continue;
        struct ap_str path = ap_path_join(pull->mem, folder, ap_str_slice(local, 0, i));
        if (lstat(ap_arena_copy(pull->mem, path).ptr, &st))
            return errno == ENOENT;
        if (!S_ISDIR(st.st_mode))
            return false;
    }
    return true;
}

int
ap_pull_fetch(struct ap_pull *pull, struct ap_pull_item *item)
{
    struct ap_str path = ap_pull_disk_path(pull, item);
    struct ap_outfile *out = NULL;
    struct ap_str sha256;
    int result = ap_fs_make_dirs(ap_arena_copy(pull->mem, ap_path_dir(path)).ptr);
    if (result == AP_OK)
        result = ap_outfile_open(path.ptr, &out);
    if (result == AP_OK) {
        result = ap_pull_fetch_fd(pull, item, ap_outfile_fd(out), &sha256);
        if (result) {
            ap_outfile_abort(out);
            return result;
        }
        result = ap_outfile_commit(out);
    }
    if (result) {
        (void)ap_diag_add(pull->remote->dg, AP_CLI008, (struct ap_place){.file = path},
                          "cannot be written: %s", ap_error_text(errno));
        return AP_E_IO;
    }
    item->sha256 = sha256;
    return AP_OK;
}
