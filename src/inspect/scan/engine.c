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

#define BEHIND   (2 * AP_SCAN_BACK) /* bytes before a keyword that its rules see */
#define HISTORY  (AP_SCAN_AHEAD + BEHIND)
#define NEW      (4u * CHUNK)
#define WINDOW   (HISTORY + NEW + AP_SCAN_AHEAD)
#define IN_PLACE WINDOW           /* pieces from this size on are not copied */
#define CHUNK    AP_AUTOMATON_RUN /* of one run of the automaton: it stays in the cache */

struct ap_scanner *
ap_scanner_new_sized(const struct ap_scan_rules *rules, size_t fresh)
{
    struct ap_scanner *sc = ap_xmalloc(sizeof *sc);
    *sc = (struct ap_scanner){.rules = rules, .work = ap_regex_work_new()};
    sc->window = HISTORY + fresh + AP_SCAN_AHEAD;
    sc->bytes = sc->room = ap_xmalloc(sc->window);
    sc->hits = ap_xmalloc(CHUNK * sizeof *sc->hits);
    sc->marks = ap_xmalloc(AP_MARKS_ROOM(CHUNK) * sizeof *sc->marks);
    sc->decoded = ap_xmalloc(AP_SCAN_AHEAD);
    sc->map = ap_xmalloc((AP_SCAN_AHEAD + 1) * sizeof *sc->map);
    sc->memo = ap_xmalloc(AP_MEMO * sizeof *sc->memo);
    memset(sc->memo, 0, AP_MEMO * sizeof *sc->memo);
    return sc;
}

struct ap_scanner *
ap_scanner_new(const struct ap_scan_rules *rules)
{
    return ap_scanner_new_sized(rules, NEW);
}

void
ap_scanner_free(struct ap_scanner *sc)
{
    if (!sc)
        return;
    ap_regex_work_free(sc->work);
    free(sc->room);
    free(sc->hits);
    free(sc->marks);
    free(sc->decoded);
    free(sc->map);
    free(sc->memo);
    free(sc->finds.items);
    free(sc->ready.items);
    free(sc);
}

void
ap_scanner_start(struct ap_scanner *sc, const struct ap_strs *own_domains, ap_leak_sink sink,
                 void *ctx)
{
    sc->own_domains = own_domains;
    sc->sink = sink;
    sc->ctx = ctx;
    sc->bytes = sc->room;
    sc->len = sc->done = 0;
    sc->base = sc->last_pair = sc->percent_done = sc->base64_from = 0;
    sc->line_at = sc->line_start = 0;
    sc->line = 1;
    sc->finds.n = sc->ready.n = 0;
    sc->open = (struct ap_find){0};
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
wake_rules(struct ap_sight *s, const struct ap_wake *w, size_t end, size_t from)
{
    for (size_t i = 0; i < w->n; i++) {
        const struct ap_rule *rule = &s->sc->rules->rules[w->rules[i]];
        if (rule->d->reader != AP_READER_NONE)
            run_reader(s, rule, from, end);
        else
            ap_apply_token(s, rule, from, end);
    }
    if (w->pair)
        ap_apply_name(s, w, from, end);
}

/* Rules see so much of the stream on both sides of a keyword, and no more: what they say depends on no window. */
static void
wake(struct ap_sight *s, const struct ap_wake *w, size_t end, size_t from)
{
    if (s->depth > 0) {
        wake_rules(s, w, end, from);
        return;
    }
    size_t first = from > BEHIND ? from - BEHIND : 0;
    const struct ap_sight *whole = s->sc->whole;
    s->text = ap_str_slice(whole->text, first, end + AP_SCAN_AHEAD);
    s->base = whole->base + first;
    s->complete = whole->complete && end + AP_SCAN_AHEAD >= whole->text.len;
    wake_rules(s, w, end - first, from - first);
    s->text = whole->text;
    s->base = whole->base;
    s->complete = whole->complete;
}

static void
run_hits(struct ap_sight *s, const struct ap_automaton_hit *hits, size_t n)
{
    const struct ap_scan_rules *rules = s->sc->rules;
    const struct ap_automaton *a = &rules->automaton;
    for (size_t i = 0; i < n; i++)
        for (uint32_t k = a->out_at[hits[i].state]; k < a->out_at[hits[i].state + 1]; k++) {
            if (!ap_automaton_ends(a, s->text.ptr, hits[i].end, a->outs[k]))
                continue;
            const struct ap_wake *w = &rules->wakes[a->outs[k]];
            /* The character behind a name belongs to the keyword, not to the name. */
            size_t end = hits[i].end - w->behind;
            wake(s, w, end, end - w->length);
        }
}

/* Within what is decoded there are numbers and addresses, and no more code. */
static void
look_at(struct ap_sight *s, const struct ap_mark *marks, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t at = marks[i].at;
        switch ((enum ap_mark_kind)marks[i].kind) {
        case AP_MARK_AT:
            ap_email_find(s, at);
            break;
        case AP_MARK_NUMBER:
            ap_numbers_find(s, at);
            break;
        case AP_MARK_PERCENT:
            if (s->depth == 0)
                ap_percent_find(s, at);
            break;
        case AP_MARK_RUN_BEGIN:
        case AP_MARK_RUN_ON:
            if (s->depth == 0)
                ap_base64_find(s, at, marks[i].kind == AP_MARK_RUN_BEGIN);
            break;
        }
    }
}

