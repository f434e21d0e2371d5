/* The work list as a request list (PBC): a row per slot, with the columns that auditors keep.
 * Place in the flow: report.
 * SPDX-License-Identifier: Apache-2.0 */
#include "port/digest.h"
#include "report/worklist.h"

enum column {
    REQUEST_ID,
    CONTROL,
    FRAMEWORK,
    AREA,
    REQUESTED,
    PERIOD,
    POPULATION,
    SOURCE,
    OWNER,
    DUE,
    PRIORITY,
    CLIENT_STATUS,
    AUDITOR_STATUS,
    EVIDENCE_ID,
    FILE_LINK,
    DIGEST,
    COLLECTED,
    REVIEWED_BY,
    APPROVED_ON,
    NOTES,
    AUDITOR_NOTES,
    TO_PRODUCE,
    FORMATS,
    WHAT,
    REJECTED,
    ITEM,
    N_COLUMNS
};

static const char *const header[N_COLUMNS] = {
    [REQUEST_ID] = "Request ID",
    [CONTROL] = "Control ID",
    [FRAMEWORK] = "Framework",
    [AREA] = "Area",
    [REQUESTED] = "Evidence requested",
    [PERIOD] = "Period",
    [POPULATION] = "Population/Sample",
    [SOURCE] = "Source system",
    [OWNER] = "Owner",
    [DUE] = "Due date",
    [PRIORITY] = "Priority",
    [CLIENT_STATUS] = "Client status",
    [AUDITOR_STATUS] = "Auditor status",
    [EVIDENCE_ID] = "Evidence ID",
    [FILE_LINK] = "File (link)",
    [DIGEST] = "SHA-256",
    [COLLECTED] = "Collected on",
    [REVIEWED_BY] = "Reviewed by",
    [APPROVED_ON] = "Approved on",
    [NOTES] = "Notes",
    [AUDITOR_NOTES] = "Auditor notes",
    [TO_PRODUCE] = "File to produce",
    [FORMATS] = "Formats",
    [WHAT] = "What to produce",
    [REJECTED] = "Not accepted",
    [ITEM] = "Item",
};

/** Review Status as the client keeps it. */
static const char *const client_words[AP_N_STATUSES] = {
    [AP_SATISFIED] = "Approved", [AP_EXCEPTED] = "Requested", [AP_WITHHELD] = "Uploaded",
    [AP_INVALID] = "Uploaded",   [AP_STALE] = "Uploaded",     [AP_VOID] = "Uploaded",
    [AP_REJECTED] = "Rejected",  [AP_PENDING] = "Uploaded",   [AP_REQUESTED] = "Requested",
    [AP_MISSING] = "Requested",  [AP_NOT_DUE] = "Requested",
};

/** "soc2-2017 CC6.1, CC6.2; owasp-api-2023 API2": those in scope. */
static struct ap_str
frameworks_of(const struct ap_report_context *ctx, const struct ap_control *control)
{
    struct ap_str text = AP_STR_NONE;
    for (size_t i = 0; i < control->maps.n; i++) {
        const struct ap_mapping *map = &control->maps.items[i];
        if (ctx->cat->frameworks.n && !ap_strs_has(&ctx->cat->frameworks, map->framework.text))
            continue;
        text = ap_arena_join(ctx->mem, text, text.len ? "; " : "", map->framework.text);
        for (size_t k = 0; k < map->ids.n; k++)
            text = ap_arena_join(ctx->mem, text, k ? ", " : " ", map->ids.items[k].text);
    }
    return text;
}

/** What is there already: the best item of the slot. */
static void
fill_item(const struct ap_report_context *ctx, const struct ap_task *task, struct ap_str *cells)
{
    if (task->verdict->items.n == 0)
        return;
    uint32_t index = task->verdict->items.items[0].item;
    const struct ap_item *item = &ctx->items->items[index];
    const struct ap_record *record = &ctx->as->insp->records[index];
    const struct ap_review *review = ap_report_review(item);
    cells[EVIDENCE_ID] = item->name;
    cells[FILE_LINK] = item->path;
    if (record->read) {
        char hex[AP_SHA256_TEXT];
        ap_sha256_text(record->sha256, hex);
        cells[DIGEST] = ap_arena_copy(ctx->mem, ap_str_from(hex));
    }
    cells[COLLECTED] = ap_day_str(ctx->mem, item->collected);
    if (review && review->status == AP_REVIEW_APPROVED) {
        cells[REVIEWED_BY] = ap_report_person(ctx, review->by);
        cells[APPROVED_ON] = ap_day_str(ctx->mem, review->date);
    }
}

static struct ap_str
with(struct ap_str list, struct ap_str more, struct ap_arena *mem)
{
    if (more.len == 0)
        return list;
    return list.len ? ap_arena_join(mem, list, "; ", more) : more;
}

