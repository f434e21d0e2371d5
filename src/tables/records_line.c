/* Lines of text as records: key=value pairs (logfmt), and access logs of NGINX and Apache.
 * Place in the flow: tables.
 * SPDX-License-Identifier: Apache-2.0
 *
 * https://brandur.org/logfmt, https://httpd.apache.org/docs/2.4/logs.html,
 * https://nginx.org/en/docs/http/ngx_http_log_module.html,
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html (CLF),
 * https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage */
#include <string.h>

#include "tables/records_internal.h"

static bool
is_key_char(char c)
{
    return ap_is_alnum(c) || c == '_' || c == '.' || c == '-' || c == '@' || c == '/' ||
           (unsigned char)c >= 0x80;
}

static size_t
past_blanks(struct ap_str line, size_t at)
{
    while (at < line.len && ap_is_blank(line.ptr[at]))
        at++;
    return at;
}

/** A key=value pair, or a bare word with an empty key. */
struct pair {
    struct ap_str key, value;
    bool escaped; /* the value holds a backslash before a quote or another */
};

/* The next pair or word at *at; false at the line's end. */
static bool
next_pair(struct ap_str line, size_t *at, struct pair *ret_pair)
{
    size_t from = past_blanks(line, *at);
    if (from == line.len)
        return false;
    size_t i = from;
    while (i < line.len && is_key_char(line.ptr[i]))
        i++;
    *ret_pair = (struct pair){.key = AP_STR_NONE};
    if (i > from && i < line.len && line.ptr[i] == '=')
        ret_pair->key = ap_str_slice(line, from, i++);
    else
        i = from;
    if (i < line.len && line.ptr[i] == '"') {
        size_t to = i + 1;
        while (to < line.len && line.ptr[to] != '"') {
            ret_pair->escaped |= line.ptr[to] == '\\';
            to += line.ptr[to] == '\\' ? 2 : 1;
        }
        to = to < line.len ? to : line.len;
        ret_pair->value = ap_str_slice(line, i + 1, to);
        *at = to < line.len ? to + 1 : to;
        return true;
    }
    size_t to = i;
    while (to < line.len && line.ptr[to] != ' ' && line.ptr[to] != '\t')
        to++;
    ret_pair->value = ap_str_slice(line, i, to);
    *at = to;
    return true;
}

static struct ap_str
unescape(struct ap_records *r, struct ap_str s)
{
    char *out = ap_records_room(r, s.len);
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++) {
        i += s.ptr[i] == '\\' && i + 1 < s.len;
        out[n++] = s.ptr[i];
    }
    return ap_records_decoded(r, n);
}

static void
add_named(struct ap_records *r, const struct ap_cursor *c, struct ap_str name, struct ap_str text)
{
    uint16_t id = ap_field_names_find_one(r->names, name);
    if (id != AP_FIELD_NONE)
        (void)ap_records_add(r, c, id, name, text, text.ptr ? text.ptr : c->p);
}

static bool
is_number(struct ap_str s, size_t len)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
    return s.len == len;
}

/* Begins with a year. */
bool
ap_looks_like_time(struct ap_str s)
{
    return s.len >= 10 && (s.ptr[0] == '1' || s.ptr[0] == '2') &&
           (s.ptr[4] == '-' || s.ptr[4] == '/');
}

/* A word without a key that says itself what it is: GET, /v1/users, 200. */
static void
add_bare(struct ap_records *r, const struct ap_cursor *c, struct ap_str word)
{
    static const char *const methods[] = {"GET",    "POST", "PUT",    "PATCH",
                                          "DELETE", "HEAD", "OPTIONS"};
    for (size_t i = 0; i < AP_COUNT(methods); i++)
        if (ap_str_is(word, methods[i]))
            add_named(r, c, AP_STR("request_method"), word);
    if (word.len > 1 && word.ptr[0] == '/')
        add_named(r, c, AP_STR("request_uri"), word);
    if (is_number(word, 3))
        add_named(r, c, AP_STR("status"), word);
}

/* cc21d9b0-cf5c-432b-8c7e-98aeb7988cd2: what gateways call a request by. */
static bool
is_uuid(struct ap_str word)
{
    for (size_t i = 0; i < word.len; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        char low = (char)(word.ptr[i] | 0x20);
        if (dash ? word.ptr[i] != '-' : !ap_is_digit(low) && (low < 'a' || low > 'f'))
            return false;
    }
    return word.len == 36;
}

/* Behind the status words stand by their place: of Amazon API Gateway, which leaves out the blank before the request, the length and
 * then the request; of others a request is known by its form. */
static void
add_request_id(struct ap_records *r, const struct ap_cursor *c, struct ap_str line, size_t at,
               bool amazon)
{
    struct pair pair;
    for (size_t n = 0; next_pair(line, &at, &pair); n++)
        if (pair.key.len == 0 && (is_uuid(pair.value) || (amazon && n == 1))) {
            add_named(r, c, AP_STR("request_id"), pair.value);
            return;
        }
}

