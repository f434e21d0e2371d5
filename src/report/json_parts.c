/* check/v1: deal-breakers, answers, and what the assessment says beyond slots and evidence.
 * Place in the flow: report.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/json.h"

static void
add_dealbreaker(struct ap_json *json, const struct ap_report_context *ctx,
                const struct ap_dealbreaker_verdict *verdict)
{
    static const struct ap_strs none = {NULL, 0, 0};
    ap_json_object_open(json);
    ap_json_kv_str(json, "id", verdict->what->id);
    ap_json_kv_str(json, "line", verdict->what->line);
    ap_json_kv_c(json, "state", ap_word(ap_dealbreaker_words, (int)verdict->state));
    ap_json_kv_strs(json, "because", ctx->plan->full ? &verdict->because : &none);
    ap_json_object_close(json);
}

static void
add_answers(struct ap_json *json, const struct ap_report_context *ctx, const char *key,
            const struct ap_question_answer *answers, size_t n)
{
    static const struct ap_strs none = {NULL, 0, 0};
    ap_json_key(json, key);
    ap_json_array_open(json);
    for (size_t i = 0; i < n; i++) {
        ap_json_object_open(json);
        ap_json_kv_str(json, "id", answers[i].id);
        ap_json_kv_str(json, "ask", answers[i].ask);
        ap_json_kv_c(json, "answer", ap_word(ap_answer_words, (int)answers[i].answer));
        ap_json_kv_strs(json, "evidence", ctx->plan->full ? &answers[i].evidence : &none);
        ap_json_kv_str(json, "reason", ap_report_inner(ctx, answers[i].reason));
        ap_json_object_close(json);
    }
    ap_json_array_close(json);
}

void
ap_report_json_answers(struct ap_json *json, const struct ap_report_context *ctx)
{
    ap_json_key(json, "dealbreakers");
    ap_json_array_open(json);
    for (size_t i = 0; i < ctx->as->n_dealbreakers; i++)
        add_dealbreaker(json, ctx, &ctx->as->dealbreakers[i]);
    ap_json_array_close(json);
    add_answers(json, ctx, "answers", ctx->as->answers, ctx->as->n_answers);
    add_answers(json, ctx, "readiness", ctx->as->readiness, ctx->as->n_readiness);
}

static void
add_edges(struct ap_json *json, const struct ap_report_context *ctx)
{
    ap_json_key(json, "edge");
    ap_json_array_open(json);
    for (size_t i = 0; i < ctx->cat->edges.n; i++) {
        const struct ap_edge *edge = &ctx->cat->edges.items[i];
        ap_json_object_open(json);
        ap_json_kv_str(json, "requirement", edge->req->ref);
        ap_json_kv_str(json, "period", ap_period_str(ctx->mem, edge->period));
        ap_json_kv_int(json, "days_in", edge->days_in);
        ap_json_kv_int(json, "days", edge->days);
        ap_json_object_close(json);
    }
    ap_json_array_close(json);
}

/* Severities that the workspace changed: whoever reads the findings must know. */
static void
add_tuned(struct ap_json *json, const struct ap_report_context *ctx)
{
    ap_json_key(json, "tuned");
    ap_json_array_open(json);
    for (size_t i = 0; i < ctx->ws->severity.n; i++) {
        const struct ap_severity_rule *rule = &ctx->ws->severity.items[i];
        ap_json_object_open(json);
        ap_json_kv_str(json, "code", rule->code.text);
        ap_json_kv_c(json, "to", ap_severity_name(rule->to));
        ap_json_kv_str_opt(json, "reason", ap_report_inner(ctx, rule->reason));
        ap_json_object_close(json);
    }
    ap_json_array_close(json);
}

void
ap_report_json_extras(struct ap_json *json, const struct ap_report_context *ctx,
                      const struct ap_diag *diags)
{
    add_edges(json, ctx);
    ap_report_json_views(json, ctx);
    add_tuned(json, ctx);
    ap_json_key(json, "diagnostics");
    ap_json_array_open(json);
    for (size_t i = 0; ctx->plan->full && diags && i < diags->n; i++)
        ap_diag_json(json, &diags->items[i]);
    ap_json_array_close(json);
}
