/* Audiences that are told less than auditors: what may be a secret is held back from them, and each finding weighs one step more.
 * Place in the flow: assess, before the slots and with the findings. docs/domain.md, "Who sees what".
 * SPDX-License-Identifier: Apache-2.0 */
#include "assess/parts.h"

static bool
is_strict(const struct ap_judge *judge)
{
    const struct ap_library *lib = judge->cat->lib;
    uint32_t auditor = ap_library_audience_rank(lib, AP_STR("auditor"));
    uint32_t rank = ap_library_audience_rank(lib, judge->as->audience);
    return auditor != AP_NONE && rank != AP_NONE && rank > auditor;
}

static bool
may_hold_one(const struct ap_record *record)
{
    for (size_t i = 0; i < record->findings.n; i++)
        if (record->findings.items[i]->code == AP_SEC002)
            return true;
    return false;
}

void
ap_assess_withheld(struct ap_judge *judge)
{
    size_t n = judge->cat->evidence->items.n;
    judge->strict = is_strict(judge);
    for (size_t i = 0; i < n; i++) {
        const struct ap_record *record = &judge->insp->records[i];
        judge->as->items[i].withheld =
            record->admission == AP_WITHHELD_SECRET || (judge->strict && may_hold_one(record));
    }
}

/* A finding of an item is shared by the assessments for all audiences: a heavier one is a copy. */
struct ap_finding *
ap_assess_weighed(struct ap_judge *judge, struct ap_finding *f)
{
    if (!judge->strict || f->severity >= AP_BLOCKER)
        return f;
    struct ap_finding *copy = ap_arena_new(judge->mem, struct ap_finding);
    *copy = *f;
    copy->severity = (enum ap_severity)(f->severity + 1);
    return copy;
}
