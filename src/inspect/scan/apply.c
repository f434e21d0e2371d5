/* One rule against one place in the text: match, boundaries, allow patterns, validator, severity.
 * Place in the flow: inspect/scan; called for each keyword that the automaton meets.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "inspect/scan/chars.h"
#include "inspect/scan/rules.h"

#define FINDS_MAX 65536u /* of one chunk, before they are merged */
#define NEAR      256u   /* bytes around a find that a word may stand in */

enum ap_severity
ap_severity_lower(const struct ap_rule *rule, enum ap_severity severity, unsigned steps)
{
    /* A secret that is found at all is never less than a matter to look at. */
    enum ap_severity least = rule->d->cls == AP_CLASS_SECRET ? AP_MEDIUM : AP_INFO;
    while (steps-- > 0 && severity > least)
        severity = (enum ap_severity)(severity - 1);
    return severity;
}

/* Room for one more, or NULL when there are too many. */
struct ap_find *
ap_finds_push(struct ap_scanner *sc, struct ap_finds *finds)
{
    if (finds->n == finds->cap) {
        if (finds->cap == FINDS_MAX) {
            sc->limited = true;
            return NULL;
        }
        finds->cap = finds->cap ? finds->cap * 2 : 64;
        finds->items = ap_xrealloc(finds->items, finds->cap * sizeof *finds->items);
    }
    return &finds->items[finds->n++];
}

void
ap_find_add(struct ap_sight *s, const struct ap_rule *rule, enum ap_severity severity, size_t from,
            size_t to, const struct ap_named *pair, size_t prefix)
{
    struct ap_find *f = ap_finds_push(s->sc, &s->sc->finds);
    if (!f)
        return;
    *f = (struct ap_find){.rule = rule, .severity = severity, .prefix = (uint32_t)prefix};
    if (s->map) {
        f->from = s->wrap_from + s->map[from];
        f->to = s->wrap_from + s->map[to];
        if (s->map[from + prefix] - s->map[from] != prefix)
            f->prefix = 0;
        if (pair) {
            f->key_from = s->wrap_from + s->map[pair->key_from];
            f->key_to = s->wrap_from + s->map[pair->key_to];
        }
    } else if (s->depth > 0) {
        f->from = s->wrap_from;
        f->to = s->wrap_to;
        f->prefix = 0;
        f->wrapped = true;
    } else {
        f->from = s->base + from;
        f->to = s->base + to;
        if (pair) {
            f->key_from = s->base + pair->key_from;
            f->key_to = s->base + pair->key_to;
        }
    }
    f->span_from = f->from;
    f->span_to = f->to;
}

static bool
is_allowed(struct ap_scanner *sc, const struct ap_rule *rule, struct ap_str secret)
{
    struct ap_regex_match m;
    for (size_t i = 0; i < rule->allow.n; i++) {
        int result = ap_regex_match(rule->allow.items[i], sc->work, secret, 0, &m);
        sc->limited |= result == AP_E_LIMIT;
        if (result == AP_OK)
            return true;
    }
    return false;
}

static bool
has_near(struct ap_str text, const struct ap_rule *rule, size_t from, size_t to)
{
    if (rule->d->near.n == 0)
        return true;
    struct ap_str around = ap_str_slice(text, from > NEAR ? from - NEAR : 0, to + NEAR);
    for (size_t i = 0; i < rule->d->near.n; i++)
        if (ap_str_icontains(around, rule->d->near.items[i]))
            return true;
    return false;
}

/* A check that fails lowers the find, one that holds raises it to what the detector says at most. */
static enum ap_severity
weigh(const struct ap_rule *rule, struct ap_str secret, unsigned steps)
{
    if (ap_validate(rule->d->validator, secret) < 0)
        steps++;
    return ap_severity_lower(rule, rule->d->severity, steps);
}

/* The first character of the token that the keyword stands in. */
static size_t
token_start(struct ap_str text, size_t at)
{
    size_t least = at > 256 ? at - 256 : 0;
    while (at > least && ap_is(text.ptr[at - 1], AP_CH_TOKEN) && text.ptr[at - 1] != '=')
        at--;
    return at;
}

