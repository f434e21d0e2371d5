/* The Markdown report on frameworks, readiness, questions, requests, registers, and what is left out.
 * Place in the flow: report.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/markdown.h"
#include "report/views.h"

static struct ap_str
number(const struct ap_report_context *ctx, uint32_t n)
{
    return ap_arena_printf(ctx->mem, "%u", n);
}

/* --- frameworks ----------------------------------------------------------------------------------- */

static void
add_frameworks(const struct ap_report_context *ctx, struct ap_buf *out)
{
    static const char *const columns[] = {"Framework", "Edition", "Ids",
                                          "Due items", "Proven",  "Open"};
    const struct ap_framework_coverages *rows = &ctx->as->frameworks;
    if (rows->n)
        ap_markdown_head(out, "Frameworks", columns, AP_COUNT(columns));
    for (size_t i = 0; i < rows->n; i++) {
        const struct ap_framework_coverage *row = &rows->items[i];
        struct ap_str warning = ap_views_framework_warning(ctx, row->framework);
        if (row->id)
            continue;
        struct ap_str cells[] = {
            row->framework->id,
            ap_arena_join(ctx->mem, row->framework->edition, warning.len ? ", " : "", warning),
            ap_views_framework_ids(ctx, row),
            number(ctx, row->n_due),
            number(ctx, row->n_satisfied),
            number(ctx, row->n_gaps)};
        ap_markdown_row(out, cells, AP_COUNT(cells));
    }
}

static void
add_framework_ids(const struct ap_report_context *ctx, struct ap_buf *out)
{
    static const char *const columns[] = {"Id",        "What",   "State", "Controls",
                                          "Due items", "Proven", "Open"};
    const struct ap_framework_coverages *rows = &ctx->as->frameworks;
    if (rows->n)
        ap_markdown_head(out, "Coverage by framework id", columns, AP_COUNT(columns));
    for (size_t i = 0; i < rows->n; i++) {
        const struct ap_framework_coverage *row = &rows->items[i];
        if (!row->id)
            continue;
        struct ap_str cells[] = {ap_arena_join(ctx->mem, row->framework->id, ":", row->id->id),
                                 ap_arena_join(ctx->mem, row->id->label,
                                               row->id->verified ? "" : " (id not verified)",
                                               AP_STR_NONE),
                                 ap_str_from(ap_word(ap_framework_state_words, (int)row->state)),
                                 number(ctx, row->n_mapped),
                                 number(ctx, row->n_due),
                                 number(ctx, row->n_satisfied),
                                 number(ctx, row->n_gaps)};
        ap_markdown_row(out, cells, AP_COUNT(cells));
    }
}

/* --- readiness, questions ------------------------------------------------------------------------- */

static void
add_answers(const struct ap_report_context *ctx, struct ap_buf *out, const char *title,
            const char *what, const struct ap_question_answer *answers, size_t n)
{
    const char *const columns[] = {"Id", what, "Answer", "Reason"};
    if (n)
        ap_markdown_head(out, title, columns, AP_COUNT(columns));
    for (size_t i = 0; i < n; i++) {
        struct ap_str cells[] = {answers[i].id, answers[i].ask,
                                 ap_str_from(ap_word(ap_answer_words, (int)answers[i].answer)),
                                 ap_report_inner(ctx, answers[i].reason)};
        ap_markdown_row(out, cells, AP_COUNT(cells));
    }
}

void
ap_markdown_standing(const struct ap_report_context *ctx, struct ap_buf *out)
{
    const struct ap_assessment *as = ctx->as;
    add_frameworks(ctx, out);
    add_answers(ctx, out, "What good looks like", "Line", as->readiness, as->n_readiness);
    add_answers(ctx, out, "Questions of auditors and buyers", "Question", as->answers,
                as->n_answers);
}

/* --- requests ------------------------------------------------------------------------------------- */

static struct ap_str
slots_of(const struct ap_report_context *ctx, const struct ap_request_verdict *verdict)
{
    struct ap_str text = verdict->n_slots ? AP_STR_NONE : verdict->reason;
    for (size_t i = 0; i < verdict->n_slots; i++) {
        const struct ap_verdict *slot = &ctx->as->verdicts[verdict->slots[i]];
        text = ap_arena_printf(ctx->mem, "%.*s%s%.*s is %s", AP_FMT(text), i ? "; " : "",
                               AP_FMT(slot->slot->id), ap_word(ap_status_words, (int)slot->status));
    }
    return text;
}

