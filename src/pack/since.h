/* Two packs compared at the level of controls.
 * Place in the flow: pack; `diff` and `build --against` end here.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "diag/diag.h"
#include "model/plan.h"
#include "model/since.h"
#include "pack/verify.h"

/** What a pack on disk says of its requirements. It must verify; another container is fine.
 *  errors AP_E_NOTFOUND (VFY001), AP_E_SYNTAX (PCK011: it does not verify), AP_E_IO (PCK011), and those of ap_verify() */
AP_CHECKED int ap_since_read(const char *path, const struct ap_verify_options *options,
                             struct ap_arena *mem, struct ap_since_side *ret_side,
                             struct ap_diag *dg);
/** The same of a pack that is being built, as its audience sees it. */
void ap_since_of_plan(const struct ap_plan *plan, struct ap_arena *mem,
                      struct ap_since_side *ret_side);

/** Compare. Of `old`, an audience that does not see everything is told no more than `new` lists.
 *  full  the audience of `new` may see all of `old` */
void ap_since_make(const struct ap_since_side *old, const struct ap_since_side *new, bool full,
                   struct ap_arena *mem, struct ap_since *ret_since);