void
ap_apply_token(struct ap_sight *s, const struct ap_rule *rule, size_t from, size_t to)
{
    struct ap_regex_match m;
    size_t start = rule->d->anchor == AP_ANCHOR_TOKEN ? token_start(s->text, from) : from;
    struct ap_str view = ap_str_slice(s->text, 0, start + AP_SCAN_AHEAD);
    if (!ap_head_fits(&rule->head, view, start) ||
        (!rule->d->inside && !ap_is_word_start(s->text, start)))
        return;
    int result = ap_regex_match(rule->pattern, s->sc->work, view, start, &m);
    s->sc->limited |= result == AP_E_LIMIT;
    if (result != AP_OK || m.group_to <= m.group_from)
        return;
    if (!rule->d->open_end && ap_is_word_more(s->text, m.group_to) &&
        ap_is(s->text.ptr[m.group_to - 1], AP_CH_NAME))
        return;
    struct ap_str secret = ap_str_slice(s->text, m.group_from, m.group_to);
    bool prefixed = m.group_from == from && to <= m.group_to;
    struct ap_str body = prefixed ? ap_str_slice(secret, to - from, secret.len) : secret;
    if (rule->min_entropy > 0 && ap_value_entropy(body) < rule->min_entropy)
        return;
    if (is_allowed(s->sc, rule, secret) || !has_near(s->text, rule, m.group_from, m.group_to))
        return;
    ap_find_add(s, rule, weigh(rule, secret, 0), m.group_from, m.group_to, NULL,
                prefixed && rule->d->cls == AP_CLASS_SECRET ? to - from : 0);
}

/* --- values of names ---------------------------------------------------------------------------- */

/* A body: an object, or text of more than 256 characters. */
static void
apply_body(struct ap_sight *s, const struct ap_rule *rule, const struct ap_named *pair)
{
    if (!pair->object && pair->to - pair->from <= 256)
        return;
    size_t first = pair->from;
    if (pair->object) {
        while (++first < s->text.len &&
               (ap_is(s->text.ptr[first], AP_CH_BLANK) || s->text.ptr[first] == '\n'))
            ;
        if (first < s->text.len && (s->text.ptr[first] == '}' || s->text.ptr[first] == ']'))
            return; /* empty */
        if (s->text.ptr[pair->from] == '[')
            return;
    } else if (ap_value_is_stand_in(s->sc->rules, ap_str_slice(s->text, pair->from, pair->to))) {
        return;
    }
    ap_find_add(s, rule, rule->d->severity, pair->from, pair->to, pair, 0);
}

static bool
matches_value(struct ap_sight *s, const struct ap_rule *rule, struct ap_str value)
{
    if (!rule->pattern)
        return true;
    if (!ap_head_fits(&rule->head, value, 0))
        return false;
    struct ap_regex_match m;
    int result = ap_regex_match(rule->pattern, s->sc->work, value, 0, &m);
    s->sc->limited |= result == AP_E_LIMIT;
    return result == AP_OK && m.to == value.len;
}

void
ap_apply_pair(struct ap_sight *s, const struct ap_rule *rule, const struct ap_named *pair)
{
    if (rule->d->quality == AP_QUALITY_BODY) {
        apply_body(s, rule, pair);
        return;
    }
    if (pair->object)
        return;
    if (rule->d->reader == AP_READER_CREDENTIALS) {
        ap_read_credentials(s, rule, pair);
        return;
    }
    struct ap_str value = ap_str_slice(s->text, pair->from, pair->to);
    struct ap_str trimmed = ap_str_trim(value);
    size_t from = pair->from + (size_t)(trimmed.ptr - value.ptr);
    if (trimmed.len == 0 || !matches_value(s, rule, trimmed))
        return;
    enum ap_verdict verdict =
        ap_value_judge(s->sc->rules, rule->d->quality, trimmed, pair->quoted, rule);
    if (verdict == AP_VALUE_NO || is_allowed(s->sc, rule, trimmed) ||
        !has_near(s->text, rule, pair->key_from, from + trimmed.len))
        return;
    ap_find_add(s, rule, weigh(rule, trimmed, verdict == AP_VALUE_WEAK), from, from + trimmed.len,
                pair, 0);
}

static struct ap_pair_rules
rules_of_name(struct ap_sight *s, const struct ap_wake *w, const struct ap_named *pair,
              size_t core_from)
{
    if (w->behind && pair->key_from == core_from)
        return (struct ap_pair_rules){w->own, w->n_own};
    return ap_names_rules(s->sc, ap_str_slice(s->text, pair->key_from, pair->key_to));
}

void
ap_apply_name(struct ap_sight *s, const struct ap_wake *w, size_t core_from, size_t core_to)
{
    struct ap_named pair;
    /* Two keywords of one name: where the second ends with it, that is known at once. */
    if (s->depth == 0 && w->behind && s->base + core_to <= s->sc->last_pair)
        return;
    bool found = ap_pair_parse(s->text, core_from, core_to, &pair);
    if (s->depth == 0) {
        uint64_t end = s->base + pair.key_to;
        if (end <= s->sc->last_pair)
            return;
        s->sc->last_pair = end;
    }
    if (!found) {
        if (s->depth == 0)
            ap_columns_header(s, pair.key_from, pair.key_to);
        return;
    }
    struct ap_pair_rules rules = rules_of_name(s, w, &pair, core_from);
    for (size_t i = 0; i < rules.n; i++)
        ap_apply_pair(s, &s->sc->rules->rules[rules.rules[i]], &pair);
}
