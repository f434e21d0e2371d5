/* `apipack redact`: a copy of a text file with its secrets masked.
 * Place in the flow: cli; edit/redact does the work, for evidence under the workspace's lock.
 * SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>

#include "base/cleanup.h"
#include "base/utf8.h"
#include "cli/open.h"
#include "cli/write.h"
#include "edit/redact.h"
#include "run/scan.h"

const struct ap_opt_spec ap_cmd_redact_options[] = {
    {AP_OPT_PERSONAL, 0, "personal", NULL, "mask personal data too: addresses, numbers, IPs"},
    {AP_OPT_BY, 0, "by", "NAME", "who redacts it (default: APIPACK_USER, then git's user)"},
    {AP_OPT_END, 0, NULL, NULL, NULL},
};

static void
say_result(const struct ap_cli *cli, const struct ap_redact_order *order,
           const struct ap_redact_result *r)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    ap_text_escape(&out, order->output);
    ap_buf_printf(&out, ": %" PRIu64 " place%s masked, %" PRIu64 " different secret%s", r->n,
                  r->n == 1 ? "" : "s", r->n_distinct, r->n_distinct == 1 ? "" : "s");
    for (size_t i = 0; i < r->counts.n; i++)
        ap_buf_printf(&out, "%s%.*s %" PRIu64, i ? ", " : " (",
                      AP_FMT(r->counts.items[i].detector->id), r->counts.items[i].n);
    ap_buf_add_c(&out, r->counts.n ? ")" : "");
    ap_cli_say(cli, "%.*s", AP_FMT(ap_buf_str(&out)));
    if (r->n_personal)
        ap_cli_say(cli, "%" PRIu64 " place%s of personal data left: --personal masks them too.",
                   r->n_personal, r->n_personal == 1 ? " is" : "s are");
    if (r->n_bodies)
        ap_cli_say(cli, "%" PRIu64 " bod%s of requests or responses left, without their secrets.",
                   r->n_bodies, r->n_bodies == 1 ? "y is" : "ies are");
    out.len = 0;
    ap_text_escape(&out, r->sidecar);
    ap_cli_say(cli, "Custody is noted in %.*s", AP_FMT(ap_buf_str(&out)));
    if (order->scan->key.len == 0)
        ap_cli_say(cli,
                   "There is no workspace key: masks are numbers that hold for this file alone.");
}

static int
redact(struct ap_cli *cli, const struct ap_cli_library *opened, const struct ap_scan_run *scan,
       ap_day day)
{
    struct ap_redact_order order = {
        .file = cli->line.args.items[0],
        .output = ap_opt_value(&cli->line, AP_OPT_OUTPUT),
        .day = day,
        .personal = ap_opt_given(&cli->line, AP_OPT_PERSONAL),
        .ws = opened->ws,
        .lib = opened->lib,
        .scan = &scan->setup,
        .cancel = cli->cancel,
    };
    struct ap_redact_result result;
    AP_AUTO_LOCK struct ap_lock lock = AP_LOCK_NONE;
    if (ap_cli_user_if_known(cli, opened->ws, &order.by))
        return AP_EXIT_USAGE;
    int code = AP_OK;
    if (ap_redact_in_evidence(opened->ws, order.output, cli->mem).len)
        code = ap_cli_lock(cli, &lock);
    if (code == AP_OK)
        code = ap_redact(&order, cli->mem, &result, cli->dg);
    if (code != AP_OK)
        return ap_exit_of(cli, code);
    if (result.held_back)
        return AP_EXIT_BLOCKED;
    say_result(cli, &order, &result);
    return AP_EXIT_OK;
}

int
ap_cmd_redact(struct ap_cli *cli)
{
    struct ap_run_options options;
    struct ap_cli_library opened;
    struct ap_scan_run scan;
    if (ap_common_run_options(cli, &options))
        return AP_EXIT_USAGE;
    struct ap_str output = ap_opt_value(&cli->line, AP_OPT_OUTPUT);
    if (output.len == 0 || ap_str_is(output, "-")) {
        struct ap_diagnostic *d = ap_cli_fault(
            cli, AP_CLI005, "redact needs -o OUT, a file: a note of custody goes beside it");
        ap_diag_hint(cli->dg, d, "apipack redact FILE -o OUT");
        return AP_EXIT_USAGE;
    }
    int result = ap_cli_open_library(cli, &opened);
    if (result)
        return ap_exit_of(cli, result);
    ap_day day = options.as_of != AP_DAY_NONE ? options.as_of : options.today;
    if (options.as_of == AP_DAY_NONE && opened.ws && opened.ws->audit.as_of != AP_DAY_NONE)
        day = opened.ws->audit.as_of;
    result =
        ap_scan_run_open(opened.ws, opened.lib, options.key_file, day, cli->mem, &scan, cli->dg);
    int code = result == AP_OK ? redact(cli, &opened, &scan, day) : ap_exit_of(cli, result);
    ap_scan_run_close(&scan);
    return code;
}
