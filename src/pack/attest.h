/* An in-toto Statement v1 about a pack.
 * Place in the flow: pack; written beside a pack that was built, for those who sign such statements (cosign).
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "diag/diag.h"
#include "model/plan.h"

/** Write `PACK.intoto.json` beside the pack at `pack`: its digest, and what it says of itself. docs/formats/attest.md is its page.
 *  errors AP_E_IO (PCK001), AP_E_CANCELLED */
AP_CHECKED int ap_attest_write(const struct ap_plan *plan, const char *pack,
                               const ap_stop *cancel, struct ap_arena *mem,
                               struct ap_str *ret_path, struct ap_diag *dg);
