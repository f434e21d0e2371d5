/* The gap report as GitHub-flavored Markdown.
 * Place in the flow: report; a row of formats.def. Its long tables are in markdown_tables.c.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/markdown.h"

#include "base/cleanup.h"
#include "report/headline.h"
#include "report/renderers.h"
#include "report/since.h"
#include "report/views.h"

void
ap_markdown_row(struct ap_buf *out, const struct ap_str *cells, size_t n)
{
    ap_buf_add_char(out, '|');
    for (size_t i = 0; i < n; i++) {
        ap_buf_add_char(out, ' ');
        ap_markdown_escape(out, cells[i]);
        ap_buf_add_c(out, " |");
    }
    ap_buf_add_char(out, '\n');
}

void
ap_markdown_head(struct ap_buf *out, const char *title, const char *const *columns, size_t n)
{
    ap_buf_printf(out, "\n## %s\n\n|", title);
    for (size_t i = 0; i < n; i++)
        ap_buf_printf(out, " %s |", columns[i]);
    ap_buf_add_c(out, "\n|");
    for (size_t i = 0; i < n; i++)
        ap_buf_add_c(out, " --- |");
    ap_buf_add_char(out, '\n');
}

/* "- **Label:** value" */
static void
add_fact(struct ap_buf *out, const char *label, struct ap_str value)
{
    ap_buf_printf(out, "- **%s:** ", label);
    ap_markdown_escape(out, value);
    ap_buf_add_char(out, '\n');
}

static void
add_verdict(const struct ap_report_context *ctx, struct ap_buf *out)
{
    struct ap_arena *mem = ctx->mem;
    ap_buf_add_c(out, "# Gap report: ");
    ap_markdown_escape(out, ap_report_subject(ctx));
    ap_buf_add_c(out, "\n\n**");
    ap_markdown_escape(out, ap_report_headline(ctx));
    ap_buf_add_c(out, ".** ");
    ap_markdown_escape(out, ap_report_coverage(ctx));
    ap_buf_add_c(out, ".\n\n");
    if (ctx->baseline)
        add_fact(out, "Baseline", ap_report_since(ctx));
    add_fact(out, "Window", ap_span_str(mem, ctx->cat->window));
    add_fact(out, "As of", ap_day_str(mem, ctx->as->day));
    add_fact(out, "Audience", ctx->plan->audience->id);
    add_fact(out, "Frameworks",
             ctx->cat->in_view.n ? ap_views_joined(ctx, &ctx->cat->in_view) : AP_STR("none"));
    add_fact(out, "Items", ap_report_statuses(ctx));
    struct ap_str severities = ap_report_severities(ctx);
    add_fact(out, "Findings", severities.len ? severities : AP_STR("none"));
    struct ap_str readiness = ap_views_readiness(ctx);
    if (readiness.len)
        add_fact(out, "What good looks like", readiness);
    add_fact(out, "Independence of reviewers",
             ap_str_from(ap_word(ap_independence_words, (int)ctx->ws->independence)));
    add_fact(out, "Pack id", ap_str_from(ctx->plan->pack_id));
    add_fact(out, "Control library",
             ap_arena_printf(mem, "%.*s %.*s, sha256 %s", AP_FMT(ctx->lib->id),
                             AP_FMT(ctx->lib->version), ctx->lib->digest));
}

static void
add_mended(const struct ap_report_context *ctx, struct ap_buf *out)
{
    static const char *const columns[] = {"What", "Of the baseline"};
    const struct ap_strs *lists[] = {&ctx->as->closed_gaps, &ctx->as->closed_findings};
    bool any = false;
    for (size_t k = 0; ctx->baseline && ctx->plan->full && k < AP_COUNT(lists); k++)
        for (size_t i = 0; i < lists[k]->n; i++) {
            if (!any)
                ap_markdown_head(out, "Mended", columns, AP_COUNT(columns));
            any = true;
            struct ap_str cells[] = {k ? AP_STR("finding") : AP_STR("gap"), lists[k]->items[i]};
            ap_markdown_row(out, cells, AP_COUNT(cells));
        }
}

