/* Coverage by framework: of each as a whole, and of each of its ids.
 * Place in the flow: assess, after the controls.
 * SPDX-License-Identifier: Apache-2.0 */
#include "assess/parts.h"

/** Slots of every control that is asked for: counted once, summed per framework id below. */
static struct ap_framework_coverage *
count_by_control(struct ap_judge *judge)
{
    const struct ap_assessment *as = judge->as;
    struct ap_framework_coverage *by =
        ap_arena_array(judge->mem, struct ap_framework_coverage, judge->cat->lib->controls.n);
    for (size_t v = 0; v < as->n_verdicts; v++) {
        const struct ap_verdict *verdict = &as->verdicts[v];
        struct ap_framework_coverage *sum = &by[verdict->slot->req->control->index];
        sum->n_slots++;
        sum->n_due += verdict->due;
        sum->n_gaps += verdict->gap;
        sum->n_satisfied += verdict->due && verdict->status == AP_SATISFIED;
        sum->n_held += verdict->status == AP_SATISFIED;
        sum->n_excepted += verdict->status == AP_EXCEPTED;
    }
    for (size_t c = 0; c < as->n_controls; c++)
        by[as->controls[c].control->index].n_controls = 1;
    return by;
}

static void
add(struct ap_framework_coverage *sum, const struct ap_framework_coverage *part)
{
    sum->n_mapped++;
    sum->n_controls += part->n_controls;
    sum->n_slots += part->n_slots;
    sum->n_due += part->n_due;
    sum->n_satisfied += part->n_satisfied;
    sum->n_held += part->n_held;
    sum->n_excepted += part->n_excepted;
    sum->n_gaps += part->n_gaps;
}

static enum ap_framework_state
state_of(const struct ap_framework_coverage *sum)
{
    if (sum->n_mapped == 0)
        return AP_FRAMEWORK_UNMAPPED;
    if (sum->n_slots == 0)
        return AP_FRAMEWORK_NOT_ASKED;
    if (sum->n_gaps > 0)
        return sum->n_held > 0 ? AP_FRAMEWORK_PARTLY : AP_FRAMEWORK_OPEN;
    if (sum->n_held > 0)
        return AP_FRAMEWORK_PROVEN;
    return sum->n_excepted > 0 ? AP_FRAMEWORK_EXCEPTED : AP_FRAMEWORK_NOT_DUE;
}

static bool
maps_to_any(const struct ap_control *control, const struct ap_framework *framework)
{
    for (size_t i = 0; i < control->maps.n; i++)
        if (control->maps.items[i].ids.n &&
            ap_str_eq(control->maps.items[i].framework.text, framework->id))
            return true;
    return false;
}

/* The ids of the framework by id, to find the rows that a control adds to. */
static void
count_framework(struct ap_judge *judge, const struct ap_framework *framework,
                const struct ap_framework_coverage *by_control)
{
    struct ap_framework_coverages *rows = &judge->as->frameworks;
    const struct ap_controls *controls = &judge->cat->lib->controls;
    size_t whole = rows->n;
    *ap_vec_push(judge->mem, rows) = (struct ap_framework_coverage){.framework = framework};
    for (size_t i = 0; i < framework->ids.n; i++)
        *ap_vec_push(judge->mem, rows) =
            (struct ap_framework_coverage){.framework = framework, .id = &framework->ids.items[i]};
    for (size_t c = 0; c < controls->n; c++) {
        const struct ap_control *control = &controls->items[c];
        if (!maps_to_any(control, framework))
            continue;
        add(&rows->items[whole], &by_control[c]);
        for (size_t i = 0; i < framework->ids.n; i++)
            if (ap_control_maps_to(control, framework->id, framework->ids.items[i].id))
                add(&rows->items[whole + 1 + i], &by_control[c]);
    }
    for (size_t i = whole; i < rows->n; i++) {
        rows->items[i].state = state_of(&rows->items[i]);
        if (i > whole)
            rows->items[whole].n_ids[rows->items[i].state]++;
    }
}

void
ap_assess_frameworks(struct ap_judge *judge)
{
    const struct ap_strs *in_view = &judge->cat->in_view;
    const struct ap_framework_coverage *by_control = count_by_control(judge);
    for (size_t i = 0; i < in_view->n; i++) {
        const struct ap_framework *framework =
            ap_library_framework(judge->cat->lib, in_view->items[i]);
        if (framework)
            count_framework(judge, framework, by_control);
    }
}
