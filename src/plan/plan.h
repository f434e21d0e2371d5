/* Assessment + audience -> what is packed where, under which name and pack id.
 * Place in the flow: plan; pure.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "model/plan.h"

struct ap_plan_options {
    bool sha512;       /* the lists of the pack are by SHA-512 */
    int level;         /* of deflate; 0: none was asked for */
    bool pending;      /* packs of the innermost audience also hold what awaits its review */
    int64_t pack_time; /* SOURCE_DATE_EPOCH, else the as-of day 00:00 UTC */
};

/** Paths inside the zip, with its top folder, stay at or below this. */
#define AP_PLAN_PATH_MAX 179

/** Lay out the pack for `as->audience`, which must be one of the library's.
 *  owns the result lives in `mem` and borrows from `as` */
void ap_plan_make(const struct ap_assessment *as, const struct ap_plan_options *options, struct ap_arena *mem,
                  struct ap_plan **ret_plan);

/** Digest and size of what stands in the pack for an item. */
struct ap_plan_content {
    const uint8_t *sha256; /* AP_SHA256_BYTES, borrowed from the plan */
    const uint8_t *sha512; /* AP_SHA512_BYTES; zeros unless the plan asks for it */
    uint64_t bytes;
};
struct ap_plan_content ap_plan_content(const struct ap_plan *plan, const struct ap_plan_item *packed);

/** Does the plan's audience see this slot with its reason? What it does not see is counted. */
bool ap_plan_lists_slot(const struct ap_plan *plan, const struct ap_slot *slot);
