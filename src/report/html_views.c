/* Sections of the index: frameworks, readiness, questions, the auditor's requests, registers.
 * Place in the flow: report.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/html_tables.h"
#include "report/views.h"

static void
add_state(struct ap_buf *out, const char *word, struct ap_str text)
{
    ap_html_classed(out, "td", word, text);
}

/* --- frameworks ----------------------------------------------------------------------------------- */

static void
add_counts(struct ap_buf *out, const struct ap_framework_coverage *row)
{
    ap_html_number(out, "td", row->n_mapped);
    ap_html_number(out, "td", row->n_due);
    ap_html_number(out, "td", row->n_satisfied);
    ap_html_number(out, "td", row->n_gaps);
    ap_html_raw(out, "</tr>\n");
}

static void
add_whole(const struct ap_report_context *ctx, const struct ap_framework_coverage *row,
          struct ap_buf *out)
{
    const struct ap_framework *framework = row->framework;
    struct ap_str warning = ap_views_framework_warning(ctx, framework);
    ap_html_raw(out, "<tr>");
    ap_html_element(out, "td", framework->id);
    ap_html_element(out, "td", framework->title);
    ap_html_classed(out, "td", warning.len ? "open" : NULL,
                    ap_arena_join(ctx->mem, framework->edition, warning.len ? ", " : "", warning));
    ap_html_element(out, "td", ap_views_framework_ids(ctx, row));
    add_counts(out, row);
}

/* The rows after `whole` that are its ids. */
static void
add_ids(const struct ap_report_context *ctx, size_t whole, struct ap_buf *out)
{
    static const char *const columns[] = {"Id",        "What",   "State", "Controls",
                                          "Due items", "Proven", "Open"};
    const struct ap_framework_coverages *rows = &ctx->as->frameworks;
    const struct ap_framework *framework = rows->items[whole].framework;
    ap_html_raw(out, "<details><summary>");
    ap_html_escape(out, ap_arena_printf(ctx->mem, "%.*s by id", AP_FMT(framework->id)));
    ap_html_raw(out, "</summary>\n");
    ap_html_table_open(out, "What our words call each id; the standard's text is not here", columns,
                       AP_COUNT(columns));
    for (size_t i = whole + 1; i < rows->n && rows->items[i].id; i++) {
        const struct ap_framework_coverage *row = &rows->items[i];
        const char *state = ap_word(ap_framework_state_words, (int)row->state);
        ap_html_raw(out, "<tr>");
        ap_html_classed(out, "td", "fixed", row->id->id);
        ap_html_element(out, "td",
                        ap_arena_join(ctx->mem, row->id->label,
                                      row->id->verified ? "" : " (id not verified)", AP_STR_NONE));
        add_state(out, state, ap_str_from(state));
        add_counts(out, row);
    }
    ap_html_table_close(out);
    ap_html_raw(out, "</details>\n");
}

void
ap_html_frameworks(const struct ap_report_context *ctx, struct ap_buf *out)
{
    static const char *const columns[] = {"Framework", "Title",     "Edition", "Ids",
                                          "Controls",  "Due items", "Proven",  "Open"};
    const struct ap_framework_coverages *rows = &ctx->as->frameworks;
    if (rows->n == 0)
        return;
    ap_html_raw(out, "<section id=\"frameworks\"><h2>Frameworks</h2>\n");
    ap_html_table_open(out, "Coverage by framework", columns, AP_COUNT(columns));
    for (size_t i = 0; i < rows->n; i++)
        if (!rows->items[i].id)
            add_whole(ctx, &rows->items[i], out);
    ap_html_table_close(out);
    for (size_t i = 0; i < rows->n; i++)
        if (!rows->items[i].id)
            add_ids(ctx, i, out);
    ap_html_raw(out, "</section>\n");
}

/* --- readiness, questions ------------------------------------------------------------------------- */

static void
add_answers(const struct ap_report_context *ctx, struct ap_buf *out, const char *caption,
            const char *what, const struct ap_question_answer *answers, size_t n)
{
    const char *const columns[] = {"Id", what, "Answer", "Reason"};
    ap_html_table_open(out, caption, columns, AP_COUNT(columns));
    for (size_t i = 0; i < n; i++) {
        const char *word = ap_word(ap_answer_words, (int)answers[i].answer);
        bool open = answers[i].answer == AP_NO || answers[i].answer == AP_PARTIAL;
        ap_html_raw(out, "<tr>");
        ap_html_element(out, "td", answers[i].id);
        ap_html_element(out, "td", answers[i].ask);
        add_state(out, open ? "open" : "satisfied", ap_str_from(word));
        ap_html_element(out, "td", ap_report_inner(ctx, answers[i].reason));
        ap_html_raw(out, "</tr>\n");
    }
    ap_html_table_close(out);
}

void
ap_html_answers(const struct ap_report_context *ctx, struct ap_buf *out)
{
    const struct ap_assessment *as = ctx->as;
    if (as->n_readiness) {
        ap_html_raw(out, "<section id=\"readiness\"><h2>What good looks like</h2>\n");
        ap_html_element(out, "p",
                        ap_arena_join(ctx->mem, ap_views_readiness(ctx), "", AP_STR(".")));
        add_answers(ctx, out, "Readiness", "Line", as->readiness, as->n_readiness);
        ap_html_raw(out, "</section>\n");
    }
    if (as->n_answers) {
        ap_html_raw(out, "<section id=\"questions\"><h2>Questions of auditors and buyers</h2>\n");
        ap_html_element(out, "p", ap_arena_join(ctx->mem, ap_views_answers(ctx), "", AP_STR(".")));
        add_answers(ctx, out, "The checklist", "Question", as->answers, as->n_answers);
        ap_html_raw(out, "</section>\n");
    }
}

