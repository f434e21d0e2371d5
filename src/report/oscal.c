/* OSCAL assessment results: an observation per slot, a finding per control, a risk per gap.
 * Place in the flow: report; a row of formats.def. docs/formats/machines.md is its page.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/cleanup.h"
#include "plan/plan.h"
#include "report/headline.h"
#include "report/oscal_parts.h"
#include "report/renderers.h"

static void
add_reviewed_controls(struct ap_json *json, const struct ap_report_context *ctx)
{
    ap_json_key(json, "reviewed-controls");
    ap_json_object_open(json);
    ap_json_key(json, "control-selections");
    ap_json_array_open(json);
    ap_json_object_open(json);
    if (ctx->as->n_controls == 0) {
        ap_json_key(json, "include-all");
        ap_json_object_open(json);
        ap_json_object_close(json);
    } else {
        ap_json_key(json, "include-controls");
        ap_json_array_open(json);
        for (size_t i = 0; i < ctx->as->n_controls; i++) {
            ap_json_object_open(json);
            ap_json_kv_str(json, "control-id",
                           ap_oscal_token(ctx->mem, ctx->as->controls[i].control->id));
            ap_json_object_close(json);
        }
        ap_json_array_close(json);
    }
    ap_json_object_close(json);
    ap_json_array_close(json);
    ap_json_object_close(json);
}

/** The verdicts of one control, which follow each other. */
struct control_slots {
    size_t from, to;
    size_t n_satisfied, n_open; /* open: neither satisfied nor a gap */
};

/** References of a finding to what stands in another array of the document. */
struct related {
    const char *array; /* "related-risks" */
    const char *key;   /* "risk-uuid" */
    const char *kind;  /* "risk", as ap_oscal_uuid takes it */
    enum ap_oscal_scope scope;
};
static const struct related observations = {"related-observations", "observation-uuid",
                                            "observation", AP_OSCAL_ALL};
static const struct related risks = {"related-risks", "risk-uuid", "risk", AP_OSCAL_GAPS};

static void
add_related(struct ap_json *json, const struct ap_report_context *ctx,
            const struct control_slots *slots, const struct related *related)
{
    bool any = false;
    for (size_t i = slots->from; i < slots->to; i++) {
        const struct ap_verdict *verdict = &ctx->as->verdicts[i];
        if (!ap_oscal_lists(ctx, verdict, related->scope))
            continue;
        if (!any) {
            ap_json_key(json, related->array);
            ap_json_array_open(json);
        }
        any = true;
        ap_json_object_open(json);
        ap_oscal_uuid(json, ctx, related->key, related->kind, verdict->slot->id);
        ap_json_object_close(json);
    }
    if (any)
        ap_json_array_close(json);
}

static void
add_target(struct ap_json *json, const struct ap_report_context *ctx,
           const struct ap_control_verdict *verdict, const struct control_slots *slots)
{
    bool satisfied = verdict->n_gaps == 0;
    const char *reason = !satisfied ? "fail" : slots->n_open ? "other" : "pass";
    ap_json_key(json, "target");
    ap_json_object_open(json);
    ap_json_kv_c(json, "type", "objective-id");
    ap_json_kv_str(json, "target-id", ap_oscal_token(ctx->mem, verdict->control->id));
    ap_json_key(json, "status");
    ap_json_object_open(json);
    ap_json_kv_c(json, "state", satisfied ? "satisfied" : "not-satisfied");
    ap_json_kv_c(json, "reason", reason);
    if (satisfied && slots->n_open)
        ap_json_kv_str(json, "remarks",
                       ap_arena_printf(ctx->mem,
                                       "%zu of its items are not due yet, or an exception covers "
                                       "them",
                                       slots->n_open));
    ap_json_object_close(json);
    ap_json_object_close(json);
}

static void
add_finding(struct ap_json *json, const struct ap_report_context *ctx,
            const struct ap_control_verdict *verdict, const struct control_slots *slots)
{
    const struct ap_control *control = verdict->control;
    ap_json_object_open(json);
    ap_oscal_uuid(json, ctx, "uuid", "finding", control->id);
    ap_oscal_line(json, ctx, "title", ap_arena_join(ctx->mem, control->id, " ", control->title),
                  "Control");
    ap_oscal_line(json, ctx, "description",
                  ap_arena_printf(ctx->mem, "%.*s of %.*s; %zu satisfied. %.*s",
                                  AP_FMT(ap_report_count(ctx->mem, verdict->n_gaps, "gap")),
                                  AP_FMT(ap_report_count(ctx->mem, verdict->n_slots, "item")),
                                  slots->n_satisfied, AP_FMT(verdict->ready_say)),
                  "Control");
    add_target(json, ctx, verdict, slots);
    add_related(json, ctx, slots, &observations);
    add_related(json, ctx, slots, &risks);
    ap_json_object_close(json);
}

