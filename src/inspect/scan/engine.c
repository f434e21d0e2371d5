/* The window into the stream, and the rules run over it chunk by chunk.
 * Place in the flow: inspect/scan; fed by the row "scan", by `scan` and by `redact`.
 * SPDX-License-Identifier: Apache-2.0
 *
 *   |--- history ---|--- new ---|--- ahead ---|
 *                   done        limit         len
 *
 * Anchors are dealt with up to `limit` only, so that every one of them sees AP_SCAN_AHEAD bytes behind it; the rest
 * waits for more. What comes before `done` is kept as long as a find may still reach into it. */
#include <stdlib.h>
#include <string.h>

#include "inspect/scan/chars.h"
#include "inspect/scan/rules.h"

#define HISTORY (AP_SCAN_AHEAD + 2 * AP_SCAN_BACK)
#define NEW     (4u * CHUNK)
#define WINDOW  (HISTORY + NEW + AP_SCAN_AHEAD)
#define CHUNK   AP_AUTOMATON_RUN /* of one run of the automaton: it stays in the cache */

struct ap_scanner *
ap_scanner_new(const struct ap_scan_rules *rules)
{
    struct ap_scanner *sc = ap_xmalloc(sizeof *sc);
    *sc = (struct ap_scanner){.rules = rules, .work = ap_regex_work_new()};
    sc->bytes = ap_xmalloc(WINDOW);
    sc->hits = ap_xmalloc(CHUNK * sizeof *sc->hits);
    sc->decoded = ap_xmalloc(AP_SCAN_AHEAD);
    sc->memo = ap_xmalloc(AP_MEMO * sizeof *sc->memo);
    memset(sc->memo, 0, AP_MEMO * sizeof *sc->memo);
    return sc;
}

void
ap_scanner_free(struct ap_scanner *sc)
{
    if (!sc)
        return;
    ap_regex_work_free(sc->work);
    free(sc->bytes);
    free(sc->hits);
    free(sc->decoded);
    free(sc->memo);
    free(sc->finds.items);
    free(sc);
}

void
ap_scanner_start(struct ap_scanner *sc, const struct ap_strs *own_domains, ap_leak_sink sink,
                 void *ctx)
{
    sc->own_domains = own_domains;
    sc->sink = sink;
    sc->ctx = ctx;
    sc->len = sc->done = 0;
    sc->base = sc->last_pair = sc->percent_done = sc->line_at = sc->line_start = 0;
    sc->line = 1;
    sc->finds.n = 0;
    sc->columns = (struct ap_columns){0};
    sc->limited = false;
}

/* --- the rules ------------------------------------------------------------------------------------ */

static void
run_reader(struct ap_sight *s, const struct ap_rule *rule, size_t from, size_t to)
{
    switch (rule->d->reader) {
    case AP_READER_USERINFO:
        ap_read_userinfo(s, rule, from, to);
        break;
    case AP_READER_PEM:
        ap_read_pem(s, rule, from, to);
        break;
    case AP_READER_SCHEME:
        ap_read_scheme(s, rule, from, to);
        break;
    default:
        break;
    }
}

static void
wake(struct ap_sight *s, const struct ap_wake *w, size_t end, size_t from)
{
    for (size_t i = 0; i < w->n; i++) {
        const struct ap_rule *rule = &s->sc->rules->rules[w->rules[i]];
        if (rule->d->reader != AP_READER_NONE)
            run_reader(s, rule, from, end);
        else
            ap_apply_token(s, rule, from, end);
    }
    if (w->pair)
        ap_apply_name(s, from, end);
}

static void
run_hits(struct ap_sight *s, const struct ap_automaton_hit *hits, size_t n)
{
    const struct ap_scan_rules *rules = s->sc->rules;
    const struct ap_automaton *a = &rules->automaton;
    for (size_t i = 0; i < n; i++)
        for (uint32_t k = a->out_at[hits[i].state]; k < a->out_at[hits[i].state + 1]; k++) {
            const struct ap_wake *w = &rules->wakes[a->outs[k]];
            /* The character behind a name belongs to the keyword, not to the name. */
            wake(s, w, hits[i].end - w->behind, hits[i].end - w->behind - w->length);
        }
}

/* A decoded piece is scanned while the hits of the text around it wait: it has a room of its own. */
static void
scan_inner(struct ap_sight *s, size_t from, size_t to)
{
    struct ap_automaton_hit hits[512];
    for (size_t at = from; at < to; at += AP_COUNT(hits)) {
        size_t end = at + AP_COUNT(hits) < to ? at + AP_COUNT(hits) : to;
        run_hits(s, hits, ap_automaton_find(&s->sc->rules->automaton, s->text.ptr, at, end, hits));
    }
    ap_personal_find(s, from, to);
}

void
ap_sight_scan(struct ap_sight *s, size_t from, size_t to)
{
    if (s->depth > 0) {
        scan_inner(s, from, to);
        return;
    }
    for (size_t at = from; at < to; at += CHUNK) {
        size_t end = at + CHUNK < to ? at + CHUNK : to;
        size_t n = ap_automaton_find(&s->sc->rules->automaton, s->text.ptr, at, end, s->sc->hits);
        run_hits(s, s->sc->hits, n);
        ap_personal_find(s, at, end);
        ap_base64_find(s, at, end);
        ap_percent_find(s, at, end);
    }
    ap_columns_rows(s, to);
}

/* --- the window ----------------------------------------------------------------------------------- */

static void
process(struct ap_scanner *sc, bool complete)
{
    size_t limit = complete ? sc->len : sc->len > AP_SCAN_AHEAD ? sc->len - AP_SCAN_AHEAD : 0;
    if (limit > sc->done) {
        struct ap_sight s = {
            .sc = sc, .text = {sc->bytes, sc->len}, .base = sc->base, .complete = complete};
        ap_sight_scan(&s, sc->done, limit);
        sc->done = limit;
    }
    ap_finds_settle(sc, complete ? UINT64_MAX : sc->base + sc->done);
    size_t drop = sc->done > HISTORY ? sc->done - HISTORY : 0;
    ap_scanner_count_lines(sc, sc->base + drop);
    memmove(sc->bytes, sc->bytes + drop, sc->len - drop);
    sc->base += drop;
    sc->len -= drop;
    sc->done -= drop;
}

void
ap_scanner_feed(struct ap_scanner *sc, struct ap_str piece)
{
    while (piece.len > 0) {
        size_t room = WINDOW - sc->len;
        size_t n = piece.len < room ? piece.len : room;
        memcpy(sc->bytes + sc->len, piece.ptr, n);
        sc->len += n;
        piece = ap_str_slice(piece, n, piece.len);
        if (sc->len == WINDOW)
            process(sc, false);
    }
}

bool
ap_scanner_end(struct ap_scanner *sc)
{
    process(sc, true);
    return !sc->limited;
}

bool
ap_scanner_text(struct ap_scanner *sc, struct ap_str text, const struct ap_strs *own_domains,
                ap_leak_sink sink, void *ctx)
{
    ap_scanner_start(sc, own_domains, sink, ctx);
    ap_scanner_feed(sc, text);
    return ap_scanner_end(sc);
}
