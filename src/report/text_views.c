/* The text report on frameworks, readiness, questions, requests, registers, and what is left out.
 * Place in the flow: report.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/path.h"
#include "report/text_lines.h"
#include "report/views.h"

/* "  ID  words" with the ids in a column of `width`. */
static void
put_pair(const struct ap_text *text, struct ap_str id, size_t width, struct ap_str words)
{
    struct ap_str shown = ap_text_shown(text, id);
    size_t wide = ap_text_width_of(shown);
    size_t pad = width > wide ? width - wide : 0;
    ap_buf_add_c(text->out, "  ");
    ap_buf_add_str(text->out, shown);
    ap_buf_printf(text->out, "%*s", (int)(pad + 2), "");
    ap_text_words(text, 2 + wide + pad + 2, 2 + width + 2, words);
}

static size_t
wider(const struct ap_text *text, size_t width, struct ap_str id)
{
    size_t wide = ap_text_width_of(ap_text_shown(text, id));
    return wide > width ? wide : width;
}

/* --- what the evidence says ------------------------------------------------------------------------ */

void
ap_text_summaries(const struct ap_text *text)
{
    const struct ap_assessment *as = text->ctx->as;
    size_t width = 0;
    for (size_t i = 0; i < as->n_controls; i++)
        if (ap_views_summary(text->ctx, &as->controls[i]).len > 0)
            width = wider(text, width, as->controls[i].control->id);
    if (width > 0)
        ap_text_heading(text, "What the evidence says");
    for (size_t i = 0; i < as->n_controls; i++) {
        struct ap_str summary = ap_views_summary(text->ctx, &as->controls[i]);
        if (summary.len > 0)
            put_pair(text, as->controls[i].control->id, width, summary);
    }
}

/* --- frameworks ----------------------------------------------------------------------------------- */

static void
put_framework(const struct ap_text *text, const struct ap_framework_coverage *row, size_t width)
{
    struct ap_arena *mem = text->ctx->mem;
    if (!row->id) {
        struct ap_str words = ap_views_framework_ids(text->ctx, row);
        struct ap_str warning = ap_views_framework_warning(text->ctx, row->framework);
        if (warning.len)
            words = ap_arena_printf(mem, "%.*s (%.*s)", AP_FMT(words), AP_FMT(warning));
        put_pair(text, row->framework->id, width, words);
        return;
    }
    put_pair(text, row->id->id, width,
             ap_arena_printf(mem, "%s, %u of %u due items proven, %u %s: %.*s%s",
                             ap_word(ap_framework_state_words, (int)row->state), row->n_satisfied,
                             row->n_due, row->n_gaps, row->n_gaps == 1 ? "gap" : "gaps",
                             AP_FMT(row->id->label), row->id->verified ? "" : " (not verified)"));
}

void
ap_text_frameworks(const struct ap_text *text)
{
    const struct ap_framework_coverages *rows = &text->ctx->as->frameworks;
    size_t width = 0;
    for (size_t i = 0; i < rows->n; i++)
        if (!rows->items[i].id)
            width = wider(text, width, rows->items[i].framework->id);
    if (rows->n)
        ap_text_heading(text, "Frameworks");
    for (size_t i = 0; i < rows->n; i++)
        put_framework(text, &rows->items[i], width);
}

/* --- entry by entry ------------------------------------------------------------------------------- */

static void
put_answers(const struct ap_text *text, const char *heading,
            const struct ap_question_answer *answers, size_t n)
{
    if (n)
        ap_text_heading(text, heading);
    for (size_t i = 0; i < n; i++) {
        const char *word = ap_word(ap_answer_words, (int)answers[i].answer);
        struct ap_str line = ap_arena_printf(text->ctx->mem, "%-7s  %.*s", word,
                                             AP_FMT(ap_text_shown(text, answers[i].id)));
        ap_buf_printf(text->out, "  %.*s  ", AP_FMT(line));
        ap_text_words(text, line.len + 4, line.len + 4, answers[i].ask);
        if (answers[i].answer == AP_YES)
            continue;
        ap_buf_printf(text->out, "%*s", (int)line.len + 4, "");
        ap_text_words(text, line.len + 4, line.len + 4, answers[i].reason);
    }
}

