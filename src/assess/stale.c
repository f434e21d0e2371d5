/* When evidence is stale: another period, too coarse, collected too early, not in force, too old.
 * Place in the flow: assess, within an item's own status. docs/domain.md, "Granularity", "Basis".
 * SPDX-License-Identifier: Apache-2.0 */
#include "assess/parts.h"

ap_day
ap_collected_day(const struct ap_item *item)
{
    return item->collected != AP_DAY_NONE ? item->collected : item->extraction.run_at;
}

ap_day
ap_age_day(const struct ap_item *item)
{
    ap_day day = ap_collected_day(item);
    if (day == AP_DAY_NONE)
        day = item->performed;
    for (size_t i = 0; day == AP_DAY_NONE && i < item->reviews.n; i++)
        day = item->reviews.items[item->reviews.n - 1 - i].date;
    if (day != AP_DAY_NONE)
        return day;
    for (size_t i = 0; i < item->periods.n; i++)
        if (day == AP_DAY_NONE || item->periods.items[i].span.to - 1 > day)
            day = item->periods.items[i].span.to - 1;
    return day;
}

static void
say_once(struct ap_judge *judge, enum ap_said what, enum ap_code code, uint32_t item,
         struct ap_str reason)
{
    if (ap_judge_first(judge, item, what))
        ap_judge_say(judge, code, item, reason);
}

/** "2026-05", "2026-04-15..2026-06-30"; of a single day that day. */
static struct ap_str
words_of(struct ap_span span, struct ap_arena *mem)
{
    return span.to - span.from == 1 ? ap_day_str(mem, span.from)
                                    : ap_period_str(mem, ap_period_from_span(span));
}

static struct ap_str
other_period(struct ap_judge *judge, const struct ap_slot *slot, const struct ap_candidate *c)
{
    if (c->fit != AP_OTHER_PERIOD)
        return AP_STR_NONE;
    struct ap_str reason = ap_arena_printf(judge->mem, "covers %.*s only, outside the window",
                                           AP_FMT(words_of(c->span, judge->mem)));
    say_once(judge, AP_SAID_OTHER_PERIOD, AP_PER010, c->item, reason);
    (void)slot;
    return reason;
}

static struct ap_str
too_coarse(struct ap_judge *judge, const struct ap_slot *slot, const struct ap_candidate *c)
{
    if (c->fit != AP_TOO_COARSE)
        return AP_STR_NONE;
    struct ap_str period = words_of(c->span, judge->mem);
    struct ap_str reason =
        slot->req->cadence == AP_SAMPLE
            ? ap_arena_printf(judge->mem, "its period %.*s does not lie in the window",
                              AP_FMT(period))
            : ap_arena_printf(judge->mem, "its period %.*s is coarser than the %s cadence",
                              AP_FMT(period), ap_word(ap_cadence_words, (int)slot->req->cadence));
    say_once(judge, AP_SAID_COARSE, AP_PER003, c->item, reason);
    return reason;
}

static struct ap_str
retired(struct ap_judge *judge, const struct ap_slot *slot, const struct ap_candidate *c)
{
    (void)slot;
    return ap_judge_item(judge, c->item)->parsed.status == AP_DOCSTATUS_RETIRED
               ? AP_STR("the document is retired")
               : AP_STR_NONE;
}

/** Period evidence collected before its period ended does not cover it. The period's end is the
 * first day after it; where no collection day is known nothing is concluded. */
static struct ap_str
collected_early(struct ap_judge *judge, const struct ap_slot *slot, const struct ap_candidate *c)
{
    const struct ap_item *item = ap_judge_item(judge, c->item);
    ap_day collected = ap_collected_day(item);
    if (slot->req->basis != AP_BASIS_PERIOD || collected == AP_DAY_NONE || !c->has_span ||
        item->periods.n == 0 || collected >= c->span.to)
        return AP_STR_NONE;
    char day[AP_DAY_TEXT];
    struct ap_str reason = ap_arena_printf(
        judge->mem, "collected on %s, before its period %.*s ended", ap_day_text(collected, day),
        AP_FMT(ap_period_str(judge->mem, ap_period_from_span(c->span))));
    say_once(judge, AP_SAID_EARLY, AP_PER004, c->item, reason);
    return reason;
}

typedef struct ap_str (*stale_rule)(struct ap_judge *, const struct ap_slot *,
                                    const struct ap_candidate *);

static const stale_rule rules[] = {other_period, too_coarse, retired, collected_early};

static struct ap_str
too_old(struct ap_judge *judge, const struct ap_slot *slot, const struct ap_candidate *c)
{
    ap_day since = ap_age_day(ap_judge_item(judge, c->item));
    if (slot->req->max_age_days < 0 || since == AP_DAY_NONE)
        return AP_STR_NONE;
    int32_t age = judge->options->day - since;
    if (age <= slot->req->max_age_days)
        return AP_STR_NONE;
    struct ap_str reason = ap_arena_printf(judge->mem, "%d days old, at most %d are allowed",
                                           (int)age, (int)slot->req->max_age_days);
    say_once(judge, AP_SAID_AGE, AP_PER009, c->item, reason);
    return reason;
}

struct ap_str
ap_stale_reason(struct ap_judge *judge, const struct ap_slot *slot, const struct ap_candidate *c,
                bool ignore_age)
{
    for (size_t i = 0; i < AP_COUNT(rules); i++) {
        struct ap_str reason = rules[i](judge, slot, c);
        if (reason.len)
            return reason;
    }
    return ignore_age ? AP_STR_NONE : too_old(judge, slot, c);
}
