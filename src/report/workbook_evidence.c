/* The evidence register of the workbook: the eight metadata columns, then what is known of each file.
 * Place in the flow: report.
 * SPDX-License-Identifier: Apache-2.0 */
#include "plan/plan.h"
#include "port/digest.h"
#include "report/workbook.h"

enum column {
    TITLE,
    CONTROL,
    AREA,
    FRAMEWORK,
    OWNER,
    PERIOD,
    SOURCE,
    STATUS,
    FILE_LINK,
    STATE,
    USED_BY,
    REASON,
    REVIEWED_BY,
    REVIEWED_ON,
    BOUND,
    COLLECTED,
    PERFORMED,
    EFFECTIVE,
    KIND,
    BYTES,
    DIGEST,
    N_COLUMNS
};

static const char *const header[N_COLUMNS] = {
    [TITLE] = "Evidence Title",
    [CONTROL] = "Control ID",
    [AREA] = "API Control Area",
    [FRAMEWORK] = "Framework",
    [OWNER] = "Evidence Owner",
    [PERIOD] = "Period Covered",
    [SOURCE] = "Source System",
    [STATUS] = "Review Status",
    [FILE_LINK] = "File",
    [STATE] = "State",
    [USED_BY] = "Used by",
    [REASON] = "Reason",
    [REVIEWED_BY] = "Reviewed by",
    [REVIEWED_ON] = "Reviewed on",
    [BOUND] = "Bound to bytes",
    [COLLECTED] = "Collected",
    [PERFORMED] = "Performed",
    [EFFECTIVE] = "Effective",
    [KIND] = "Kind",
    [BYTES] = "Bytes",
    [DIGEST] = "SHA-256",
};
static const enum ap_xlsx_kind kinds[N_COLUMNS] = {
    [REVIEWED_ON] = AP_XLSX_DATE, [COLLECTED] = AP_XLSX_DATE, [PERFORMED] = AP_XLSX_DATE,
    [EFFECTIVE] = AP_XLSX_DATE,   [BYTES] = AP_XLSX_NUMBER,
};
static const struct ap_xlsx_rule rules[] = {
    {STATUS, "Approved", AP_XLSX_GOOD}, {STATUS, "Uploaded", AP_XLSX_WAIT},
    {STATUS, "Rejected", AP_XLSX_BAD},  {STATE, "used", AP_XLSX_GOOD},
    {STATE, "unused", AP_XLSX_WAIT},    {STATE, "withheld", AP_XLSX_BAD},
};

/** Review Status as the register spells it. */
static const char *const status_words[] = {[AP_REVIEW_NONE] = "Uploaded",
                                           [AP_REVIEW_REQUESTED] = "Requested",
                                           [AP_REVIEW_UPLOADED] = "Uploaded",
                                           [AP_REVIEW_APPROVED] = "Approved",
                                           [AP_REVIEW_REJECTED] = "Rejected"};

static struct ap_str
periods_of(const struct ap_report_context *ctx, const struct ap_item *item)
{
    struct ap_strs words = {NULL, 0, 0};
    for (size_t i = 0; i < item->periods.n; i++)
        *ap_vec_push(ctx->mem, &words) = ap_period_str(ctx->mem, item->periods.items[i]);
    return words.n ? ap_arena_join_all(ctx->mem, &words, "; ") : item->parsed.version;
}

static struct ap_str
slots_of(const struct ap_report_context *ctx, const struct ap_item_verdict *verdict)
{
    struct ap_strs ids = {NULL, 0, 0};
    for (size_t i = 0; i < verdict->n_slots; i++)
        if (ap_plan_lists_slot(ctx->plan, &ctx->cat->slots.items[verdict->slots[i]]))
            *ap_vec_push(ctx->mem, &ids) = ctx->cat->slots.items[verdict->slots[i]].id;
    return ap_arena_join_all(ctx->mem, &ids, "; ");
}

static void
fill_file(const struct ap_report_context *ctx, uint32_t index, struct ap_str *cells)
{
    const struct ap_record *record = &ctx->as->insp->records[index];
    char hex[AP_SHA256_TEXT];
    cells[KIND] = ap_str_from(ap_word(ap_kind_words, (int)record->kind));
    if (!record->read)
        return;
    struct ap_plan_content content = {record->sha256, record->sha512, record->bytes};
    if (ctx->packed[index] != AP_NONE)
        content = ap_plan_content(ctx->plan, &ctx->plan->items.items[ctx->packed[index]]);
    ap_sha256_text(content.sha256, hex);
    cells[DIGEST] = ap_arena_copy(ctx->mem, ap_str_from(hex));
    cells[BYTES] = ap_arena_printf(ctx->mem, "%llu", (unsigned long long)content.bytes);
}

