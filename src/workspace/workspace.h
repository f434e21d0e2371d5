/* Reads apipack.yaml and the tables beside it into the workspace struct.
 * Place in the flow: workspace; checks that need the library are workspace_resolve's.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "model/workspace.h"
#include "schema/schema.h"

extern const struct ap_schema ap_workspace_schema;

/** The nearest folder at or above `from` that holds apipack.yaml. AP_E_NOTFOUND. */
AP_CHECKED int ap_workspace_find(struct ap_str from, struct ap_arena *mem, struct ap_str *ret_dir);

/** Load DIR/apipack.yaml. All faults are reported (WSP…).
 *  errors AP_E_INVALID, AP_E_NOTFOUND (WSP009), AP_E_IO */
AP_CHECKED int ap_workspace_load(struct ap_str dir, struct ap_arena *mem, struct ap_workspace **ret_ws,
                                 struct ap_diag *dg);

/** Check every reference into the library (WSP010, 011, 017, 018, 019), people's team members, the window (WSP012). Warn of withdrawn
 *  editions (WSP020). AP_E_INVALID when an error was reported. */
AP_CHECKED int ap_workspace_resolve(struct ap_workspace *ws, const struct ap_library *lib, struct ap_diag *dg);
