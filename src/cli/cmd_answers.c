/* `apipack answers`: the library's checklist, or a buyer's questions, answered by the evidence.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/cleanup.h"
#include "base/path.h"
#include "cli/outputs.h"
#include "edit/lock.h"
#include "edit/questionnaire.h"
#include "port/fs.h"

const struct ap_opt_spec ap_cmd_answers_options[] = {
    {AP_OPT_QUESTIONS, 0, "questions", "FILE", "a buyer's questionnaire, CSV or XLSX"},
    {AP_OPT_WRITE_MAP, 0, "write-map", NULL,
     "add the questions that answers.map.csv does not know to it, with suggestions"},
    {AP_OPT_END, 0, NULL, NULL, NULL},
};

enum form { MARKDOWN, CSV, XLSX, JSON, N_FORMS };
static const char *const forms[N_FORMS] = {"markdown", "csv", "xlsx", "json"};

/** What is answered, and how. */
struct job {
    struct ap_run_options run;
    struct ap_output_orders outputs;
    struct ap_report_context ctx;
    struct ap_questionnaire *questionnaire; /* NULL: the checklist */
    struct ap_answers_map map;
    struct ap_answer_rows rows;
};

static int
order_of(struct ap_cli *cli, struct job *job)
{
    bool buyers = ap_opt_given(&cli->line, AP_OPT_QUESTIONS);
    int result = ap_common_outputs(cli, forms, N_FORMS, buyers ? CSV : MARKDOWN, &job->outputs);
    if (!buyers && ap_opt_given(&cli->line, AP_OPT_WRITE_MAP)) {
        (void)ap_cli_fault(cli, AP_CLI004, "--write-map goes with --questions");
        result = AP_E_INVALID;
    }
    return ap_common_run_options(cli, &job->run) || result ? AP_E_INVALID : AP_OK;
}

static int
answer(struct ap_cli *cli, const struct ap_run *run, struct job *job)
{
    ap_report_context_init(&job->ctx, run->plan, cli->mem);
    if (!ap_opt_given(&cli->line, AP_OPT_QUESTIONS)) {
        ap_answers_checklist(&job->ctx, &job->rows);
        return AP_OK;
    }
    int results[] = {
        ap_questionnaire_read(ap_opt_value(&cli->line, AP_OPT_QUESTIONS), run->lib, cli->mem,
                              &job->questionnaire, cli->dg),
        ap_answers_map_read(run->ws, run->lib, cli->mem, &job->map, cli->dg),
    };
    for (size_t i = 0; i < AP_COUNT(results); i++)
        if (results[i])
            return AP_E_INVALID;
    ap_questionnaire_answer(job->questionnaire, &job->ctx, &job->map, &job->rows);
    return AP_OK;
}

static void
make_sheet(struct ap_cli *cli, struct job *job, struct ap_sheet *sheet)
{
    if (job->questionnaire)
        ap_questionnaire_sheet(job->questionnaire, &job->rows, cli->mem, sheet);
    else
        ap_answers_sheet(&job->ctx, &job->rows, sheet);
}

static int
write_one(struct ap_cli *cli, struct job *job, const struct ap_output_order *order)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    struct ap_sheet sheet;
    switch ((enum form)order->form) {
    case MARKDOWN:
        ap_answers_markdown(&job->ctx, &job->rows, &out);
        break;
    case JSON:
        ap_answers_json(&job->ctx, &job->rows, &out);
        break;
    case CSV:
        if (job->questionnaire) {
            ap_questionnaire_csv(job->questionnaire, &job->rows, cli->mem, &out);
            break;
        }
        make_sheet(cli, job, &sheet);
        ap_sheet_make_plain(&sheet, cli->mem);
        ap_sheet_csv(&sheet, !ap_str_is(order->file, "-"), &out); /* a file is for Excel */
        break;
    case XLSX:
        make_sheet(cli, job, &sheet);
        return ap_cli_write_sheets(cli, order->file, &sheet, 1);
    case N_FORMS:
        return AP_EXIT_BUG;
    }
    return ap_cli_write(cli, order->file, ap_buf_str(&out));
}

/** Under the lock, on top of what is there now. */
static int
write_map(struct ap_cli *cli, const struct ap_run *run, struct job *job)
{
    AP_AUTO_LOCK struct ap_lock lock = AP_LOCK_NONE;
    AP_AUTO_BUF struct ap_buf out = {0};
    struct ap_str old = AP_STR_NONE;
    struct ap_str path = ap_path_join(cli->mem, run->ws->dir, AP_STR(AP_ANSWERS_MAP));
    int result = ap_lock_take(run->ws->dir, "answers", AP_LOCK_WAIT_MS, cli->mem, &lock, cli->dg);
    if (result == AP_OK)
        result = ap_answers_map_read(run->ws, run->lib, cli->mem, &job->map, cli->dg);
    if (result == AP_OK && job->map.there)
        result = ap_fs_read(path.ptr, AP_CSV_MAX_BYTES, cli->mem, &old);
    if (result)
        return ap_exit_of(cli, result);
    size_t n = ap_answers_map_extend(&job->map, old, &job->rows, cli->mem, &out);
    int code = n ? ap_cli_write(cli, path, ap_buf_str(&out)) : AP_EXIT_OK;
    if (code == AP_EXIT_OK && n)
        ap_cli_say(cli, AP_ANSWERS_MAP ": %zu added; write what answers them into Answered By", n);
    else if (code == AP_EXIT_OK)
        ap_cli_say(cli, AP_ANSWERS_MAP " knows all of these questions");
    return code;
}

static int
write_all(struct ap_cli *cli, const struct ap_run *run, struct job *job)
{
    int code = ap_exit_of(cli, ap_outputs_guard(cli, run->ws, &job->outputs));
    for (size_t i = 0; i < job->outputs.n && code == AP_EXIT_OK; i++)
        code = write_one(cli, job, &job->outputs.items[i]);
    if (code == AP_EXIT_OK && job->questionnaire && job->questionnaire->n_kept)
        ap_cli_say(cli, "%zu %s for answers held something already and stay%s as it was",
                   job->questionnaire->n_kept, job->questionnaire->n_kept == 1 ? "cell" : "cells",
                   job->questionnaire->n_kept == 1 ? "s" : "");
    if (code == AP_EXIT_OK && ap_opt_given(&cli->line, AP_OPT_WRITE_MAP))
        code = write_map(cli, run, job);
    return code;
}

int
ap_cmd_answers(struct ap_cli *cli)
{
    struct job job = {0};
    if (order_of(cli, &job))
        return AP_EXIT_USAGE;
    struct ap_run run = {0};
    int code = ap_exit_of(cli, ap_run_stages(&job.run, cli->mem, &run, cli->dg));
    if (code == AP_EXIT_OK)
        code = ap_exit_of(cli, answer(cli, &run, &job));
    if (code == AP_EXIT_OK)
        code = write_all(cli, &run, &job);
    ap_run_close(&run);
    return code;
}
