/* Finds that overlap become one; then each goes to the sink, in the order of the text, with line and column.
 * Place in the flow: inspect/scan; after each chunk.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "inspect/scan/chars.h"
#include "inspect/scan/rules.h"

/* --- lines ---------------------------------------------------------------------------------------- */

static uint32_t
count_newlines(const char *p, size_t n)
{
    uint32_t lines = 0;
    size_t i = 0;
#ifdef __SSE2__
    const __m128i newline = _mm_set1_epi8('\n');
    while (i + 16 <= n) {
        __m128i sums = _mm_setzero_si128(); /* one a byte, so at most 255 of each */
        for (unsigned k = 0; k < 255 && i + 16 <= n; k++, i += 16) {
            __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
            sums = _mm_sub_epi8(sums, _mm_cmpeq_epi8(v, newline));
        }
        sums = _mm_sad_epu8(sums, _mm_setzero_si128());
        lines += (uint32_t)_mm_cvtsi128_si32(sums) +
                 (uint32_t)_mm_cvtsi128_si32(_mm_srli_si128(sums, 8));
    }
#endif
    for (; i < n; i++)
        lines += p[i] == '\n';
    return lines;
}

void
ap_scanner_count_lines(struct ap_scanner *sc, uint64_t to)
{
    if (to <= sc->line_at)
        return;
    const char *p = sc->bytes + (sc->line_at - sc->base);
    size_t n = (size_t)(to - sc->line_at);
    uint32_t lines = count_newlines(p, n);
    sc->line += lines;
    if (lines > 0) {
        size_t last = n;
        while (p[last - 1] != '\n')
            last--;
        sc->line_start = sc->line_at + last;
    }
    sc->line_at = to;
}

static uint32_t
column_of(const struct ap_scanner *sc, uint64_t offset)
{
    if (sc->line_start < sc->base)
        return (uint32_t)(offset - sc->line_start < UINT32_MAX ? offset - sc->line_start + 1
                                                               : UINT32_MAX);
    uint32_t column = 1;
    for (uint64_t i = sc->line_start; i < offset; i++)
        column += (sc->bytes[i - sc->base] & 0xc0) !=
                  0x80; /* bytes that go on a character do not count */
    return column;
}

/* --- merging -------------------------------------------------------------------------------------- */

/* By place; at one place the more telling first. */
static int
by_place(const void *a, const void *b)
{
    const struct ap_find *x = a;
    const struct ap_find *y = b;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    if (x->to != y->to)
        return x->to > y->to ? -1 : 1;
    if (x->rule != y->rule)
        return x->rule < y->rule ? -1 : 1;
    return 0;
}

/* What a format of its own tells says more than the name it stands behind. */
static int
rank(const struct ap_find *f)
{
    return f->wrapped ? 0 : f->rule->d->reader != AP_READER_NONE ? 2 : f->rule->is_pair ? 1 : 3;
}

static bool
leads(const struct ap_find *a, const struct ap_find *b)
{
    if (rank(a) != rank(b))
        return rank(a) > rank(b);
    if (a->severity != b->severity)
        return a->severity > b->severity;
    return a->to - a->from > b->to - b->from;
}

/* `a` takes `b` in: the leader's rule, the higher severity, both places. */
static void
join(struct ap_find *a, const struct ap_find *b)
{
    struct ap_find lead = leads(b, a) ? *b : *a;
    const struct ap_find *other = leads(b, a) ? a : b;
    if (!lead.rule->d->fixed && other->severity > lead.severity)
        lead.severity = other->severity;
    if (lead.key_to == lead.key_from) {
        lead.key_from = other->key_from;
        lead.key_to = other->key_to;
    }
    lead.span_from = a->span_from < b->span_from ? a->span_from : b->span_from;
    lead.span_to = a->span_to > b->span_to ? a->span_to : b->span_to;
    *a = lead;
}

/* Secrets take in secrets, and personal data that is a part of them; the payload stands for itself. */
static size_t
merge(struct ap_find *f, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        bool taken = f[i].rule->d->cls == AP_CLASS_PAYLOAD;
        if (taken)
            f[kept++] = f[i];
        /* What is kept lies one behind the other, so the last one decides; bodies lie anywhere. */
        for (size_t k = kept, steps = 0; k-- > 0 && !taken && steps < 64; steps++) {
            if (f[k].rule->d->cls == AP_CLASS_PAYLOAD)
                continue;
            if (f[k].span_to <= f[i].span_from)
                break;
            bool first = f[k].rule->d->cls == AP_CLASS_SECRET;
            bool second = f[i].rule->d->cls == AP_CLASS_SECRET;
            if (first == second)
                join(&f[k], &f[i]);
            else if (second)
                f[k] = f[i];
            taken = true;
        }
        if (!taken)
            f[kept++] = f[i];
    }
    return kept;
}

/* --- to the sink ---------------------------------------------------------------------------------- */

static struct ap_str
view(const struct ap_scanner *sc, uint64_t from, uint64_t to)
{
    if (from < sc->base || to > sc->base + sc->len || to <= from)
        return AP_STR_NONE;
    return (struct ap_str){sc->bytes + (from - sc->base), (size_t)(to - from)};
}

static enum ap_certainty
certainty_of(const struct ap_find *f)
{
    if (f->rule->d->cls != AP_CLASS_SECRET)
        return f->severity >= AP_MEDIUM ? AP_CERTAIN_HIGH : AP_CERTAIN_MEDIUM;
    return f->severity >= AP_BLOCKER ? AP_CERTAIN_HIGH
           : f->severity == AP_HIGH  ? AP_CERTAIN_MEDIUM
                                     : AP_CERTAIN_LOW;
}

const char *
ap_certainty_word(enum ap_certainty confidence)
{
    static const char *const words[] = {"low", "medium", "high"};
    return words[confidence];
}

static void
give(struct ap_scanner *sc, const struct ap_find *f)
{
    ap_scanner_count_lines(sc, f->from);
    struct ap_leak leak = {
        .detector = f->rule->d,
        .severity = f->severity,
        .confidence = certainty_of(f),
        .offset = f->from,
        .length = f->to - f->from,
        .from = f->span_from,
        .to = f->span_to,
        .line = sc->line,
        .column = column_of(sc, f->from),
        .field = view(sc, f->key_from, f->key_to),
        .prefix = view(sc, f->from, f->from + f->prefix),
        .bytes = view(sc, f->from, f->to),
        .wrapped = f->wrapped,
    };
    sc->sink(sc->ctx, &leak);
}

void
ap_finds_settle(struct ap_scanner *sc, uint64_t limit)
{
    struct ap_finds *finds = &sc->finds;
    if (finds->n == 0)
        return;
    qsort(finds->items, finds->n, sizeof *finds->items, by_place);
    finds->n = merge(finds->items, finds->n);
    qsort(finds->items, finds->n, sizeof *finds->items, by_place); /* a leader may begin later */
    size_t done = 0;
    while (done < finds->n &&
           (limit == UINT64_MAX || finds->items[done].span_to + AP_SCAN_BACK < limit))
        give(sc, &finds->items[done++]);
    memmove(finds->items, finds->items + done, (finds->n - done) * sizeof *finds->items);
    finds->n -= done;
}
