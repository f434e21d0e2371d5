/* JUnit XML: a suite per section of the pack, a case per slot; valid in the schemas that Ant and Jenkins use.
 * Place in the flow: report; a row of formats.def. docs/formats/machines.md is its page.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/cleanup.h"
#include "plan/plan.h"
#include "report/escape.h"
#include "report/issues.h"
#include "report/renderers.h"

/** The verdicts of one suite. */
struct suite {
    const struct ap_section *section;
    size_t n, n_failed, n_skipped;
};

/** What a case comes to. */
enum outcome { PASSED, FAILED, SKIPPED };

/* A gap that the baseline knows fails nothing, as in the exit code. */
static enum outcome
outcome_of(const struct ap_verdict *verdict)
{
    if (verdict->gap)
        return verdict->known ? SKIPPED : FAILED;
    return verdict->status == AP_SATISFIED ? PASSED : SKIPPED;
}

static void
add_attribute(struct ap_buf *out, const char *name, struct ap_str value)
{
    ap_buf_printf(out, " %s=\"", name);
    ap_html_escape(out, value);
    ap_buf_add_char(out, '"');
}

/* XML's names for characters are those of HTML that ap_html_escape() uses; control characters it makes visible. */
static void
add_case(struct ap_buf *out, const struct ap_report_context *ctx, const struct ap_verdict *verdict)
{
    const struct ap_slot *slot = verdict->slot;
    struct ap_arena *mem = ctx->mem;
    const char *status = ap_word(ap_status_words, (int)verdict->status);
    struct ap_str reason = ap_report_reason(ctx, verdict);
    ap_buf_add_c(out, "    <testcase");
    add_attribute(out, "classname",
                  ap_arena_join(mem, AP_STR("apipack."), "", slot->req->control->id));
    add_attribute(out, "name", ap_arena_join(mem, slot->id, " ", slot->req->title));
    ap_buf_add_c(out, " time=\"0\"");
    enum outcome outcome = outcome_of(verdict);
    if (outcome == PASSED) {
        ap_buf_add_c(out, "/>\n");
        return;
    }
    struct ap_str message = ap_arena_printf(mem, "%s%s: %.*s", verdict->known ? "known gap, " : "",
                                            status, AP_FMT(reason));
    ap_buf_add_c(out, ">");
    if (outcome == SKIPPED) {
        ap_buf_add_c(out, "<skipped");
        add_attribute(out, "message", message);
        ap_buf_add_c(out, "/>");
    } else {
        ap_buf_add_c(out, "<failure");
        add_attribute(out, "message", message);
        add_attribute(out, "type", ap_str_from(status));
        ap_buf_add_c(out, ">");
        ap_html_escape(out, message);
        ap_buf_add_c(out, "\n");
        ap_html_escape(out, ap_report_fix(ctx, verdict));
        ap_buf_add_c(out, "</failure>");
    }
    ap_buf_add_c(out, "</testcase>\n");
}

/* Findings are no cases, but a reader of the log shall meet them. */
static void
add_findings(struct ap_buf *out, const struct ap_report_context *ctx, const struct ap_issue *issues,
             size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (issues[i].gap)
            continue;
        struct ap_str line =
            ap_arena_printf(ctx->mem, "%.*s:%u: %s: %.*s [%.*s]", AP_FMT(issues[i].place.file),
                            issues[i].place.line, ap_severity_name(issues[i].severity),
                            AP_FMT(issues[i].message), AP_FMT(issues[i].rule));
        ap_html_escape(out, ap_report_plain(ctx->mem, line));
        ap_buf_add_char(out, '\n');
    }
}

static void
add_suite(struct ap_buf *out, const struct ap_report_context *ctx, const struct suite *suite,
          size_t index, const char *timestamp)
{
    ap_buf_add_c(out, "  <testsuite package=\"apipack\"");
    ap_buf_printf(out, " id=\"%zu\"", index);
    add_attribute(out, "name", suite->section->title);
    ap_buf_printf(out,
                  " timestamp=\"%sT00:00:00\" hostname=\"localhost\" tests=\"%zu\" failures=\"%zu\""
                  " errors=\"0\" skipped=\"%zu\" time=\"0\">\n    <properties/>\n",
                  timestamp, suite->n, suite->n_failed, suite->n_skipped);
    for (size_t i = 0; i < ctx->as->n_verdicts; i++) {
        const struct ap_verdict *verdict = &ctx->as->verdicts[i];
        if (verdict->slot->req->section != suite->section ||
            !ap_plan_lists_slot(ctx->plan, verdict->slot))
            continue;
        struct ap_arena_mark mark = ap_arena_mark(ctx->mem);
        add_case(out, ctx, verdict);
        ap_arena_rewind(ctx->mem, mark);
    }
}

static struct suite
suite_of(const struct ap_report_context *ctx, const struct ap_section *section)
{
    struct suite suite = {.section = section};
    for (size_t i = 0; i < ctx->as->n_verdicts; i++) {
        const struct ap_verdict *verdict = &ctx->as->verdicts[i];
        if (verdict->slot->req->section != section || !ap_plan_lists_slot(ctx->plan, verdict->slot))
            continue;
        suite.n++;
        suite.n_failed += outcome_of(verdict) == FAILED;
        suite.n_skipped += outcome_of(verdict) == SKIPPED;
    }
    return suite;
}

int
ap_report_junit(const struct ap_report_input *in, struct ap_buf *out)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_report_context ctx;
    struct ap_issue *issues;
    char day[AP_DAY_TEXT];
    size_t n_issues;
    size_t n_suites = 0;
    ap_report_context_init(&ctx, in->plan, &mem);
    ap_report_issues(&ctx, &issues, &n_issues);
    ap_buf_add_c(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    for (size_t i = 0; i < ctx.lib->sections.n; i++) {
        struct suite suite = suite_of(&ctx, &ctx.lib->sections.items[i]);
        if (suite.n == 0)
            continue;
        add_suite(out, &ctx, &suite, n_suites, ap_day_text(ctx.as->day, day));
        ap_buf_add_c(out, "    <system-out>");
        if (n_suites++ == 0)
            add_findings(out, &ctx, issues, n_issues);
        ap_buf_add_c(out, "</system-out>\n    <system-err/>\n  </testsuite>\n");
    }
    ap_buf_add_c(out, "</testsuites>\n");
    return AP_OK;
}
