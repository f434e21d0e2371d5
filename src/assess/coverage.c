/* Counts, coverage and result; coverage per framework id.
 * Place in the flow: assess, after the slots. DOMAIN section 4, "Coverage".
 * SPDX-License-Identifier: Apache-2.0 */
#include "assess/parts.h"

static void
count_slots(struct ap_judge *judge)
{
    struct ap_assessment *as = judge->as;
    uint32_t due_satisfied = 0;
    uint32_t due_excepted = 0;
    bool blocked = false;
    as->next_due = AP_DAY_NONE;
    as->last_due = AP_DAY_NONE;
    for (size_t v = 0; v < as->n_verdicts; v++) {
        const struct ap_verdict *verdict = &as->verdicts[v];
        ap_day due = verdict->slot->due;
        bool held = verdict->status == AP_SATISFIED || verdict->status == AP_EXCEPTED;
        as->by_status[verdict->status]++;
        as->n_due += verdict->due;
        as->n_gaps += verdict->gap;
        due_satisfied += verdict->due && verdict->status == AP_SATISFIED;
        due_excepted += verdict->due && verdict->status == AP_EXCEPTED;
        blocked |= verdict->status == AP_WITHHELD;
        if (verdict->due || held)
            continue;
        as->n_not_due++;
        if (as->next_due == AP_DAY_NONE || due < as->next_due)
            as->next_due = due;
        if (due > as->last_due)
            as->last_due = due;
    }
    uint32_t base = as->n_due - due_excepted;
    as->coverage = base ? (double)due_satisfied / (double)base : 1.0;
    for (size_t i = 0; i < judge->cat->evidence->items.n; i++)
        blocked |= judge->insp->records[i].admission == AP_WITHHELD_SECRET;
    as->result = blocked ? AP_BLOCKED : as->n_gaps ? AP_GAPS : AP_COMPLETE;
}

/** Slots of every control that is asked for: counted once, summed per framework id below. */
static struct ap_framework_coverage *
count_by_control(struct ap_judge *judge)
{
    const struct ap_assessment *as = judge->as;
    struct ap_framework_coverage *by =
        ap_arena_array(judge->mem, struct ap_framework_coverage, judge->cat->lib->controls.n);
    for (size_t v = 0; v < as->n_verdicts; v++) {
        struct ap_framework_coverage *sum = &by[as->verdicts[v].slot->req->control->index];
        sum->n_slots++;
        sum->n_due += as->verdicts[v].due;
        sum->n_gaps += as->verdicts[v].gap;
        sum->n_satisfied += as->verdicts[v].due && as->verdicts[v].status == AP_SATISFIED;
    }
    return by;
}

static void
count_frameworks(struct ap_judge *judge)
{
    struct ap_assessment *as = judge->as;
    const struct ap_library *lib = judge->cat->lib;
    const struct ap_framework_coverage *by_control = count_by_control(judge);
    for (size_t f = 0; f < lib->frameworks.n; f++) {
        const struct ap_framework *framework = &lib->frameworks.items[f];
        if (judge->cat->frameworks.n && !ap_strs_has(&judge->cat->frameworks, framework->id))
            continue;
        for (size_t i = 0; i < framework->ids.n; i++) {
            struct ap_framework_coverage sum = {.framework = framework,
                                                .id = &framework->ids.items[i]};
            for (size_t c = 0; c < as->n_controls; c++) {
                const struct ap_control *control = as->controls[c].control;
                if (!ap_control_maps_to(control, framework->id, framework->ids.items[i].id))
                    continue;
                const struct ap_framework_coverage *part = &by_control[control->index];
                sum.n_controls++;
                sum.n_slots += part->n_slots;
                sum.n_due += part->n_due;
                sum.n_satisfied += part->n_satisfied;
                sum.n_gaps += part->n_gaps;
            }
            if (sum.n_controls)
                *ap_vec_push(judge->mem, &as->frameworks) = sum;
        }
    }
}

void
ap_assess_coverage(struct ap_judge *judge)
{
    count_slots(judge);
    count_frameworks(judge);
}
