/* Addresses taken apart and put together.
 * Place in the flow: vault.
 * SPDX-License-Identifier: Apache-2.0 */
#include "vault/url.h"

#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"

static bool
is_host_byte(char c)
{
    return ap_is_lower(c) || ap_is_digit(c) || c == '.' || c == '-';
}

static bool
is_unreserved(char c)
{
    return is_host_byte(c) || ap_is_upper(c) || c == '_' || c == '~';
}

/** host[:port] */
static int
read_authority(struct ap_str authority, struct ap_arena *mem, struct ap_url *url)
{
    size_t colon = ap_str_find(authority, ':');
    struct ap_str host = ap_arena_copy(mem, ap_str_slice(authority, 0, colon));
    char *lower = ap_arena_alloc(mem, host.len + 1);
    for (size_t i = 0; i < host.len; i++) {
        lower[i] = ap_lower(host.ptr[i]);
        if (!is_host_byte(lower[i]))
            return AP_E_SYNTAX;
    }
    url->host = (struct ap_str){lower, host.len};
    if (host.len == 0 || host.ptr[0] == '.' || host.ptr[0] == '-')
        return AP_E_SYNTAX;
    if (colon == authority.len)
        return AP_OK;
    int64_t port;
    url->port = ap_str_slice(authority, colon + 1, authority.len);
    return ap_str_to_int(url->port, &port) == AP_OK && port > 0 && port < 65536 ? AP_OK
                                                                                : AP_E_SYNTAX;
}

int
ap_url_parse(struct ap_str text, struct ap_arena *mem, struct ap_url *ret_url)
{
    struct ap_url url = {0};
    if (text.len > AP_URL_MAX)
        return AP_E_SYNTAX;
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] <= ' ' || text.ptr[i] == 0x7f || text.ptr[i] == '\\')
            return AP_E_SYNTAX;
    size_t colon = ap_str_find(text, ':');
    struct ap_str scheme = ap_str_slice(text, 0, colon);
    url.https = ap_str_ieq(scheme, AP_STR("https"));
    if (!url.https && !ap_str_ieq(scheme, AP_STR("http")))
        return AP_E_SYNTAX;
    struct ap_str rest = ap_str_slice(text, colon, text.len);
    if (!ap_str_starts(rest, AP_STR("://")))
        return AP_E_SYNTAX;
    rest = ap_str_slice(rest, 3, rest.len);
    rest = ap_str_slice(rest, 0, ap_str_find(rest, '#'));
    size_t query = ap_str_find(rest, '?');
    url.query = ap_str_slice(rest, query + 1, rest.len);
    rest = ap_str_slice(rest, 0, query);
    size_t slash = ap_str_find(rest, '/');
    url.path = ap_str_slice(rest, slash, rest.len);
    int result = read_authority(ap_str_slice(rest, 0, slash), mem, &url);
    if (result == AP_OK)
        *ret_url = url;
    return result;
}

static struct ap_str
port_of(const struct ap_url *url)
{
    return url->port.len ? url->port : url->https ? AP_STR("443") : AP_STR("80");
}

bool
ap_url_same_origin(const struct ap_url *a, const struct ap_url *b)
{
    return a->https == b->https && ap_str_eq(a->host, b->host) && ap_str_eq(port_of(a), port_of(b));
}

static struct ap_str
encode(struct ap_arena *mem, struct ap_str text, bool keep_slash)
{
    static const char digits[] = "0123456789ABCDEF";
    char *out = ap_arena_alloc(mem, text.len * 3 + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (is_unreserved((char)c) || (keep_slash && c == '/')) {
            out[n++] = (char)c;
            continue;
        }
        out[n++] = '%';
        out[n++] = digits[c >> 4];
        out[n++] = digits[c & 15];
    }
    return (struct ap_str){out, n};
}

struct ap_str
ap_url_encode(struct ap_arena *mem, struct ap_str text)
{
    return encode(mem, text, false);
}

struct ap_str
ap_url_encode_path(struct ap_arena *mem, struct ap_str path)
{
    return encode(mem, path, true);
}

