/* The state of every slot as CSV: one row each, for spreadsheets and scripts.
 * Place in the flow: report; a row of formats.def. docs/formats/machines.md is its page.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/cleanup.h"
#include "plan/plan.h"
#include "report/issues.h"
#include "report/renderers.h"
#include "report/workbook.h"

enum column {
    SLOT,
    CONTROL,
    REQUIREMENT,
    TITLE,
    AREA,
    SECTION,
    FACET,
    PERIOD,
    SAMPLE,
    DUE,
    STATUS,
    GAP,
    KNOWN,
    SEVERITY,
    OWNER,
    EXPECTED,
    EVIDENCE,
    REASON,
    FRAMEWORKS,
    N_COLUMNS
};
static const char *const header[N_COLUMNS] = {
    [SLOT] = "Slot",
    [CONTROL] = "Control ID",
    [REQUIREMENT] = "Requirement",
    [TITLE] = "Title",
    [AREA] = "API Control Area",
    [SECTION] = "Section",
    [FACET] = "Facet",
    [PERIOD] = "Period",
    [SAMPLE] = "Sample ID",
    [DUE] = "Due",
    [STATUS] = "Status",
    [GAP] = "Gap",
    [KNOWN] = "Known",
    [SEVERITY] = "Severity",
    [OWNER] = "Owner",
    [EXPECTED] = "Expected File",
    [EVIDENCE] = "Evidence",
    [REASON] = "Reason",
    [FRAMEWORKS] = "Framework",
};

/** "soc2-2017:CC6.1; iso27017-2026:5.17" of the frameworks in view. */
static struct ap_str
mappings_of(const struct ap_report_context *ctx, const struct ap_control *control)
{
    struct ap_strs ids = {NULL, 0, 0};
    for (size_t i = 0; i < control->maps.n; i++) {
        const struct ap_mapping *map = &control->maps.items[i];
        if (!ap_strs_has(&ctx->cat->in_view, map->framework.text))
            continue;
        for (size_t k = 0; k < map->ids.n; k++)
            *ap_vec_push(ctx->mem, &ids) =
                ap_arena_join(ctx->mem, map->framework.text, ":", map->ids.items[k].text);
    }
    return ap_arena_join_all(ctx->mem, &ids, "; ");
}

static void
add_row(const struct ap_report_context *ctx, const struct ap_verdict *verdict,
        struct ap_sheet *sheet)
{
    const struct ap_slot *slot = verdict->slot;
    const struct ap_requirement *req = slot->req;
    struct ap_strs paths;
    ap_report_slot_paths(ctx, verdict, &paths);
    struct ap_str cells[N_COLUMNS] = {
        [SLOT] = slot->id,
        [CONTROL] = req->control->id,
        [REQUIREMENT] = req->id,
        [TITLE] = req->title,
        [AREA] = req->area->title,
        [SECTION] = req->section->title,
        [FACET] = ap_str_from(ap_word(ap_facet_words, (int)req->facet)),
        [PERIOD] = slot->sample ? AP_STR_NONE : slot->period,
        [SAMPLE] = slot->sample ? slot->sample->id : AP_STR_NONE,
        [DUE] = ap_day_str(ctx->mem, slot->due),
        [STATUS] = ap_str_from(ap_word(ap_status_words, (int)verdict->status)),
        [GAP] = verdict->gap ? AP_STR("yes") : AP_STR("no"),
        [KNOWN] = verdict->known ? AP_STR("yes") : AP_STR("no"),
        [SEVERITY] = ap_str_from(ap_severity_name(req->control->severity)),
        [OWNER] = ap_report_owner(ctx, slot->owner),
        [EXPECTED] = slot->expected_name,
        [EVIDENCE] = ap_arena_join_all(ctx->mem, &paths, "; "),
        [REASON] = ap_report_reason(ctx, verdict),
        [FRAMEWORKS] = mappings_of(ctx, req->control),
    };
    struct ap_str *row = ap_sheet_row(sheet, ctx->mem);
    memcpy(row, cells, sizeof cells);
}

void
ap_report_slot_sheet(const struct ap_report_context *ctx, struct ap_sheet *ret_sheet)
{
    static const enum ap_xlsx_kind kinds[N_COLUMNS] = {[DUE] = AP_XLSX_DATE};
    struct ap_sheet sheet = {.name = "Slots", .header = header, .n_columns = N_COLUMNS};
    for (size_t i = 0; i < ctx->as->n_verdicts; i++)
        if (ap_plan_lists_slot(ctx->plan, ctx->as->verdicts[i].slot))
            add_row(ctx, &ctx->as->verdicts[i], &sheet);
    ap_sheet_make_plain(&sheet, ctx->mem);
    sheet.look = (struct ap_xlsx_look){.kinds = kinds, .frozen_columns = 1};
    *ret_sheet = sheet;
}

int
ap_report_csv(const struct ap_report_input *in, struct ap_buf *out)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_report_context ctx;
    ap_report_context_init(&ctx, in->plan, &mem);
    struct ap_sheet sheet;
    ap_report_slot_sheet(&ctx, &sheet);
    ap_sheet_csv(&sheet, in->to_file, out);
    return AP_OK;
}