static void
add_requests(const struct ap_report_context *ctx, struct ap_buf *out)
{
    static const char *const columns[] = {"Request", "Text",        "Asks for", "Due",
                                          "State",   "Answered by", "Auditor"};
    if (ctx->as->n_requests)
        ap_markdown_head(out, "Requests of the auditor", columns, AP_COUNT(columns));
    for (size_t i = 0; i < ctx->as->n_requests; i++) {
        const struct ap_request_verdict *verdict = &ctx->as->requests[i];
        const struct ap_request *request = verdict->request;
        struct ap_str cells[] = {request->id,
                                 request->text,
                                 ap_views_asked(ctx, request),
                                 ap_day_str(ctx->mem, request->due),
                                 ap_views_request_state(ctx, verdict),
                                 slots_of(ctx, verdict),
                                 ap_views_auditor(ctx, request)};
        ap_markdown_row(out, cells, AP_COUNT(cells));
    }
}

/* --- registers ------------------------------------------------------------------------------------ */

static void
add_register(const struct ap_report_context *ctx, enum ap_tracked_kind kind, struct ap_buf *out)
{
    static const char *const columns[] = {"Id",     "Title", "Owner and controls",
                                          "Opened", "State", "Evidence"};
    bool any = false;
    for (size_t i = 0; i < ctx->as->n_tracked; i++) {
        const struct ap_tracked_verdict *verdict = &ctx->as->tracked[i];
        const struct ap_tracked *entry = verdict->entry;
        if (entry->kind != kind)
            continue;
        if (!any)
            ap_markdown_head(out, ap_views_register(kind)->heading, columns, AP_COUNT(columns));
        any = true;
        struct ap_str cells[] = {entry->id,
                                 entry->title,
                                 ap_views_tracked_about(ctx, verdict),
                                 ap_day_str(ctx->mem, entry->opened),
                                 ap_views_tracked_state(ctx, verdict),
                                 ap_views_joined(ctx, &entry->evidence)};
        ap_markdown_row(out, cells, AP_COUNT(cells));
    }
}

static void
add_open(const struct ap_report_context *ctx, struct ap_buf *out)
{
    static const char *const columns[] = {"Control", "Title", "Risks", "Actions", "Findings"};
    bool any = false;
    for (size_t c = 0; c < ctx->as->n_controls; c++) {
        const struct ap_control *control = ctx->as->controls[c].control;
        struct ap_str cells[AP_COUNT(columns)] = {control->id, control->title};
        size_t n = 0;
        for (int kind = 0; kind < AP_N_TRACKED; kind++) {
            struct ap_strs lines = {NULL, 0, 0};
            ap_views_open_of(ctx, control, (enum ap_tracked_kind)kind, &lines);
            cells[2 + kind] = ap_views_joined(ctx, &lines);
            n += lines.n;
        }
        if (n == 0)
            continue;
        if (!any)
            ap_markdown_head(out, "Open by control", columns, AP_COUNT(columns));
        any = true;
        ap_markdown_row(out, cells, AP_COUNT(cells));
    }
}

void
ap_markdown_work(const struct ap_report_context *ctx, struct ap_buf *out)
{
    if (!ctx->plan->full)
        return;
    add_requests(ctx, out);
    for (int kind = 0; kind < AP_N_TRACKED; kind++)
        add_register(ctx, (enum ap_tracked_kind)kind, out);
    add_open(ctx, out);
}

void
ap_markdown_summaries(const struct ap_report_context *ctx, struct ap_buf *out)
{
    static const char *const columns[] = {"Control", "Title", "What its evidence says"};
    bool any = false;
    for (size_t i = 0; i < ctx->as->n_controls; i++) {
        const struct ap_control_verdict *verdict = &ctx->as->controls[i];
        struct ap_str cells[] = {verdict->control->id, verdict->control->title,
                                 ap_views_summary(ctx, verdict)};
        if (cells[2].len == 0)
            continue;
        if (!any)
            ap_markdown_head(out, "What the evidence says", columns, AP_COUNT(columns));
        any = true;
        ap_markdown_row(out, cells, AP_COUNT(cells));
    }
}

void
ap_markdown_coverage(const struct ap_report_context *ctx, struct ap_buf *out)
{
    add_framework_ids(ctx, out);
}

/* --- left out ------------------------------------------------------------------------------------- */

void
ap_markdown_left_out(const struct ap_report_context *ctx, struct ap_buf *out)
{
    static const char *const columns[] = {"What", "Title", "Status", "Reason", "Approver"};
    struct ap_views_left_out *rows;
    size_t n;
    ap_views_left_out(ctx, &rows, &n);
    if (n)
        ap_markdown_head(out, "Not asked for", columns, AP_COUNT(columns));
    for (size_t i = 0; i < n; i++) {
        struct ap_str cells[] = {rows[i].id, rows[i].title, ap_str_from(rows[i].status),
                                 rows[i].reason, rows[i].approver};
        ap_markdown_row(out, cells, AP_COUNT(cells));
    }
}
