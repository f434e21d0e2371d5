/* The gap report as a workbook: what auditors keep their work in.
 * Place in the flow: report; a row of formats.def. Its sheets are in workbook_*.c. docs/formats/workbook.md is its page.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>

#include "base/cleanup.h"
#include "base/utf8.h"
#include "report/answers.h"
#include "report/renderers.h"
#include "report/workbook.h"
#include "report/worklist.h"

enum {
    CELL_MAX = 6000
}; /* bytes; five times as many characters, if all had to be escaped, still fit */

/** Requests as auditors keep them; outsiders get the slots that they may see. */
static void
make_requests(const struct ap_report_context *ctx, struct ap_sheet *ret_sheet)
{
    struct ap_worklist list;
    struct ap_worklist_options options = {.all = true};
    if (!ctx->plan->full) {
        ap_report_slot_sheet(ctx, ret_sheet);
    } else {
        ap_worklist_make(ctx, &options, &list);
        ap_worklist_pack_sheet(ctx, &list, ret_sheet);
    }
    ret_sheet->name = "Request list";
}

static void
make_answers(const struct ap_report_context *ctx, struct ap_sheet *ret_sheet)
{
    static const struct ap_xlsx_rule rules[] = {
        {3, "Yes", AP_XLSX_GOOD}, {3, "Partial", AP_XLSX_WAIT}, {3, "No", AP_XLSX_BAD}};
    struct ap_answer_rows rows;
    ap_answers_checklist(ctx, &rows);
    ap_answers_sheet(ctx, &rows, ret_sheet);
    ret_sheet->look =
        (struct ap_xlsx_look){.rules = rules, .n_rules = AP_COUNT(rules), .frozen_columns = 1};
}

/** A cell that a workbook would refuse is cut, and says so. */
static void
clip(const struct ap_report_context *ctx, struct ap_sheet *sheet)
{
    for (size_t i = 0; i < sheet->n_cells; i++) {
        struct ap_str *cell = &sheet->cells[i];
        if (cell->len <= CELL_MAX)
            continue;
        size_t end = CELL_MAX;
        while (end > 0 && ((unsigned char)cell->ptr[end] & 0xC0) == 0x80)
            end--;
        *cell = ap_arena_join(ctx->mem, ap_str_slice(*cell, 0, end), " ",
                              AP_STR("[cut here: apipack check --format json has all of it]"));
    }
}

/** In a pack the system's refusal is the pack's: nothing of it was written. */
static void
say_failure(const struct ap_report_input *in, int result, int error)
{
    bool refused = result == AP_E_IO;
    struct ap_diagnostic *d =
        ap_diag_add(in->faults, refused && in->in_pack ? AP_PCK001 : AP_CLI008,
                    (struct ap_place){0}, "the workbook cannot be made: %s",
                    refused ? ap_error_text(error) : "more rows than a workbook holds");
    ap_diag_hint(in->faults, d,
                 refused
                     ? "free space in the folder of temporary files, or set TMPDIR to another"
                     : "take --format csv, or leave gap-report.xlsx out of the audience's reports");
}

int
ap_report_xlsx(const struct ap_report_input *in, struct ap_buf *out)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_report_context ctx;
    struct ap_sheet sheets[9];
    size_t n = 0;
    ap_report_context_init(&ctx, in->plan, &mem);
    ctx.in_pack = in->in_pack;
    ap_workbook_summary(&ctx, &sheets[n++]);
    make_requests(&ctx, &sheets[n++]);
    ap_workbook_evidence(&ctx, &sheets[n++]);
    ap_workbook_gaps(&ctx, &sheets[n++]);
    if (in->plan->full) {
        ap_workbook_controls(&ctx, &sheets[n++]);
        ap_workbook_frameworks(&ctx, &sheets[n++]);
        make_answers(&ctx, &sheets[n++]);
    }
    ap_workbook_exceptions(&ctx, &sheets[n++]);
    if (in->plan->full)
        ap_workbook_findings(&ctx, &sheets[n++]);
    for (size_t i = 0; i < n; i++)
        clip(&ctx, &sheets[i]);
    int result = ap_sheet_xlsx(sheets, n, &mem, out);
    if (result && in->faults)
        say_failure(in, result, errno);
    return result;
}
