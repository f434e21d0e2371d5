/* Exceptions: which one covers a slot; expired and retroactive ones.
 * Place in the flow: assess. DOMAIN section 4, `excepted`.
 * SPDX-License-Identifier: Apache-2.0 */
#include "assess/parts.h"

static bool
is_valid_on(const struct ap_exception *e, ap_day day)
{
    return e->expires >= day && (e->granted == AP_DAY_NONE || e->granted <= day);
}

static bool
covers(const struct ap_exception *e, const struct ap_slot *slot)
{
    return ap_str_eq(e->requirement.text, slot->req->ref) &&
           (e->period_text.text.len == 0 || ap_span_contains(e->period.span, slot->span));
}

const struct ap_exception *
ap_exception_for(const struct ap_judge *judge, const struct ap_slot *slot)
{
    const struct ap_exceptions *all = &judge->cat->ws->exceptions;
    for (size_t i = 0; i < all->n; i++)
        if (covers(&all->items[i], slot) && is_valid_on(&all->items[i], judge->options->day))
            return &all->items[i];
    return NULL;
}

static void
say(struct ap_judge *judge, enum ap_code code, const struct ap_exception *e, struct ap_str message)
{
    struct ap_str subject = ap_arena_join(judge->mem, AP_STR("exception"), " ", e->id);
    (void)ap_finding_add(&judge->as->findings, judge->mem, code, subject, e->place, "%.*s",
                         AP_FMT(message));
}

/** Retroactive: granted after the end of the period that it covers (without one: of the window). */
void
ap_exception_findings(struct ap_judge *judge)
{
    const struct ap_exceptions *all = &judge->cat->ws->exceptions;
    for (size_t i = 0; i < all->n; i++) {
        const struct ap_exception *e = &all->items[i];
        char day[AP_DAY_TEXT];
        ap_day last = (e->period_text.text.len ? e->period.span.to : judge->cat->window.to) - 1;
        if (e->granted != AP_DAY_NONE && e->granted > last) {
            char end[AP_DAY_TEXT];
            say(judge, AP_REV009, e,
                ap_arena_printf(judge->mem,
                                "RETROACTIVE: granted on %s, after the period's end on %s",
                                ap_day_text(e->granted, day), ap_day_text(last, end)));
        }
        if (e->expires < judge->options->day)
            say(judge, AP_REV010, e,
                ap_arena_printf(judge->mem, "expired on %s; %.*s is judged without it",
                                ap_day_text(e->expires, day), AP_FMT(e->requirement.text)));
    }
}
