/* What a former check knew already: its gaps and findings do not count again.
 * Place in the flow: assess, after findings are fingerprinted. docs/formats/check.md, "Baseline".
 * SPDX-License-Identifier: Apache-2.0 */
#include "assess/parts.h"

/** A gap is known by its slot, whatever its status: work in progress moves through several of them, and what breaks on the
 * way has findings of its own. */
static void
mark_gaps(struct ap_assessment *as, const struct ap_baseline *baseline)
{
    for (size_t i = 0; i < as->n_verdicts; i++) {
        struct ap_verdict *verdict = &as->verdicts[i];
        verdict->known =
            baseline && verdict->gap && ap_map_get(&baseline->gaps, verdict->slot->id) != AP_NONE;
        as->n_new_gaps += verdict->gap && !verdict->known;
    }
}

static void
mark_findings(struct ap_assessment *as, const struct ap_baseline *baseline)
{
    for (size_t i = 0; i < as->findings.n; i++) {
        struct ap_finding *f = as->findings.items[i];
        f->known =
            baseline && ap_map_get(&baseline->findings, ap_str_from(f->fingerprint)) != AP_NONE;
        as->new_by_severity[f->severity] += !f->known;
    }
}

/* What is no gap and no finding any more was mended, or is not asked for. */
static void
list_closed(struct ap_arena *mem, const struct ap_formers *formers, const struct ap_map *now,
            struct ap_strs *ret_closed)
{
    for (size_t i = 0; i < formers->n; i++)
        if (ap_map_get(now, formers->items[i].key) == AP_NONE)
            *ap_vec_push(mem, ret_closed) = formers->items[i].words;
}

static void
find_closed(struct ap_judge *judge, const struct ap_baseline *baseline)
{
    struct ap_assessment *as = judge->as;
    struct ap_map gaps = {0};
    struct ap_map findings = {0};
    for (size_t i = 0; i < as->n_verdicts; i++)
        if (as->verdicts[i].gap)
            (void)ap_map_put(&gaps, judge->mem, as->verdicts[i].slot->id, 0);
    for (size_t i = 0; i < as->findings.n; i++)
        (void)ap_map_put(&findings, judge->mem, ap_str_from(as->findings.items[i]->fingerprint), 0);
    list_closed(judge->mem, &baseline->former_gaps, &gaps, &as->closed_gaps);
    list_closed(judge->mem, &baseline->former_findings, &findings, &as->closed_findings);
}

void
ap_assess_baseline(struct ap_judge *judge)
{
    judge->as->baseline = judge->options->baseline;
    mark_gaps(judge->as, judge->as->baseline);
    mark_findings(judge->as, judge->as->baseline);
    if (judge->as->baseline)
        find_closed(judge, judge->as->baseline);
}
