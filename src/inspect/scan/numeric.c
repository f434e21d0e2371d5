/* Finds runs of numeric characters, sixteen at a time where the processor can.
 * Place in the flow: inspect/scan; the anchor of cards, IBANs, social security numbers and IP addresses.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "inspect/scan/chars.h"

static size_t
one_by_one(struct ap_str text, size_t at, size_t to)
{
    for (size_t n = 0, i = at; i < text.len; i++) {
        n = ap_is_numeric(text.ptr[i]) ? n + 1 : 0;
        if (n == AP_NUMERIC_RUN)
            return i + 1 - AP_NUMERIC_RUN;
        if (n == 0 && i >= to)
            break;
    }
    return text.len > to ? text.len : to;
}

#ifdef __SSE2__
/* One bit for each of the 64 bytes at `p` that is numeric. */
static uint64_t
numeric_mask(const char *p)
{
    const __m128i nine = _mm_set1_epi8(9);
    uint64_t mask = 0;
    for (unsigned i = 0; i < 4; i++) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + (size_t)16 * i));
        __m128i off = _mm_sub_epi8(v, _mm_set1_epi8('0'));
        __m128i digit = _mm_cmpeq_epi8(_mm_min_epu8(off, nine), off);
        __m128i mark = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('-')),
                                    _mm_cmpeq_epi8(v, _mm_set1_epi8('.')));
        __m128i all =
            _mm_or_si128(_mm_or_si128(digit, mark), _mm_cmpeq_epi8(v, _mm_set1_epi8(' ')));
        mask |= (uint64_t)(unsigned)_mm_movemask_epi8(all) << 16 * i;
    }
    return mask;
}

size_t
ap_numeric_run(struct ap_str text, size_t at, size_t to)
{
    enum { WIDE = 64, STEP = WIDE - AP_NUMERIC_RUN + 1 };
    for (; at < to && at + WIDE <= text.len; at += STEP) {
        uint64_t mask = numeric_mask(text.ptr + at);
        mask &= mask >> 1; /* a bit stays where two in a row begin, then four, then seven */
        mask &= mask >> 2;
        mask &= mask >> 3;
        if (mask)
            return at + (size_t)__builtin_ctzll(mask);
    }
    return at < to ? one_by_one(text, at, to) : at;
}
#else
size_t
ap_numeric_run(struct ap_str text, size_t at, size_t to)
{
    return one_by_one(text, at, to);
}
#endif
