/* One decision on one item, while it is being made: what approving, rejecting and binding share.
 * Place in the flow: edit; private to review.c and review_bind.c.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "edit/review.h"
#include "edit/review_entries.h"

struct ap_deciding {
    const struct ap_assessment *as;
    const struct ap_item *item;
    const struct ap_record *record;
    const struct ap_decision *decision;
    struct ap_arena *mem;
    struct ap_review_plan *plan;
    struct ap_diag *dg;
    struct ap_review_entries old; /* the entries that the sidecar and the register have */
};

/** Say something of the item, in plan and diagnostics; an error refuses the item. */
struct ap_diagnostic *ap_deciding_say(struct ap_deciding *d, enum ap_code code, enum ap_severity level,
                                      const char *fmt, ...) AP_PRINTF(4, 5);
/** Is the entry about the bytes that lie there now? */
bool ap_deciding_is_bound(const struct ap_deciding *d, const struct ap_review_entry *entry);

/** Bind the approvals that have no digest to the bytes that lie there now. What stands against it is said.
 *  errors as ap_sidecar_set(): the sidecar cannot be changed */
AP_CHECKED int ap_deciding_bind(struct ap_deciding *d);
