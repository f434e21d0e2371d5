/* Text that is wrapped in base64: long runs that decode to text are scanned as such, one level deep.
 * Place in the flow: inspect/scan.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/scan/chars.h"
#include "inspect/scan/rules.h"

#define GLANCE 16u   /* characters */
#define TEST   48u   /* bytes decoded to see whether it is text */
#define BACK   4096u /* characters that a piece has in common with the one before it */

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

/* Most runs are digests and identifiers: sixteen digits of hex in a row, or a dozen bytes, tell. */
static bool
is_odd(struct ap_str run)
{
    char head[GLANCE];
    unsigned hex = AP_CH_HEX;
    for (size_t i = 0; i < GLANCE && hex; i++)
        hex &= ap_char_classes[(unsigned char)run.ptr[i]];
    if (hex)
        return true;
    size_t n = ap_base64_decode(ap_str_slice(run, 0, GLANCE), head, sizeof head);
    size_t odd = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)head[i];
        odd += (c < 0x20 && c != '\n' && c != '\t' && c != '\r') || c >= 0x7f;
    }
    return odd > 3;
}

/* A find in a run that is read whole is the run; in one of a longer one it is what it takes up of it. */
static void
read_piece(struct ap_sight *s, size_t from, size_t to, bool whole)
{
    struct ap_str run = ap_str_slice(s->text, from, to);
    char head[TEST];
    size_t n = ap_base64_decode(run, head, sizeof head);
    if (!is_text((struct ap_str){head, n}))
        return;
    n = ap_base64_decode(run, s->sc->decoded, AP_SCAN_AHEAD);
    struct ap_str plain = {s->sc->decoded, n};
    if (!is_text(plain))
        return;
    for (size_t i = 0; i <= n && !whole; i++)
        s->sc->map[i] = (uint32_t)(i * 4 / 3);
    struct ap_sight inner = {.sc = s->sc,
                             .text = plain,
                             .depth = s->depth + 1,
                             .wrap_from = s->base + from,
                             .wrap_to = s->base + to,
                             .map = whole ? NULL : s->sc->map,
                             .complete = true};
    ap_sight_scan(&inner, 0, n);
}

void
ap_base64_find(struct ap_sight *s, size_t at, bool begins)
{
    struct ap_str text = s->text;
    uint64_t *run_from = &s->sc->base64_from;
    if (begins)
        *run_from = s->base + at;
    else if (s->base + at - *run_from >
             BACK) /* in step with the run: four characters are three bytes */
        at -= BACK + (size_t)((s->base + at - *run_from) % 4);
    else
        return; /* the first piece holds it */
    if (at + GLANCE > text.len || is_odd(ap_str_slice(text, at, text.len)))
        return;
    size_t most = at + AP_SCAN_AHEAD < text.len ? at + AP_SCAN_AHEAD : text.len;
    size_t to = at;
    while (to < most && ap_is(text.ptr[to], AP_CH_BASE64))
        to++;
    read_piece(s, at, to, begins && to < at + AP_SCAN_AHEAD);
}
