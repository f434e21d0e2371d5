/* Text of unknown encoding made UTF-8.
 * Place in the flow: tables.
 * SPDX-License-Identifier: Apache-2.0 */
#include "tables/decode.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/endian.h"
#include "base/utf8.h"

#define REPLACEMENT 0xFFFDu

/** Code points of the bytes 0x80 to 0x9f; 0 where Windows-1252 has none. */
static const uint16_t windows_1252[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

static void
decode_1252(struct ap_str bytes, struct ap_buf *out)
{
    for (size_t i = 0; i < bytes.len; i++) {
        uint32_t c = (unsigned char)bytes.ptr[i];
        if (c >= 0x80 && c < 0xA0)
            c = windows_1252[c - 0x80] ? windows_1252[c - 0x80] : REPLACEMENT;
        ap_utf8_encode(out, c);
    }
}

static uint32_t
unit_at(struct ap_str bytes, size_t i, bool big)
{
    return big ? ap_be16(bytes.ptr + i) : ap_le16(bytes.ptr + i);
}

/** False on a NUL. An odd last byte is a replacement character. */
static bool
decode_utf16(struct ap_str bytes, bool big, struct ap_buf *out)
{
    for (size_t i = 0; i + 1 < bytes.len; i += 2) {
        uint32_t c = unit_at(bytes, i, big);
        if (c == 0)
            return false;
        if (c >= 0xD800 && c < 0xE000) {
            uint32_t low = i + 3 < bytes.len ? unit_at(bytes, i + 2, big) : 0;
            bool pair = c < 0xDC00 && low >= 0xDC00 && low < 0xE000;
            c = pair ? 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00) : REPLACEMENT;
            i += pair ? 2 : 0;
        }
        ap_utf8_encode(out, c);
    }
    if (bytes.len % 2)
        ap_utf8_encode(out, REPLACEMENT);
    return true;
}

int
ap_text_decode(struct ap_str bytes, struct ap_arena *mem, struct ap_str *ret_text)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    bool little = ap_str_starts(bytes, AP_STR("\xFF\xFE"));
    bool big = ap_str_starts(bytes, AP_STR("\xFE\xFF"));
    if (little || big) {
        if (!decode_utf16(ap_str_slice(bytes, 2, bytes.len), big, &out))
            return AP_E_SYNTAX;
        *ret_text = ap_arena_copy(mem, ap_buf_str(&out));
        return AP_OK;
    }
    if (bytes.len > 0 && memchr(bytes.ptr, '\0', bytes.len))
        return AP_E_SYNTAX;
    if (ap_str_starts(bytes, AP_STR("\xEF\xBB\xBF")))
        bytes = ap_str_slice(bytes, 3, bytes.len);
    if (ap_utf8_valid(bytes)) {
        *ret_text = bytes;
        return AP_OK;
    }
    decode_1252(bytes, &out);
    *ret_text = ap_arena_copy(mem, ap_buf_str(&out));
    return AP_OK;
}
