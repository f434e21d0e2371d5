/* Per control: proof chain by facet, maturity rules, counts.
 * Place in the flow: assess, after the slots. docs/domain.md, "What is asked for".
 * SPDX-License-Identifier: Apache-2.0 */
#include "assess/parts.h"

/** What the slots of one facet (or requirement) are, counted. */
struct tally {
    uint32_t n, gaps, satisfied, statements, excepted;
};

static void
count(struct tally *tally, const struct ap_verdict *verdict)
{
    tally->n++;
    tally->gaps += verdict->gap;
    tally->satisfied += verdict->status == AP_SATISFIED;
    tally->statements += verdict->status == AP_SATISFIED && verdict->no_occurrence;
    tally->excepted += verdict->status == AP_EXCEPTED;
}

/** An exception is no proof: it leaves the facet open. What is satisfied so far proves it, though
 * later slots are not due yet. */
static enum ap_proof_state
state_of(const struct tally *tally)
{
    if (tally->n == 0)
        return AP_NOT_REQUIRED;
    if (tally->gaps > 0 || tally->excepted > 0)
        return AP_OPEN;
    if (tally->satisfied == 0)
        return AP_PROOF_NOT_DUE;
    return tally->statements == tally->satisfied ? AP_NOT_TESTED : AP_PROVEN;
}

/** All slots of the requirement are satisfied, and there is at least one. */
static bool
is_satisfied(const struct tally *by_requirement, const struct ap_requirement *req)
{
    const struct tally *tally = &by_requirement[req->index];
    return tally->n > 0 && tally->gaps == 0 && tally->satisfied == tally->n;
}

static void
judge_readiness(const struct ap_library *lib, const struct tally *by_requirement,
                struct ap_control_verdict *verdict)
{
    const struct ap_ready_rules *rules = &verdict->control->ready_when;
    verdict->ready = rules->n > 0 || verdict->n_gaps == 0;
    for (size_t i = 0; i < rules->n && verdict->ready; i++) {
        for (size_t k = 0; k < rules->items[i].all.n; k++) {
            const struct ap_requirement *req =
                ap_library_requirement(lib, rules->items[i].all.items[k].text);
            if (req && !is_satisfied(by_requirement, req))
                verdict->ready = false;
        }
        if (!verdict->ready)
            verdict->ready_say = rules->items[i].say;
    }
}

void
ap_assess_controls(struct ap_judge *judge)
{
    struct ap_assessment *as = judge->as;
    const struct ap_library *lib = judge->cat->lib;
    struct tally *by_requirement = ap_arena_array(judge->mem, struct tally, lib->n_requirements);
    struct tally(*by_facet)[AP_N_FACETS] =
        ap_arena_calloc(judge->mem, lib->controls.n, sizeof *by_facet);
    bool *asked = ap_arena_array(judge->mem, bool, lib->controls.n);
    for (size_t v = 0; v < as->n_verdicts; v++) {
        const struct ap_requirement *req = as->verdicts[v].slot->req;
        count(&by_requirement[req->index], &as->verdicts[v]);
        count(&by_facet[req->control->index][req->facet], &as->verdicts[v]);
    }
    for (size_t r = 0; r < lib->n_requirements; r++)
        asked[lib->requirements[r]->control->index] |= judge->cat->asked[r];

    as->controls = ap_arena_array(judge->mem, struct ap_control_verdict, lib->controls.n);
    for (size_t c = 0; c < lib->controls.n; c++) {
        const struct ap_control *control = &lib->controls.items[c];
        if (!asked[c])
            continue;
        struct ap_control_verdict *verdict = &as->controls[as->n_controls++];
        verdict->control = control;
        for (size_t f = 0; f < AP_N_FACETS; f++) {
            verdict->proof[f] = state_of(&by_facet[c][f]);
            verdict->n_slots += by_facet[c][f].n;
            verdict->n_gaps += by_facet[c][f].gaps;
        }
        judge_readiness(lib, by_requirement, verdict);
        if (control->requires.n)
            verdict->owner = ap_workspace_owner_of(judge->cat->ws, &control->requires.items[0]);
    }
}
