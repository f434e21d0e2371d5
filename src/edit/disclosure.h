/* The record of who got which pack: disclosures.csv of the workspace.
 * Place in the flow: edit; a build for a recipient appends to it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/date.h"
#include "diag/diag.h"
#include "model/workspace.h"

struct ap_disclosure {
    struct ap_str pack_id, audience, recipient;
    ap_day day;
};

/** Append a row, in one step; a new file gets its header. What stands there stays byte for byte. The caller holds the lock.
 *  errors AP_E_IO, AP_E_INVALID (PCK012) */
AP_CHECKED int ap_disclosure_add(const struct ap_workspace *ws,
                                 const struct ap_disclosure *disclosure, struct ap_arena *mem,
                                 struct ap_diag *dg);
