/* The driver of the checks that compare evidence.
 * Place in the flow: assess, before the slots are judged.
 * SPDX-License-Identifier: Apache-2.0 */
#include "assess/cross/cross.h"

#include <stdarg.h>

static void (*const rows[])(struct ap_judge *) = {
#define AP_CROSS(name, function) function,
#include "assess/cross.def"
#undef AP_CROSS
};

void
ap_assess_cross(struct ap_judge *judge)
{
    judge->cross_faults =
        ap_arena_array(judge->mem, const struct ap_finding *, judge->cat->evidence->items.n);
    for (size_t i = 0; i < AP_COUNT(rows); i++)
        rows[i](judge);
}

/* As the findings are tuned later on. */
static enum ap_severity
tuned(const struct ap_judge *judge, enum ap_code code)
{
    const struct ap_severity_rules *rules = &judge->cat->ws->severity;
    enum ap_severity severity = ap_code_info(code)->severity;
    for (size_t i = 0; i < rules->n; i++)
        if (ap_code_from_id(rules->items[i].code.text) == code)
            severity = rules->items[i].to;
    return severity;
}

static void
weigh(struct ap_judge *judge, struct ap_finding *f, enum ap_severity severity)
{
    f->severity = severity;
    f->invalidates = severity >= AP_HIGH;
    if (!f->invalidates && judge->cross_faults[f->item] == f)
        judge->cross_faults[f->item] = NULL;
    if (f->invalidates && !judge->cross_faults[f->item])
        judge->cross_faults[f->item] = f;
}

struct ap_finding *
ap_cross_say(struct ap_judge *judge, enum ap_code code, uint32_t item, uint32_t line,
             const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    struct ap_str message = ap_arena_vprintf(judge->mem, fmt, args);
    va_end(args);
    struct ap_finding *f = ap_judge_say(judge, code, item, message);
    f->place.line = line;
    weigh(judge, f, tuned(judge, code));
    return f;
}

void
ap_cross_weigh(struct ap_judge *judge, struct ap_finding *f, enum ap_severity severity)
{
    bool is_tuned = tuned(judge, f->code) != ap_code_info(f->code)->severity;
    weigh(judge, f, is_tuned ? tuned(judge, f->code) : severity);
}

bool
ap_cross_checked_by(const struct ap_judge *judge, uint32_t item, const char *check)
{
    const struct ap_item *what = ap_judge_item(judge, item);
    for (size_t i = 0; i < what->n_requirements; i++) {
        const struct ap_check_refs *checks =
            &judge->cat->lib->requirements[what->requirements[i]]->checks;
        for (size_t k = 0; k < checks->n; k++)
            if (ap_str_is(checks->items[k].name, check))
                return true;
    }
    return false;
}

bool
ap_cross_serves(const struct ap_judge *judge, uint32_t item, const char *ref)
{
    const struct ap_item *what = ap_judge_item(judge, item);
    for (size_t i = 0; i < what->n_requirements; i++)
        if (ap_str_is(judge->cat->lib->requirements[what->requirements[i]]->ref, ref))
            return true;
    return false;
}

bool
ap_cross_serves_population(const struct ap_judge *judge, uint32_t item,
                           const struct ap_item *population)
{
    const struct ap_item *what = ap_judge_item(judge, item);
    for (size_t i = 0; i < what->n_requirements; i++) {
        struct ap_str ref = judge->cat->lib->requirements[what->requirements[i]]->population.text;
        for (size_t k = 0; ref.len > 0 && k < population->n_requirements; k++)
            if (ap_str_eq(judge->cat->lib->requirements[population->requirements[k]]->ref, ref))
                return true;
    }
    return false;
}

bool
ap_cross_counts(const struct ap_judge *judge, uint32_t item)
{
    const struct ap_item *what = ap_judge_item(judge, item);
    return !what->ignored && judge->insp->records[item].read;
}

bool
ap_cross_has_finding(const struct ap_judge *judge, uint32_t item, enum ap_code code)
{
    const struct ap_findings *findings = &judge->insp->records[item].findings;
    for (size_t i = 0; i < findings->n; i++)
        if (findings->items[i]->code == code)
            return true;
    return false;
}

const struct ap_fact *
ap_cross_fact(const struct ap_judge *judge, uint32_t item, const char *kind)
{
    const struct ap_facts *facts = &judge->insp->records[item].facts;
    for (size_t i = 0; i < facts->n; i++)
        if (ap_str_is(facts->items[i].kind, kind))
            return &facts->items[i];
    return NULL;
}

bool
ap_cross_in_window(const struct ap_judge *judge, uint32_t item)
{
    const struct ap_item *what = ap_judge_item(judge, item);
    return ap_cross_counts(judge, item) &&
           (what->periods.n == 0 || ap_periods_touch(&what->periods, judge->cat->window));
}

bool
ap_cross_asks(const struct ap_judge *judge, uint32_t item, const char *check, const char *key,
              struct ap_str value)
{
    const struct ap_item *what = ap_judge_item(judge, item);
    for (size_t i = 0; i < what->n_requirements; i++) {
        const struct ap_check_refs *checks =
            &judge->cat->lib->requirements[what->requirements[i]]->checks;
        for (size_t k = 0; k < checks->n; k++)
            if (ap_str_is(checks->items[k].name, check) &&
                ap_node_lists(ap_node_get(checks->items[k].args, key), value))
                return true;
    }
    return false;
}

uint32_t
ap_cross_in_force(const struct ap_judge *judge, const char *kind)
{
    uint32_t best = AP_NONE;
    for (uint32_t i = 0; i < judge->cat->evidence->items.n; i++) {
        const struct ap_item *what = ap_judge_item(judge, i);
        if (!ap_cross_in_window(judge, i) || !ap_cross_fact(judge, i, kind) ||
            (what->parsed.version.len > 0 && what->parsed.status != AP_DOCSTATUS_APPROVED))
            continue;
        const struct ap_item *than = best == AP_NONE ? NULL : ap_judge_item(judge, best);
        if (!than || what->effective >= than->effective)
            best = i; /* sorted by path: of equal days the later version */
    }
    return best;
}
