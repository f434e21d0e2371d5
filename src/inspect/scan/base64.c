/* Text that is wrapped in base64: long runs that decode to text are scanned as such, one level deep.
 * Place in the flow: inspect/scan.
 * SPDX-License-Identifier: Apache-2.0 */
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
        unsigned all = AP_CH_BASE64 | AP_CH_HEX;
        for (size_t n = 0; n < PROBE; n++)
            all &= ap_char_classes[(unsigned char)s->text.ptr[at + n]];
        /* Sixteen digits of hex in a row are a digest, not text in base64. */
        for (size_t n = PROBE; n < (size_t)2 * PROBE && at + n < s->text.len && (all & AP_CH_HEX);
             n++)
            all &= ap_char_classes[(unsigned char)s->text.ptr[at + n]] | AP_CH_BASE64;
        if (!(all & AP_CH_BASE64) || (all & AP_CH_HEX)) {
            at += STEP;
            continue;
        }
        size_t end = look_at_run(s, at);
        at = end > at + STEP ? end : at + STEP;
    }
}
