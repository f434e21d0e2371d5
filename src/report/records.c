/* The JSON records that check/v1 and manifest/v1 share.
 * Place in the flow: report.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/records.h"

#include "plan/plan.h"
#include "port/deflate.h"

const struct ap_choice ap_withheld_words[] = {
    {"secret", AP_WHY_SECRET},
    {"audience", AP_WHY_AUDIENCE},
    {"size", AP_WHY_SIZE},
    {NULL, 0},
};

void
ap_record_day(struct ap_json *json, const char *key, ap_day day)
{
    char text[AP_DAY_TEXT];
    ap_json_kv_str_opt(json, key, ap_str_from(ap_day_text(day, text)));
}

void
ap_record_periods(struct ap_json *json, const char *key, const struct ap_periods *periods,
                  struct ap_arena *mem)
{
    ap_json_key(json, key);
    ap_json_array_open(json);
    for (size_t i = 0; i < periods->n; i++)
        ap_json_str(json, ap_period_str(mem, periods->items[i]));
    ap_json_array_close(json);
}

void
ap_record_tool(struct ap_json *json)
{
    ap_record_tool_with(json, ap_str_from(ap_deflate_engines()));
}

void
ap_record_tool_with(struct ap_json *json, struct ap_str engines)
{
    ap_json_key(json, "tool");
    ap_json_object_open(json);
    ap_json_kv_c(json, "name", "apipack");
    ap_json_kv_c(json, "version", APIPACK_VERSION);
    ap_json_kv_str(json, "engines", engines);
    ap_json_object_close(json);
}

void
ap_record_library(struct ap_json *json, const struct ap_library *lib)
{
    ap_json_key(json, "library");
    ap_json_object_open(json);
    ap_json_kv_str(json, "id", lib->id);
    ap_json_kv_str(json, "version", lib->version);
    ap_json_kv_c(json, "digest", lib->digest);
    ap_json_object_close(json);
}

void
ap_record_window(struct ap_json *json, struct ap_span window)
{
    ap_json_key(json, "window");
    ap_json_object_open(json);
    ap_record_day(json, "from", window.from);
    ap_record_day(json, "to", window.to - 1);
    ap_json_object_close(json);
}

void
ap_record_slot_evidence(struct ap_json *json, const struct ap_report_context *ctx,
                        const struct ap_verdict *verdict)
{
    struct ap_strs paths;
    ap_report_slot_paths(ctx, verdict, &paths);
    ap_json_kv_strs(json, "evidence", &paths);
}

static void
add_slot(struct ap_json *json, const struct ap_report_context *ctx,
         const struct ap_verdict *verdict)
{
    const struct ap_slot *slot = verdict->slot;
    const struct ap_requirement *req = slot->req;
    ap_json_object_open(json);
    ap_json_kv_str(json, "id", slot->id);
    ap_json_kv_str(json, "control", req->control->id);
    ap_json_kv_str(json, "requirement", req->id);
    ap_json_kv_str(json, "title", req->title);
    ap_json_kv_c(json, "facet", ap_word(ap_facet_words, (int)req->facet));
    ap_json_kv_str(json, "section", req->section->id);
    ap_json_kv_str_opt(json, "period", slot->sample ? AP_STR_NONE : slot->period);
    ap_json_kv_str_opt(json, "item", slot->sample ? slot->sample->id : AP_STR_NONE);
    ap_record_day(json, "due", slot->due);
    ap_json_kv_c(json, "status", ap_word(ap_status_words, (int)verdict->status));
    ap_json_kv_bool(json, "gap", verdict->gap);
    if (ctx->baseline)
        ap_json_kv_bool(json, "new", verdict->gap && !verdict->known);
    ap_json_kv_str(json, "reason", ap_report_reason(ctx, verdict));
    ap_json_kv_str(json, "expected_name", slot->expected_name);
    ap_json_kv_str_opt(json, "owner", ap_report_owner(ctx, slot->owner));
    ap_record_slot_evidence(json, ctx, verdict);
    ap_json_object_close(json);
}

void
ap_record_slots(struct ap_json *json, const struct ap_report_context *ctx)
{
    ap_json_key(json, "slots");
    ap_json_array_open(json);
    for (size_t i = 0; i < ctx->as->n_verdicts; i++) {
        struct ap_arena_mark mark = ap_arena_mark(ctx->mem);
        if (ap_plan_lists_slot(ctx->plan, ctx->as->verdicts[i].slot))
            add_slot(json, ctx, &ctx->as->verdicts[i]);
        ap_arena_rewind(ctx->mem, mark);
    }
    ap_json_array_close(json);
}

void
ap_record_statuses(struct ap_json *json, const uint32_t counts[AP_N_STATUSES])
{
    ap_json_object_open(json);
    for (int i = 0; i < AP_N_STATUSES; i++)
        ap_json_kv_int(json, ap_word(ap_status_words, i), counts[i]);
    ap_json_object_close(json);
}

void
ap_record_review(struct ap_json *json, const struct ap_report_context *ctx,
                 const struct ap_item *item, bool in_full)
{
    static const struct ap_review nobody = {.date = AP_DAY_NONE};
    const struct ap_review *review = ap_report_review(item);
    /* A file that nobody judged yet is uploaded; one that is ignored is nothing. */
    const char *status =
        ap_word(ap_review_status_words,
                review && review->status ? (int)review->status : (int)AP_REVIEW_UPLOADED);
    review = review ? review : &nobody;
    ap_json_key(json, "review");
    ap_json_object_open(json);
    ap_json_kv_str_opt(json, "status", item->ignored ? AP_STR_NONE : ap_str_from(status));
    ap_json_kv_str_opt(json, "by", ap_report_inner(ctx, review->by));
    ap_record_day(json, "date", review->date);
    ap_json_kv_str_opt(json, "method",
                       ap_str_from(ap_word(ap_review_method_words, (int)review->method)));
    if (in_full) {
        ap_json_kv_str_opt(json, "sha256", review->sha256);
        ap_json_kv_str_opt(json, "ref", ap_report_inner(ctx, review->ref));
        ap_json_kv_str_opt(json, "note", ap_report_inner(ctx, review->note));
    }
    ap_json_object_close(json);
}

