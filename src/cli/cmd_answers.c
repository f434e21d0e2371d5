/* `apipack answers`: the library's checklist, or a buyer's questions, answered by the evidence.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/cleanup.h"
#include "cli/outputs.h"
#include "report/answers.h"

const struct ap_opt_spec ap_cmd_answers_options[] = {
    {AP_OPT_END, 0, NULL, NULL, NULL},
};

enum form { MARKDOWN, CSV, XLSX, JSON, N_FORMS };
static const char *const forms[N_FORMS] = {"markdown", "csv", "xlsx", "json"};

static int
write_one(struct ap_cli *cli, const struct ap_report_context *ctx,
          const struct ap_answer_rows *rows, const struct ap_output_order *order)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    struct ap_sheet sheet;
    switch ((enum form)order->form) {
    case MARKDOWN:
        ap_answers_markdown(ctx, rows, &out);
        break;
    case JSON:
        ap_answers_json(ctx, rows, &out);
        break;
    case CSV:
        ap_answers_sheet(ctx, rows, &sheet);
        ap_sheet_csv(&sheet, !ap_str_is(order->file, "-"), &out); /* a file is for Excel */
        break;
    case XLSX:
        ap_answers_sheet(ctx, rows, &sheet);
        return ap_cli_write_sheets(cli, order->file, &sheet, 1);
    case N_FORMS:
        return AP_EXIT_BUG;
    }
    return ap_cli_write(cli, order->file, ap_buf_str(&out));
}

static int
write_all(struct ap_cli *cli, const struct ap_run *run, const struct ap_output_orders *orders)
{
    struct ap_report_context ctx;
    struct ap_answer_rows rows;
    ap_report_context_init(&ctx, run->plan, cli->mem);
    ap_answers_checklist(&ctx, &rows);
    int code = AP_EXIT_OK;
    for (size_t i = 0; i < orders->n && code == AP_EXIT_OK; i++)
        code = write_one(cli, &ctx, &rows, &orders->items[i]);
    return code;
}

int
ap_cmd_answers(struct ap_cli *cli)
{
    struct ap_output_orders orders;
    struct ap_run_options options;
    int bad_orders = ap_common_outputs(cli, forms, N_FORMS, MARKDOWN, &orders);
    if (ap_common_run_options(cli, &options) || bad_orders)
        return AP_EXIT_USAGE;
    struct ap_run run = {0};
    int code = ap_exit_of(cli, ap_run_stages(&options, cli->mem, &run, cli->dg));
    if (code == AP_EXIT_OK)
        code = write_all(cli, &run, &orders);
    ap_run_close(&run);
    return code;
}
