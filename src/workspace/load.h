/* What the files of the workspace stage share.
 * Place in the flow: workspace; private to this folder.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "workspace/workspace.h"

/** Reads the auditor's samples into ws->samples; faults are WSP015 and WSP016. True when there were none. */
AP_CHECKED bool ap_workspace_read_samples(struct ap_workspace *ws, struct ap_arena *mem, struct ap_diag *dg);
/** The registers into ws->tracked, the auditor's list into ws->requests; faults alike. */
AP_CHECKED bool ap_workspace_read_registers(struct ap_workspace *ws, struct ap_arena *mem, struct ap_diag *dg);
AP_CHECKED bool ap_workspace_read_requests(struct ap_workspace *ws, struct ap_arena *mem, struct ap_diag *dg);
/** What registers, requests and samples say of the library: warnings alone (WSP023, WSP024). */
void ap_workspace_check_tables(const struct ap_workspace *ws, const struct ap_library *lib, struct ap_diag *dg);
/** Checks that need nothing but the file: paths, ids, the window. True when there were no faults. */
AP_CHECKED bool ap_workspace_check(struct ap_workspace *ws, const struct ap_node *root, struct ap_arena *mem,
                                   struct ap_diag *dg);
