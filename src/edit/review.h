/* Decisions of a reviewer, written into sidecars: approve, reject, bind.
 * Place in the flow: edit; docs/domain.md, "Review", "Independence", "Custody".
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "edit/sidecar.h"
#include "model/assessment.h"

enum ap_decision_kind { AP_DECIDE_APPROVE, AP_DECIDE_REJECT, AP_DECIDE_BIND };

struct ap_decision {
    enum ap_decision_kind kind;
    struct ap_str by; /* people id where known, else as given; never empty */
    ap_day day;
    struct ap_str note;
    struct ap_strs despite; /* codes of high findings that the reviewer knows of; needs a note */
    const char *sign_key;   /* SSH key that signs the decision; NULL: unsigned */
    bool seen;              /* the reviewer looked at what cannot be scanned */
};

/** One file and what would be written about it. */
struct ap_review_plan {
    const struct ap_item *item;
    bool refused;  /* a diagnostic says why */
    bool idle;     /* it stands there already */
    struct ap_str sha256; /* that the decision is bound to; empty for a link without a digest */
    struct ap_sidecar car;
};

/** Work out the sidecar of one item after the decision; nothing is written.
 *
 *  The decision becomes `review`, and what it replaces goes to `history`. Where a requirement that the item serves asks for several approvals,
 *  `review` is a list: approvals of other people for the same bytes stay. Reviews that only the register or the defaults know are taken
 *  along, for the sidecar wins over both from then on. `bind` adds the digest to the approvals that have none, changes neither who nor
 *  when, and notes in `history` who bound them.
 *
 *  refused    (REV012, REV003; plan->refused, result 0) without a readable file; over findings >= high that `despite` does not name; by the owner where independence is
 *             required; bind without an approval, or where the bytes were collected after it
 *  warnings   (dg) by the owner, changed since receipt, over somebody's rejection, a document whose name says Draft
 *  errors     of ap_sidecar_open() and ap_yaml_set(): reported, plan->refused, result 0 */
void ap_review_plan_item(const struct ap_assessment *as, uint32_t item, const struct ap_decision *decision, struct ap_arena *mem,
                         struct ap_review_plan *ret_plan, struct ap_diag *dg);

/** Codes of the findings >= high that stand against approving an item, each once; those that an approval answers (void, unscannable) do
 *  not count. */
void ap_review_obstacles(const struct ap_assessment *as, uint32_t item, struct ap_arena *mem, struct ap_strs *ret_codes);
