/* Gaps and findings as SARIF 2.1.0, for code hosts and their scanning pages.
 * Place in the flow: report; a row of formats.def. docs/formats/machines.md is its page.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/cleanup.h"
#include "base/map.h"
#include "report/issues.h"
#include "report/renderers.h"
#include "report/sarif_parts.h"

/* GitHub refuses a run with more of either. */
enum { RESULTS_MAX = 25000, RULES_MAX = 25000 };

/** The rules of the results, in the order in which they are met first. */
struct rules {
    struct ap_map index; /* rule -> place in `issues` */
    const struct ap_issue **issues;
    size_t n;
};

/** How many of the issues fit: all, or up to the first one that breaks a limit. */
static size_t
collect_rules(const struct ap_report_context *ctx, const struct ap_issue *issues, size_t n,
              struct rules *rules)
{
    rules->issues = ap_arena_array(ctx->mem, const struct ap_issue *, n);
    for (size_t i = 0; i < n; i++) {
        if (i == RESULTS_MAX)
            return i;
        if (ap_map_get(&rules->index, issues[i].rule) != AP_NONE)
            continue;
        if (rules->n == RULES_MAX)
            return i;
        (void)ap_map_put(&rules->index, ctx->mem, issues[i].rule, (uint32_t)rules->n);
        rules->issues[rules->n++] = &issues[i];
    }
    return n;
}

static void
add_tags(struct ap_json *json, const struct ap_issue *issue)
{
    ap_json_key(json, "properties");
    ap_json_object_open(json);
    ap_json_key(json, "tags");
    ap_json_array_open(json);
    ap_json_str(json, AP_STR("security"));
    ap_json_str(json, issue->gap ? AP_STR("evidence-gap") : AP_STR("evidence-finding"));
    if (issue->gap)
        ap_json_str(json, issue->gap->slot->req->section->id);
    ap_json_array_close(json);
    ap_json_object_close(json);
}

static void
add_rule(struct ap_json *json, const struct ap_report_context *ctx, const struct ap_issue *issue)
{
    struct ap_str help = issue->gap ? issue->gap->slot->req->produce
                                    : ap_str_from(ap_code_info(issue->finding->code)->mend);
    struct ap_str more = ap_arena_printf(ctx->mem, "%.*s%sapipack explain %.*s", AP_FMT(help),
                                         help.len ? "\n" : "", AP_FMT(issue->rule));
    enum ap_severity severity =
        issue->gap ? issue->severity : ap_code_info(issue->finding->code)->severity;
    ap_json_object_open(json);
    ap_json_kv_str(json, "id", issue->rule);
    ap_sarif_message(json, "shortDescription", ap_report_plain(ctx->mem, issue->title));
    ap_sarif_message(json, "help", more);
    ap_json_key(json, "defaultConfiguration");
    ap_json_object_open(json);
    ap_json_kv_c(json, "level", ap_sarif_level(severity));
    ap_json_object_close(json);
    add_tags(json, issue);
    ap_json_object_close(json);
}

static void
add_rules(struct ap_json *json, const struct ap_report_context *ctx, const struct rules *rules)
{
    ap_json_key(json, "rules");
    ap_json_array_open(json);
    for (size_t i = 0; i < rules->n; i++)
        add_rule(json, ctx, rules->issues[i]);
    ap_json_array_close(json);
}

static void
add_issue(struct ap_json *json, const struct ap_report_context *ctx, const struct rules *rules,
          const struct ap_issue *issue)
{
    struct ap_str message = issue->message;
    if (issue->fix.len)
        message = ap_arena_join(ctx->mem, message, ". To mend it: ", issue->fix);
    struct ap_sarif_result result = {
        .rule = issue->rule,
        .rule_index = ap_map_get(&rules->index, issue->rule),
        .severity = issue->severity,
        .message = message,
        .place = issue->place,
        .fingerprint = issue->fingerprint,
    };
    ap_sarif_result_open(json, &result);
    if (ctx->baseline)
        ap_json_kv_c(json, "baselineState", issue->known ? "unchanged" : "new");
    ap_json_key(json, "properties");
    ap_json_object_open(json);
    ap_json_kv_c(json, "severity", ap_severity_name(issue->severity));
    if (issue->gap) {
        ap_json_kv_str(json, "slot", issue->gap->slot->id);
        ap_json_kv_c(json, "status", ap_word(ap_status_words, (int)issue->gap->status));
    }
    ap_json_object_close(json);
    ap_json_object_close(json);
}

/* Nothing is left out in silence. */
static void
add_invocation(struct ap_json *json, const struct ap_report_context *ctx, size_t n_left_out)
{
    ap_json_key(json, "invocations");
    ap_json_array_open(json);
    ap_json_object_open(json);
    ap_json_kv_bool(json, "executionSuccessful", true);
    if (n_left_out) {
        ap_json_key(json, "toolExecutionNotifications");
        ap_json_array_open(json);
        ap_json_object_open(json);
        ap_json_kv_c(json, "level", "warning");
        ap_sarif_message(json, "message",
                         ap_arena_printf(ctx->mem,
                                         "%zu more results are left out: code hosts take at most "
                                         "%d of a run. All of them: apipack check --format json",
                                         n_left_out, (int)RESULTS_MAX));
        ap_json_object_close(json);
        ap_json_array_close(json);
    }
    ap_json_object_close(json);
    ap_json_array_close(json);
}

int
ap_report_sarif(const struct ap_report_input *in, struct ap_buf *out)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_report_context ctx;
    struct ap_json json;
    struct ap_issue *issues;
    struct rules rules = {0};
    size_t n;
    ap_report_context_init(&ctx, in->plan, &mem);
    ctx.baseline = in->compared ? in->as->baseline : NULL;
    ap_report_issues(&ctx, &issues, &n);
    size_t n_shown = collect_rules(&ctx, issues, n, &rules);
    ap_json_init(&json, out);
    ap_sarif_open(&json);
    add_rules(&json, &ctx, &rules);
    ap_sarif_results(&json);
    for (size_t i = 0; i < n_shown; i++)
        add_issue(&json, &ctx, &rules, &issues[i]);
    ap_sarif_results_close(&json);
    add_invocation(&json, &ctx, n - n_shown);
    ap_sarif_close(&json);
    return AP_OK;
}
