/* check/v1: the whole assessment as one JSON document.
 * Place in the flow: report; a row of formats.def. docs/formats/check.md is its page.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/json.h"

#include "base/cleanup.h"
#include "report/renderers.h"
#include "report/since.h"
#include "report/views.h"

static void
add_head(struct ap_json *json, const struct ap_report_context *ctx)
{
    ap_json_kv_c(json, "schema", "apipack.dev/check/v1");
    ap_record_tool(json);
    ap_json_key(json, "workspace");
    ap_json_object_open(json);
    ap_json_kv_str(json, "organization", ctx->ws->organization);
    ap_json_kv_str(json, "product", ctx->ws->product);
    ap_json_kv_c(json, "root_digest", ctx->as->insp->root_digest);
    ap_json_kv_c(json, "independence", ap_word(ap_independence_words, (int)ctx->ws->independence));
    ap_json_object_close(json);
    ap_record_library(json, ctx->lib);
    ap_record_day(json, "as_of", ctx->as->day);
    ap_record_window(json, ctx->cat->window);
    ap_json_kv_str(json, "audience", ctx->plan->audience->id);
    ap_json_key(json, "frameworks");
    ap_json_array_open(json);
    for (size_t i = 0; i < ctx->cat->in_view.n; i++)
        ap_json_str(json, ctx->cat->in_view.items[i]);
    ap_json_array_close(json);
    ap_json_kv_c(json, "result", ap_word(ap_result_words, (int)ctx->as->result));
}

static void
add_summary(struct ap_json *json, const struct ap_assessment *as)
{
    ap_json_key(json, "summary");
    ap_json_object_open(json);
    ap_json_kv_int(json, "slots", (int64_t)as->n_verdicts);
    ap_json_kv_int(json, "due", as->n_due);
    ap_json_kv_int(json, "not_due", as->n_not_due);
    ap_json_kv_int(json, "gaps", as->n_gaps);
    ap_json_key(json, "by_status");
    ap_record_statuses(json, as->by_status);
    ap_json_key(json, "findings");
    ap_json_object_open(json);
    for (int i = AP_N_SEVERITIES - 1; i >= 0; i--)
        ap_json_kv_int(json, ap_word(ap_severity_words, i), as->by_severity[i]);
    ap_json_object_close(json);
    ap_json_key(json, "coverage");
    ap_json_fraction(json, as->coverage);
    ap_record_day(json, "next_due", as->next_due);
    ap_record_day(json, "last_due", as->last_due);
    ap_json_object_close(json);
}

/* What was known before, and what became of it. */
static void
add_baseline(struct ap_json *json, const struct ap_report_context *ctx)
{
    const struct ap_assessment *as = ctx->as;
    size_t n_known_gaps = as->n_gaps - as->n_new_gaps;
    size_t n_new = 0;
    for (int s = 0; s < AP_N_SEVERITIES; s++)
        n_new += as->new_by_severity[s];
    size_t n_known = as->findings.n - n_new;
    ap_json_key(json, "baseline");
    ap_json_object_open(json);
    ap_record_day(json, "as_of", ctx->baseline->as_of);
    ap_json_kv_int(json, "new_gaps", as->n_new_gaps);
    ap_json_kv_int(json, "known_gaps", (int64_t)n_known_gaps);
    ap_json_kv_int(json, "closed_gaps", (int64_t)(ctx->baseline->n_gaps - n_known_gaps));
    ap_json_kv_int(json, "new_findings", (int64_t)n_new);
    ap_json_kv_int(json, "known_findings", (int64_t)n_known);
    ap_json_kv_int(json, "closed_findings", (int64_t)(ctx->baseline->n_findings - n_known));
    static const struct ap_strs none = {NULL, 0, 0};
    ap_json_kv_strs(json, "mended_gaps", ctx->plan->full ? &as->closed_gaps : &none);
    ap_json_kv_strs(json, "mended_findings", ctx->plan->full ? &as->closed_findings : &none);
    ap_json_object_close(json);
}

static void
add_finding(struct ap_json *json, const struct ap_report_context *ctx, const struct ap_finding *f)
{
    ap_json_object_open(json);
    ap_json_kv_c(json, "code", ap_code_info(f->code)->id);
    ap_json_kv_c(json, "severity", ap_severity_name(f->severity));
    ap_json_kv_str(json, "subject", f->subject);
    ap_json_kv_str_opt(json, "file", f->place.file);
    ap_json_kv_int_opt(json, "line", f->place.line);
    ap_json_kv_int_opt(json, "column", f->place.column);
    ap_json_kv_str(json, "message", f->message);
    ap_json_kv_str(json, "fix", f->fix);
    ap_json_kv_c(json, "fingerprint", f->fingerprint);
    if (ctx->baseline)
        ap_json_kv_bool(json, "new", !f->known);
    ap_json_object_close(json);
}

