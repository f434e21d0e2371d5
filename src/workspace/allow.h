/* Reads the allow list, apipack.allow.
 * Place in the flow: workspace; docs/formats/allow.md.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "model/allow.h"
#include "model/workspace.h"

#define AP_ALLOW_FILE  "apipack.allow"
#define AP_ALLOW_BYTES (1u << 20)
#define AP_ALLOW_MAX   10000u

/** Read it from the workspace's folder. *ret_list is NULL where there is none.
 *  errors AP_E_INVALID: faults were reported (SEC006), all of them */
AP_CHECKED int ap_allow_read(const struct ap_workspace *ws, struct ap_arena *mem,
                             struct ap_allow_list **ret_list, struct ap_diag *dg);
/** The same from text. `name` is the list's, for messages. */
AP_CHECKED int ap_allow_parse(struct ap_str text, struct ap_str name, struct ap_arena *mem,
                              struct ap_allow_list **ret_list, struct ap_diag *dg);
