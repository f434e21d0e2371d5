/* evidence.defaults of the workspace: what rules say of the files that they match.
 * Place in the flow: evidence, before the register.
 * SPDX-License-Identifier: Apache-2.0 */
#include "evidence/parts.h"

static void
apply_rule(struct ap_evidence_job *job, struct ap_item *item, const struct ap_default_rule *rule)
{
    struct ap_metadata meta = {.title = rule->title,
                               .control = rule->control,
                               .framework = rule->framework,
                               .owner = rule->owner,
                               .source = rule->source,
                               .audience = rule->audience,
                               .performed = AP_DAY_NONE,
                               .collected = AP_DAY_NONE,
                               .effective = AP_DAY_NONE,
                               .place = rule->place};
    /* A rule for a folder does not contradict the names in it: it is for those that say nothing. */
    struct ap_period period;
    bool dated = item->parsed.ok && item->parsed.has_period;
    if (rule->period.len && !dated && ap_period_parse(rule->period, &period) == AP_OK)
        meta.period = (struct ap_periods){&period, 1, 1};
    struct ap_review review = {.date = AP_DAY_NONE, .place = rule->place};
    int status = rule->review.len ? ap_word_value_folded(ap_review_status_words, rule->review) : -1;
    if (status >= 0) {
        review.status = (enum ap_review_status)status;
        meta.review = (struct ap_reviews){&review, 1, 1};
    }
    ap_evidence_apply(job, item, &meta, AP_FROM_DEFAULTS);
}

void
ap_evidence_defaults(struct ap_evidence_job *job)
{
    const struct ap_default_rules *rules = &job->ws->evidence.defaults;
    for (size_t i = 0; i < job->out->items.n; i++) {
        struct ap_item *item = &job->out->items.items[i];
        for (size_t r = 0; !item->ignored && r < rules->n; r++)
            if (ap_str_glob(rules->items[r].match, item->rel))
                apply_rule(job, item, &rules->items[r]);
    }
}