/* Pairs from `at` on; gives how many. A bare first word that begins with a year is the time; others count if `bare`. */
static size_t
take_pairs(struct ap_records *r, const struct ap_cursor *c, struct ap_str line, size_t at,
           bool bare)
{
    bool first = bare;
    size_t n = 0;
    struct pair pair;
    while (next_pair(line, &at, &pair)) {
        if (pair.key.len > 0) {
            const char *where = pair.value.ptr;
            uint16_t id = ap_field_names_find_one(r->names, pair.key);
            if (id != AP_FIELD_NONE)
                (void)ap_records_add(r, c, id, pair.key,
                                     pair.escaped ? unescape(r, pair.value) : pair.value, where);
            n++;
        } else if (first && ap_looks_like_time(pair.value)) {
            add_named(r, c, AP_STR("timestamp"), pair.value);
        } else if (bare) {
            add_bare(r, c, pair.value);
        }
        first = false;
    }
    return n;
}

static void
pass_line(struct ap_cursor *c, struct ap_str line)
{
    const char *next = line.ptr + line.len;
    next += next < c->end && *next == '\r';
    if (next < c->end) {
        ap_cursor_newline(c, next + 1);
        next++;
    }
    c->p = next;
}

bool
ap_step_logfmt(struct ap_records *r, struct ap_cursor *c, bool final)
{
    struct ap_str line;
    if (!ap_cursor_line(c, final, &line))
        return false;
    if (take_pairs(r, c, line, 0, true) > 0)
        ap_records_give(r, c->line);
    else if (ap_str_trim(line).len > 0)
        ap_records_bad(r, c->line);
    pass_line(c, line);
    return true;
}

bool
ap_is_logfmt_line(struct ap_str line)
{
    size_t at = 0;
    size_t n = 0;
    size_t words = 0;
    struct pair pair;
    while (next_pair(line, &at, &pair)) {
        n += pair.key.len > 0;
        words++;
    }
    return n >= 2 && n * 4 >= words;
}

/* --- access logs ----------------------------------------------------------------------------- */

/** The parts of `1.2.3.4 - ann [12/May/2026:10:00:00 +0000] "GET /v1/x HTTP/1.1" 200 …`. */
struct access {
    struct ap_str user, time, method, path, status;
    size_t rest;
    bool amazon; /* the request follows the time without a blank */
};

static bool
read_access(struct ap_str line, struct access *ret_parts)
{
    size_t open = ap_str_find(line, '[');
    struct ap_str from_time = ap_str_slice(line, open + 1, line.len);
    size_t close = ap_str_find(from_time, ']');
    if (open == line.len || close == from_time.len || close < 11)
        return false;
    struct ap_str head = ap_str_trim(ap_str_slice(line, 0, open));
    size_t blank = ap_str_rfind(head, ' ');
    ret_parts->user = blank < head.len ? ap_str_slice(head, blank + 1, head.len) : AP_STR_NONE;
    ret_parts->time = ap_str_slice(from_time, 0, close);
    size_t at = past_blanks(line, open + close + 2);
    ret_parts->amazon = at == open + close + 2;
    if (at >= line.len || line.ptr[at] != '"')
        return false;
    struct pair request;
    if (!next_pair(line, &at, &request))
        return false;
    struct ap_str rest = request.value;
    ret_parts->method = ap_str_cut(&rest, ' ');
    ret_parts->path = rest.ptr ? ap_str_cut(&rest, ' ') : AP_STR_NONE;
    struct pair status;
    if (!next_pair(line, &at, &status) || !is_number(status.value, 3))
        return false;
    ret_parts->status = status.value;
    ret_parts->rest = at;
    return true;
}

bool
ap_is_access_line(struct ap_str line)
{
    struct access parts;
    return read_access(line, &parts);
}

bool
ap_step_access(struct ap_records *r, struct ap_cursor *c, bool final)
{
    struct ap_str line;
    struct access parts;
    if (!ap_cursor_line(c, final, &line))
        return false;
    if (read_access(line, &parts)) {
        add_named(r, c, AP_STR("time_local"), parts.time);
        add_named(r, c, AP_STR("remote_user"), parts.user);
        add_named(r, c, AP_STR("request_method"), parts.method);
        add_named(r, c, AP_STR("request_uri"), parts.path);
        add_named(r, c, AP_STR("status"), parts.status);
        (void)take_pairs(r, c, line, parts.rest, false);
        add_request_id(r, c, line, parts.rest, parts.amazon);
        ap_records_give(r, c->line);
    } else if (ap_str_trim(line).len > 0) {
        ap_records_bad(r, c->line);
    }
    pass_line(c, line);
    return true;
}
