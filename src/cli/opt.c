/* The option parser: one pass over the words, every fault reported with the nearest option.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#include "cli/opt.h"

#define NO_PLACE ((struct ap_place){AP_STR_NONE, 0, 0})

/** What all steps of one parse share. */
struct parse {
    struct ap_words *words;
    const struct ap_opt_spec *tables[2];
    struct ap_arena *mem;
    struct ap_command_line *line;
    struct ap_diag *dg;
    int result;
};

static const struct ap_opt_spec *
find_name(const struct parse *p, struct ap_str name)
{
    for (size_t t = 0; t < AP_COUNT(p->tables); t++)
        for (const struct ap_opt_spec *s = p->tables[t]; s && s->id != AP_OPT_END; s++)
            if (ap_str_is(name, s->name))
                return s;
    return NULL;
}

static const struct ap_opt_spec *
find_letter(const struct parse *p, char letter)
{
    for (size_t t = 0; t < AP_COUNT(p->tables); t++)
        for (const struct ap_opt_spec *s = p->tables[t]; s && s->id != AP_OPT_END; s++)
            if (s->letter != 0 && s->letter == letter)
                return s;
    return NULL;
}

static void
report_unknown(struct parse *p, struct ap_str name)
{
    struct ap_strs known = {NULL, 0, 0};
    for (size_t t = 0; t < AP_COUNT(p->tables); t++)
        for (const struct ap_opt_spec *s = p->tables[t]; s && s->id != AP_OPT_END; s++)
            *ap_vec_push(p->mem, &known) = ap_str_from(s->name);
    struct ap_diagnostic *d =
        ap_diag_add(p->dg, AP_CLI002, NO_PLACE, "unknown option --%.*s", AP_FMT(name));
    struct ap_str nearest = ap_strs_nearest(&known, name);
    if (nearest.len)
        ap_diag_hint(p->dg, d, "did you mean --%.*s?", AP_FMT(nearest));
    p->result = AP_E_INVALID;
}

static void
add(struct parse *p, const struct ap_opt_spec *spec, struct ap_str value)
{
    *ap_vec_push(p->mem, &p->line->opts) = (struct ap_opt){spec, value};
}

/** An empty value is that of a variable that the shell did not know: never what was meant. */
static void
add_value(struct parse *p, const struct ap_opt_spec *spec, struct ap_str shown, struct ap_str value)
{
    if (value.len) {
        add(p, spec, value);
        return;
    }
    struct ap_diagnostic *d =
        ap_diag_add(p->dg, AP_CLI003, NO_PLACE, "%.*s needs a value: %s", AP_FMT(shown), spec->arg);
    if (value.ptr)
        ap_diag_hint(p->dg, d,
                     "the value that was given is empty; give it, or leave the option out");
    p->result = AP_E_INVALID;
}

/** The value is the next word. */
static void
add_with_next(struct parse *p, const struct ap_opt_spec *spec, struct ap_str shown)
{
    bool given = p->words->at < p->words->n;
    add_value(p, spec, shown, given ? ap_str_from(p->words->items[p->words->at++]) : AP_STR_NONE);
}

static void
read_long(struct parse *p, const char *word)
{
    struct ap_str view = ap_str_from(word);
    struct ap_str rest = ap_str_from(word + 2);
    size_t equals = ap_str_find(rest, '=');
    struct ap_str name = ap_str_slice(rest, 0, equals);
    const struct ap_opt_spec *spec = find_name(p, name);
    if (!spec) {
        report_unknown(p, name);
    } else if (equals == rest.len && spec->arg) {
        add_with_next(p, spec, view);
    } else if (equals == rest.len) {
        add(p, spec, AP_STR_NONE);
    } else if (spec->arg) {
        add_value(p, spec, ap_str_slice(view, 0, equals + 2),
                  ap_str_slice(rest, equals + 1, rest.len));
    } else {
        (void)ap_diag_add(p->dg, AP_CLI004, NO_PLACE, "--%s takes no value", spec->name);
        p->result = AP_E_INVALID;
    }
}

/** `-o FILE`, `-oFILE`, `-qv`. */
static void
read_short(struct parse *p, const char *word)
{
    for (const char *c = word + 1; *c; c++) {
        const struct ap_opt_spec *spec = find_letter(p, *c);
        if (!spec) {
            (void)ap_diag_add(p->dg, AP_CLI002, NO_PLACE, "unknown option -%c in %s", *c, word);
            p->result = AP_E_INVALID;
            return;
        }
        if (!spec->arg) {
            add(p, spec, AP_STR_NONE);
            continue;
        }
        const char shown[3] = {'-', *c, 0};
        if (c[1])
            add(p, spec, ap_str_from(c + 1));
        else
            add_with_next(p, spec, ap_str_from(shown));
        return;
    }
}

int
ap_opt_parse(struct ap_words *words, const struct ap_opt_spec *own,
             const struct ap_opt_spec *common, enum ap_opt_extent extent, struct ap_arena *mem,
             struct ap_command_line *line, struct ap_diag *dg)
{
    struct parse p = {words, {own, common}, mem, line, dg, AP_OK};
    bool options = true;
    while (words->at < words->n) {
        const char *word = words->items[words->at++];
        struct ap_str view = ap_str_from(word);
        if (options && ap_str_is(view, "--")) {
            options = false;
        } else if (options && ap_str_starts(view, AP_STR("--"))) {
            read_long(&p, word);
        } else if (options && view.len > 1 && word[0] == '-') {
            read_short(&p, word);
        } else {
            *ap_vec_push(mem, &line->args) = view;
            if (extent == AP_OPT_TO_ARGUMENT)
                break;
        }
    }
    return p.result;
}

bool
ap_opt_given(const struct ap_command_line *line, enum ap_opt_id id)
{
    for (size_t i = 0; i < line->opts.n; i++)
        if (line->opts.items[i].spec->id == id)
            return true;
    return false;
}

struct ap_str
ap_opt_value(const struct ap_command_line *line, enum ap_opt_id id)
{
    struct ap_str value = AP_STR_NONE;
    for (size_t i = 0; i < line->opts.n; i++)
        if (line->opts.items[i].spec->id == id)
            value = line->opts.items[i].value;
    return value;
}

struct ap_strs
ap_opt_values(const struct ap_command_line *line, enum ap_opt_id id, struct ap_arena *mem)
{
    struct ap_strs values = {NULL, 0, 0};
    for (size_t i = 0; i < line->opts.n; i++)
        if (line->opts.items[i].spec->id == id)
            *ap_vec_push(mem, &values) = line->opts.items[i].value;
    return values;
}
