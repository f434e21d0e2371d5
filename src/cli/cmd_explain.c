/* `apipack explain ID`: the first kind of thing that knows the id explains it.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/cleanup.h"
#include "cli/explain.h"
#include "cli/guard.h"
#include "cli/text.h"
#include "run/scan.h"

const struct ap_opt_spec ap_cmd_explain_options[] = {{AP_OPT_END, 0, NULL, NULL, NULL}};

static bool (*const explainers[])(struct ap_explain *e, struct ap_str id) = {
    ap_explain_control,  ap_explain_requirement, ap_explain_framework,   ap_explain_framework_id,
    ap_explain_question, ap_explain_readiness,   ap_explain_dealbreaker, ap_explain_mistake,
    ap_explain_risk,     ap_explain_code,
};

static void
report_unknown(struct ap_cli *cli, const struct ap_library *lib, struct ap_str id)
{
    struct ap_strs known = {NULL, 0, 0};
    ap_explain_known(lib, cli->mem, &known);
    struct ap_diagnostic *d = ap_cli_fault(cli, AP_CLI006, "unknown id \"%.*s\"", AP_FMT(id));
    struct ap_str nearest = ap_strs_nearest(&known, id);
    if (nearest.len)
        ap_diag_hint(cli->dg, d, "did you mean \"%.*s\"?", AP_FMT(nearest));
}

int
ap_cmd_explain(struct ap_cli *cli)
{
    struct ap_str id = cli->line.args.items[0];
    struct ap_str file = ap_opt_value(&cli->line, AP_OPT_OUTPUT);
    struct ap_cli_library opened;
    int result = ap_cli_open_library(cli, &opened);
    if (result)
        return ap_exit_of(cli, result);
    ap_scan_run_mask_library(opened.ws, opened.lib, cli->mem);
    AP_AUTO_BUF struct ap_buf out = {0};
    struct ap_explain explain = {opened.lib, opened.ws, cli->mem, &out, (size_t)ap_text_width()};
    for (size_t i = 0; i < AP_COUNT(explainers); i++)
        if (explainers[i](&explain, id))
            return ap_cli_guard(cli, opened.ws, file) ? AP_EXIT_USAGE
                                                      : ap_cli_write(cli, file, ap_buf_str(&out));
    report_unknown(cli, opened.lib, id);
    return AP_EXIT_USAGE;
}
