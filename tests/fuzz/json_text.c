/* Any bytes as a JSON string, and as text for people: always valid UTF-8, always harmless.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/json.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
hold(bool holds)
{
    if (!holds)
        abort();
}

static void
hold_harmless(struct ap_str text)
{
    hold(ap_utf8_valid(text));
    for (size_t at = 0; at < text.len;)
        hold(!ap_utf8_is_unsafe(ap_utf8_next(text, &at)));
}

static uint32_t
hex4(struct ap_str text, size_t *at)
{
    uint32_t value = 0;
    for (size_t end = *at + 4; *at < end; ++*at) {
        hold(*at < text.len);
        char c = text.ptr[*at];
        hold((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
        value = value << 4 | (uint32_t)(c <= '9' ? c - '0' : c - 'a' + 10);
    }
    return value;
}

/* One character of a JSON string's inside, as RFC 8259 reads it. */
static uint32_t
read_one(struct ap_str json, size_t *at)
{
    static const char names[] = "\"\\bfnrt";
    static const char meant[] = "\"\\\b\f\n\r\t";
    if (json.ptr[*at] != '\\') {
        hold(json.ptr[*at] != '"');
        return ap_utf8_next(json, at);
    }
    ++*at;
    hold(*at < json.len);
    char c = json.ptr[(*at)++];
    if (c != 'u') {
        size_t which = ap_str_find(AP_STR(names), c);
        hold(which < sizeof names - 1);
        return (uint32_t)meant[which];
    }
    uint32_t unit = hex4(json, at);
    if (unit < 0xd800 || unit > 0xdfff)
        return unit;
    hold(unit < 0xdc00 && ap_str_starts(ap_str_slice(json, *at, json.len), AP_STR("\\u")));
    *at += 2;
    uint32_t low = hex4(json, at);
    hold(low >= 0xdc00 && low <= 0xdfff);
    return 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ap_str text = {(const char *)data, size};
    AP_AUTO_BUF struct ap_buf out = {0};
    struct ap_json json;
    ap_json_init(&json, &out);
    ap_json_str(&json, text);
    hold_harmless(ap_buf_str(&out));
    hold(out.len >= 2 && out.ptr[0] == '"' && out.ptr[out.len - 1] == '"');
    struct ap_str inside = ap_str_slice(ap_buf_str(&out), 1, out.len - 1);
    size_t at = 0, from = 0;
    while (from < text.len)
        hold(at < inside.len && read_one(inside, &at) == ap_utf8_next(text, &from));
    hold(at == inside.len);

    ap_buf_clear(&out);
    ap_text_escape(&out, text);
    struct ap_str shown = ap_buf_str(&out);
    hold_harmless(shown);
    hold(!ap_str_starts(ap_str_trim(shown), AP_STR("::")));
    hold(!ap_str_contains(shown, AP_STR("##[")) && !ap_str_icontains(shown, AP_STR("##vso[")));
    return 0;
}
