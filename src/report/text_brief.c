/* The text report in short: a line or two for each thing, and where the rest is told.
 * Place in the flow: report; the counterpart of text_full.c.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/headline.h"
#include "report/records.h"
#include "report/text_lines.h"
#include "report/views.h"

enum { LINES = 3, IDS = 12 };

/* What of `n` things was not told. */
static void
put_more(const struct ap_text *text, const char *label, size_t n, size_t n_told)
{
    if (n > n_told)
        ap_text_fact(text, label, ap_arena_printf(text->ctx->mem, "and %zu more", n - n_told));
}

static void
put_withheld(const struct ap_text *text)
{
    const struct ap_report_context *ctx = text->ctx;
    for (size_t i = 0; i < ctx->plan->withheld.n && i < LINES; i++) {
        const struct ap_withheld *withheld = &ctx->plan->withheld.items[i];
        struct ap_str name = withheld->path.len ? withheld->path : withheld->title;
        ap_text_fact(text, "Withheld",
                     ap_arena_printf(ctx->mem, "%.*s: %s", AP_FMT(name),
                                     ap_word(ap_withheld_words, (int)withheld->why)));
    }
    put_more(text, "Withheld", ctx->plan->withheld.n, LINES);
}

/* An exception is always printed: few with what they cover, the rest by their ids. */
static void
put_exceptions(const struct ap_text *text)
{
    const struct ap_exceptions *exceptions = &text->ctx->ws->exceptions;
    struct ap_arena *mem = text->ctx->mem;
    struct ap_str ids = AP_STR_NONE;
    for (size_t i = 0; i < exceptions->n; i++) {
        const struct ap_exception *exception = &exceptions->items[i];
        if (i < LINES)
            ap_text_fact(text, "Exceptions",
                         ap_arena_printf(mem, "%.*s covers %.*s, expires %.*s",
                                         AP_FMT(exception->id), AP_FMT(exception->requirement.text),
                                         AP_FMT(ap_day_str(mem, exception->expires))));
        else if (i < LINES + IDS)
            ids = ap_arena_join(mem, ids, ids.len ? ", " : "also ", exception->id);
    }
    ap_text_fact(text, "Exceptions", ids);
    put_more(text, "Exceptions", exceptions->n, LINES + IDS);
}

static void
put_frameworks(const struct ap_text *text)
{
    const struct ap_framework_coverages *rows = &text->ctx->as->frameworks;
    struct ap_arena *mem = text->ctx->mem;
    struct ap_str list = AP_STR_NONE;
    for (size_t i = 0; i < rows->n; i++) {
        const struct ap_framework_coverage *row = &rows->items[i];
        if (row->id)
            continue;
        struct ap_str warning = ap_views_framework_warning(text->ctx, row->framework);
        struct ap_str one =
            ap_arena_printf(mem, "%.*s %u of %zu%s%.*s%s", AP_FMT(row->framework->id),
                            row->n_ids[AP_FRAMEWORK_PROVEN], row->framework->ids.n,
                            warning.len ? " (" : "", AP_FMT(warning), warning.len ? ")" : "");
        list = ap_arena_join(mem, list, list.len ? ", " : "ids proven: ", one);
    }
    ap_text_fact(text, "Frameworks", list);
}

static struct ap_str
joined(struct ap_arena *mem, struct ap_str list, const char *what, struct ap_str words)
{
    if (words.len == 0)
        return list;
    return ap_arena_printf(mem, "%.*s%s%s: %.*s", AP_FMT(list), list.len ? "; " : "", what,
                           AP_FMT(words));
}

/* Readiness, questions, requests and registers, each in a clause. */
static void
put_standing(const struct ap_text *text)
{
    static const char *const labels[AP_N_TRACKED] = {[AP_TRACKED_RISK] = "risks",
                                                     [AP_TRACKED_ACTION] = "actions",
                                                     [AP_TRACKED_FINDING] = "findings of others"};
    const struct ap_report_context *ctx = text->ctx;
    struct ap_str ready =
        joined(ctx->mem, ap_views_readiness(ctx), "questions", ap_views_answers(ctx));
    ap_text_fact(text, "Readiness", ready);
    if (!ctx->plan->full)
        return;
    struct ap_str registers = joined(ctx->mem, AP_STR_NONE, "requests", ap_views_requests(ctx));
    for (int kind = 0; kind < AP_N_TRACKED; kind++)
        registers = joined(ctx->mem, registers, labels[kind],
                           ap_views_tracked_count(ctx, (enum ap_tracked_kind)kind));
    ap_text_fact(text, "Registers", registers);
}

static void
put_left_out(const struct ap_text *text)
{
    struct ap_views_left_out *rows;
    size_t n;
    struct ap_arena *mem = text->ctx->mem;
    struct ap_str ids = AP_STR_NONE;
    ap_views_left_out(text->ctx, &rows, &n);
    for (size_t i = 0; i < n; i++)
        ids = ap_arena_printf(mem, "%.*s%s%.*s is %s", AP_FMT(ids), ids.len ? ", " : "",
                              AP_FMT(rows[i].id), rows[i].status);
    ap_text_fact(text, "Left out", ids);
}

void
ap_text_brief(const struct ap_text *text, bool fine)
{
    ap_buf_add_char(text->out, '\n');
    if (!fine) {
        ap_text_fact(text, "Items", ap_report_statuses(text->ctx));
        ap_text_fact(text, "Findings", ap_report_severities(text->ctx));
        put_withheld(text);
    }
    ap_text_late(text, LINES);
    put_exceptions(text);
    put_left_out(text);
    ap_text_rules(text);
    put_frameworks(text);
    put_standing(text);
    if (!fine)
        ap_text_fact(text, "More",
                     AP_STR("`apipack check -v` lists all; as a page: "
                            "`apipack check --format html=gap-report.html`"));
}
