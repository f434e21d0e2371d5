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
/* A whole run that holds no number that is looked for: no card with so few, no address without a dot, no IBAN with a
 * dash in its first seven, no social security number without its two dashes. Dates and parts of digests are such. */
static bool
is_too_little(const char *p, size_t n)
{
    if (n >= AP_NUMERIC_CARD || memchr(p, '.', n) ||
        (n >= AP_NUMERIC_IBAN && !memchr(p, '-', AP_NUMERIC_RUN)))
        return false;
    for (size_t i = 0; i + AP_NUMERIC_SSN <= n; i++)
        if (p[i + 3] == '-' && p[i + 6] == '-')
            return false;
    return true;
}

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
    size_t first = at;
    for (; at < to && at + WIDE <= text.len; at += STEP) {
        uint64_t numeric = numeric_mask(text.ptr + at);
        uint64_t runs = numeric & numeric >> 1; /* a bit stays where two in a row begin, */
        runs &= runs >> 2;                      /* then four, */
        runs &= runs >> 3;                      /* then seven */
        while (runs) {
            unsigned from = (unsigned)__builtin_ctzll(runs);
            uint64_t rest = ~(numeric >> from);
            unsigned n = rest ? (unsigned)__builtin_ctzll(rest) : WIDE;
            bool whole = (from > 0 || at == first) && from + n < WIDE;
            if (!whole || (from == 0 && at > 0 && ap_is_numeric(text.ptr[at - 1])) ||
                !is_too_little(text.ptr + at + from, n))
                return at + from;
            runs &= ~(uint64_t)0 << (from + n);
        }
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