/* --- requests ------------------------------------------------------------------------------------- */

static void
add_slots(const struct ap_report_context *ctx, const struct ap_request_verdict *verdict,
          struct ap_buf *out)
{
    ap_html_raw(out, "<td>");
    if (verdict->n_slots == 0)
        ap_html_escape(out, verdict->reason);
    for (size_t i = 0; i < verdict->n_slots; i++) {
        const struct ap_verdict *slot = &ctx->as->verdicts[verdict->slots[i]];
        const char *status = ap_word(ap_status_words, (int)slot->status);
        ap_html_raw(out, i ? "<br>" : "");
        ap_html_slot_link(out, slot->slot);
        ap_html_raw(out, " ");
        ap_html_classed(out, "span", slot->gap ? "open" : status, ap_str_from(status));
    }
    ap_html_raw(out, "</td>");
}

static const char *
request_class(const struct ap_request_verdict *verdict)
{
    if (verdict->overdue || verdict->state == AP_REQUEST_NO_SLOT)
        return "open";
    return verdict->state == AP_REQUEST_ANSWERED ? "satisfied" : "partly";
}

void
ap_html_requests(const struct ap_report_context *ctx, struct ap_buf *out)
{
    static const char *const columns[] = {"Request", "Text",        "Asks for", "Due",
                                          "State",   "Answered by", "Auditor"};
    if (ctx->as->n_requests == 0)
        return;
    ap_html_raw(out, "<section id=\"requests\"><h2>Requests of the auditor</h2>\n");
    ap_html_element(out, "p", ap_arena_join(ctx->mem, ap_views_requests(ctx), "", AP_STR(".")));
    ap_html_table_open(out, "The auditor's list, and what answers it", columns, AP_COUNT(columns));
    for (size_t i = 0; i < ctx->as->n_requests; i++) {
        const struct ap_request_verdict *verdict = &ctx->as->requests[i];
        const struct ap_request *request = verdict->request;
        ap_html_raw(out, "<tr>");
        ap_html_classed(out, "td", "fixed", request->id);
        ap_html_element(out, "td", request->text);
        ap_html_element(out, "td", ap_views_asked(ctx, request));
        ap_html_classed(out, "td", "fixed", ap_day_str(ctx->mem, request->due));
        add_state(out, request_class(verdict), ap_views_request_state(ctx, verdict));
        add_slots(ctx, verdict, out);
        ap_html_element(out, "td", ap_views_auditor(ctx, request));
        ap_html_raw(out, "</tr>\n");
    }
    ap_html_table_close(out);
    ap_html_raw(out, "</section>\n");
}

/* --- registers ------------------------------------------------------------------------------------ */

static void
add_entry(const struct ap_report_context *ctx, const struct ap_tracked_verdict *verdict,
          struct ap_buf *out)
{
    const struct ap_tracked *entry = verdict->entry;
    ap_html_raw(out, "<tr>");
    ap_html_classed(out, "td", "fixed", entry->id);
    ap_html_element(out, "td", entry->title);
    ap_html_element(out, "td", ap_views_tracked_about(ctx, verdict));
    ap_html_classed(out, "td", "fixed", ap_day_str(ctx->mem, entry->opened));
    add_state(out, verdict->overdue || verdict->unproven ? "open" : "partly",
              ap_views_tracked_state(ctx, verdict));
    ap_html_element(out, "td", ap_views_joined(ctx, &entry->evidence));
    ap_html_raw(out, "</tr>\n");
}

static void
add_register(const struct ap_report_context *ctx, enum ap_tracked_kind kind, struct ap_buf *out)
{
    static const char *const columns[] = {"Id",     "Title", "Owner and controls",
                                          "Opened", "State", "Evidence"};
    struct ap_str count = ap_views_tracked_count(ctx, kind);
    if (count.len == 0)
        return;
    ap_html_element(out, "h3", ap_str_from(ap_views_register(kind)->heading));
    ap_html_element(out, "p", ap_arena_join(ctx->mem, count, "", AP_STR(".")));
    ap_html_table_open(out, ap_views_register(kind)->heading, columns, AP_COUNT(columns));
    for (size_t i = 0; i < ctx->as->n_tracked; i++)
        if (ctx->as->tracked[i].entry->kind == kind)
            add_entry(ctx, &ctx->as->tracked[i], out);
    ap_html_table_close(out);
}

void
ap_html_registers(const struct ap_report_context *ctx, struct ap_buf *out)
{
    if (ctx->as->n_tracked == 0)
        return;
    ap_html_raw(out, "<section id=\"registers\"><h2>Risks, corrective actions, findings</h2>\n");
    for (int kind = 0; kind < AP_N_TRACKED; kind++)
        add_register(ctx, (enum ap_tracked_kind)kind, out);
    ap_html_raw(out, "</section>\n");
}

void
ap_html_open_of(const struct ap_report_context *ctx, const struct ap_control *control,
                struct ap_buf *out)
{
    bool any = false;
    ap_html_raw(out, "<td>");
    for (int kind = 0; kind < AP_N_TRACKED; kind++) {
        struct ap_strs lines = {NULL, 0, 0};
        ap_views_open_of(ctx, control, (enum ap_tracked_kind)kind, &lines);
        for (size_t i = 0; i < lines.n; i++) {
            ap_html_raw(out, any ? "<br>" : "");
            ap_html_escape(out, ap_str_from(ap_views_register((enum ap_tracked_kind)kind)->noun));
            ap_html_raw(out, " ");
            ap_html_escape(out, lines.items[i]);
            any = true;
        }
    }
    ap_html_raw(out, "</td>");
}
