/* Exceptions: which one covers a slot; expired, retroactive and void ones.
 * Place in the flow: assess. docs/domain.md, "Exceptions".
 * SPDX-License-Identifier: Apache-2.0 */
#include "assess/parts.h"

static bool
is_for(const struct ap_exception *e, const struct ap_slot *slot)
{
    return ap_str_eq(e->requirement.text, slot->req->ref);
}

static bool
is_valid_on(const struct ap_exception *e, ap_day day)
{
    return e->expires >= day && (e->granted == AP_DAY_NONE || e->granted <= day);
}

static bool
covers(const struct ap_exception *e, const struct ap_slot *slot)
{
    return is_for(e, slot) &&
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

static struct ap_finding *
say(struct ap_judge *judge, enum ap_code code, const struct ap_exception *e, struct ap_str message)
{
    struct ap_str subject = ap_arena_join(judge->mem, AP_STR("exception"), " ", e->id);
    return ap_finding_add(&judge->as->findings, judge->mem, code, subject, e->place, "%.*s",
                          AP_FMT(message));
}

/** A slot that the exception's period cuts, when it holds none whole; else NULL. An exception of another
 * audit's period is no mistake. */
static const struct ap_slot *
slot_cut_by(const struct ap_judge *judge, const struct ap_exception *e)
{
    const struct ap_slot *cut = NULL;
    for (size_t i = 0; i < judge->cat->slots.n; i++) {
        const struct ap_slot *slot = &judge->cat->slots.items[i];
        if (covers(e, slot))
            return NULL;
        if (!cut && is_for(e, slot) && ap_span_touches(e->period.span, slot->span))
            cut = slot;
    }
    return cut;
}

/** One that was meant to cover something, and does not. */
static void
say_if_void(struct ap_judge *judge, const struct ap_exception *e)
{
    char day[AP_DAY_TEXT];
    if (e->granted != AP_DAY_NONE && e->granted > judge->options->day) {
        (void)say(judge, AP_REV013, e,
                  ap_arena_printf(judge->mem,
                                  "granted only on %s; until then %.*s is judged without it",
                                  ap_day_text(e->granted, day), AP_FMT(e->requirement.text)));
        return;
    }
    const struct ap_slot *cut = slot_cut_by(judge, e);
    if (!cut)
        return;
    struct ap_str span = ap_span_str(judge->mem, cut->span);
    struct ap_finding *f = say(
        judge, AP_REV013, e,
        ap_arena_printf(judge->mem,
                        "its period %.*s does not hold the whole of %.*s, so it does not cover it",
                        AP_FMT(e->period_text.text), AP_FMT(cut->id)));
    ap_finding_fix(f, judge->mem, "give it the period %.*s, or none", AP_FMT(span));
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
            (void)say(judge, AP_REV009, e,
                      ap_arena_printf(judge->mem,
                                      "RETROACTIVE: granted on %s, after the period's end on %s",
                                      ap_day_text(e->granted, day), ap_day_text(last, end)));
        }
        if (e->expires < judge->options->day)
            (void)say(judge, AP_REV010, e,
                      ap_arena_printf(judge->mem, "expired on %s; %.*s is judged without it",
                                      ap_day_text(e->expires, day), AP_FMT(e->requirement.text)));
        else
            say_if_void(judge, e);
    }
}
