/* Assessment + audience -> what is packed where, under which name and pack id.
 * Place in the flow: plan; pure.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "model/plan.h"

struct ap_plan_options {
    int64_t pack_time; /* SOURCE_DATE_EPOCH, else the as-of day 00:00 UTC */
};

void ap_plan_make(const struct ap_assessment *as, const struct ap_plan_options *options, struct ap_arena *mem,
                  struct ap_plan **ret_plan);
