/* check/v1, "evidence": every file below the evidence folder, accounted for.
 * Place in the flow: report.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "port/digest.h"
#include "report/json.h"

/** The findings' codes of all items in one array, item by item: those of item i are first[i] … first[i + 1]. */
struct item_codes {
    uint32_t *first;
    enum ap_code *codes;
};

static struct item_codes
codes_by_item(const struct ap_report_context *ctx)
{
    const struct ap_findings *findings = &ctx->as->findings;
    size_t n = ctx->items->n;
    struct item_codes by = {
        .first = ap_arena_array(ctx->mem, uint32_t, n + 2),
        .codes = ap_arena_array(ctx->mem, enum ap_code, findings->n),
    };
    /* Counted two places ahead: after the sums, first[i + 1] is where item i begins and moves on as
     * it is filled. */
    for (size_t i = 0; i < findings->n; i++)
        if (findings->items[i]->item < n)
            by.first[findings->items[i]->item + 2]++;
    for (size_t i = 2; i < n + 2; i++)
        by.first[i] += by.first[i - 1];
    for (size_t i = 0; i < findings->n; i++)
        if (findings->items[i]->item < n)
            by.codes[by.first[findings->items[i]->item + 1]++] = findings->items[i]->code;
    return by;
}

static int
by_number(const void *a, const void *b)
{
    enum ap_code left = *(const enum ap_code *)a;
    enum ap_code right = *(const enum ap_code *)b;
    return (left > right) - (left < right);
}

static void
add_codes(struct ap_json *json, const struct item_codes *by, size_t item)
{
    enum ap_code *codes = by->codes + by->first[item];
    size_t n = by->first[item + 1] - by->first[item];
    if (n)
        qsort(codes, n, sizeof codes[0], by_number);
    ap_json_key(json, "findings");
    ap_json_array_open(json);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || codes[i] != codes[i - 1])
            ap_json_str(json, ap_str_from(ap_code_info(codes[i])->id));
    ap_json_array_close(json);
}

static void
add_file(struct ap_json *json, const struct ap_item *item, const struct ap_record *record)
{
    char hex[AP_SHA256_TEXT] = "";
    if (record->read)
        ap_sha256_text(record->sha256, hex);
    ap_json_kv_str_opt(json, "version", item->parsed.version);
    ap_json_kv_str_opt(json, "sha256", ap_str_from(hex));
    ap_json_kv_int(json, "bytes", (int64_t)(record->read ? record->bytes : item->bytes));
    ap_json_kv_c(json, "kind", ap_word(ap_kind_words, (int)record->kind));
}

static void
add_used_by(struct ap_json *json, const struct ap_report_context *ctx,
            const struct ap_item_verdict *verdict)
{
    ap_json_key(json, "used_by");
    ap_json_array_open(json);
    for (size_t i = 0; i < verdict->n_slots; i++)
        ap_json_str(json, ctx->cat->slots.items[verdict->slots[i]].id);
    ap_json_array_close(json);
}

static void
add_item(struct ap_json *json, const struct ap_report_context *ctx, size_t index,
         const struct item_codes *codes)
{
    const struct ap_item *item = &ctx->items->items[index];
    const struct ap_item_verdict *verdict = &ctx->as->items[index];
    enum ap_item_state state = item->ignored && !item->kept ? AP_ITEM_IGNORED : verdict->state;
    ap_json_object_open(json);
    ap_json_kv_str(json, "path", item->path);
    ap_json_kv_str_opt(json, "title", item->title);
    ap_json_kv_str_opt(json, "area", item->area ? item->area->id : AP_STR_NONE);
    ap_json_kv_str_opt(json, "artifact", item->parsed.artifact);
    ap_record_periods(json, "period", &item->periods, ctx->mem);
    add_file(json, item, &ctx->as->insp->records[index]);
    ap_json_kv_strs(json, "controls", &item->controls);
    ap_json_kv_strs(json, "frameworks", &item->frameworks);
    ap_json_kv_str_opt(json, "owner", item->owner);
    ap_json_kv_str_opt(json, "source", ap_report_source(ctx, item));
    ap_record_review(json, ctx, item, true);
    ap_json_kv_bool(json, "bound", verdict->bound);
    add_used_by(json, ctx, verdict);
    ap_json_kv_c(json, "state", ap_word(ap_item_state_words, (int)state));
    ap_json_kv_str(json, "reason",
                   verdict->reason.len || !item->ignored ? verdict->reason : item->ignored_why);
    add_codes(json, codes, index);
    ap_record_extra(json, ctx, item);
    ap_json_object_close(json);
}

/* Outsiders learn of what is in the pack from its manifest, and of nothing else. */
void
ap_report_json_evidence(struct ap_json *json, const struct ap_report_context *ctx)
{
    struct ap_arena_mark mark = ap_arena_mark(ctx->mem);
    struct item_codes codes = codes_by_item(ctx);
    ap_json_key(json, "evidence");
    ap_json_array_open(json);
    for (size_t i = 0; ctx->plan->full && i < ctx->items->n; i++) {
        struct ap_arena_mark item_mark = ap_arena_mark(ctx->mem);
        add_item(json, ctx, i, &codes);
        ap_arena_rewind(ctx->mem, item_mark);
    }
    ap_json_array_close(json);
    ap_arena_rewind(ctx->mem, mark);
}
