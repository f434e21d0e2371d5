/* Text that is wrapped in base64: long runs that decode to text are scanned as such, one level deep.
 * Place in the flow: inspect/scan.
 * SPDX-License-Identifier: Apache-2.0 */
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "inspect/scan/chars.h"
#include "inspect/scan/rules.h"

#define RUN_LEAST 40u
#define STEP      32u
#define PROBE     8u
#define GLANCE    16u /* characters */
#define TEST      48u /* bytes decoded to see whether it is text */

/* At least nine in ten are characters of text. */
static bool
is_text(struct ap_str s)
{
    size_t good = 0;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        good += (c >= 0x20 && c < 0x7f) || c == '\n' || c == '\r' || c == '\t';
    }
    return s.len >= 24 && good * 10 >= s.len * 9;
}

/* May the characters at `at` be text in base64? Sixteen digits of hex in a row are a digest. */
static bool
is_probe(struct ap_str text, size_t at)
{
    unsigned all = AP_CH_BASE64 | AP_CH_HEX;
    for (size_t n = 0; n < PROBE; n++)
        all &= ap_char_classes[(unsigned char)text.ptr[at + n]];
    for (size_t n = PROBE; n < (size_t)2 * PROBE && at + n < text.len && (all & AP_CH_HEX); n++)
        all &= ap_char_classes[(unsigned char)text.ptr[at + n]] | AP_CH_BASE64;
    return (all & AP_CH_BASE64) && !(all & AP_CH_HEX);
}

#ifdef __SSE2__
static __m128i
is_between(__m128i v, char low, char high)
{
    __m128i off = _mm_sub_epi8(v, _mm_set1_epi8(low));
    return _mm_cmpeq_epi8(_mm_min_epu8(off, _mm_set1_epi8((char)(high - low))), off);
}

/* One bit for each of the sixteen characters at `p` that base64 has, and that hex has. */
static unsigned
base64_mask(const char *p, unsigned *ret_hex)
{
    __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
    __m128i small = _mm_or_si128(v, _mm_set1_epi8(0x20));
    __m128i digit = is_between(v, '0', '9');
    __m128i marks = _mm_or_si128(
        _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('+')), _mm_cmpeq_epi8(v, _mm_set1_epi8('/'))),
        _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('-')), _mm_cmpeq_epi8(v, _mm_set1_epi8('_'))));
    __m128i base64 = _mm_or_si128(_mm_or_si128(digit, marks), is_between(small, 'a', 'z'));
    __m128i hex = _mm_or_si128(digit, is_between(small, 'a', 'f'));
    *ret_hex = (unsigned)_mm_movemask_epi8(hex);
    return (unsigned)_mm_movemask_epi8(base64);
}

/* The end of the run around `at` when it has fewer than RUN_LEAST characters; 0 when it may have more. */
static size_t
short_run_end(struct ap_str text, size_t at)
{
    enum { WIDE = 16, REACH = 3 * WIDE };
    uint64_t behind = 0;
    uint64_t before = 0;
    unsigned hex;
    if (at < REACH || at + REACH > text.len)
        return 0;
    for (unsigned i = 0; i < REACH; i += WIDE) {
        behind |= (uint64_t)base64_mask(text.ptr + at + i, &hex) << i;
        before |= (uint64_t)base64_mask(text.ptr + at - REACH + i, &hex) << i;
    }
    /* The bits beyond the reach are zero, so both counts end there. */
    size_t n = (size_t)__builtin_ctzll(~behind);
    size_t back = (size_t)__builtin_clzll(~(before << (64 - REACH)));
    return n + back < RUN_LEAST ? at + n : 0;
}
#else
static size_t
short_run_end(struct ap_str text, size_t at)
{
    (void)text;
    (void)at;
    return 0;
}
#endif

static bool
is_promising(struct ap_str text, size_t at)
{
#ifdef __SSE2__
    if (at + (size_t)2 * PROBE <= text.len) {
        unsigned hex;
        return (base64_mask(text.ptr + at, &hex) & 0xffu) == 0xffu && hex != 0xffffu;
    }
#endif
    return is_probe(text, at);
}

/* Gives the end of the run around `at`. */
static size_t
look_at_run(struct ap_sight *s, size_t at)
{
    struct ap_str text = s->text;
    size_t least = at > RUN_LEAST ? at - RUN_LEAST : 0;
    size_t most = at + AP_SCAN_AHEAD < text.len ? at + AP_SCAN_AHEAD : text.len;
    size_t from = at;
    size_t to = at;
    while (from > least && ap_is(text.ptr[from - 1], AP_CH_BASE64))
        from--;
    while (to < most && ap_is(text.ptr[to], AP_CH_BASE64))
        to++;
    if (to - from < RUN_LEAST || (from == least && from > 0))
        return to; /* too short, or its beginning was looked at before */
    char head[TEST];
    /* Most runs are digests and identifiers: a dozen bytes tell. */
    size_t few = ap_base64_decode(ap_str_slice(text, from, from + GLANCE), head, sizeof head);
    for (size_t i = 0, odd = 0; i < few; i++) {
        odd += ((unsigned char)head[i] < 0x20 && head[i] != '\n' && head[i] != '\t' &&
                head[i] != '\r') ||
               (unsigned char)head[i] >= 0x7f;
        if (odd > 3)
            return to;
    }
    size_t n = ap_base64_decode(ap_str_slice(text, from, to), head, sizeof head);
    if (!is_text((struct ap_str){head, n}))
        return to;
    n = ap_base64_decode(ap_str_slice(text, from, to), s->sc->decoded, AP_SCAN_AHEAD);
    struct ap_str plain = {s->sc->decoded, n};
    if (!is_text(plain))
        return to;
    struct ap_sight inner = {.sc = s->sc,
                             .text = plain,
                             .base = s->base + from,
                             .depth = 1,
                             .wrap_from = s->base + from,
                             .wrap_to = s->base + to,
                             .complete = true};
    ap_sight_scan(&inner, 0, n);
    return to;
}

void
ap_base64_find(struct ap_sight *s, size_t from, size_t to)
{
    size_t at = from;
    while (at < to && at + PROBE <= s->text.len) {
        if (!is_promising(s->text, at)) {
            at += STEP;
            continue;
        }
        size_t end = short_run_end(s->text, at);
        if (end == 0)
            end = look_at_run(s, at);
        at = end > at + STEP ? end : at + STEP;
    }
}