static void
add_dealbreakers(const struct ap_report_context *ctx, struct ap_buf *out)
{
    static const char *const columns[] = {"Id", "What breaks audits and deals", "State", "Because"};
    for (size_t i = 0; i < ctx->as->n_dealbreakers; i++) {
        const struct ap_dealbreaker_verdict *verdict = &ctx->as->dealbreakers[i];
        if (i == 0)
            ap_markdown_head(out, "Deal-breakers", columns, AP_COUNT(columns));
        struct ap_str cells[] = {
            verdict->what->id, verdict->what->line,
            ap_views_spoken(ctx->mem, ap_word(ap_dealbreaker_words, (int)verdict->state)),
            ap_report_inner(ctx, ap_views_joined(ctx, &verdict->because))};
        ap_markdown_row(out, cells, AP_COUNT(cells));
    }
}

static void
add_exceptions(const struct ap_report_context *ctx, struct ap_buf *out)
{
    static const char *const columns[] = {"Id",      "Requirement", "Period", "Reason",  "Approver",
                                          "Granted", "Expires",     "Covers", "Rests on"};
    const struct ap_exceptions *exceptions = &ctx->ws->exceptions;
    for (size_t i = 0; ctx->plan->full && i < exceptions->n; i++) {
        const struct ap_exception *exception = &exceptions->items[i];
        struct ap_strs covers;
        (void)ap_report_excepted(ctx, exception, &covers);
        if (i == 0)
            ap_markdown_head(out, "Exceptions", columns, AP_COUNT(columns));
        struct ap_str cells[] = {exception->id,
                                 exception->requirement.text,
                                 exception->period_text.text,
                                 exception->reason,
                                 exception->approver,
                                 ap_day_str(ctx->mem, exception->granted),
                                 ap_day_str(ctx->mem, exception->expires),
                                 ap_views_joined(ctx, &covers),
                                 ap_views_rests_on(ctx, exception)};
        ap_markdown_row(out, cells, AP_COUNT(cells));
    }
}

static void
render(const struct ap_report_input *in, struct ap_buf *out)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_report_context ctx;
    ap_report_context_init(&ctx, in->plan, &mem);
    ctx.baseline = in->compared ? in->as->baseline : NULL;
    add_verdict(&ctx, out);
    add_mended(&ctx, out);
    add_dealbreakers(&ctx, out);
    if (ctx.plan->since) {
        ap_buf_add_char(out, '\n');
        ap_since_markdown(ctx.plan->since, 2, out);
    }
    ap_markdown_gaps(&ctx, out);
    ap_markdown_standing(&ctx, out);
    ap_markdown_sections(&ctx, out);
    ap_markdown_work(&ctx, out);
    add_exceptions(&ctx, out);
    ap_markdown_left_out(&ctx, out);
    ap_markdown_withheld(&ctx, out);
    ap_markdown_edges(&ctx, out);
    ap_markdown_summaries(&ctx, out);
    ap_markdown_coverage(&ctx, out);
    ap_markdown_findings(&ctx, out);
    ap_buf_add_c(
        out, "\napipack states which evidence was presented, for which period, who recorded its "
             "approval, "
             "and what its text says. It does not test whether a control is suitably designed or "
             "effective, and is no audit opinion.\n");
}

/* Whole in a pack, which nobody bounds. */
int
ap_report_markdown(const struct ap_report_input *in, struct ap_buf *out)
{
    render(in, out);
    if (!in->in_pack)
        ap_markdown_fit(out, AP_MARKDOWN_SUMMARY);
    return AP_OK;
}

int
ap_report_comment(const struct ap_report_input *in, struct ap_buf *out)
{
    render(in, out);
    ap_markdown_fit(out, AP_MARKDOWN_COMMENT);
    return AP_OK;
}
