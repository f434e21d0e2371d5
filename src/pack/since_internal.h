/* How the facts of a pack are collected, slot by slot and item by item.
 * Place in the flow: pack; private to since*.c.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "model/terms.h"
#include "pack/since.h"

/** A side while it is being filled. */
struct ap_since_filling {
    struct ap_since_side *side;
    struct ap_map by_ref;
    struct ap_arena *mem;
};

/** A slot of "CTRL/req": what is given more than once must only say the same. */
void ap_since_add_slot(struct ap_since_filling *filling, struct ap_str control,
                       struct ap_str requirement, struct ap_str title, struct ap_str owner,
                       struct ap_str status, bool gap);
/** A payload file that serves the slot with this id. Slots must have been added before. */
void ap_since_add_digest(struct ap_since_filling *filling, struct ap_str slot_id,
                         struct ap_str sha256);
/** Sort, and name the states. */
void ap_since_finish(struct ap_since_filling *filling);
