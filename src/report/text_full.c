/* The lists of the text report with -v: exceptions, findings, items, what is withheld.
 * Place in the flow: report; the counterpart of text_brief.c.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/headline.h"
#include "report/records.h"
#include "report/text_lines.h"
#include "report/views.h"

static void
put_exceptions(const struct ap_text *text)
{
    const struct ap_exceptions *exceptions = &text->ctx->ws->exceptions;
    struct ap_arena *mem = text->ctx->mem;
    for (size_t i = 0; i < exceptions->n; i++) {
        const struct ap_exception *exception = &exceptions->items[i];
        struct ap_strs covers;
        size_t n = ap_report_excepted(text->ctx, exception, &covers);
        struct ap_str rests = ap_views_rests_on(text->ctx, exception);
        if (i == 0)
            ap_text_heading(text, "Exceptions");
        ap_buf_add_c(text->out, "  ");
        ap_text_words(text, 2, 4,
                      ap_arena_printf(mem, "%.*s: %.*s, covers %.*s, expires %.*s: %.*s%s%.*s",
                                      AP_FMT(exception->id), AP_FMT(exception->requirement.text),
                                      AP_FMT(ap_report_count(mem, n, "item")),
                                      AP_FMT(ap_day_str(mem, exception->expires)),
                                      AP_FMT(exception->reason), rests.len ? "; " : "",
                                      AP_FMT(rests)));
    }
}

/* " (2 new)" behind a code of which the baseline does not know all findings. */
static struct ap_str
new_of_code(const struct ap_text *text, enum ap_code code)
{
    const struct ap_findings *findings = &text->ctx->as->findings;
    size_t n = 0;
    for (size_t i = 0; text->ctx->baseline && i < findings->n; i++)
        n += findings->items[i]->code == code && !findings->items[i]->known;
    return n ? ap_arena_printf(text->ctx->mem, " (%zu new)", n) : AP_STR_NONE;
}

static void
put_findings(const struct ap_text *text)
{
    struct ap_code_count *counts;
    size_t n;
    ap_report_codes(text->ctx, &counts, &n);
    if (n == 0)
        return;
    ap_text_heading(text, "Findings");
    for (size_t i = 0; i < n; i++) {
        const struct ap_code_info *info = ap_code_info(counts[i].code);
        ap_buf_printf(text->out, "  %-7s  %s  %4u  ", ap_severity_name(counts[i].severity),
                      info->id, counts[i].n);
        ap_text_words(text, 25, 25,
                      ap_arena_printf(text->ctx->mem, "%s%.*s", info->title,
                                      AP_FMT(new_of_code(text, counts[i].code))));
    }
}

static void
put_counts(const struct ap_text *text)
{
    const struct ap_report_context *ctx = text->ctx;
    ap_text_fact(text, "Items", ap_report_statuses(ctx));
    for (size_t i = 0; i < ctx->plan->withheld.n; i++) {
        const struct ap_withheld *withheld = &ctx->plan->withheld.items[i];
        ap_text_fact(text, "Withheld",
                     ap_arena_printf(ctx->mem, "%.*s: %s, %.*s",
                                     AP_FMT(withheld->path.len ? withheld->path : withheld->title),
                                     ap_word(ap_withheld_words, (int)withheld->why),
                                     AP_FMT(withheld->reason)));
    }
}

void
ap_text_full(const struct ap_text *text, bool fine)
{
    put_exceptions(text);
    if (!fine)
        put_findings(text);
    ap_text_summaries(text);
    ap_text_frameworks(text);
    ap_text_details(text);
    ap_buf_add_char(text->out, '\n');
    if (!fine)
        put_counts(text);
    ap_text_late(text, SIZE_MAX);
    ap_text_standing(text);
    ap_text_left_out(text);
    ap_text_rules(text);
}
