/* Finds that overlap become one; then each goes to the sink, in the order of the text, with line and column.
 * Place in the flow: inspect/scan; after each chunk.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "inspect/scan/chars.h"
#include "inspect/scan/rules.h"

/* --- lines ---------------------------------------------------------------------------------------- */

void
ap_scanner_count_lines(struct ap_scanner *sc, uint64_t to)
{
    if (to <= sc->line_at)
        return;
    const char *p = sc->bytes + (sc->line_at - sc->base);
    size_t n = (size_t)(to - sc->line_at);
    uint32_t lines = ap_count_newlines(p, n);
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
    if (x->severity != y->severity)
        return x->severity > y->severity ? -1 : 1;
    if (x->wrapped != y->wrapped)
        return x->wrapped ? 1 : -1;
    if (x->key_from != y->key_from)
        return x->key_from < y->key_from ? -1 : 1;
    return (x->prefix < y->prefix) - (x->prefix > y->prefix);
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

/* What overlaps is whole: it goes, and the bodies that began within it, in the order of the text. */
static void
close_open(struct ap_scanner *sc)
{
    struct ap_finds *ready = &sc->ready;
    if (!sc->open.rule)
        return;
    struct ap_find *f = ap_finds_push(sc, ready);
    if (f)
        *f = sc->open;
    sc->open = (struct ap_find){0};
    qsort(ready->items, ready->n, sizeof *ready->items, by_place);
    for (size_t i = 0; i < ready->n; i++)
        give(sc, &ready->items[i]);
    ready->n = 0;
}

/* Secrets take in secrets, and personal data that is a part of them. */
static void
take_in(struct ap_find *open, const struct ap_find *f)
{
    bool first = open->rule->d->cls == AP_CLASS_SECRET;
    bool second = f->rule->d->cls == AP_CLASS_SECRET;
    if (first == second)
        join(open, f);
    else if (second)
        *open = *f;
}

/* The next find in the order of the text. A body stands for itself. What would grow beyond what the window keeps is not
 * merged. */
static void
take(struct ap_scanner *sc, const struct ap_find *f)
{
    struct ap_find *open = &sc->open;
    uint64_t to = f->span_to > open->span_to ? f->span_to : open->span_to;
    if (open->rule && open->span_to <= f->span_from)
        close_open(sc);
    if (f->rule->d->cls == AP_CLASS_PAYLOAD) {
        struct ap_find *body = open->rule ? ap_finds_push(sc, &sc->ready) : NULL;
        if (body)
            *body = *f;
        else
            give(sc, f);
        return;
    }
    if (open->rule && to - open->span_from > AP_SCAN_AHEAD)
        close_open(sc);
    if (open->rule)
        take_in(open, f);
    else
        *open = *f;
}

/* No find that begins before the frontier is still to come: so those are taken in one by one, whatever the chunks. */
void
ap_finds_settle(struct ap_scanner *sc, uint64_t limit, bool all)
{
    struct ap_finds *finds = &sc->finds;
    uint64_t frontier = all ? UINT64_MAX : limit > AP_SCAN_BACK ? limit - AP_SCAN_BACK : 0;
    if (finds->n == 0 && !sc->open.rule)
        return;
    qsort(finds->items, finds->n, sizeof *finds->items, by_place);
    size_t done = 0;
    while (done < finds->n && finds->items[done].span_from < frontier)
        take(sc, &finds->items[done++]);
    memmove(finds->items, finds->items + done, (finds->n - done) * sizeof *finds->items);
    finds->n -= done;
    if (sc->open.span_to <= frontier)
        close_open(sc);
}
