/* JSON as events: a machine of few states that takes one byte after the other.
 * Place in the flow: base.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/json_events.h"

#include <string.h>

#include "base/utf8.h"

enum state {
    VALUE,          /* a value must come */
    VALUE_OR_CLOSE, /* after [ */
    KEY,            /* after , in an object */
    KEY_OR_CLOSE,   /* after { */
    COLON,
    AFTER, /* after a value: , or the end of what it stands in */
    STRING,
    ESCAPE,
    HEX,
    NUMBER,
    WORD,          /* true, false, null */
    KEY_TEXT = 64, /* added to STRING, ESCAPE, HEX: the string is a key */
};

void
ap_json_events_init(struct ap_json_events *json, ap_json_event_fn fn, void *ctx)
{
    *json = (struct ap_json_events){.fn = fn, .ctx = ctx, .line = 1, .state = VALUE};
}

void
ap_json_events_release(struct ap_json_events *json)
{
    ap_buf_release(&json->text);
}

static int
keep(struct ap_json_events *json, char c)
{
    if (json->text.len >= AP_JSON_EVENTS_TEXT_MAX)
        return AP_E_LIMIT;
    ap_buf_add_char(&json->text, c);
    return AP_OK;
}

static int
tell(struct ap_json_events *json, enum ap_json_event event)
{
    int rc = json->fn(json->ctx, event, ap_buf_str(&json->text));
    ap_buf_clear(&json->text);
    return rc;
}

static int
open_container(struct ap_json_events *json, bool is_array)
{
    if (json->depth >= AP_JSON_EVENTS_DEPTH)
        return AP_E_LIMIT;
    json->is_array[json->depth++] = is_array;
    json->state = is_array ? VALUE_OR_CLOSE : KEY_OR_CLOSE;
    return tell(json, is_array ? AP_JSON_ARRAY_OPEN : AP_JSON_OBJECT_OPEN);
}

static int
close_container(struct ap_json_events *json, bool is_array)
{
    if (json->depth == 0 || json->is_array[json->depth - 1] != is_array)
        return AP_E_SYNTAX;
    json->depth--;
    json->state = AFTER;
    return tell(json, is_array ? AP_JSON_ARRAY_CLOSE : AP_JSON_OBJECT_CLOSE);
}

static int
begin_token(struct ap_json_events *json, int state, char c)
{
    json->state = state;
    return keep(json, c);
}

static int
begin_value(struct ap_json_events *json, char c)
{
    switch (c) {
    case '{':
        return open_container(json, false);
    case '[':
        return open_container(json, true);
    case '"':
        json->state = STRING;
        return AP_OK;
    case 't':
    case 'f':
    case 'n':
        return begin_token(json, WORD, c);
    default:
        return c == '-' || ap_is_digit(c) ? begin_token(json, NUMBER, c) : AP_E_SYNTAX;
    }
}

static int
begin_key(struct ap_json_events *json, char c)
{
    json->state = STRING + KEY_TEXT;
    return c == '"' ? AP_OK : AP_E_SYNTAX;
}

static int
after_value(struct ap_json_events *json, char c)
{
    if (c == ',' && json->depth > 0) {
        json->state = json->is_array[json->depth - 1] ? VALUE : KEY;
        return AP_OK;
    }
    return c == ']' || c == '}' ? close_container(json, c == ']') : AP_E_SYNTAX;
}

static int
end_string(struct ap_json_events *json, bool is_key)
{
    if (json->high || !ap_utf8_valid(ap_buf_str(&json->text)))
        return AP_E_SYNTAX;
    json->state = is_key ? COLON : AFTER;
    return tell(json, is_key ? AP_JSON_KEY : AP_JSON_STRING);
}

static int
in_string(struct ap_json_events *json, char c, int key)
{
    if (c == '\\') {
        json->state = ESCAPE + key;
        return AP_OK;
    }
    if (c == '"')
        return end_string(json, key != 0);
    if ((unsigned char)c < 0x20 || json->high)
        return AP_E_SYNTAX;
    return keep(json, c);
}

static int
in_escape(struct ap_json_events *json, char c, int key)
{
    static const char from[] = "\"\\/bfnrt";
    static const char to[] = "\"\\/\b\f\n\r\t";
    if (c == 'u') {
        json->state = HEX + key;
        json->code_unit = 0;
        json->n_hex = 0;
        return AP_OK;
    }
    const char *at = c ? strchr(from, c) : NULL;
    if (!at || json->high)
        return AP_E_SYNTAX;
    json->state = STRING + key;
    return keep(json, to[at - from]);
}

