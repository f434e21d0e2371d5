/* From detectors as written to rules that run: keywords into one automaton, patterns compiled, faults named.
 * Place in the flow: inspect/scan; once a run.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "inspect/scan/chars.h"
#include "inspect/scan/rules.h"

#define WAKES_MAX     60000u
#define KEYWORD_LEAST 3u

struct compiling {
    struct ap_scan_rules *rules;
    struct ap_arena *mem;
    struct ap_arena scratch;
    struct ap_diag *dg;
    struct ap_map known; /* keyword, as it runs -> index */
    AP_VEC(, struct ap_str) words;
    AP_VEC(, struct ap_wake) wakes;
    bool bad;
};

static void
fault(struct compiling *c, enum ap_code code, struct ap_place place, struct ap_str message)
{
    (void)ap_diag_add(c->dg, code, place, "%.*s", AP_FMT(message));
    c->bad = true;
}

/* --- keywords ------------------------------------------------------------------------------------- */

static void
wake_rule(struct compiling *c, struct ap_str word, uint32_t behind, uint32_t rule)
{
    uint32_t at = ap_map_put(&c->known, &c->scratch, word, (uint32_t)c->words.n);
    if (at == AP_NONE) {
        if (c->words.n >= WAKES_MAX)
            return;
        at = (uint32_t)c->words.n;
        *ap_vec_push(&c->scratch, &c->words) = word;
        *ap_vec_push(c->mem, &c->wakes) =
            (struct ap_wake){.length = (uint32_t)word.len - behind, .behind = behind};
    }
    struct ap_wake *wake = &c->wakes.items[at];
    if (c->rules->rules[rule].is_pair) {
        wake->pair = true;
        return;
    }
    uint32_t *rules = ap_arena_array(c->mem, uint32_t, wake->n + 1);
    if (wake->n)
        memcpy(rules, wake->rules, wake->n * sizeof *rules);
    rules[wake->n++] = rule;
    wake->rules = rules;
}

static struct ap_str
folded(struct ap_arena *mem, struct ap_str s, char more)
{
    struct ap_str lower = ap_arena_lower(mem, s);
    return more ? ap_arena_printf(mem, "%.*s%c", AP_FMT(lower), more) : lower;
}

static void
add_keywords(struct compiling *c, uint32_t rule)
{
    const struct ap_detector *d = c->rules->rules[rule].d;
    for (size_t i = 0; i < d->keywords.n; i++) {
        struct ap_str word = d->keywords.items[i];
        bool name = ap_str_ends(word, AP_STR("$"));
        if (word.len < KEYWORD_LEAST || word.len > AP_KEYWORD_MAX) {
            fault(
                c, AP_LIB022, d->place,
                ap_arena_printf(&c->scratch,
                                "detector \"%.*s\": keyword \"%.*s\" must have %u to %u characters",
                                AP_FMT(d->id), AP_FMT(word), KEYWORD_LEAST, AP_KEYWORD_MAX));
            continue;
        }
        if (name)
            wake_rule(c,
                      folded(&c->scratch, ap_str_slice(word, 0, word.len - 1), AP_AUTOMATON_SIGN),
                      1, rule);
        else
            wake_rule(c, folded(&c->scratch, word, '\0'), 0, rule);
    }
}

/* --- one detector ---------------------------------------------------------------------------------- */

static struct ap_regex *
compile_pattern(struct compiling *c, const struct ap_detector *d, const struct ap_ref *pattern,
                bool anchored)
{
    char reason[AP_REGEX_REASON];
    struct ap_regex *regex = NULL;
    if (ap_regex_compile(pattern->text, anchored, &regex, reason) != AP_OK)
        fault(c, AP_LIB023, pattern->place,
              ap_arena_printf(&c->scratch, "detector \"%.*s\": %s", AP_FMT(d->id), reason));
    return regex;
}

static void
compile_allow(struct compiling *c, struct ap_rule *rule)
{
    const struct ap_refs *allow = &rule->d->allow;
    rule->allow.items = ap_arena_array(c->mem, struct ap_regex *, allow->n);
    for (size_t i = 0; i < allow->n; i++) {
        struct ap_regex *regex = compile_pattern(c, rule->d, &allow->items[i], false);
        if (regex)
            rule->allow.items[rule->allow.n++] = regex;
    }
}

static struct ap_strs
fold_globs(struct compiling *c, const struct ap_strs *globs)
{
    struct ap_strs out = {0};
    for (size_t i = 0; i < globs->n; i++) {
        char *text = ap_arena_alloc(c->mem, AP_KEY_MAX);
        size_t n = ap_names_fold(globs->items[i], text);
        *ap_vec_push(c->mem, &out) = (struct ap_str){text, n};
    }
    return out;
}

