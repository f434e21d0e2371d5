/* NGINX's error log as records: time, message, and the `name: value` behind it. It says which calls limit_req refused.
 * Place in the flow: tables.
 * SPDX-License-Identifier: Apache-2.0
 *
 * `2026/05/14 10:00:00 [error] 12#12: *7 limiting requests, excess: 20.1 by zone "api", client: 10.0.0.1, request: "GET /v1/x HTTP/1.1"`
 * https://nginx.org/en/docs/ngx_core_module.html#error_log, …/http/ngx_http_limit_req_module.html */
#include <string.h>

#include "tables/records_internal.h"

#define TIME_BYTES 19u /* 2026/05/14 10:00:00 */
#define DRY_RUN    "dry run"

/* The message behind `12#12: *7 `; false: it is no such line. */
static bool
message_of(struct ap_str line, struct ap_str *ret_message)
{
    size_t at = TIME_BYTES;
    if (line.len <= at + 2 || line.ptr[4] != '/' || line.ptr[7] != '/' || line.ptr[10] != ' ' ||
        line.ptr[13] != ':' || line.ptr[at] != ' ' || line.ptr[at + 1] != '[')
        return false;
    struct ap_str rest = ap_str_slice(line, at, line.len);
    size_t close = ap_str_find(rest, ']');
    rest = ap_str_slice(rest, close + 2, rest.len);
    size_t colon = ap_str_find(rest, ':');
    if (ap_str_find(rest, '#') >= colon || colon == rest.len)
        return false;
    rest = ap_str_trim(ap_str_slice(rest, colon + 1, rest.len));
    if (ap_str_starts(rest, AP_STR("*")))
        rest = ap_str_slice(rest, ap_str_find(rest, ' ') + 1, rest.len);
    *ret_message = rest;
    return true;
}

bool
ap_is_error_line(struct ap_str line)
{
    struct ap_str message;
    return message_of(line, &message);
}

static void
add(struct ap_records *r, const struct ap_cursor *c, struct ap_str name, struct ap_str text)
{
    uint16_t id = ap_field_names_find_one(r->names, name);
    if (id != AP_FIELD_NONE && text.len > 0)
        (void)ap_records_add(r, c, id, name, text, text.ptr);
}

/* The part up to a comma that is not within quotes. */
static struct ap_str
next_part(struct ap_str *rest)
{
    bool quoted = false;
    size_t n = 0;
    for (; n < rest->len && (quoted || rest->ptr[n] != ','); n++)
        quoted ^= rest->ptr[n] == '"';
    struct ap_str part = ap_str_trim(ap_str_slice(*rest, 0, n));
    *rest = ap_str_slice(*rest, n + 1, rest->len);
    return part;
}

static void
take_parts(struct ap_records *r, const struct ap_cursor *c, struct ap_str rest)
{
    while (rest.len > 0) {
        struct ap_str value = next_part(&rest);
        struct ap_str name = ap_str_cut(&value, ':');
        value = ap_str_trim(value);
        if (value.len > 1 && value.ptr[0] == '"' && value.ptr[value.len - 1] == '"')
            value = ap_str_slice(value, 1, value.len - 1);
        add(r, c, name, value);
    }
}

bool
ap_step_error(struct ap_records *r, struct ap_cursor *c, bool final)
{
    struct ap_str line;
    struct ap_str rest;
    if (!ap_cursor_line(c, final, &line))
        return false;
    if (message_of(line, &rest)) {
        add(r, c, AP_STR("timestamp"), ap_str_slice(line, 0, TIME_BYTES));
        struct ap_str message = next_part(&rest);
        if (ap_str_starts(ap_str_trim(rest),
                          AP_STR(DRY_RUN))) { /* `limiting requests, dry run, …` */
            struct ap_str dry = next_part(&rest);
            message.len = (size_t)(dry.ptr + dry.len - message.ptr);
        }
        add(r, c, AP_STR("message"), message);
        take_parts(r, c, rest);
        ap_records_give(r, c->line);
    } else if (ap_str_trim(line).len > 0) {
        ap_records_bad(r, c->line);
    }
    size_t n = ap_str_find((struct ap_str){c->p, (size_t)(c->end - c->p)}, '\n');
    c->p += n;
    if (c->p < c->end)
        ap_cursor_newline(c, ++c->p);
    return true;
}
