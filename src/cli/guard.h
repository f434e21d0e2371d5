/* Keeps what a command writes away from what the workspace is made of.
 * Place in the flow: cli; asked before the first byte is written.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "cli/common.h"

/** May `file` be written? Not below the evidence folder (PCK002), nor over a file that the workspace is read from (CLI020).
 *
 *  ws      NULL: no workspace, all may be written
 *  file    as the command line names it; "" and "-" are standard output
 *  errors  AP_E_INVALID after reporting; links are followed, pipes and devices are always fit */
AP_CHECKED int ap_cli_guard(struct ap_cli *cli, const struct ap_workspace *ws, struct ap_str file);
/** Do the two paths lead to one file that is there? */
bool ap_cli_same_file(struct ap_cli *cli, struct ap_str a, struct ap_str b);