static void
fill(const struct ap_report_context *ctx, uint32_t index, struct ap_str *cells)
{
    const struct ap_item *item = &ctx->items->items[index];
    const struct ap_item_verdict *verdict = &ctx->as->items[index];
    const struct ap_review *review = ap_report_review(item);
    bool secret = ctx->as->items[index].withheld;
    cells[TITLE] = item->title.len ? item->title : item->name;
    cells[CONTROL] = ap_arena_join_all(ctx->mem, &item->controls, "; ");
    cells[AREA] = item->area ? item->area->title : AP_STR_NONE;
    cells[FRAMEWORK] = ap_arena_join_all(ctx->mem, &item->frameworks, "; ");
    cells[OWNER] = ap_report_person(ctx, ap_report_owner(ctx, item->owner));
    cells[PERIOD] = periods_of(ctx, item);
    cells[SOURCE] = ap_report_source(ctx, item);
    cells[STATUS] = ap_str_from(status_words[review ? review->status : AP_REVIEW_UPLOADED]);
    uint32_t packed = ctx->packed[index];
    cells[FILE_LINK] = ctx->plan->full ? item->path : ctx->plan->items.items[packed].path;
    cells[STATE] = secret ? AP_STR("withheld")
                          : ap_str_from(ap_word(ap_item_state_words, (int)verdict->state));
    cells[USED_BY] = slots_of(ctx, verdict);
    cells[REASON] = ap_report_inner(ctx, verdict->reason);
    if (review) {
        cells[REVIEWED_BY] = ap_report_inner(ctx, ap_report_person(ctx, review->by));
        cells[REVIEWED_ON] = ap_day_str(ctx->mem, review->date);
    }
    cells[BOUND] = verdict->bound ? AP_STR("yes") : AP_STR("no");
    cells[COLLECTED] = ap_day_str(ctx->mem, item->collected);
    cells[PERFORMED] = ap_day_str(ctx->mem, item->performed);
    cells[EFFECTIVE] = ap_day_str(ctx->mem, item->effective);
    fill_file(ctx, index, cells);
}

/* --- the library's own fields, behind the others ------------------------------------------------- */

static bool
is_built_in(struct ap_str label)
{
    for (size_t i = TITLE; i <= STATUS; i++)
        if (ap_str_is(label, header[i]))
            return true;
    return false;
}

static void
fill_extra(const struct ap_item *item, const struct ap_field_def *const *fields, size_t n,
           struct ap_str *cells)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < item->extra.n; k++)
            if (item->extra.items[k].field == fields[i])
                cells[i] = item->extra.items[k].value;
}

void
ap_workbook_evidence(const struct ap_report_context *ctx, struct ap_sheet *ret_sheet)
{
    const struct ap_field_defs *defs = &ctx->lib->fields;
    const struct ap_field_def **extra =
        ap_arena_array(ctx->mem, const struct ap_field_def *, defs->n);
    size_t n_extra = 0;
    for (size_t i = 0; ctx->plan->full && i < defs->n; i++)
        if (!is_built_in(defs->items[i].label))
            extra[n_extra++] = &defs->items[i];
    size_t n = N_COLUMNS + n_extra;
    const char **columns = ap_arena_array(ctx->mem, const char *, n);
    enum ap_xlsx_kind *column_kinds = ap_arena_array(ctx->mem, enum ap_xlsx_kind, n);
    struct ap_str *links = ap_arena_array(ctx->mem, struct ap_str, ctx->items->n);
    for (size_t i = 0; i < n; i++) {
        bool own = i >= N_COLUMNS;
        columns[i] = own ? ap_arena_copy(ctx->mem, extra[i - N_COLUMNS]->label).ptr : header[i];
        column_kinds[i] = own ? AP_XLSX_TEXT : kinds[i];
    }
    struct ap_sheet sheet = {.name = "Evidence register", .header = columns, .n_columns = n};
    for (uint32_t i = 0; i < ctx->items->n; i++) {
        uint32_t packed = ctx->packed[i];
        if (ctx->items->items[i].ignored || (!ctx->plan->full && packed == AP_NONE))
            continue;
        if (packed != AP_NONE)
            links[sheet.n_cells / n] = ap_report_link_up(ctx, ctx->plan->items.items[packed].path);
        struct ap_str *row = ap_sheet_row(&sheet, ctx->mem);
        fill(ctx, i, row);
        fill_extra(&ctx->items->items[i], extra, n_extra, row + N_COLUMNS);
    }
    sheet.look = (struct ap_xlsx_look){.kinds = column_kinds,
                                       .rules = rules,
                                       .n_rules = AP_COUNT(rules),
                                       .frozen_columns = 1,
                                       .links = ctx->in_pack ? links : NULL,
                                       .link_column = FILE_LINK};
    *ret_sheet = sheet;
}
