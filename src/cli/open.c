/* Finds the workspace and says where its library is read from.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#include "cli/open.h"

#include "base/path.h"
#include "library/library.h"

/** The folder of the workspace, or empty when there is none and none was named. */
static struct ap_str
workspace_dir(struct ap_cli *cli)
{
    struct ap_str dir = ap_opt_value(&cli->line, AP_OPT_DIRECTORY);
    if (dir.len == 0 && ap_workspace_find(AP_STR("."), cli->mem, &dir))
        return AP_STR_NONE;
    return dir;
}

/** A path of apipack.yaml is relative to the workspace; one of the command line to the current
 * folder. */
static struct ap_library_source
source_of(struct ap_cli *cli, const struct ap_workspace *ws)
{
    struct ap_str given = ap_opt_value(&cli->line, AP_OPT_LIBRARY);
    struct ap_library_source source = {AP_STR("builtin"), AP_STR("."), {NULL, 0, 0}};
    if (ws) {
        source.root = ws->dir;
        if (ws->library_base.text.len)
            source.base = ws->library_base.text;
        if (!ap_str_is(source.base, "builtin"))
            source.base = ap_path_join(cli->mem, ws->dir, source.base);
        for (size_t i = 0; i < ws->library_overlays.n; i++)
            *ap_vec_push(cli->mem, &source.overlays) =
                ap_path_join(cli->mem, ws->dir, ws->library_overlays.items[i].text);
    }
    if (given.len)
        source.base = given;
    return source;
}

int
ap_cli_open_library(struct ap_cli *cli, struct ap_cli_library *ret_opened)
{
    struct ap_cli_library opened = {NULL, NULL};
    struct ap_str dir = workspace_dir(cli);
    int ws_result = dir.len ? ap_workspace_load(dir, cli->mem, &opened.ws, cli->dg) : AP_OK;
    struct ap_library_source source = source_of(cli, opened.ws);
    int lib_result = ap_library_load(&source, cli->mem, &opened.lib, cli->dg);
    if (ws_result || lib_result)
        return ws_result ? ws_result : lib_result;
    *ret_opened = opened;
    return AP_OK;
}

int
ap_cli_run(struct ap_cli *cli, struct ap_run *ret_run)
{
    struct ap_run_options options;
    if (ap_common_run_options(cli, &options))
        return AP_EXIT_USAGE;
    return ap_exit_of(cli, ap_run_stages(&options, cli->mem, ret_run, cli->dg));
}
