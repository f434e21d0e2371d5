/* `apipack check`: all stages up to the plan, then the reports that are asked for.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#include "cli/verdict.h"

const struct ap_opt_spec ap_cmd_check_options[] = {{AP_OPT_END, 0, NULL, NULL, NULL}};

int
ap_exit_of_assessment(const struct ap_assessment *as, enum ap_fail_on level)
{
    if (as->result == AP_BLOCKED)
        return AP_EXIT_BLOCKED;
    return ap_assessment_fails(as, level) ? AP_EXIT_GAPS : AP_EXIT_OK;
}

/** What goes nowhere else goes to -o, or to standard output; -q without a --format wants no report. */
static int
orders_of(struct ap_cli *cli, struct ap_report_orders *ret_orders)
{
    struct ap_str output = ap_opt_value(&cli->line, AP_OPT_OUTPUT);
    bool asked = ap_opt_given(&cli->line, AP_OPT_FORMAT) || output.len;
    if (cli->quiet && !asked) {
        *ret_orders = (struct ap_report_orders){NULL, 0, 0};
        return AP_OK;
    }
    return ap_common_reports(cli, output.len ? output : AP_STR("-"), ret_orders);
}

int
ap_cmd_check(struct ap_cli *cli)
{
    struct ap_report_orders orders;
    struct ap_run_options options;
    enum ap_fail_on level;
    int results[] = {orders_of(cli, &orders), ap_common_fail_on(cli, &level),
                     ap_common_run_options(cli, &options)};
    for (size_t i = 0; i < AP_COUNT(results); i++)
        if (results[i])
            return AP_EXIT_USAGE;
    struct ap_run run = {0};
    int code = ap_exit_of(cli, ap_run_stages(&options, cli->mem, &run, cli->dg));
    if (code == AP_EXIT_OK)
        code = ap_common_write_reports(cli, &run, &orders);
    if (code == AP_EXIT_OK)
        code = ap_exit_of_assessment(run.as, level);
    ap_run_close(&run);
    return code;
}
