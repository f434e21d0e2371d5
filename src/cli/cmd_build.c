/* `apipack build`: all stages, the pack, then the summary.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/path.h"
#include "cli/common.h"
#include "cli/seal.h"
#include "cli/verdict.h"

const struct ap_opt_spec ap_cmd_build_options[] = {
    {AP_OPT_STRICT, 0, "strict", NULL, "write nothing unless the exit code is 0"},
    {AP_OPT_AGAINST, 0, "against", "OLD.zip", "say in the reports what changed since that pack"},
    AP_SEAL_OPTIONS,
    {AP_OPT_END, 0, NULL, NULL, NULL},
};

/** What the command line says of a build. */
struct order {
    struct ap_run_options run;
    struct ap_report_orders reports;
    enum ap_fail_on level;
    struct ap_str output; /* empty: the canonical name, in the current folder */
    bool strict;
    struct ap_seal_order seal;
};

static int
output_of(struct ap_cli *cli, struct ap_str *ret_output)
{
    struct ap_str output = ap_opt_value(&cli->line, AP_OPT_OUTPUT);
    bool given = ap_opt_given(&cli->line, AP_OPT_OUTPUT);
    if (given && (output.len == 0 || ap_str_is(output, "-") || ap_str_ends(output, AP_STR("/")))) {
        ap_cli_bad_value(cli, "-o", output,
                         "the path of a file: a pack cannot go to standard output");
        return AP_E_INVALID;
    }
    *ret_output = ap_arena_copy(cli->mem, output);
    return AP_OK;
}

static int
order_of(struct ap_cli *cli, struct order *ret_order)
{
    struct order order = {.strict = ap_opt_given(&cli->line, AP_OPT_STRICT)};
    int results[] = {
        ap_common_run_options(cli, &order.run), ap_common_reports(cli, AP_STR("-"), &order.reports),
        ap_common_fail_on(cli, &order.level),   output_of(cli, &order.output),
        ap_seal_order(cli, &order.seal),
    };
    *ret_order = order;
    for (size_t i = 0; i < AP_COUNT(results); i++)
        if (results[i])
            return AP_E_INVALID;
    if (cli->quiet && !ap_opt_given(&cli->line, AP_OPT_FORMAT))
        order.reports.n = 0;
    struct ap_str folder = ap_path_dir(order.output);
    order.run.pack = true;
    order.run.against = ap_opt_value(&cli->line, AP_OPT_AGAINST);
    order.run.spool_dir = folder.len ? ap_arena_copy(cli->mem, folder).ptr : ".";
    *ret_order = order;
    return AP_OK;
}

/** A pack among the evidence would be evidence of the next run. */
static int
refuse_evidence_folder(struct ap_cli *cli, const struct ap_run *run, struct ap_str output)
{
    struct ap_str dir = ap_path_dir(output);
    struct ap_str evidence = ap_path_join(cli->mem, run->ws->dir, run->ws->evidence.folder);
    AP_AUTO_FREE char *real_dir = realpath(dir.len ? ap_arena_copy(cli->mem, dir).ptr : ".", NULL);
    AP_AUTO_FREE char *real_evidence = realpath(evidence.ptr, NULL);
    if (!real_dir || !real_evidence)
        return AP_OK; /* the writing itself will say what is wrong */
    struct ap_str inner = ap_arena_printf(cli->mem, "%s/", real_dir);
    struct ap_str outer = ap_arena_printf(cli->mem, "%s/", real_evidence);
    if (!ap_str_starts(inner, outer))
        return AP_OK;
    (void)ap_diag_add(cli->dg, AP_PCK002, (struct ap_place){output, 0, 0},
                      "the pack would lie in the evidence folder");
    return AP_E_INVALID;
}

static void
say_where(const struct ap_cli *cli, const struct ap_run *run, struct ap_str output, bool to_stderr)
{
    if (cli->quiet)
        return;
    FILE *stream = to_stderr ? stderr : stdout;
    (void)fprintf(stream, "pack id: %s\npack: %.*s\n", run->plan->pack_id, AP_FMT(output));
    (void)fflush(stream);
}

/** Does a report that is not the text summary own standard output? */
static bool
stdout_is_taken(const struct ap_report_orders *orders)
{
    for (size_t i = 0; i < orders->n; i++)
        if (ap_str_is(orders->items[i].file, "-") &&
            !ap_str_is(ap_str_from(orders->items[i].format->name), "text"))
            return true;
    return false;
}

static int
finish(struct ap_cli *cli, const struct order *order, const struct ap_run *run)
{
    int verdict = ap_exit_of_assessment(run->as, order->level);
    struct ap_str output = order->output;
    if (output.len == 0)
        output = ap_arena_join(cli->mem, run->plan->name, ".zip", AP_STR_NONE);
    bool write = !order->strict || verdict == AP_EXIT_OK;
    if (write && refuse_evidence_folder(cli, run, output))
        return AP_EXIT_USAGE;
    if (write) {
        struct ap_pack_options options = {
            .output = output.ptr, .seal = &order->seal.seal, .cancel = cli->cancel};
        int result = ap_run_pack(run, &options, cli->mem, cli->dg);
        if (result)
            return ap_exit_of(cli, result);
    }
    int code = ap_common_write_reports(cli, run, &order->reports);
    if (write)
        say_where(cli, run, output, stdout_is_taken(&order->reports));
    else
        ap_cli_say(cli, "No pack was written: --strict, and the exit code is %d.", verdict);
    return code ? code : verdict;
}

int
ap_cmd_build(struct ap_cli *cli)
{
    struct order order;
    if (order_of(cli, &order)) {
        ap_seal_release(&order.seal);
        return AP_EXIT_USAGE;
    }
    struct ap_run run = {0};
    int result = ap_run_stages(&order.run, cli->mem, &run, cli->dg);
    int code = result ? ap_exit_of(cli, result) : finish(cli, &order, &run);
    ap_run_close(&run);
    ap_seal_release(&order.seal);
    return code;
}
