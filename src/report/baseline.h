/* Reads a former check/v1 back, as far as a comparison needs it.
 * Place in the flow: report, which owns the format; run/ hands the result to assess/.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "model/assessment.h"

/** Read `file`, a check/v1 of the same workspace (organization and product).
 *
 *  bounds  64 MiB; the parts that are read, 16 MiB and depth 64 each; everything else is skipped, not parsed
 *  errors  AP_E_INVALID, AP_E_NOTFOUND: reported as CLI009 */
AP_CHECKED int ap_baseline_parse(struct ap_str text, struct ap_str file, const struct ap_workspace *ws,
                                 struct ap_arena *mem, struct ap_baseline **ret_baseline,
                                 struct ap_diag *dg);
AP_CHECKED int ap_baseline_read(struct ap_str file, const struct ap_workspace *ws,
                                struct ap_arena *mem, struct ap_baseline **ret_baseline,
                                struct ap_diag *dg);
