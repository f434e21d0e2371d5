/* The layers signature and time.
 * Place in the flow: pack; private to verify.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "pack/verify.h"
#include "pack/verify/tree.h"

/** Check every signature and the stamp of a pack; fills both layers, signatures, stamp and sentences of `result`. */
void ap_verify_seals(const struct ap_tree *tree, const struct ap_verify_trust *trust,
                     struct ap_arena *mem, struct ap_verification *result);
/** The sentences on who made the pack, and when. */
void ap_verify_say(struct ap_arena *mem, struct ap_verification *result);
