/* The streaming JSON writer.
 * Place in the flow: base.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/utf8.h"

void
ap_json_init(struct ap_json *json, struct ap_buf *out)
{
    *json = (struct ap_json){.out = out};
}

static void
line_break(struct ap_json *json)
{
    if (json->compact)
        return;
    ap_buf_add_char(json->out, '\n');
    for (int i = 0; i < json->depth; i++)
        ap_buf_add_c(json->out, "  ");
}

/* The comma and the indent before an item; none after a key. */
static void
begin_item(struct ap_json *json)
{
    if (json->after_key) {
        json->after_key = false;
        return;
    }
    if (json->depth == 0)
        return;
    bool *has_item = &json->has_item[json->depth - 1];
    if (*has_item)
        ap_buf_add_char(json->out, ',');
    *has_item = true;
    line_break(json);
}

static void
open_container(struct ap_json *json, bool is_array)
{
    if (json->n_muted == 0 && json->depth == AP_JSON_DEPTH)
        ap_json_null(json);
    if (json->n_muted || json->depth == AP_JSON_DEPTH) {
        json->n_muted++;
        return;
    }
    begin_item(json);
    ap_buf_add_char(json->out, is_array ? '[' : '{');
    json->is_array[json->depth] = is_array;
    json->has_item[json->depth] = false;
    json->depth++;
}

static void
close_container(struct ap_json *json)
{
    if (json->n_muted) {
        json->n_muted--;
        return;
    }
    if (json->depth == 0)
        return;
    json->depth--;
    if (json->has_item[json->depth])
        line_break(json);
    ap_buf_add_char(json->out, json->is_array[json->depth] ? ']' : '}');
    if (json->spill && json->out->len >= AP_JSON_SPILL_BYTES)
        json->spill(json->spill_ctx, json->out);
}

void
ap_json_object_open(struct ap_json *json)
{
    open_container(json, false);
}

void
ap_json_object_close(struct ap_json *json)
{
    close_container(json);
}

void
ap_json_array_open(struct ap_json *json)
{
    open_container(json, true);
}

void
ap_json_array_close(struct ap_json *json)
{
    close_container(json);
}

static const char *
short_escape(uint32_t code_point)
{
    switch (code_point) {
    case '"':
        return "\\\"";
    case '\\':
        return "\\\\";
    case '\b':
        return "\\b";
    case '\f':
        return "\\f";
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\t':
        return "\\t";
    default:
        return NULL;
    }
}

static void
add_code_point(struct ap_buf *out, uint32_t code_point)
{
    const char *escape = short_escape(code_point);
    if (escape)
        ap_buf_add_c(out, escape);
    else if (!ap_utf8_is_unsafe(code_point))
        ap_utf8_encode(out, code_point);
    else if (code_point <= 0xffff)
        ap_buf_printf(out, "\\u%04x", (unsigned)code_point);
    else
        ap_buf_printf(out, "\\u%04x\\u%04x", (unsigned)(0xd7c0 + (code_point >> 10)),
                      (unsigned)(0xdc00 + (code_point & 0x3ff)));
}

/* Most text is plain ASCII and is copied in runs. */
static size_t
plain_run(struct ap_str s, size_t from)
{
    size_t at = from;
    while (at < s.len && s.ptr[at] >= 0x20 && s.ptr[at] < 0x7f && s.ptr[at] != '"' &&
           s.ptr[at] != '\\' &&
           !(s.ptr[at] == '#' && ap_text_is_command(ap_str_slice(s, at, s.len))))
        at++;
    return at - from;
}

static void
add_quoted(struct ap_buf *out, struct ap_str s)
{
    ap_buf_add_char(out, '"');
    size_t at = 0;
    while (at < s.len) {
        size_t run = plain_run(s, at);
        ap_buf_add_str(out, ap_str_slice(s, at, at + run));
        at += run;
        if (at == s.len)
            break;
        uint32_t code_point = ap_utf8_next(s, &at);
        if (code_point == '#') /* only where a CI service would take it for a command */
            ap_buf_add_c(out, "\\u0023");
        else
            add_code_point(out, code_point);
    }
    ap_buf_add_char(out, '"');
}

