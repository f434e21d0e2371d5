/* The public C API over a run.
 * Place in the flow: run, topmost; include/apipack/apipack.h is its contract.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "apipack/apipack.h"
#include "run/run.h"
#include "run/scan.h"

struct apipack_check {
    struct ap_arena mem;
    struct ap_diag diags;
    struct ap_run run;
    struct ap_buf report;
    struct ap_buf diagnostics;
};

const char *
apipack_version(void)
{
    return APIPACK_VERSION;
}

void
apipack_set_oom_hook(void (*hook)(size_t bytes))
{
    ap_set_oom_hook(hook);
}

int
apipack_check_new(const char *dir, const char *as_of, struct apipack_check **ret_check)
{
    struct apipack_check *check = ap_xmalloc(sizeof *check);
    *check = (struct apipack_check){0};
    ap_diag_init(&check->diags, &check->mem);
    *ret_check = check;

    struct ap_run_options options = {.workspace = ap_str_from(dir),
                                     .as_of = AP_DAY_NONE,
                                     .today = AP_DAY_NONE,
                                     .from = AP_DAY_NONE,
                                     .to = AP_DAY_NONE,
                                     .source_date_epoch = -1};
    if (as_of && ap_day_parse(ap_str_from(as_of), &options.as_of) != AP_OK) {
        ap_diag_add(&check->diags, AP_CLI004, (struct ap_place){0}, "as_of is not a day: %s",
                    as_of);
        return APIPACK_E_INVALID;
    }
    return ap_run_stages(&options, &check->mem, &check->run, &check->diags);
}

void
apipack_check_free(struct apipack_check *check)
{
    if (!check)
        return;
    ap_run_close(&check->run);
    ap_buf_release(&check->report);
    ap_buf_release(&check->diagnostics);
    ap_arena_release(&check->mem);
    free(check);
}

size_t
apipack_check_gaps(const struct apipack_check *check)
{
    return check->run.as ? check->run.as->n_gaps : 0;
}

const char *
apipack_check_report(struct apipack_check *check, const char *format, size_t *ret_bytes)
{
    const struct ap_report_format *row = ap_report_format(ap_str_from(format));
    if (!row || !row->in_check || !check->run.plan)
        return NULL;
    struct ap_report_input in = {.as = check->run.as,
                                 .plan = check->run.plan,
                                 .diags = &check->diags,
                                 .sources = check->run.sources,
                                 .faults = &check->diags};
    ap_buf_clear(&check->report);
    if (row->render(&in, &check->report))
        return NULL;
    if (ret_bytes)
        *ret_bytes = check->report.len;
    return check->report.ptr;
}

const char *
apipack_check_diagnostics(struct apipack_check *check)
{
    ap_buf_clear(&check->diagnostics);
    ap_scan_run_mask(&check->mem, &check->diags);
    for (size_t i = 0; i < check->diags.n; i++)
        ap_diag_text(&check->diagnostics, &check->diags.items[i], false);
    ap_buf_add_c(&check->diagnostics, "");
    return check->diagnostics.ptr ? check->diagnostics.ptr : "";
}
