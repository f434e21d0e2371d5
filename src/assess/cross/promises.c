/* What a standard promises against what is set: log retention. And alerts that no ticket follows.
 * Place in the flow: assess, rows of cross.def; findings XEV032 and XEV033 over facts of retention and of alerts.
 * SPDX-License-Identifier: Apache-2.0 */
#include "assess/cross/cross.h"

#define FOREVER INT64_MAX

static int64_t
days_of(const struct ap_fact *fact)
{
    int64_t days = 0;
    return ap_str_to_int(fact->value, &days) == AP_OK ? days : FOREVER;
}

/* The longest time that the first line which states one states: "90 days searchable, 400 days in all". */
static int64_t
promised(const struct ap_judge *judge, uint32_t item)
{
    const struct ap_facts *facts = &judge->insp->records[item].facts;
    const struct ap_fact *first = NULL;
    int64_t days = 0;
    for (size_t i = 0; i < facts->n; i++) {
        const struct ap_fact *fact = &facts->items[i];
        if (!ap_str_is(fact->kind, "retention-standard") || (first && fact->line != first->line))
            continue;
        first = first ? first : fact;
        days = days_of(fact) > days ? days_of(fact) : days;
    }
    return days;
}

void
ap_cross_retention(struct ap_judge *judge)
{
    uint32_t standard = ap_cross_in_force(judge, "retention-standard");
    int64_t least = standard == AP_NONE ? 0 : promised(judge, standard);
    for (uint32_t i = 0; least > 0 && least < FOREVER && i < judge->cat->evidence->items.n; i++) {
        const struct ap_facts *facts = &judge->insp->records[i].facts;
        const struct ap_fact *longest = NULL;
        for (size_t k = 0; ap_cross_in_window(judge, i) && k < facts->n; k++)
            if (ap_str_is(facts->items[k].kind, "retention") &&
                (!longest || days_of(&facts->items[k]) > days_of(longest)))
                longest = &facts->items[k];
        if (longest && days_of(longest) < least)
            (void)ap_cross_say(judge, AP_XEV033, i, longest->line,
                               "logs are kept %.*s days; the standard (%.*s) promises %lld",
                               AP_FMT(longest->value), AP_FMT(ap_judge_item(judge, standard)->name),
                               (long long)least);
    }
}

static bool
has_ticket(const struct ap_judge *judge, struct ap_str alert)
{
    for (uint32_t i = 0; i < judge->cat->evidence->items.n; i++) {
        const struct ap_facts *facts = &judge->insp->records[i].facts;
        for (size_t k = 0; ap_cross_counts(judge, i) && k < facts->n; k++)
            if (ap_str_is(facts->items[k].kind, "alert") &&
                ap_str_ieq(facts->items[k].key, alert) && facts->items[k].value.len > 0)
                return true;
    }
    return false;
}

void
ap_cross_alerts(struct ap_judge *judge)
{
    for (uint32_t i = 0; i < judge->cat->evidence->items.n; i++) {
        const struct ap_facts *facts = &judge->insp->records[i].facts;
        const struct ap_fact *first = NULL;
        size_t n = 0;
        for (size_t k = 0; ap_cross_in_window(judge, i) && k < facts->n; k++) {
            if (!ap_str_is(facts->items[k].kind, "alert-without-ticket") ||
                has_ticket(judge, facts->items[k].key))
                continue;
            first = first ? first : &facts->items[k];
            n++;
        }
        if (n > 0)
            (void)ap_cross_say(judge, AP_XEV032, i, first->line,
                               "alert %.*s has no ticket in any evidence%s", AP_FMT(first->key),
                               n > 1 ? "; the same holds for others in this file" : "");
    }
}
