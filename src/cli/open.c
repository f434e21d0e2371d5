/* Finds the workspace and loads its library.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#include "cli/open.h"

/** The folder of the workspace, or empty when there is none and none was named. */
static struct ap_str
workspace_dir(struct ap_cli *cli)
{
    struct ap_str dir = ap_opt_value(&cli->line, AP_OPT_DIRECTORY);
    if (dir.len == 0 && ap_workspace_find(AP_STR("."), cli->mem, &dir))
        return AP_STR_NONE;
    return dir;
}

int
ap_cli_open_library(struct ap_cli *cli, struct ap_cli_library *ret_opened)
{
    struct ap_cli_library opened = {NULL, NULL};
    struct ap_str dir = workspace_dir(cli);
    int ws_result = dir.len ? ap_workspace_load(dir, cli->mem, &opened.ws, cli->dg) : AP_OK;
    struct ap_library_source source;
    ap_run_library_source(opened.ws, ap_opt_value(&cli->line, AP_OPT_LIBRARY), cli->mem, &source);
    int lib_result = ap_library_load(&source, cli->mem, &opened.lib, cli->dg);
    if (ws_result || lib_result)
        return ws_result ? ws_result : lib_result;
    *ret_opened = opened;
    return AP_OK;
}