/** What the auditor's own list says of the slot: its ids and words go before ours. */
static void
fill_requests(const struct ap_report_context *ctx, const struct ap_slot *slot, struct ap_str *cells)
{
    struct ap_str ids = AP_STR_NONE;
    struct ap_str texts = AP_STR_NONE;
    struct ap_str states = AP_STR_NONE;
    for (size_t i = 0; i < ctx->as->n_requests; i++) {
        const struct ap_request_verdict *verdict = &ctx->as->requests[i];
        for (size_t k = 0; k < verdict->n_slots; k++) {
            if (verdict->slots[k] != slot->index)
                continue;
            ids = with(ids, verdict->request->id, ctx->mem);
            texts = with(texts, verdict->request->text, ctx->mem);
            states = with(states, verdict->request->auditor_status, ctx->mem);
            cells[AUDITOR_NOTES] = with(cells[AUDITOR_NOTES], verdict->request->comment, ctx->mem);
        }
    }
    cells[REQUEST_ID] = ids.len ? ids : cells[REQUEST_ID];
    cells[REQUESTED] = texts.len ? texts : cells[REQUESTED];
    cells[AUDITOR_STATUS] = states.len ? states : cells[AUDITOR_STATUS];
}

static void
fill(const struct ap_report_context *ctx, const struct ap_task *task, struct ap_str *cells)
{
    const struct ap_slot *slot = task->verdict->slot;
    const struct ap_requirement *req = slot->req;
    cells[REQUEST_ID] = slot->id;
    cells[CONTROL] = req->control->id;
    cells[FRAMEWORK] = frameworks_of(ctx, req->control);
    cells[AREA] = req->control->area->title;
    cells[REQUESTED] = ap_arena_join(ctx->mem, req->title, ": ", req->control->ask);
    cells[PERIOD] = slot->sample ? AP_STR_NONE : slot->period;
    cells[POPULATION] = req->population.text;
    if (slot->sample)
        cells[POPULATION] = ap_arena_join(ctx->mem, slot->sample->id,
                                          slot->sample->item.len ? ": " : "", slot->sample->item);
    cells[SOURCE] = ap_arena_join_all(ctx->mem, &req->sources, "; ");
    cells[OWNER] = task->owner.len ? ap_worklist_person(ctx, task->owner) : AP_STR_NONE;
    cells[DUE] = ap_day_str(ctx->mem, task->day);
    cells[PRIORITY] = ap_str_from(ap_severity_name(req->control->severity));
    cells[CLIENT_STATUS] = ap_str_from(client_words[task->verdict->status]);
    cells[AUDITOR_STATUS] = AP_STR("Open");
    fill_item(ctx, task, cells);
    cells[NOTES] = ap_arena_printf(
        ctx->mem, "%s: %.*s", ap_word(ap_status_words, (int)task->status), AP_FMT(task->reason));
    if (task->mend.len)
        cells[TO_PRODUCE] = ap_arena_printf(ctx->mem, "%s %.*s", task->verb, AP_FMT(task->mend));
    else if (task->status != AP_SATISFIED && task->status != AP_EXCEPTED)
        cells[TO_PRODUCE] = ap_arena_join_all(ctx->mem, &task->names, "; ");
    cells[FORMATS] = ap_worklist_formats(task, ctx->mem);
    cells[WHAT] = req->produce;
    cells[REJECTED] = ap_arena_join_all(ctx->mem, &req->control->rejects, "; ");
    cells[ITEM] = slot->id;
    fill_requests(ctx, slot, cells);
}

/* Where the row's file lies in the pack, as seen from its reports. */
static struct ap_str
link_of(const struct ap_report_context *ctx, const struct ap_task *task)
{
    uint32_t packed =
        task->verdict->items.n ? ctx->packed[task->verdict->items.items[0].item] : AP_NONE;
    return packed == AP_NONE ? AP_STR_NONE
                             : ap_report_link_up(ctx, ctx->plan->items.items[packed].path);
}

void
ap_worklist_pack_sheet(const struct ap_report_context *ctx, const struct ap_worklist *list,
                       struct ap_sheet *ret_sheet)
{
    static const enum ap_xlsx_kind kinds[N_COLUMNS] = {
        [DUE] = AP_XLSX_DATE, [COLLECTED] = AP_XLSX_DATE, [APPROVED_ON] = AP_XLSX_DATE};
    static const struct ap_xlsx_rule rules[] = {
        {CLIENT_STATUS, "Approved", AP_XLSX_GOOD}, {CLIENT_STATUS, "Uploaded", AP_XLSX_WAIT},
        {CLIENT_STATUS, "Requested", AP_XLSX_BAD}, {CLIENT_STATUS, "Rejected", AP_XLSX_BAD},
        {PRIORITY, "blocker", AP_XLSX_BAD},        {PRIORITY, "high", AP_XLSX_BAD},
        {PRIORITY, "medium", AP_XLSX_WAIT}};
    ap_worklist_sheet(ctx, list, ret_sheet);
    struct ap_str *links = ap_arena_array(ctx->mem, struct ap_str, list->n);
    for (size_t i = 0; i < list->n; i++)
        links[i] = link_of(ctx, &list->tasks[i]);
    ret_sheet->look = (struct ap_xlsx_look){.kinds = kinds,
                                            .rules = rules,
                                            .n_rules = AP_COUNT(rules),
                                            .frozen_columns = 1,
                                            .links = ctx->in_pack ? links : NULL,
                                            .link_column = FILE_LINK};
}

void
ap_worklist_sheet(const struct ap_report_context *ctx, const struct ap_worklist *list,
                  struct ap_sheet *ret_sheet)
{
    struct ap_sheet sheet = {.name = "Requests", .header = header, .n_columns = N_COLUMNS};
    for (size_t i = 0; i < list->n; i++)
        fill(ctx, &list->tasks[i], ap_sheet_row(&sheet, ctx->mem));
    *ret_sheet = sheet;
}