/* Digits, one dot, digits; no locale. */
static bool
parse_entropy(struct ap_str text, double *ret_value)
{
    double value = 0;
    double part = 0;
    for (size_t i = 0; i < text.len; i++) {
        char ch = text.ptr[i];
        if (ch == '.' && part == 0)
            part = 1;
        else if (!ap_is(ch, AP_CH_DIGIT) || text.len > 6)
            return false;
        else if (part > 0)
            value += (part /= 10) * (ch - '0');
        else
            value = value * 10 + (ch - '0');
    }
    *ret_value = value;
    return text.len > 0 && value <= 8;
}

static bool
is_complete(struct compiling *c, const struct ap_detector *d)
{
    bool credentials = d->reader == AP_READER_CREDENTIALS;
    int forms =
        (d->pattern.text.len > 0) + (d->keys.n > 0) + (d->reader != AP_READER_NONE && !credentials);
    bool alone = d->reader >= AP_READER_EMAIL; /* has anchors of its own */
    const char *why = forms != 1 ? "needs exactly one of pattern, keys and reader"
                      : credentials && d->keys.n == 0           ? "reader credentials needs keys"
                      : d->keywords.n == 0 && !alone            ? "has no keywords"
                      : d->value.text.len > 0 && d->keys.n == 0 ? "value needs keys"
                                                                : NULL;
    if (why)
        fault(c, AP_LIB022, d->place,
              ap_arena_printf(&c->scratch, "detector \"%.*s\" %s", AP_FMT(d->id), why));
    return !why;
}

static void
keep_reader(struct ap_scan_rules *rules, const struct ap_rule *rule)
{
    switch (rule->d->reader) {
    case AP_READER_EMAIL:
        rules->email = rule;
        break;
    case AP_READER_CARD:
        rules->card = rule;
        break;
    case AP_READER_IBAN:
        rules->iban = rule;
        break;
    case AP_READER_SSN:
        rules->ssn = rule;
        break;
    case AP_READER_IP:
        rules->ip = rule;
        break;
    default:
        break;
    }
}

static void
add_detector(struct compiling *c, const struct ap_detector *d)
{
    struct ap_scan_rules *rules = c->rules;
    if (!is_complete(c, d))
        return;
    struct ap_rule *rule = &rules->rules[rules->n];
    *rule = (struct ap_rule){.d = d, .is_pair = d->keys.n > 0};
    if (d->min_entropy.text.len && !parse_entropy(d->min_entropy.text, &rule->min_entropy))
        fault(c, AP_LIB022, d->min_entropy.place,
              ap_arena_printf(&c->scratch,
                              "detector \"%.*s\": min_entropy must be a number from 0 to 8",
                              AP_FMT(d->id)));
    const struct ap_ref *pattern = rule->is_pair ? &d->value : &d->pattern;
    if (pattern->text.len) {
        rule->pattern = compile_pattern(c, d, pattern, true);
        if (!rule->pattern)
            return;
        ap_head_read(pattern->text, &rule->head);
    }
    compile_allow(c, rule);
    rule->keys = fold_globs(c, &d->keys);
    rule->not_keys = fold_globs(c, &d->not_keys);
    add_keywords(c, (uint32_t)rules->n++);
    keep_reader(rules, rule);
}

int
ap_scan_compile(const struct ap_library *lib, struct ap_arena *mem,
                struct ap_scan_rules **ret_rules, struct ap_diag *dg)
{
    struct compiling c = {.mem = mem, .dg = dg};
    size_t n = lib->detectors.n < AP_RULES_MAX ? lib->detectors.n : AP_RULES_MAX;
    c.rules = ap_arena_new(mem, struct ap_scan_rules);
    c.rules->rules = ap_arena_array(mem, struct ap_rule, n);
    if (n < lib->detectors.n)
        fault(&c, AP_LIB003, lib->detectors.items[n].place, AP_STR("more than 4096 detectors"));
    for (size_t i = 0; i < n; i++)
        add_detector(&c, &lib->detectors.items[i]);
    for (size_t i = 0; i < c.wakes.n; i++) {
        struct ap_wake *w = &c.wakes.items[i];
        w->n_own = (uint8_t)ap_names_look_up(c.rules, ap_str_slice(c.words.items[i], 0, w->length),
                                             w->own);
    }
    ap_automaton_build(&c.rules->automaton, c.words.items, c.words.n, mem);
    ap_stand_ins_build(&c.rules->stand_ins, mem);
    c.rules->wakes = c.wakes.items;
    c.rules->n_wakes = c.wakes.n;
    ap_arena_release(&c.scratch);
    *ret_rules = c.rules;
    return c.bad ? AP_E_INVALID : AP_OK;
}

void
ap_scan_rules_free(struct ap_scan_rules *rules)
{
    for (size_t i = 0; rules && i < rules->n; i++) {
        ap_regex_free(rules->rules[i].pattern);
        for (size_t k = 0; k < rules->rules[i].allow.n; k++)
            ap_regex_free(rules->rules[i].allow.items[k]);
    }
}
