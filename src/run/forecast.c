/* Halves the days to come until the first day of each change is found.
 * Place in the flow: run.
 * SPDX-License-Identifier: Apache-2.0 */
#include "run/forecast.h"

#include "base/cleanup.h"

struct search {
    const struct ap_run *run;
    struct ap_arena *mem; /* of the result */
    struct ap_outlook *outlooks;
};

static struct ap_assessment *
judge(const struct search *s, ap_day day, struct ap_arena *scratch)
{
    struct ap_assessment *as;
    struct ap_assess_options options = {
        .day = day, .audience = s->run->as->audience, .baseline = s->run->as->baseline};
    ap_assess(s->run->cat, s->run->insp, &options, scratch, &as);
    return as;
}

static void
take(struct search *s, const struct ap_assessment *as, size_t slot)
{
    s->outlooks[slot] =
        (struct ap_outlook){.on = as->day,
                            .status = as->verdicts[slot].status,
                            .reason = ap_arena_copy(s->mem, as->verdicts[slot].reason)};
}

/** Slots that are no gap on the day of `before` (and of all days looked at so far), and one on that of `after`. */
static size_t
count_changes(const struct search *s, const struct ap_assessment *before,
              const struct ap_assessment *after)
{
    size_t n = 0;
    for (size_t i = 0; i < after->n_verdicts; i++)
        n += s->outlooks[i].on == AP_DAY_NONE && !before->verdicts[i].gap && after->verdicts[i].gap;
    return n;
}

/** Depth is the number of halvings: 16 for the longest duration. NOLINTNEXTLINE(misc-no-recursion) */
static void
halve(struct search *s, const struct ap_assessment *before, const struct ap_assessment *after)
{
    if (count_changes(s, before, after) == 0)
        return;
    if (after->day == before->day + 1) {
        for (size_t i = 0; i < after->n_verdicts; i++)
            if (s->outlooks[i].on == AP_DAY_NONE && !before->verdicts[i].gap &&
                after->verdicts[i].gap)
                take(s, after, i);
        return;
    }
    AP_AUTO_ARENA struct ap_arena scratch = {0};
    struct ap_assessment *middle = judge(s, before->day + (after->day - before->day) / 2, &scratch);
    halve(s, before, middle);
    halve(s, middle, after);
}

void
ap_run_forecast(const struct ap_run *run, int32_t days, struct ap_arena *mem,
                struct ap_outlook **ret_outlooks)
{
    struct search s = {run, mem, ap_arena_array(mem, struct ap_outlook, run->as->n_verdicts)};
    for (size_t i = 0; i < run->as->n_verdicts; i++)
        s.outlooks[i].on = AP_DAY_NONE;
    if (days > 0) {
        AP_AUTO_ARENA struct ap_arena scratch = {0};
        ap_day last = ap_day_from_civil(9999, 12, 31);
        ap_day until = run->as->day > last - days ? last : run->as->day + days;
        if (until > run->as->day)
            halve(&s, run->as, judge(&s, until, &scratch));
    }
    *ret_outlooks = s.outlooks;
}
