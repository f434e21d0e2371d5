/* The order of the assessment: reviews, slots, items, controls, coverage, answers, findings.
 * Place in the flow: assess; pure.
 * SPDX-License-Identifier: Apache-2.0 */
#include "assess/assess.h"

#include "assess/parts.h"

struct ap_finding *
ap_judge_say(struct ap_judge *judge, enum ap_code code, uint32_t item, struct ap_str message)
{
    const struct ap_item *what = ap_judge_item(judge, item);
    struct ap_finding *f =
        ap_finding_add(&judge->as->findings, judge->mem, code, what->path,
                       (struct ap_place){what->path, 0, 0}, "%.*s", AP_FMT(message));
    f->item = item;
    return f;
}

bool
ap_judge_first(struct ap_judge *judge, uint32_t item, enum ap_said what)
{
    uint32_t bit = 1u << what;
    bool first = !(judge->said[item] & bit);
    judge->said[item] |= bit;
    return first;
}

static bool
follows_soc2(const struct ap_catalogue *cat)
{
    const struct ap_refs *followed = &cat->ws->audit.frameworks;
    for (size_t i = 0; i < followed->n; i++)
        if (ap_str_starts(followed->items[i].text, AP_STR("soc2-")))
            return true;
    for (size_t i = 0; i < cat->frameworks.n; i++)
        if (ap_str_starts(cat->frameworks.items[i], AP_STR("soc2-")))
            return true;
    return false;
}

static void
judge_slots(struct ap_judge *judge)
{
    struct ap_assessment *as = judge->as;
    as->n_verdicts = judge->cat->slots.n;
    as->verdicts = ap_arena_array(judge->mem, struct ap_verdict, as->n_verdicts);
    for (size_t i = 0; i < as->n_verdicts; i++) {
        ap_judge_slot(judge, &judge->cat->slots.items[i], &as->verdicts[i]);
        ap_slot_date_findings(judge, &as->verdicts[i]);
    }
}

void
ap_assess(const struct ap_catalogue *cat, const struct ap_inspection *insp,
          const struct ap_assess_options *options, struct ap_arena *mem,
          struct ap_assessment **ret_assessment)
{
    size_t n_items = cat->evidence->items.n;
    struct ap_judge judge = {
        .cat = cat,
        .insp = insp,
        .options = options,
        .mem = mem,
        .as = ap_arena_new(mem, struct ap_assessment),
        .reviews = ap_arena_array(mem, struct ap_review_view, n_items),
        .said = ap_arena_array(mem, uint32_t, n_items),
        .soc2_period = !cat->point && follows_soc2(cat),
    };
    *judge.as = (struct ap_assessment){
        .cat = cat, .insp = insp, .day = options->day, .audience = options->audience};

    judge.as->items = ap_arena_array(mem, struct ap_item_verdict, n_items);
    ap_assess_withheld(&judge);
    for (uint32_t i = 0; i < n_items; i++) {
        if (ap_judge_item(&judge, i)->ignored)
            continue;
        judge.reviews[i] = ap_review_view_of(&judge, i);
        ap_review_findings(&judge, i);
        ap_date_findings(&judge, i);
    }
    ap_assess_cross(&judge);
    judge_slots(&judge);
    ap_exception_findings(&judge);
    ap_assess_items(&judge);
    ap_assess_originals(&judge);
    ap_assess_allowed(&judge);
    ap_assess_controls(&judge);
    ap_assess_summaries(&judge);
    ap_assess_coverage(&judge);
    ap_assess_frameworks(&judge);
    ap_assess_registers(&judge);
    ap_assess_requests(&judge);
    ap_assess_findings(&judge); /* tunes severities: before the answers that look at findings */
    ap_assess_baseline(&judge);
    ap_assess_answers(&judge);
    *ret_assessment = judge.as;
}

bool
ap_assessment_fails(const struct ap_assessment *as, enum ap_fail_on level)
{
    static const enum ap_severity least[] = {
        [AP_FAIL_GAP] = AP_HIGH,  [AP_FAIL_LOW] = AP_LOW,         [AP_FAIL_MEDIUM] = AP_MEDIUM,
        [AP_FAIL_HIGH] = AP_HIGH, [AP_FAIL_BLOCKER] = AP_BLOCKER,
    };
    if (level == AP_FAIL_NEVER)
        return false;
    for (int s = (int)least[level]; s < AP_N_SEVERITIES; s++)
        if (as->new_by_severity[s] > 0)
            return true;
    if (level == AP_FAIL_GAP)
        return as->n_new_gaps > 0;
    for (size_t i = 0; i < as->n_verdicts; i++)
        if (as->verdicts[i].gap && !as->verdicts[i].known &&
            as->verdicts[i].slot->req->control->severity >= least[level])
            return true;
    return false;
}
