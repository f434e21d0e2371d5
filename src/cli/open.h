/* The library, and the workspace where there is one, for commands that do not run all stages.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "cli/common.h"
#include "workspace/workspace.h"

struct ap_cli_library {
    struct ap_workspace *ws; /* NULL: none here, or it is not valid */
    struct ap_library *lib;
};

/** -C DIR must be a workspace; without it one is looked for upward, and the built-in library serves
 * where there is none. --library wins over what the workspace says. errors those of
 * ap_workspace_load and ap_library_load; the library's faults are reported even where the workspace
 * has some */
AP_CHECKED int ap_cli_open_library(struct ap_cli *cli, struct ap_cli_library *ret_opened);
