/* `apipack scan`: the search for secrets alone, over any files and folders.
 * Place in the flow: cli; run/scan.c scans, report/leaks.c words it.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "base/cleanup.h"
#include "cli/open.h"
#include "cli/outputs.h"
#include "cli/progress.h"
#include "report/leaks.h"
#include "run/scan.h"

const struct ap_opt_spec ap_cmd_scan_options[] = {{AP_OPT_END, 0, NULL, NULL, NULL}};

enum form { TEXT, JSON, SARIF, N_FORMS };
static const char *const forms[N_FORMS] = {"text", "json", "sarif"};
static void (*const writers[N_FORMS])(const struct ap_leak_files *files, struct ap_buf *out) = {
    ap_leaks_text, ap_leaks_json, ap_leaks_sarif};

static int
write_all(struct ap_cli *cli, const struct ap_leak_files *files,
          const struct ap_output_orders *orders)
{
    int code = AP_EXIT_OK;
    for (size_t i = 0; i < orders->n && code == AP_EXIT_OK; i++) {
        AP_AUTO_BUF struct ap_buf out = {0};
        writers[orders->items[i].form](files, &out);
        code = ap_cli_write(cli, orders->items[i].file, ap_buf_str(&out));
    }
    return code;
}

/* 4 for a secret; 1 for what else is at or above --fail-on. */
static int
exit_of(const struct ap_leak_files *files, enum ap_fail_on level)
{
    enum ap_severity worst = AP_INFO;
    for (size_t i = 0; i < files->n; i++) {
        const struct ap_record *record = files->items[i].record;
        for (size_t k = 0; k < record->findings.n; k++) {
            const struct ap_finding *f = record->findings.items[k];
            enum ap_severity severity = f->code == AP_FMT011 ? AP_LEAKS_UNSCANNABLE : f->severity;
            if (f->code == AP_SEC001)
                return AP_EXIT_BLOCKED;
            if (f->code == AP_FMT013)
                continue; /* `scan` is about what is in the file, not about its form */
            worst = severity > worst ? severity : worst;
        }
    }
    static const enum ap_severity least[] = {[AP_FAIL_GAP] = AP_HIGH,
                                             [AP_FAIL_LOW] = AP_LOW,
                                             [AP_FAIL_MEDIUM] = AP_MEDIUM,
                                             [AP_FAIL_HIGH] = AP_HIGH,
                                             [AP_FAIL_BLOCKER] = AP_BLOCKER};
    return level != AP_FAIL_NEVER && worst >= least[level] ? AP_EXIT_GAPS : AP_EXIT_OK;
}

static int
scan_all(struct ap_cli *cli, const struct ap_scan_run *scan, const struct ap_library *lib,
         const struct ap_run_options *options, struct ap_leak_files *files)
{
    struct ap_inspect_options inspect = {.n_threads = options->n_threads,
                                         .ocr = options->ocr,
                                         .progress = ap_cli_progress(cli, "reading"),
                                         .cancel = cli->cancel};
    int result = AP_OK;
    for (size_t i = 0; i < cli->line.args.n; i++) {
        struct ap_scanned *scanned;
        int one = ap_scan_run_path(scan, lib, cli->line.args.items[i], &inspect, cli->mem, &scanned,
                                   cli->dg);
        if (one == AP_E_CANCELLED)
            return one;
        if (one < 0) {
            result = one;
            continue;
        }
        for (size_t k = 0; k < scanned->evidence.items.n; k++)
            *ap_vec_push(cli->mem, files) = (struct ap_leak_file){
                scanned->evidence.items.items[k].path, &scanned->insp->records[k]};
    }
    return result;
}

int
ap_cmd_scan(struct ap_cli *cli)
{
    struct ap_run_options options;
    enum ap_fail_on level;
    struct ap_cli_library opened;
    struct ap_output_orders orders = {NULL, 0, 0};
    int bad = ap_common_fail_on(cli, &level);
    bad = ap_common_run_options(cli, &options) || bad;
    bad = ap_common_outputs_beside(cli, forms, N_FORMS, TEXT, &orders) || bad;
    if (bad)
        return AP_EXIT_USAGE;
    int result = ap_cli_open_library(cli, &opened);
    if (result == AP_OK)
        result = ap_outputs_guard(cli, opened.ws, &orders);
    if (result)
        return ap_exit_of(cli, result);
    struct ap_scan_run scan;
    struct ap_leak_files files = {0};
    ap_day as_of = options.as_of != AP_DAY_NONE ? options.as_of : options.today;
    result =
        ap_scan_run_open(opened.ws, opened.lib, options.key_file, as_of, cli->mem, &scan, cli->dg);
    if (result == AP_OK)
        result = scan_all(cli, &scan, opened.lib, &options, &files);
    int code = ap_exit_of(cli, result);
    if (code == AP_EXIT_OK || code == AP_EXIT_USAGE) {
        bool silent = cli->quiet && !ap_opt_given(&cli->line, AP_OPT_FORMAT);
        int written =
            silent || (result && files.n == 0) ? AP_EXIT_OK : write_all(cli, &files, &orders);
        if (written)
            code = written;
        else if (code == AP_EXIT_OK)
            code = exit_of(&files, level);
    }
    ap_scan_run_close(&scan);
    return code;
}