void
ap_json_key_str(struct ap_json *json, struct ap_str key)
{
    if (json->n_muted)
        return;
    begin_item(json);
    add_quoted(json->out, key);
    ap_buf_add_c(json->out, json->compact ? ":" : ": ");
    json->after_key = true;
}

void
ap_json_key(struct ap_json *json, const char *key)
{
    ap_json_key_str(json, ap_str_from(key));
}

void
ap_json_str(struct ap_json *json, struct ap_str value)
{
    if (json->n_muted)
        return;
    begin_item(json);
    add_quoted(json->out, value);
}

void
ap_json_int(struct ap_json *json, int64_t value)
{
    if (json->n_muted)
        return;
    begin_item(json);
    ap_buf_printf(json->out, "%" PRId64, value);
}

void
ap_json_fraction(struct ap_json *json, double value)
{
    if (!isfinite(value)) {
        ap_json_null(json);
        return;
    }
    if (json->n_muted)
        return;
    begin_item(json);
    double size = value < 0 ? -value : value;
    if (size >= 1e12) { /* no decimals left to show, and the product below would overflow */
        ap_buf_printf(json->out, "%.0f.0", value);
        return;
    }
    /* Whole numbers only: printf's decimal point is the locale's. */
    uint64_t millionths = (uint64_t)(size * 1e6 + 0.5);
    bool is_negative = value < 0 && millionths > 0;
    ap_buf_printf(json->out, "%s%" PRIu64 ".%06" PRIu64, is_negative ? "-" : "",
                  millionths / 1000000, millionths % 1000000);
    struct ap_buf *out = json->out;
    while (out->ptr[out->len - 1] == '0' && out->ptr[out->len - 2] != '.')
        out->ptr[--out->len] = '\0';
}

void
ap_json_written(struct ap_json *json, struct ap_str value)
{
    if (json->n_muted)
        return;
    begin_item(json);
    ap_buf_add_str(json->out, value);
}

void
ap_json_bool(struct ap_json *json, bool value)
{
    ap_json_written(json, value ? AP_STR("true") : AP_STR("false"));
}

void
ap_json_null(struct ap_json *json)
{
    ap_json_written(json, AP_STR("null"));
}

void
ap_json_end(struct ap_json *json)
{
    ap_buf_add_char(json->out, '\n');
}

void
ap_json_text_open(struct ap_json_text *text)
{
    text->buf = (struct ap_buf){0};
    ap_json_init(&text->json, &text->buf);
    text->json.compact = true;
    ap_json_object_open(&text->json);
}

struct ap_str
ap_json_text_close(struct ap_json_text *text, struct ap_arena *mem)
{
    ap_json_object_close(&text->json);
    struct ap_str kept = ap_arena_copy(mem, ap_buf_str(&text->buf));
    ap_buf_release(&text->buf);
    return kept;
}

void
ap_json_kv_str(struct ap_json *json, const char *key, struct ap_str value)
{
    ap_json_key(json, key);
    ap_json_str(json, value);
}

void
ap_json_kv_c(struct ap_json *json, const char *key, const char *value)
{
    ap_json_kv_str(json, key, ap_str_from(value));
}

void
ap_json_kv_str_opt(struct ap_json *json, const char *key, struct ap_str value)
{
    ap_json_key(json, key);
    if (value.len)
        ap_json_str(json, value);
    else
        ap_json_null(json);
}

void
ap_json_kv_int(struct ap_json *json, const char *key, int64_t value)
{
    ap_json_key(json, key);
    ap_json_int(json, value);
}

void
ap_json_kv_int_opt(struct ap_json *json, const char *key, int64_t value)
{
    ap_json_key(json, key);
    if (value)
        ap_json_int(json, value);
    else
        ap_json_null(json);
}

void
ap_json_kv_bool(struct ap_json *json, const char *key, bool value)
{
    ap_json_key(json, key);
    ap_json_bool(json, value);
}

void
ap_json_kv_strs(struct ap_json *json, const char *key, const struct ap_strs *values)
{
    ap_json_key(json, key);
    ap_json_array_open(json);
    for (size_t i = 0; i < values->n; i++)
        ap_json_str(json, values->items[i]);
    ap_json_array_close(json);
}