void
ap_record_extra(struct ap_json *json, const struct ap_report_context *ctx,
                const struct ap_item *item)
{
    ap_json_key(json, "extra");
    ap_json_object_open(json);
    for (size_t i = 0; ctx->plan->full && i < item->extra.n; i++) {
        ap_json_key_str(json, item->extra.items[i].field->key);
        ap_json_str(json, item->extra.items[i].value);
    }
    ap_json_object_close(json);
}

void
ap_record_withheld(struct ap_json *json, const struct ap_report_context *ctx)
{
    ap_json_key(json, "withheld");
    ap_json_array_open(json);
    for (size_t i = 0; i < ctx->plan->withheld.n; i++) {
        const struct ap_withheld *withheld = &ctx->plan->withheld.items[i];
        ap_json_object_open(json);
        ap_json_kv_str(json, "title", withheld->title);
        ap_json_kv_str_opt(json, "path", withheld->path);
        ap_json_kv_c(json, "why", ap_word(ap_withheld_words, (int)withheld->why));
        ap_json_kv_str(json, "reason", withheld->reason);
        ap_json_object_close(json);
    }
    ap_json_array_close(json);
}

static void
add_exception(struct ap_json *json, const struct ap_report_context *ctx,
              const struct ap_exception *exception)
{
    static const struct ap_strs none = {NULL, 0, 0};
    struct ap_strs covers;
    (void)ap_report_excepted(ctx, exception, &covers);
    ap_json_object_open(json);
    ap_json_kv_str(json, "id", exception->id);
    ap_json_kv_str(json, "requirement", exception->requirement.text);
    ap_json_kv_str_opt(json, "period", exception->period_text.text);
    ap_json_kv_str_opt(json, "reason", ap_report_inner(ctx, exception->reason));
    ap_json_kv_str_opt(json, "approver", ap_report_inner(ctx, exception->approver));
    ap_record_day(json, "granted", exception->granted);
    ap_record_day(json, "expires", exception->expires);
    ap_json_kv_strs(json, "compensating", ctx->plan->full ? &exception->compensating : &none);
    ap_json_kv_str_opt(json, "risk", ap_report_inner(ctx, exception->risk));
    ap_json_kv_str_opt(json, "action", ap_report_inner(ctx, exception->action));
    ap_json_kv_strs(json, "covers", ctx->plan->full ? &covers : &none);
    ap_json_object_close(json);
}

void
ap_record_exceptions(struct ap_json *json, const struct ap_report_context *ctx)
{
    ap_json_key(json, "exceptions");
    ap_json_array_open(json);
    for (size_t i = 0; i < ctx->ws->exceptions.n; i++)
        if (ap_report_exception_listed(ctx, &ctx->ws->exceptions.items[i]))
            add_exception(json, ctx, &ctx->ws->exceptions.items[i]);
    ap_json_array_close(json);
}

static void
add_not_applicable(struct ap_json *json, const struct ap_report_context *ctx,
                   const struct ap_control *control, const char *status,
                   const struct ap_applicability *because)
{
    ap_json_object_open(json);
    ap_json_kv_str(json, "control", control->id);
    ap_json_kv_str(json, "title", control->title);
    ap_json_kv_c(json, "status", status);
    ap_json_kv_str_opt(json, "reason", ap_report_inner(ctx, because->reason));
    ap_json_kv_str_opt(json, "approver", ap_report_inner(ctx, because->approver));
    ap_record_day(json, "date", because->date);
    ap_json_kv_str_opt(json, "provider", because->provider);
    ap_json_kv_str_opt(json, "provider_report", ap_report_inner(ctx, because->provider_report));
    ap_json_object_close(json);
}

void
ap_record_not_applicable(struct ap_json *json, const struct ap_report_context *ctx)
{
    ap_json_key(json, "not_applicable");
    ap_json_array_open(json);
    for (size_t i = 0; i < ctx->cat->left_out.n; i++) {
        const struct ap_left_out *left = &ctx->cat->left_out.items[i];
        add_not_applicable(json, ctx, left->control,
                           ap_word(ap_applicability_words, (int)left->because->status),
                           left->because);
    }
    for (size_t i = 0; i < ctx->lib->disabled.n; i++) {
        const struct ap_control *control = &ctx->lib->disabled.items[i];
        struct ap_applicability because = {.reason = control->disabled_reason, .date = AP_DAY_NONE};
        add_not_applicable(json, ctx, control, "disabled", &because);
    }
    ap_json_array_close(json);
}
