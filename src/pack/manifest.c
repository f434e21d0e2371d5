/* manifest/v1: every file in the pack, every slot that was asked for, everything that was held back.
 * Place in the flow: pack. Its schema is pack/manifest_schema.c, its page docs/formats/manifest.md.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/cleanup.h"
#include "pack/custody.h"
#include "pack/internal.h"
#include "plan/plan.h"
#include "port/digest.h"
#include "report/records.h"

static void
add_requirements(struct ap_json *json, const struct ap_report_context *ctx,
                 const struct ap_plan_item *packed)
{
    ap_json_key(json, "requirements");
    ap_json_array_open(json);
    for (size_t i = 0; i < packed->n_slots; i++) {
        const struct ap_slot *slot = &ctx->cat->slots.items[packed->slots[i]];
        if (ap_plan_lists_slot(ctx->plan, slot))
            ap_json_str(json, slot->id);
    }
    ap_json_array_close(json);
}

/* Where in a shared document the proof of a requirement stands. */
static void
add_where(struct ap_json *json, const struct ap_report_context *ctx, const struct ap_item *item)
{
    ap_json_key(json, "where");
    ap_json_object_open(json);
    for (size_t i = 0; ctx->plan->full && i < item->serves.n; i++) {
        const struct ap_serves *serves = &item->serves.items[i];
        if (serves->where.len == 0)
            continue;
        ap_json_key_str(json, serves->requirement.text);
        ap_json_str(json, serves->where);
    }
    ap_json_object_close(json);
}

static void
add_item(struct ap_json *json, const struct ap_report_context *ctx,
         const struct ap_plan_item *packed)
{
    const struct ap_item *item = &ctx->items->items[packed->item];
    const struct ap_record *record = &ctx->as->insp->records[packed->item];
    char hex[AP_SHA256_TEXT];
    const struct ap_plan_content content = ap_plan_content(ctx->plan, packed);
    ap_sha256_text(content.sha256, hex);
    ap_json_object_open(json);
    ap_json_kv_str(json, "path", packed->path);
    if (ctx->plan->full)
        ap_json_kv_str(json, "source_path", item->path);
    ap_json_kv_str(json, "title", item->title.len ? item->title : item->name);
    ap_json_kv_strs(json, "control_ids", &item->controls);
    ap_json_kv_str_opt(json, "area", item->area ? item->area->id : AP_STR_NONE);
    ap_json_kv_strs(json, "frameworks", &item->frameworks);
    ap_json_kv_str_opt(json, "owner", ap_report_owner(ctx, item->owner));
    ap_record_periods(json, "period", &item->periods, ctx->mem);
    ap_json_kv_str_opt(json, "source", ap_report_source(ctx, item));
    ap_record_review(json, ctx, item, false);
    ap_json_kv_c(json, "assurance", ap_custody_assurance(ctx, item));
    ap_json_kv_bool(json, "bound", ctx->as->items[packed->item].bound);
    ap_json_kv_c(json, "sha256", hex);
    ap_json_kv_int(json, "bytes", (int64_t)content.bytes);
    ap_json_kv_c(json, "kind", ap_word(ap_kind_words, (int)record->kind));
    ap_json_kv_bool(json, "superseded", packed->superseded);
    ap_json_kv_bool(json, "pending", packed->pending);
    add_requirements(json, ctx, packed);
    add_where(json, ctx, item);
    ap_record_extra(json, ctx, item);
    ap_custody_render(json, ctx, item);
    ap_json_object_close(json);
}

/** Slots as an audience sees them: listed ones by status, the others as two numbers. */
struct slot_counts {
    uint32_t by_status[AP_N_STATUSES];
    uint32_t n_listed;
    uint32_t n_others;
    uint32_t n_others_open;
};

static struct slot_counts
count_slots(const struct ap_plan *plan)
{
    struct slot_counts counts = {{0}, 0, 0, 0};
    for (size_t i = 0; i < plan->as->n_verdicts; i++) {
        const struct ap_verdict *verdict = &plan->as->verdicts[i];
        if (ap_plan_lists_slot(plan, verdict->slot)) {
            counts.n_listed++;
            counts.by_status[verdict->status]++;
        } else {
            counts.n_others++;
            counts.n_others_open += verdict->gap;
        }
    }
    return counts;
}

void
ap_manifest_counts(struct ap_json *json, const struct ap_plan *plan)
{
    struct slot_counts counts = count_slots(plan);
    uint64_t bytes = 0;
    for (size_t i = 0; i < plan->items.n; i++)
        bytes += ap_plan_content(plan, &plan->items.items[i]).bytes;
    ap_json_key(json, "counts");
    ap_json_object_open(json);
    ap_json_kv_int(json, "items", (int64_t)plan->items.n);
    ap_json_kv_int(json, "bytes", (int64_t)bytes);
    ap_json_kv_int(json, "slots", (int64_t)plan->as->n_verdicts);
    ap_json_kv_int(json, "listed", counts.n_listed);
    ap_json_kv_int(json, "not_listed", counts.n_others);
    ap_json_kv_int(json, "not_listed_open", counts.n_others_open);
    ap_json_kv_int(json, "gaps", plan->as->n_gaps);
    ap_json_kv_int(json, "withheld", (int64_t)plan->withheld.n);
    ap_json_key(json, "by_status");
    ap_record_statuses(json, counts.by_status);
    ap_json_object_close(json);
}

void
ap_manifest_render(const struct ap_plan *plan, struct ap_buf *out)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_report_context ctx;
    struct ap_json json;
    ap_report_context_init(&ctx, plan, &mem);
    ap_json_init(&json, out);
    ap_json_object_open(&json);
    ap_json_kv_c(&json, "schema", "apipack.dev/manifest/v1");
    ap_json_kv_c(&json, "pack_id", plan->pack_id);
    ap_json_kv_bool(&json, "complete", plan->complete);
    ap_json_kv_str(&json, "organization", ctx.ws->organization);
    ap_json_kv_str(&json, "product", ctx.ws->product);
    ap_record_window(&json, ctx.cat->window);
    ap_record_day(&json, "as_of", ctx.as->day);
    ap_json_kv_str(&json, "audience", plan->audience->id);
    ap_record_library(&json, ctx.lib);
    ap_record_tool_with(&json, ap_deflate_engines_at(plan->level, &mem));
    ap_json_key(&json, "items");
    ap_json_array_open(&json);
    for (size_t i = 0; i < plan->items.n; i++) {
        struct ap_arena_mark mark = ap_arena_mark(&mem);
        add_item(&json, &ctx, &plan->items.items[i]);
        ap_arena_rewind(&mem, mark);
    }
    ap_json_array_close(&json);
    ap_record_slots(&json, &ctx);
    ap_manifest_counts(&json, plan);
    ap_record_withheld(&json, &ctx);
    ap_record_exceptions(&json, &ctx);
    ap_record_not_applicable(&json, &ctx);
    ap_json_object_close(&json);
    ap_json_end(&json);
}
