/* What becomes a gap in the days to come, by judging the same evidence as of later days.
 * Place in the flow: run; no rule of the domain stands here: assess/ alone says what is a gap on a day.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "run/run.h"

/** Look at the `days` days after the as-of day.
 *
 *  gives  one outlook per slot, in the order of run->as->verdicts
 *  cost   judges the set once, and once more for each halving that finds a change: no file is read again */
void ap_run_forecast(const struct ap_run *run, int32_t days, struct ap_arena *mem,
                     struct ap_outlook **ret_outlooks);