/* Slots are sorted by control, and so are controls. */
static void
add_findings(struct ap_json *json, const struct ap_report_context *ctx)
{
    const struct ap_assessment *as = ctx->as;
    size_t at = 0;
    if (as->n_controls == 0)
        return;
    ap_json_key(json, "findings");
    ap_json_array_open(json);
    for (size_t i = 0; i < as->n_controls; i++) {
        struct ap_arena_mark mark = ap_arena_mark(ctx->mem);
        const struct ap_control *control = as->controls[i].control;
        while (at < as->n_verdicts &&
               ap_str_cmp(as->verdicts[at].slot->req->control->id, control->id) < 0)
            at++;
        struct control_slots slots = {.from = at};
        for (; at < as->n_verdicts && as->verdicts[at].slot->req->control == control; at++) {
            slots.n_satisfied += as->verdicts[at].status == AP_SATISFIED;
            slots.n_open += as->verdicts[at].status != AP_SATISFIED && !as->verdicts[at].gap;
        }
        slots.to = at;
        add_finding(json, ctx, &as->controls[i], &slots);
        ap_arena_rewind(ctx->mem, mark);
    }
    ap_json_array_close(json);
}

static void
add_result(struct ap_json *json, const struct ap_report_context *ctx)
{
    ap_json_key(json, "results");
    ap_json_array_open(json);
    ap_json_object_open(json);
    ap_oscal_uuid(json, ctx, "uuid", "result", ap_day_str(ctx->mem, ctx->as->day));
    ap_oscal_line(json, ctx, "title",
                  ap_arena_join(ctx->mem, AP_STR("Evidence of"), " ",
                                ap_span_str(ctx->mem, ctx->cat->window)),
                  "Evidence");
    ap_oscal_line(json, ctx, "description",
                  ap_arena_join(ctx->mem, ap_report_headline(ctx), ". ", ap_report_coverage(ctx)),
                  "Result");
    ap_oscal_time(json, "start", ctx->cat->window.from);
    ap_oscal_time(json, "end", ctx->cat->window.to - 1);
    add_reviewed_controls(json, ctx);
    ap_oscal_observations(json, ctx, AP_OSCAL_ALL);
    ap_oscal_risks(json, ctx);
    add_findings(json, ctx);
    ap_json_object_close(json);
    ap_json_array_close(json);
}

/* The plan is the workspace's: OSCAL wants a reference to one. */
static void
add_plan(struct ap_json *json, const struct ap_report_context *ctx)
{
    ap_json_key(json, "back-matter");
    ap_json_object_open(json);
    ap_json_key(json, "resources");
    ap_json_array_open(json);
    ap_json_object_open(json);
    ap_oscal_uuid(json, ctx, "uuid", "plan", AP_STR("apipack.yaml"));
    ap_json_kv_c(json, "title", "Assessment plan");
    ap_json_kv_c(json, "description",
                 "What is asked for: the workspace's apipack.yaml and its control library");
    ap_json_key(json, "rlinks");
    ap_json_array_open(json);
    ap_json_object_open(json);
    ap_json_kv_c(json, "href", "apipack.yaml");
    ap_json_object_close(json);
    ap_json_array_close(json);
    ap_json_object_close(json);
    ap_json_array_close(json);
    ap_json_object_close(json);
}

int
ap_report_oscal(const struct ap_report_input *in, struct ap_buf *out)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_report_context ctx;
    struct ap_json json;
    ap_report_context_init(&ctx, in->plan, &mem);
    ap_json_init(&json, out);
    ap_oscal_open(&json, &ctx, "assessment-results", "API security evidence, assessment results");
    ap_json_key(&json, "import-ap");
    ap_json_object_open(&json);
    ap_oscal_fragment(&json, &ctx, "href", "plan", AP_STR("apipack.yaml"));
    ap_json_object_close(&json);
    add_result(&json, &ctx);
    add_plan(&json, &ctx);
    ap_oscal_close(&json);
    return AP_OK;
}