static void
put_request(const struct ap_text *text, const struct ap_request_verdict *verdict, size_t width)
{
    const struct ap_report_context *ctx = text->ctx;
    const struct ap_request *request = verdict->request;
    struct ap_str state = ap_views_request_state(ctx, verdict);
    if (request->due != AP_DAY_NONE)
        state = ap_arena_printf(ctx->mem, "%.*s, due %.*s", AP_FMT(state),
                                AP_FMT(ap_day_str(ctx->mem, request->due)));
    put_pair(text, request->id, width,
             ap_arena_printf(ctx->mem, "%.*s: %.*s (%.*s)", AP_FMT(state), AP_FMT(request->text),
                             AP_FMT(ap_views_asked(ctx, request))));
    for (size_t i = 0; i < verdict->n_slots; i++) {
        const struct ap_verdict *slot = &ctx->as->verdicts[verdict->slots[i]];
        ap_buf_printf(text->out, "%*s", (int)width + 4, "");
        ap_text_words(text, width + 4, width + 6,
                      ap_arena_printf(ctx->mem, "- %.*s is %s", AP_FMT(slot->slot->id),
                                      ap_word(ap_status_words, (int)slot->status)));
    }
    struct ap_str auditor = ap_views_auditor(ctx, request);
    if (auditor.len)
        auditor = ap_arena_join(ctx->mem, AP_STR("the auditor says"), " ", auditor);
    struct ap_str notes[] = {verdict->n_slots ? AP_STR_NONE : verdict->reason, auditor};
    for (size_t i = 0; i < AP_COUNT(notes); i++) {
        if (notes[i].len == 0)
            continue;
        ap_buf_printf(text->out, "%*s", (int)width + 4, "");
        ap_text_words(text, width + 4, width + 4, notes[i]);
    }
}

static void
put_requests(const struct ap_text *text)
{
    const struct ap_assessment *as = text->ctx->as;
    size_t width = 0;
    for (size_t i = 0; i < as->n_requests; i++)
        width = wider(text, width, as->requests[i].request->id);
    if (as->n_requests)
        ap_text_heading(text, "Requests of the auditor");
    for (size_t i = 0; i < as->n_requests; i++)
        put_request(text, &as->requests[i], width);
}

static void
put_register(const struct ap_text *text, enum ap_tracked_kind kind)
{
    const struct ap_assessment *as = text->ctx->as;
    size_t width = 0;
    for (size_t i = 0; i < as->n_tracked; i++)
        if (as->tracked[i].entry->kind == kind)
            width = wider(text, width, as->tracked[i].entry->id);
    for (size_t i = 0, n = 0; i < as->n_tracked; i++) {
        const struct ap_tracked *entry = as->tracked[i].entry;
        if (entry->kind != kind)
            continue;
        if (n++ == 0)
            ap_text_heading(text, ap_views_register(kind)->heading);
        put_pair(text, entry->id, width,
                 ap_arena_printf(text->ctx->mem, "%.*s: %.*s (%.*s)",
                                 AP_FMT(ap_views_tracked_state(text->ctx, &as->tracked[i])),
                                 AP_FMT(entry->title),
                                 AP_FMT(ap_views_tracked_about(text->ctx, &as->tracked[i]))));
    }
}

void
ap_text_details(const struct ap_text *text)
{
    const struct ap_assessment *as = text->ctx->as;
    put_answers(text, "What good looks like", as->readiness, as->n_readiness);
    put_answers(text, "Questions of auditors and buyers", as->answers, as->n_answers);
    if (!text->ctx->plan->full)
        return;
    put_requests(text);
    for (int kind = 0; kind < AP_N_TRACKED; kind++)
        put_register(text, (enum ap_tracked_kind)kind);
}

