/* What becomes a gap in the days to come, by judging the same evidence as of later days.
 * Place in the flow: run; no rule of the domain stands here: assess/ alone says what is a gap on a day.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "run/run.h"

/** What becomes of one slot that is no gap on the as-of day. */
struct ap_outlook {
    ap_day on;             /* the first day on which it is a gap, or AP_DAY_NONE: none of the days looked at */
    enum ap_status status; /* on that day */
    struct ap_str reason;
};

/** Look at the `days` days after the as-of day.
 *
 *  gives  one outlook per slot, in the order of run->as->verdicts
 *  cost   judges the set once, and once more for each halving that finds a change: no file is read again */
void ap_run_forecast(const struct ap_run *run, int32_t days, struct ap_arena *mem,
                     struct ap_outlook **ret_outlooks);
