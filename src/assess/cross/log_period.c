/* XEV015: a log that fills several slots holds records of each of them.
 * Place in the flow: assess, across evidence.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Facts: first-day, last-day of logs. Records outside the item's own period are a matter of the log checks. */
#include "assess/cross/cross.h"

static bool
days_of(const struct ap_judge *judge, uint32_t item, struct ap_span *ret_span)
{
    const struct ap_fact *first = ap_cross_fact(judge, item, "first-day");
    const struct ap_fact *last = ap_cross_fact(judge, item, "last-day");
    if (!first || !last || ap_day_parse(first->value, &ret_span->from) != AP_OK ||
        ap_day_parse(last->value, &ret_span->to) != AP_OK)
        return false;
    ret_span->from--; /* a record near midnight may belong to either day */
    ret_span->to += 2;
    return true;
}

void
ap_cross_log_period(struct ap_judge *judge)
{
    bool *said = ap_arena_array(judge->mem, bool, judge->cat->evidence->items.n);
    for (size_t i = 0; i < judge->cat->slots.n; i++) {
        const struct ap_slot *slot = &judge->cat->slots.items[i];
        for (size_t k = 0; slot->kind == AP_SLOT_PERIOD && k < slot->candidates.n; k++) {
            const struct ap_candidate *c = &slot->candidates.items[k];
            struct ap_span days;
            if (c->fit != AP_FITS || said[c->item] || !days_of(judge, c->item, &days) ||
                ap_span_touches(days, slot->span) ||
                ap_cross_has_finding(judge, c->item, AP_LOG005))
                continue;
            said[c->item] = true;
            (void)ap_cross_say(
                judge, AP_XEV015, c->item, 0,
                "no record of it lies in %.*s, which it is to fill; it runs from %.*s to %.*s",
                AP_FMT(slot->period), AP_FMT(ap_cross_fact(judge, c->item, "first-day")->value),
                AP_FMT(ap_cross_fact(judge, c->item, "last-day")->value));
        }
    }
}
