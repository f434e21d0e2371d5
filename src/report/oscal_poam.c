/* OSCAL plan of action and milestones: an item per gap, with its risk, its day and what mends it.
 * Place in the flow: report; a row of formats.def. docs/formats/machines.md is its page.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/cleanup.h"
#include "plan/plan.h"
#include "report/issues.h"
#include "report/oscal_parts.h"
#include "report/renderers.h"

static void
add_reference(struct ap_json *json, const struct ap_report_context *ctx, const char *array,
              const char *key, const char *kind, struct ap_str subject)
{
    ap_json_key(json, array);
    ap_json_array_open(json);
    ap_json_object_open(json);
    ap_oscal_uuid(json, ctx, key, kind, subject);
    ap_json_object_close(json);
    ap_json_array_close(json);
}

static void
add_item(struct ap_json *json, const struct ap_report_context *ctx,
         const struct ap_verdict *verdict)
{
    const struct ap_slot *slot = verdict->slot;
    ap_json_object_open(json);
    ap_oscal_uuid(json, ctx, "uuid", "poam-item", slot->id);
    ap_oscal_line(json, ctx, "title", ap_arena_join(ctx->mem, slot->id, " ", slot->req->title),
                  "Gap");
    ap_oscal_line(json, ctx, "description", ap_report_fix(ctx, verdict), "Gap");
    ap_json_key(json, "props");
    ap_json_array_open(json);
    ap_oscal_prop(json, ctx, "slot", slot->id);
    ap_oscal_prop(json, ctx, "status", ap_str_from(ap_word(ap_status_words, (int)verdict->status)));
    ap_oscal_prop(json, ctx, "due", ap_day_str(ctx->mem, slot->due));
    ap_oscal_prop(json, ctx, "owner", ap_report_owner(ctx, slot->owner));
    ap_json_array_close(json);
    add_reference(json, ctx, "related-observations", "observation-uuid", "observation", slot->id);
    add_reference(json, ctx, "related-risks", "risk-uuid", "risk", slot->id);
    ap_json_object_close(json);
}

/* OSCAL wants at least one item. */
static void
add_nothing_open(struct ap_json *json, const struct ap_report_context *ctx)
{
    ap_json_object_open(json);
    ap_oscal_uuid(json, ctx, "uuid", "poam-item", AP_STR("nothing is open"));
    ap_json_kv_c(json, "title", "Nothing is open");
    ap_json_kv_str(json, "description",
                   ap_arena_printf(ctx->mem, "There is no gap as of %.*s.",
                                   AP_FMT(ap_day_str(ctx->mem, ctx->as->day))));
    ap_json_object_close(json);
}

static void
add_items(struct ap_json *json, const struct ap_report_context *ctx)
{
    ap_json_key(json, "poam-items");
    ap_json_array_open(json);
    if (!ap_oscal_any_gap(ctx))
        add_nothing_open(json, ctx);
    for (size_t i = 0; i < ctx->as->n_verdicts; i++) {
        const struct ap_verdict *verdict = &ctx->as->verdicts[i];
        if (!ap_oscal_lists(ctx, verdict, AP_OSCAL_GAPS))
            continue;
        struct ap_arena_mark mark = ap_arena_mark(ctx->mem);
        add_item(json, ctx, verdict);
        ap_arena_rewind(ctx->mem, mark);
    }
    ap_json_array_close(json);
}

int
ap_report_oscal_poam(const struct ap_report_input *in, struct ap_buf *out)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_report_context ctx;
    struct ap_json json;
    ap_report_context_init(&ctx, in->plan, &mem);
    ap_json_init(&json, out);
    ap_oscal_open(&json, &ctx, "plan-of-action-and-milestones",
                  "API security evidence, plan of action and milestones");
    ap_json_key(&json, "system-id");
    ap_json_object_open(&json);
    ap_json_kv_c(&json, "identifier-type", "http://ietf.org/rfc/rfc4122");
    ap_oscal_uuid(&json, &ctx, "id", "system", AP_STR_NONE);
    ap_json_object_close(&json);
    ap_oscal_observations(&json, &ctx, AP_OSCAL_GAPS);
    ap_oscal_risks(&json, &ctx);
    add_items(&json, &ctx);
    ap_oscal_close(&json);
    return AP_OK;
}
