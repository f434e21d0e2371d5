/* UTF-16 as UTF-8, piece by piece, whatever is wrong with it (base/utf16.h refuses that).
 * Place in the flow: inspect; of files, and of members in apipack-extract.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/wide.h"

#define UTF8_MAX ((size_t)4) /* bytes that one code point can take */

static char *
put_utf8(char *out, uint32_t c)
{
    if (c < 0x80) {
        *out++ = (char)c;
    } else if (c < 0x800) {
        *out++ = (char)(0xc0 | c >> 6);
        *out++ = (char)(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        *out++ = (char)(0xe0 | c >> 12);
        *out++ = (char)(0x80 | (c >> 6 & 0x3f));
        *out++ = (char)(0x80 | (c & 0x3f));
    } else {
        *out++ = (char)(0xf0 | c >> 18);
        *out++ = (char)(0x80 | (c >> 12 & 0x3f));
        *out++ = (char)(0x80 | (c >> 6 & 0x3f));
        *out++ = (char)(0x80 | (c & 0x3f));
    }
    return out;
}

static char *
put_unit(struct ap_wide *d, char *out, uint32_t unit)
{
    if (unit >= 0xdc00 && unit <= 0xdfff && d->high) {
        uint32_t c = 0x10000 + ((d->high - 0xd800) << 10) + (unit - 0xdc00);
        d->high = 0;
        return put_utf8(out, c);
    }
    if (d->high) {
        out = put_utf8(out, 0xfffd);
        d->high = 0;
    }
    if (unit >= 0xd800 && unit <= 0xdbff)
        d->high = unit;
    else if (unit >= 0xdc00 && unit <= 0xdfff)
        out = put_utf8(out, 0xfffd);
    else if (unit != 0xfeff)
        out = put_utf8(out, unit);
    return out;
}

size_t
ap_wide_decode(struct ap_wide *d, struct ap_str *bytes, char *out, size_t room)
{
    char *at = out;
    size_t used = 0;
    /* Room for two code points: the replaced surrogate and the unit. */
    for (; used < bytes->len && (size_t)(at - out) + 2 * UTF8_MAX <= room; used++) {
        unsigned char c = (unsigned char)bytes->ptr[used];
        if (!d->has_odd) {
            d->odd = c;
            d->has_odd = true;
            continue;
        }
        d->has_odd = false;
        at = put_unit(d, at, d->big_endian ? (uint32_t)d->odd << 8 | c : (uint32_t)c << 8 | d->odd);
    }
    *bytes = ap_str_slice(*bytes, used, bytes->len);
    return (size_t)(at - out);
}
