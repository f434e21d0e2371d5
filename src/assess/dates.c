/* Findings about dates: after the as-of day, reviewed before collected, late, before the window.
 * Place in the flow: assess. docs/domain.md, "Dates of an item".
 * SPDX-License-Identifier: Apache-2.0 */
#include "assess/parts.h"

static void
say_future(struct ap_judge *judge, uint32_t item, const char *what, ap_day date)
{
    if (date == AP_DAY_NONE || date <= judge->options->day)
        return;
    char given[AP_DAY_TEXT];
    char as_of[AP_DAY_TEXT];
    ap_judge_say(judge, AP_PER006, item,
                 ap_arena_printf(judge->mem, "%s on %s, after the as-of day %s", what,
                                 ap_day_text(date, given),
                                 ap_day_text(judge->options->day, as_of)));
}

void
ap_date_findings(struct ap_judge *judge, uint32_t index)
{
    const struct ap_item *item = ap_judge_item(judge, index);
    say_future(judge, index, "performed", item->performed);
    say_future(judge, index, "collected", item->collected);
    say_future(judge, index, "effective", item->effective);
    if (item->extraction.present)
        say_future(judge, index, "extracted", item->extraction.run_at);
    if (item->received)
        say_future(judge, index, "received", item->received->at);
    if (item->link)
        say_future(judge, index, "observed", item->link->observed_date);
    bool early = false;
    for (size_t i = 0; i < item->reviews.n; i++) {
        ap_day date = item->reviews.items[i].date;
        say_future(judge, index, "reviewed", date);
        early |= date != AP_DAY_NONE && item->collected != AP_DAY_NONE && date < item->collected;
    }
    if (early)
        ap_judge_say(judge, AP_REV006, index,
                     AP_STR("the review is dated before the day of collection"));
}

static void
say_late(struct ap_judge *judge, const struct ap_slot *slot, const struct ap_item *item)
{
    if (slot->kind == AP_SLOT_ONCE || item->performed == AP_DAY_NONE ||
        item->performed <= slot->due)
        return;
    char performed[AP_DAY_TEXT];
    char due[AP_DAY_TEXT];
    int n_days = (int)(item->performed - slot->due);
    ap_judge_say(judge, AP_PER005, item->index,
                 ap_arena_printf(
                     judge->mem, "LATE: performed on %s, %d %s after %.*s was due on %s",
                     ap_day_text(item->performed, performed), n_days, n_days == 1 ? "day" : "days",
                     AP_FMT(slot->id), ap_day_text(slot->due, due)));
}

/** Rolling slots accept what was performed before the window; it is said, and weighs for SOC 2 period audits. */
static void
say_before(struct ap_judge *judge, const struct ap_slot *slot, const struct ap_item *item)
{
    if (slot->kind != AP_SLOT_ROLLING)
        return;
    ap_day last = item->performed;
    for (size_t i = 0; item->performed == AP_DAY_NONE && i < item->periods.n; i++)
        if (item->periods.items[i].span.to - 1 > last)
            last = item->periods.items[i].span.to - 1;
    if (last == AP_DAY_NONE || last >= judge->cat->window.from ||
        !ap_judge_first(judge, item->index, AP_SAID_BEFORE))
        return;
    char day[AP_DAY_TEXT];
    struct ap_finding *f = ap_judge_say(
        judge, AP_PER001, item->index,
        ap_arena_printf(judge->mem, "performed before the window: %s", ap_day_text(last, day)));
    if (judge->soc2_period)
        f->severity = AP_MEDIUM;
}

void
ap_slot_date_findings(struct ap_judge *judge, const struct ap_verdict *verdict)
{
    for (size_t i = 0; i < verdict->items.n; i++) {
        const struct ap_judgement *j = &verdict->items.items[i];
        if (j->status != AP_SATISFIED || j->superseded)
            continue;
        const struct ap_item *item = ap_judge_item(judge, j->item);
        say_late(judge, verdict->slot, item);
        say_before(judge, verdict->slot, item);
    }
}