/* A decoded piece is scanned while the hits of the text around it wait: it has a room of its own. */
static void
scan_inner(struct ap_sight *s, size_t from, size_t to)
{
    enum { ROOM = 512 };
    struct ap_automaton_hit hits[ROOM];
    struct ap_mark marks[AP_MARKS_ROOM(ROOM)];
    for (size_t at = from; at < to; at += ROOM) {
        size_t end = at + ROOM < to ? at + ROOM : to;
        run_hits(s, hits, ap_automaton_find(&s->sc->rules->automaton, s->text.ptr, at, end, hits));
        look_at(s, marks, ap_marks_find(s->text, 0, at, end, marks));
    }
}

void
ap_sight_scan(struct ap_sight *s, size_t from, size_t to)
{
    if (s->depth > 0) {
        scan_inner(s, from, to);
        return;
    }
    struct ap_scanner *sc = s->sc;
    struct ap_sight whole = *s;
    sc->whole = &whole;
    for (size_t at = from; at < to; at += CHUNK) {
        size_t end = at + CHUNK < to ? at + CHUNK : to;
        run_hits(s, sc->hits,
                 ap_automaton_find(&sc->rules->automaton, s->text.ptr, at, end, sc->hits));
        look_at(s, sc->marks, ap_marks_find(s->text, s->base, at, end, sc->marks));
        ap_columns_rows(s, end);
        ap_finds_settle(sc, s->base + end, false);
    }
    sc->whole = NULL;
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
    if (complete)
        ap_finds_settle(sc, sc->base + sc->len, true);
    size_t drop = sc->done > HISTORY ? sc->done - HISTORY : 0;
    ap_scanner_count_lines(sc, sc->base + drop);
    memmove(sc->room, sc->bytes + drop, sc->len - drop);
    sc->bytes = sc->room;
    sc->base += drop;
    sc->len -= drop;
    sc->done -= drop;
}

static void
append(struct ap_scanner *sc, struct ap_str piece)
{
    memcpy(sc->room + sc->len, piece.ptr, piece.len);
    sc->len += piece.len;
}

/* A long piece is its own window: of it, only what comes before the new anchors and behind them is copied. The room
 * holds that twice: what stands in it, and what of the piece goes behind it. */
static void
read_in_place(struct ap_scanner *sc, struct ap_str piece)
{
    if (sc->window - sc->len < HISTORY + AP_SCAN_AHEAD)
        process(sc, false);
    append(sc, ap_str_slice(piece, 0, HISTORY + AP_SCAN_AHEAD));
    process(sc, false); /* now the window begins where the piece does */
    sc->bytes = piece.ptr;
    sc->len = piece.len;
    process(sc, false);
}

void
ap_scanner_feed(struct ap_scanner *sc, struct ap_str piece)
{
    if (piece.len >= sc->window && sc->window >= 2 * (HISTORY + AP_SCAN_AHEAD)) {
        read_in_place(sc, piece);
        return;
    }
    while (piece.len > 0) {
        size_t room = sc->window - sc->len;
        size_t n = piece.len < room ? piece.len : room;
        append(sc, ap_str_slice(piece, 0, n));
        piece = ap_str_slice(piece, n, piece.len);
        if (sc->len == sc->window)
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