/* --- a line each ---------------------------------------------------------------------------------- */

void
ap_text_standing(const struct ap_text *text)
{
    /* "Findings" heads what this run found. */
    static const char *const labels[AP_N_TRACKED] = {[AP_TRACKED_RISK] = "Risks",
                                                     [AP_TRACKED_ACTION] = "Actions",
                                                     [AP_TRACKED_FINDING] = "Reported"};
    const struct ap_report_context *ctx = text->ctx;
    ap_text_fact(text, "Readiness", ap_views_readiness(ctx));
    ap_text_fact(text, "Questions", ap_views_answers(ctx));
    if (!ctx->plan->full)
        return;
    ap_text_fact(text, "Requests", ap_views_requests(ctx));
    for (int kind = 0; kind < AP_N_TRACKED; kind++) {
        struct ap_str words = ap_views_tracked_count(ctx, (enum ap_tracked_kind)kind);
        if (words.len && kind == AP_TRACKED_FINDING)
            words = ap_arena_join(ctx->mem, AP_STR("findings of others"), ": ", words);
        ap_text_fact(text, labels[kind], words);
    }
}

void
ap_text_left_out(const struct ap_text *text)
{
    struct ap_views_left_out *rows;
    size_t n;
    ap_views_left_out(text->ctx, &rows, &n);
    for (size_t i = 0; i < n; i++)
        ap_text_fact(text, "Left out",
                     ap_arena_printf(text->ctx->mem, "%.*s is %s: %.*s", AP_FMT(rows[i].id),
                                     rows[i].status, AP_FMT(rows[i].reason)));
}

void
ap_text_rules(const struct ap_text *text)
{
    const struct ap_workspace *ws = text->ctx->ws;
    struct ap_arena *mem = text->ctx->mem;
    struct ap_str list = ap_arena_printf(mem, "independence of reviewers: %s",
                                         ap_word(ap_independence_words, (int)ws->independence));
    for (size_t i = 0; i < ws->severity.n; i++)
        list = ap_arena_printf(mem, "%.*s%s%.*s weighs %s", AP_FMT(list),
                               i ? ", " : "; tuned: ", AP_FMT(ws->severity.items[i].code.text),
                               ap_severity_name(ws->severity.items[i].to));
    ap_text_fact(text, "Rules", list);
}

void
ap_text_late(const struct ap_text *text, size_t n_max)
{
    static const struct {
        enum ap_code code;
        const char *label;
        const char *said; /* what the label says already */
    } kinds[] = {{AP_PER005, "Late", "LATE: "}, {AP_REV009, "Retroactive", "RETROACTIVE: "}};
    const struct ap_findings *findings = &text->ctx->as->findings;
    struct ap_arena *mem = text->ctx->mem;
    for (size_t c = 0; c < AP_COUNT(kinds); c++) {
        size_t n = 0;
        for (size_t i = 0; i < findings->n; i++) {
            const struct ap_finding *f = findings->items[i];
            if (f->code != kinds[c].code || ++n > n_max)
                continue;
            struct ap_str message = f->message;
            if (ap_str_starts(message, ap_str_from(kinds[c].said)))
                message = ap_str_slice(message, strlen(kinds[c].said), message.len);
            ap_text_fact(text, kinds[c].label,
                         ap_arena_printf(mem, "%.*s: %.*s [%s]", AP_FMT(ap_path_base(f->subject)),
                                         AP_FMT(message), ap_code_info(f->code)->id));
        }
        if (n > n_max)
            ap_text_fact(text, kinds[c].label,
                         ap_arena_printf(mem, "and %zu more [%s]", n - n_max,
                                         ap_code_info(kinds[c].code)->id));
    }
}
