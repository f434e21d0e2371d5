/* UTF-16 as UTF-8 and back.
 * Place in the flow: base.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/utf16.h"

#include <string.h>

#include "base/utf8.h"

#define HIGH_FIRST 0xd800u
#define LOW_FIRST  0xdc00u
#define LOW_LAST   0xdfffu
#define BEYOND_BMP 0x10000u

static int
decode_unit(struct ap_utf16 *state, uint32_t unit, struct ap_buf *out)
{
    bool is_low = unit >= LOW_FIRST && unit <= LOW_LAST;
    if (is_low != (state->high != 0))
        return AP_E_SYNTAX;
    if (is_low) {
        ap_utf8_encode(out, BEYOND_BMP + ((state->high - HIGH_FIRST) << 10) + (unit - LOW_FIRST));
        state->high = 0;
    } else if (unit >= HIGH_FIRST && unit < LOW_FIRST) {
        state->high = unit;
    } else {
        ap_utf8_encode(out, unit);
    }
    return AP_OK;
}

int
ap_utf16_decode(struct ap_utf16 *state, struct ap_str bytes, struct ap_buf *out)
{
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char c = (unsigned char)bytes.ptr[i];
        state->has_odd = !state->has_odd;
        if (state->has_odd) {
            state->odd = c;
            continue;
        }
        uint32_t unit = state->big ? (uint32_t)state->odd << 8 | c : (uint32_t)c << 8 | state->odd;
        int result = decode_unit(state, unit, out);
        if (result < 0)
            return result;
    }
    return AP_OK;
}

static void
put_unit(const struct ap_utf16 *state, struct ap_buf *out, uint32_t unit)
{
    char high = (char)(unit >> 8);
    char low = (char)(unit & 0xff);
    ap_buf_add_char(out, state->big ? high : low);
    ap_buf_add_char(out, state->big ? low : high);
}

static void
encode_char(const struct ap_utf16 *state, struct ap_buf *out, struct ap_str text, size_t *at)
{
    uint32_t c = ap_utf8_next(text, at);
    if (c < BEYOND_BMP) {
        put_unit(state, out, c);
        return;
    }
    put_unit(state, out, HIGH_FIRST + ((c - BEYOND_BMP) >> 10));
    put_unit(state, out, LOW_FIRST + ((c - BEYOND_BMP) & 0x3ff));
}

static size_t
length_of(char first)
{
    unsigned char c = (unsigned char)first;
    return c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
}

void
ap_utf16_encode(struct ap_utf16 *state, struct ap_str text, struct ap_buf *out)
{
    size_t at = 0;
    while (at < text.len) {
        if (state->n_cut == 0 && text.len - at >= length_of(text.ptr[at])) {
            encode_char(state, out, text, &at);
            continue;
        }
        state->cut[state->n_cut++] = (unsigned char)text.ptr[at++];
        if (state->n_cut < length_of((char)state->cut[0]))
            continue;
        size_t from = 0;
        encode_char(state, out, (struct ap_str){(const char *)state->cut, state->n_cut}, &from);
        state->n_cut = 0;
    }
}

bool
ap_utf16_is_whole(const struct ap_utf16 *state)
{
    return !state->has_odd && state->high == 0 && state->n_cut == 0;
}