int
ap_url_decode(struct ap_str text, struct ap_arena *mem, struct ap_str *ret_text)
{
    char *out = ap_arena_alloc(mem, text.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] != '%') {
            out[n++] = text.ptr[i];
            continue;
        }
        int high = i + 2 < text.len ? ap_hex_value(text.ptr[i + 1]) : -1;
        int low = i + 2 < text.len ? ap_hex_value(text.ptr[i + 2]) : -1;
        if (high < 0 || low < 0)
            return AP_E_SYNTAX;
        out[n++] = (char)(high * 16 + low);
        i += 2;
    }
    struct ap_str decoded = {out, n};
    if (memchr(out, '\0', n) || !ap_utf8_valid(decoded))
        return AP_E_SYNTAX;
    *ret_text = decoded;
    return AP_OK;
}

/** The value of a parameter of a query, as written. */
static struct ap_str
parameter(struct ap_str query, struct ap_str name)
{
    while (query.ptr && query.len) {
        struct ap_str part = ap_str_cut(&query, '&');
        size_t equals = ap_str_find(part, '=');
        if (ap_str_eq(ap_str_slice(part, 0, equals), name))
            return ap_str_slice(part, equals + 1, part.len);
    }
    return AP_STR_NONE;
}

/** "/Forms/AllItems.aspx" and its like show a folder that stands in the query. */
static bool
is_view(struct ap_str path)
{
    return ap_str_iends(path, AP_STR(".aspx"));
}

static int
split_path(struct ap_str path, struct ap_arena *mem, struct ap_library_url *url,
           const char **ret_why)
{
    while (path.ptr && path.len) {
        struct ap_str segment = ap_str_cut(&path, '/');
        if (segment.len == 0)
            continue;
        if (ap_str_is(segment, ".") || ap_str_is(segment, "..")) {
            *ret_why = "its path holds . or ..";
            return AP_E_SYNTAX;
        }
        *ap_vec_push(mem, &url->segments) = segment;
    }
    if (url->segments.n)
        return AP_OK;
    *ret_why = "it names a host alone: add the site and the document library";
    return AP_E_SYNTAX;
}

/** People write blanks as they see them. */
static struct ap_str
with_blanks_encoded(struct ap_str text, struct ap_arena *mem)
{
    struct ap_strs parts = {NULL, 0, 0};
    while (text.ptr)
        *ap_vec_push(mem, &parts) = ap_str_cut(&text, ' ');
    return ap_arena_join_all(mem, &parts, "%20");
}

int
ap_library_url_parse(struct ap_str text, struct ap_arena *mem, struct ap_library_url *ret_url,
                     const char **ret_why)
{
    struct ap_url url;
    struct ap_str path;
    *ret_why = "it is no https:// address";
    text = with_blanks_encoded(ap_str_trim(text), mem);
    if (ap_url_parse(text, mem, &url) || !url.https)
        return AP_E_SYNTAX;
    struct ap_str raw = url.path;
    if (is_view(raw)) {
        raw = parameter(url.query, AP_STR("id"));
        if (raw.len == 0)
            raw = ap_str_slice(url.path, 0, ap_str_rfind(url.path, '/'));
        if (ap_str_iends(raw, AP_STR("/Forms")))
            raw = ap_str_slice(raw, 0, raw.len - 6);
    } else if (ap_str_starts(raw, AP_STR("/:"))) {
        size_t direct = ap_str_starts(ap_str_slice(raw, 3, raw.len), AP_STR(":/r/")) ? 6 : 0;
        *ret_why = "it is a sharing link: use the address of the folder itself";
        if (!direct)
            return AP_E_SYNTAX;
        raw = ap_str_slice(raw, direct, raw.len);
    }
    *ret_why = "it holds a broken % escape, or is no UTF-8";
    if (ap_url_decode(raw, mem, &path))
        return AP_E_SYNTAX;
    *ret_url = (struct ap_library_url){.host = url.host};
    return split_path(path, mem, ret_url, ret_why);
}
