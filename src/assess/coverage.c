/* Counts, coverage and result.
 * Place in the flow: assess, after the slots. docs/domain.md, "Coverage".
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
        blocked |= as->items[i].withheld && !as->items[i].redacted;
    for (size_t i = 0; i < judge->cat->evidence->findings.n; i++)
        blocked |= judge->cat->evidence->findings.items[i]->code == AP_SEC011;
    as->result = blocked ? AP_BLOCKED : as->n_gaps ? AP_GAPS : AP_COMPLETE;
}

void
ap_assess_coverage(struct ap_judge *judge)
{
    count_slots(judge);
}
