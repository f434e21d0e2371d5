/* Library + evidence + audit window -> slots with candidates.
 * Place in the flow: catalogue; pure, touches no disk.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "model/catalogue.h"

struct ap_scope {
    struct ap_span window;     /* half-open */
    struct ap_strs frameworks; /* --framework; empty: all */
};

/** Make every slot that the window asks for. Cannot fail on valid inputs.
 *  owns the result lives in `mem` and borrows from the arguments */
void ap_catalogue_make(const struct ap_library *lib, const struct ap_workspace *ws, const struct ap_evidence *evidence,
                       const struct ap_scope *scope, struct ap_arena *mem, struct ap_catalogue **ret_catalogue);

/** The period to write into the name of evidence for `span`: its own if a name can say it, else the quarter or month in which it ends
 *  (the coarsest that lies within it). */
struct ap_period ap_catalogue_period_for_name(struct ap_span span);
/** The exact names of `n` further files for a slot: the expected name; numbered where several are wanted or it is there already;
 *  of a versioned document that is there, the next version. */
void ap_catalogue_names(const struct ap_catalogue *cat, const struct ap_slot *slot, size_t n, struct ap_arena *mem,
                        struct ap_strs *ret_names);