/** A whole \uXXXX; a pair of surrogates makes one character. */
static int
take_code_unit(struct ap_json_events *json)
{
    uint32_t unit = json->code_unit;
    bool is_high = unit >= 0xd800 && unit < 0xdc00;
    bool is_low = unit >= 0xdc00 && unit < 0xe000;
    if (is_low != (json->high != 0) || unit == 0)
        return AP_E_SYNTAX;
    if (is_high) {
        json->high = unit;
        return AP_OK;
    }
    if (is_low)
        unit = 0x10000 + ((json->high - 0xd800) << 10) + (unit - 0xdc00);
    json->high = 0;
    if (json->text.len >= AP_JSON_EVENTS_TEXT_MAX)
        return AP_E_LIMIT;
    ap_utf8_encode(&json->text, unit);
    return AP_OK;
}

static int
in_hex(struct ap_json_events *json, char c, int key)
{
    int digit = ap_hex_value(c);
    if (digit < 0)
        return AP_E_SYNTAX;
    json->code_unit = json->code_unit << 4 | (uint32_t)digit;
    if (++json->n_hex < 4)
        return AP_OK;
    json->state = STRING + key;
    return take_code_unit(json);
}

/** -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)? */
static bool
is_number(struct ap_str s)
{
    size_t at = s.len > 0 && s.ptr[0] == '-';
    size_t begin = at;
    at = ap_str_digits_end(s, at);
    if (at == begin || (s.ptr[begin] == '0' && at > begin + 1))
        return false;
    if (at < s.len && s.ptr[at] == '.') {
        begin = ++at;
        at = ap_str_digits_end(s, at);
        if (at == begin)
            return false;
    }
    if (at < s.len && (s.ptr[at] | 0x20) == 'e') {
        at++;
        at += at < s.len && (s.ptr[at] == '+' || s.ptr[at] == '-');
        begin = at;
        at = ap_str_digits_end(s, at);
        if (at == begin)
            return false;
    }
    return at == s.len;
}

/** A number or word ends where something else begins. */
static int
end_bare(struct ap_json_events *json)
{
    struct ap_str text = ap_buf_str(&json->text);
    bool is_word = json->state == WORD;
    json->state = AFTER;
    if (!is_word)
        return is_number(text) ? tell(json, AP_JSON_NUMBER) : AP_E_SYNTAX;
    if (ap_str_is(text, "null"))
        return tell(json, AP_JSON_NULL);
    bool is_bool = ap_str_is(text, "true") || ap_str_is(text, "false");
    return is_bool ? tell(json, AP_JSON_BOOL) : AP_E_SYNTAX;
}

static bool
goes_on(int state, char c)
{
    return state == WORD ? ap_is_lower(c) : c != '\0' && strchr("0123456789+-.eE", c);
}

static int
between_tokens(struct ap_json_events *json, char c)
{
    if (ap_is_json_space(c))
        return AP_OK;
    switch (json->state) {
    case VALUE:
        return begin_value(json, c);
    case VALUE_OR_CLOSE:
        return c == ']' ? close_container(json, true) : begin_value(json, c);
    case KEY:
        return begin_key(json, c);
    case KEY_OR_CLOSE:
        return c == '}' ? close_container(json, false) : begin_key(json, c);
    case COLON:
        json->state = VALUE;
        return c == ':' ? AP_OK : AP_E_SYNTAX;
    default:
        return after_value(json, c);
    }
}

static int
take(struct ap_json_events *json, char c)
{
    int key = json->state & KEY_TEXT;
    switch (json->state - key) {
    case STRING:
        return in_string(json, c, key);
    case ESCAPE:
        return in_escape(json, c, key);
    case HEX:
        return in_hex(json, c, key);
    case NUMBER:
    case WORD:
        if (goes_on(json->state, c))
            return keep(json, c);
        int rc = end_bare(json);
        return rc < 0 ? rc : between_tokens(json, c);
    default:
        return between_tokens(json, c);
    }
}

int
ap_json_events_feed(struct ap_json_events *json, struct ap_str piece)
{
    for (size_t i = 0; i < piece.len; i++) {
        int rc = take(json, piece.ptr[i]);
        if (rc < 0)
            return rc;
        json->line += piece.ptr[i] == '\n';
    }
    return AP_OK;
}

int
ap_json_events_end(struct ap_json_events *json)
{
    int rc = AP_OK;
    if (json->state == NUMBER || json->state == WORD)
        rc = end_bare(json);
    if (rc < 0)
        return rc;
    return json->state == AFTER && json->depth == 0 ? AP_OK : AP_E_SYNTAX;
}
