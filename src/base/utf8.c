/* UTF-8: one strict decoder, and escapes for people.
 * Place in the flow: base.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/utf8.h"

#define REPLACEMENT 0xfffdu

struct range {
    uint32_t from;
    uint32_t to; /* inclusive */
};

static bool
is_within(const struct range *ranges, size_t n, uint32_t code_point)
{
    for (size_t i = 0; i < n; i++)
        if (code_point >= ranges[i].from && code_point <= ranges[i].to)
            return true;
    return false;
}

/* The length of the well-formed sequence at `at`, with its code point; 0 if there is none. The
 * second byte's bounds keep out overlong forms, surrogates and what lies above U+10FFFF (Unicode, table 3-7). */
static size_t
decode(struct ap_str s, size_t at, uint32_t *ret_code_point)
{
    const unsigned char *p = (const unsigned char *)s.ptr + at;
    size_t left = s.len - at;
    if (p[0] < 0x80) {
        *ret_code_point = p[0];
        return 1;
    }
    if (p[0] < 0xc2 || p[0] > 0xf4)
        return 0;
    size_t len = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
    unsigned char low = p[0] == 0xe0 ? 0xa0 : p[0] == 0xf0 ? 0x90 : 0x80;
    unsigned char high = p[0] == 0xed ? 0x9f : p[0] == 0xf4 ? 0x8f : 0xbf;
    if (left < len || p[1] < low || p[1] > high)
        return 0;
    uint32_t code_point = (p[0] & (0x7fu >> len)) << 6 | (p[1] & 0x3fu);
    for (size_t i = 2; i < len; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return 0;
        code_point = code_point << 6 | (p[i] & 0x3fu);
    }
    *ret_code_point = code_point;
    return len;
}

size_t
ap_utf8_bad_at(struct ap_str s)
{
    size_t at = 0;
    while (at < s.len) {
        uint32_t code_point;
        size_t len = decode(s, at, &code_point);
        if (len == 0)
            return at;
        at += len;
    }
    return s.len;
}

bool
ap_utf8_valid(struct ap_str s)
{
    return ap_utf8_bad_at(s) == s.len;
}

uint32_t
ap_utf8_next(struct ap_str s, size_t *at)
{
    uint32_t code_point = REPLACEMENT;
    size_t len = decode(s, *at, &code_point);
    *at += len ? len : 1;
    return code_point;
}

size_t
ap_utf8_put(uint32_t code_point, char out[4])
{
    if (code_point > 0x10ffff || (code_point >= 0xd800 && code_point <= 0xdfff))
        code_point = REPLACEMENT;
    out[0] = (char)code_point;
    if (code_point < 0x80)
        return 1;
    unsigned n_more = code_point < 0x800 ? 1 : code_point < 0x10000 ? 2 : 3;
    unsigned lead = 0xffu & (0xff00u >> (n_more + 1));
    out[0] = (char)(lead | code_point >> (6 * n_more));
    for (unsigned i = 1; i <= n_more; i++)
        out[i] = (char)(0x80 | (code_point >> (6 * (n_more - i)) & 0x3f));
    return n_more + 1;
}

void
ap_utf8_encode(struct ap_buf *out, uint32_t code_point)
{
    char bytes[4];
    ap_buf_add(out, bytes, ap_utf8_put(code_point, bytes));
}

bool
ap_utf8_is_unsafe(uint32_t code_point)
{
    /* Joiners (U+200C, U+200D) are left alone: scripts and emoji need them. */
    static const struct range unsafe[] = {
        {0x00, 0x1f},     {0x7f, 0x9f},     {0x61c, 0x61c},   {0x180e, 0x180e},
        {0x200b, 0x200b}, {0x200e, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x206f},
        {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xfffe, 0xffff}, {0xe0000, 0xe007f},
    };
    return is_within(unsafe, AP_COUNT(unsafe), code_point);
}

static void
add_escape(struct ap_buf *out, uint32_t code_point)
{
    switch (code_point) {
    case '\n':
        ap_buf_add_c(out, "\\n");
        break;
    case '\r':
        ap_buf_add_c(out, "\\r");
        break;
    case '\t':
        ap_buf_add_c(out, "\\t");
        break;
    default:
        if (code_point < 0x80)
            ap_buf_printf(out, "\\x%02x", (unsigned)code_point);
        else if (code_point <= 0xffff)
            ap_buf_printf(out, "\\u%04x", (unsigned)code_point);
        else
            ap_buf_printf(out, "\\U%08x", (unsigned)code_point);
    }
}

/* The blanks that a CI runner trims from a line before it looks for `::`. */
static bool
is_blank(uint32_t code_point)
{
    static const struct range blanks[] = {
        {' ', ' '},       {0xa0, 0xa0},     {0x1680, 0x1680}, {0x2000, 0x200a},
        {0x202f, 0x202f}, {0x205f, 0x205f}, {0x3000, 0x3000},
    };
    return is_within(blanks, AP_COUNT(blanks), code_point);
}

/* `::` at the begin of a line is a command to GitHub. A lone ':' too: our own ':' may follow it. */
static bool
is_line_command(struct ap_str rest)
{
    return rest.ptr[0] == ':' && (rest.len == 1 || rest.ptr[1] == ':');
}

bool
ap_text_is_name(struct ap_str s, size_t max)
{
    bool is_name = s.len > 0 && s.len <= max && ap_utf8_valid(s);
    for (size_t at = 0; is_name && at < s.len;)
        is_name = !ap_utf8_is_unsafe(ap_utf8_next(s, &at));
    return is_name;
}

bool
ap_text_is_command(struct ap_str rest)
{
    return ap_str_starts(rest, AP_STR("##[")) ||
           ap_str_ieq(ap_str_slice(rest, 0, 6), AP_STR("##vso["));
}

void
ap_text_escape(struct ap_buf *out, struct ap_str s)
{
    bool leading = true;
    size_t at = 0;
    while (at < s.len) {
        struct ap_str rest = ap_str_slice(s, at, s.len);
        uint32_t code_point;
        size_t len = decode(s, at, &code_point);
        if (len == 0)
            ap_buf_printf(out, "\\x%02x", (unsigned)(unsigned char)s.ptr[at]);
        else if (ap_utf8_is_unsafe(code_point) || ap_text_is_command(rest) ||
                 (leading && is_line_command(rest)))
            add_escape(out, code_point);
        else
            ap_buf_add(out, rest.ptr, len);
        leading = leading && len && is_blank(code_point);
        at += len ? len : 1;
    }
}

bool
ap_str_is_ascii(struct ap_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] >= 0x80)
            return false;
    return true;
}
