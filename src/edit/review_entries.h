/* The reviews that stand in a sidecar, or that only the register knows, as values that can be written.
 * Place in the flow: edit; private to review*.c.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "edit/review.h"

struct ap_review_entry {
    const struct ap_node *node; /* as written, or made from the register's row */
    enum ap_review_status status;
    struct ap_str by, sha256, note, signature;
    ap_day date;
    bool seen;
    bool in_sidecar; /* else it is taken along */
};
AP_VEC(ap_review_entries, struct ap_review_entry);

/** Those of the sidecar, else those that the item has from elsewhere, in order. */
void ap_review_entries_of(struct ap_sidecar *car, const struct ap_item *item, struct ap_arena *mem,
                          struct ap_review_entries *ret_entries);
/** Does the entry say more than a bare `uploaded` or `requested`? */
bool ap_review_is_worth_keeping(const struct ap_review_entry *entry);
/** status, by, date, sha256, method, ref, note, seen; what is empty is left out. */
struct ap_node *ap_review_node(const struct ap_review *review, struct ap_arena *mem);
