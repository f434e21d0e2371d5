/* `apipack request`: the work list per owner, to be sent or put into a calendar or tracker.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/cleanup.h"
#include "cli/outputs.h"
#include "edit/announce.h"
#include "edit/lock.h"
#include "edit/register.h"
#include "run/forecast.h"
#include "workspace/workspace.h"

const struct ap_opt_spec ap_cmd_request_options[] = {
    {AP_OPT_OWNER, 0, "owner", "O", "only what this person or team owns"},
    {AP_OPT_DUE, 0, "due", "30d",
     "gaps, and what becomes one within so many days (default: gaps, and all that is not due yet)"},
    {AP_OPT_WRITE_REGISTER, 0, "write-register", NULL,
     "add what is missing to the register, with the status Requested"},
    {AP_OPT_END, 0, NULL, NULL, NULL},
};

enum form { MARKDOWN, CSV, XLSX, ICS, N_FORMS };
static const char *const forms[N_FORMS] = {"markdown", "csv", "xlsx", "ics"};

/** What the command line says of a request. */
struct order {
    struct ap_run_options run;
    struct ap_output_orders outputs;
    int32_t due_days; /* -1: not given */
};

static int
due_of(struct ap_cli *cli, int32_t *ret_days)
{
    *ret_days = -1;
    if (!ap_opt_given(&cli->line, AP_OPT_DUE))
        return AP_OK;
    struct ap_str due = ap_opt_value(&cli->line, AP_OPT_DUE);
    if (ap_duration_parse(due, ret_days) == AP_OK)
        return AP_OK;
    ap_cli_bad_value(cli, "--due", due, "a number of days: 30d");
    return AP_E_INVALID;
}

static int
order_of(struct ap_cli *cli, struct order *ret_order)
{
    int results[] = {
        ap_common_outputs(cli, forms, N_FORMS, MARKDOWN, &ret_order->outputs),
        ap_common_run_options(cli, &ret_order->run),
        due_of(cli, &ret_order->due_days),
    };
    for (size_t i = 0; i < AP_COUNT(results); i++)
        if (results[i])
            return AP_E_INVALID;
    return AP_OK;
}

static int
write_one(struct ap_cli *cli, const struct ap_report_context *ctx, const struct ap_worklist *list,
          const struct ap_output_order *order)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    struct ap_sheet sheet;
    switch ((enum form)order->form) {
    case MARKDOWN:
        ap_worklist_markdown(ctx, list, &out);
        break;
    case ICS:
        ap_worklist_ics(ctx, list, &out);
        break;
    case CSV:
        ap_worklist_sheet(ctx, list, &sheet);
        ap_sheet_make_plain(&sheet, cli->mem);
        ap_sheet_csv(&sheet, !ap_str_is(order->file, "-"), &out); /* a file is for Excel */
        break;
    case XLSX:
        ap_worklist_sheet(ctx, list, &sheet);
        return ap_cli_write_sheets(cli, order->file, &sheet, 1);
    case N_FORMS:
        return AP_EXIT_BUG;
    }
    return ap_cli_write(cli, order->file, ap_buf_str(&out));
}

/** The register keeps what it has; rows that it has already are not added again. */
static int
write_register(struct ap_cli *cli, const struct ap_run *run, const struct ap_worklist *list)
{
    AP_AUTO_BUF struct ap_buf csv = {0};
    struct ap_sheet sheet;
    struct ap_register_import import;
    struct ap_str file = run->ws->evidence.register_file;
    ap_announce_rows(list, cli->mem, &sheet);
    size_t n = sheet.n_cells / sheet.n_columns;
    if (n == 0) {
        ap_cli_say(cli, "%.*s: nothing to add", AP_FMT(file));
        return AP_EXIT_OK;
    }
    ap_sheet_csv(&sheet, false, &csv);
    int result = ap_register_import(run->evidence, AP_STR("request"), ap_buf_str(&csv), cli->mem,
                                    &import, cli->dg);
    if (result == AP_OK)
        result = ap_register_write(&import, cli->dg);
    if (result == AP_OK)
        ap_cli_say(cli, "%.*s: %zu %s added", AP_FMT(file), n, n == 1 ? "row" : "rows");
    return ap_exit_of(cli, result);
}

static int
check_register(struct ap_cli *cli, const struct ap_run *run)
{
    if (!ap_opt_given(&cli->line, AP_OPT_WRITE_REGISTER) || run->ws->evidence.register_file.len)
        return AP_EXIT_OK;
    struct ap_diagnostic *d =
        ap_diag_add(cli->dg, AP_WSP006, (struct ap_place){run->ws->file, 0, 0},
                    "the workspace names no register to write into");
    ap_diag_hint(cli->dg, d, "add under evidence: register: register.csv");
    return AP_EXIT_USAGE;
}

static int
write_all(struct ap_cli *cli, const struct order *order, const struct ap_run *run)
{
    struct ap_report_context ctx;
    struct ap_worklist list;
    struct ap_outlook *outlooks = NULL;
    ap_report_context_init(&ctx, run->plan, cli->mem);
    if (order->due_days >= 0)
        ap_run_forecast(run, order->due_days, cli->mem, &outlooks);
    struct ap_worklist_options options = {.owner = ap_opt_value(&cli->line, AP_OPT_OWNER),
                                          .outlooks = outlooks};
    ap_worklist_make(&ctx, &options, &list);
    int code = check_register(cli, run);
    if (ap_outputs_guard(cli, run->ws, &order->outputs))
        code = AP_EXIT_USAGE;
    for (size_t i = 0; i < order->outputs.n && code == AP_EXIT_OK; i++)
        code = write_one(cli, &ctx, &list, &order->outputs.items[i]);
    if (code == AP_EXIT_OK && ap_opt_given(&cli->line, AP_OPT_WRITE_REGISTER))
        code = write_register(cli, run, &list);
    return code;
}

/** With --write-register nobody else writes from before the workspace is read until it is written. */
static int
lock(struct ap_cli *cli, const struct order *order, struct ap_lock *ret_lock)
{
    struct ap_str dir = order->run.workspace;
    if (!ap_opt_given(&cli->line, AP_OPT_WRITE_REGISTER) ||
        (dir.len == 0 && ap_workspace_find(AP_STR("."), cli->mem, &dir)))
        return AP_OK; /* where there is no workspace, the reader of it says so */
    return ap_lock_take(dir, "request", AP_LOCK_WAIT_MS, cli->mem, ret_lock, cli->dg);
}

int
ap_cmd_request(struct ap_cli *cli)
{
    AP_AUTO_LOCK struct ap_lock held = AP_LOCK_NONE;
    struct order order;
    if (order_of(cli, &order))
        return AP_EXIT_USAGE;
    int locked = lock(cli, &order, &held);
    if (locked)
        return ap_exit_of(cli, locked);
    struct ap_run run = {0};
    int code = ap_exit_of(cli, ap_run_stages(&order.run, cli->mem, &run, cli->dg));
    if (code == AP_EXIT_OK)
        code = write_all(cli, &order, &run);
    ap_run_close(&run);
    return code;
}