/* Outsiders get the counts of the summary: the words of a finding name files and people. */
static void
add_findings(struct ap_json *json, const struct ap_report_context *ctx)
{
    ap_json_key(json, "findings");
    ap_json_array_open(json);
    for (size_t i = 0; ctx->plan->full && i < ctx->as->findings.n; i++)
        add_finding(json, ctx, ctx->as->findings.items[i]);
    ap_json_array_close(json);
}

static void
add_mappings(struct ap_json *json, const struct ap_control *control)
{
    ap_json_key(json, "frameworks");
    ap_json_object_open(json);
    for (size_t i = 0; i < control->maps.n; i++) {
        const struct ap_mapping *map = &control->maps.items[i];
        ap_json_key_str(json, map->framework.text);
        ap_json_array_open(json);
        for (size_t k = 0; k < map->ids.n; k++)
            ap_json_str(json, map->ids.items[k].text);
        ap_json_array_close(json);
    }
    ap_json_object_close(json);
}

static void
add_proof(struct ap_json *json, const struct ap_control_verdict *verdict)
{
    ap_json_key(json, "proof");
    ap_json_object_open(json);
    for (int i = 0; i < AP_N_FACETS; i++)
        ap_json_kv_bool(json, ap_word(ap_facet_words, i), verdict->proof[i] == AP_PROVEN);
    ap_json_object_close(json);
    ap_json_key(json, "proof_state");
    ap_json_object_open(json);
    for (int i = 0; i < AP_N_FACETS; i++)
        ap_json_kv_c(json, ap_word(ap_facet_words, i),
                     ap_word(ap_proof_state_words, (int)verdict->proof[i]));
    ap_json_object_close(json);
}

static void
add_control(struct ap_json *json, const struct ap_report_context *ctx,
            const struct ap_control_verdict *verdict)
{
    const struct ap_control *control = verdict->control;
    ap_json_object_open(json);
    ap_json_kv_str(json, "id", control->id);
    ap_json_kv_str(json, "title", control->title);
    ap_json_kv_str(json, "area", control->area->id);
    ap_json_kv_str(json, "section", control->section->id);
    ap_json_kv_c(json, "severity", ap_severity_name(control->severity));
    ap_json_kv_str_opt(json, "owner", ap_report_owner(ctx, verdict->owner));
    add_proof(json, verdict);
    add_mappings(json, control);
    ap_json_kv_int(json, "slots", verdict->n_slots);
    ap_json_kv_int(json, "gaps", verdict->n_gaps);
    ap_json_kv_bool(json, "ready", verdict->ready);
    ap_json_kv_str_opt(json, "ready_say", verdict->ready_say);
    ap_json_kv_str_opt(json, "summary", ap_views_summary(ctx, verdict));
    ap_report_json_linked(json, ctx, control);
    ap_json_object_close(json);
}

static void
add_controls(struct ap_json *json, const struct ap_report_context *ctx)
{
    ap_json_key(json, "controls");
    ap_json_array_open(json);
    for (size_t i = 0; i < ctx->as->n_controls; i++)
        add_control(json, ctx, &ctx->as->controls[i]);
    ap_json_array_close(json);
}

int
ap_report_json(const struct ap_report_input *in, struct ap_buf *out)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_report_context ctx;
    struct ap_json json;
    ap_report_context_init(&ctx, in->plan, &mem);
    ctx.baseline = in->compared ? in->as->baseline : NULL;
    ap_json_init(&json, out);
    json.spill = in->spill;
    json.spill_ctx = in->spill_ctx;
    ap_json_object_open(&json);
    add_head(&json, &ctx);
    add_summary(&json, ctx.as);
    if (ctx.baseline)
        add_baseline(&json, &ctx);
    ap_record_slots(&json, &ctx);
    ap_report_json_evidence(&json, &ctx);
    add_findings(&json, &ctx);
    add_controls(&json, &ctx);
    ap_report_json_answers(&json, &ctx);
    ap_record_exceptions(&json, &ctx);
    ap_record_not_applicable(&json, &ctx);
    ap_record_withheld(&json, &ctx);
    if (ctx.plan->since) {
        ap_json_key(&json, "since");
        ap_since_json(&json, ctx.plan->since);
    }
    ap_report_json_extras(&json, &ctx, in->diags);
    ap_json_object_close(&json);
    ap_json_end(&json);
    return AP_OK;
}
