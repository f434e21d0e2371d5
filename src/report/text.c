/* The summary for people: verdict, deal-breakers, what to do next, then counts.
 * Place in the flow: report; a row of formats.def. All words pass ap_text_words() or ap_text_shown().
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/cleanup.h"
#include "report/actions.h"
#include "report/headline.h"
#include "report/records.h"
#include "report/renderers.h"
#include "report/since.h"
#include "report/text_lines.h"
#include "report/views.h"

enum { NEXT_ACTIONS = 5, CODES_SHOWN = 6, LINES_PER_CODE = 5, OWNER_MAX = 24, WIDTH_MIN = 40 };

static void
put_verdict(const struct ap_text *text)
{
    static const char *const colors[] = {
        [AP_COMPLETE] = "1;32", [AP_GAPS] = "1;33", [AP_BLOCKED] = "1;31"};
    const struct ap_report_context *ctx = text->ctx;
    struct ap_str headline = ap_report_headline(ctx);
    ap_text_color(text, colors[ctx->as->result]);
    ap_buf_add_str(text->out, ap_text_shown(text, headline));
    ap_text_color(text, "0");
    ap_buf_add_c(text->out, ". ");
    ap_text_words(text, ap_text_width_of(headline) + 2, 0,
                  ap_arena_join(ctx->mem, ap_report_coverage(ctx), "", AP_STR(".")));
    if (ctx->baseline)
        ap_text_words(text, 0, 0, ap_arena_join(ctx->mem, ap_report_since(ctx), "", AP_STR(".")));
    struct ap_str line = ap_arena_printf(
        ctx->mem, "%.*s; %.*s as of %.*s; audience %.*s; independence of reviewers %s",
        AP_FMT(ap_report_subject(ctx)), AP_FMT(ap_span_str(ctx->mem, ctx->cat->window)),
        AP_FMT(ap_day_str(ctx->mem, ctx->as->day)), AP_FMT(ctx->plan->audience->id),
        ap_word(ap_independence_words, (int)ctx->ws->independence));
    ap_text_words(text, 0, 0, line);
}

static void
put_dealbreaker(const struct ap_text *text, const struct ap_dealbreaker_verdict *verdict)
{
    const char *state = verdict->state == AP_DETECTED ? "detected" : "cannot be ruled out";
    ap_buf_add_c(text->out, "  ");
    ap_text_color(text, verdict->state == AP_DETECTED ? "31" : "33");
    ap_buf_printf(text->out, "%-19s", state);
    ap_text_color(text, "0");
    ap_buf_add_c(text->out, "  ");
    ap_text_words(text, 23, 23, verdict->what->line);
    if (verdict->because.n == 0)
        return;
    struct ap_str because = verdict->because.items[0];
    if (verdict->because.n > 1)
        because = ap_arena_printf(text->ctx->mem, "%.*s (and %zu more)", AP_FMT(because),
                                  verdict->because.n - 1);
    ap_buf_printf(text->out, "%23s", "");
    ap_text_words(text, 23, 23, because);
}

static void
put_dealbreakers(const struct ap_text *text)
{
    static const enum ap_dealbreaker_state shown_states[] = {AP_DETECTED, AP_CANNOT_BE_RULED_OUT};
    const struct ap_assessment *as = text->ctx->as;
    bool any = false;
    for (size_t s = 0; s < AP_COUNT(shown_states); s++)
        for (size_t i = 0; i < as->n_dealbreakers; i++) {
            if (as->dealbreakers[i].state != shown_states[s])
                continue;
            if (!any)
                ap_text_heading(text, "What breaks audits and deals");
            any = true;
            put_dealbreaker(text, &as->dealbreakers[i]);
        }
}

static void
put_action(const struct ap_text *text, const struct ap_action *action, size_t owner_width)
{
    const struct ap_slot *slot = action->verdict->slot;
    struct ap_arena *mem = text->ctx->mem;
    struct ap_str owner = ap_text_shown(text, slot->owner.len ? slot->owner : AP_STR("no owner"));
    size_t indent = 2 + 10 + 2 + owner_width + 2;
    size_t pad = owner_width > ap_text_width_of(owner) ? owner_width - ap_text_width_of(owner) : 0;
    ap_buf_printf(text->out, "  %-10s  ", ap_day_str(mem, slot->due).ptr);
    ap_buf_add_str(text->out, owner);
    ap_buf_printf(text->out, "%*s", (int)(pad + 2), "");
    ap_text_words(text, indent, indent,
                  ap_arena_printf(mem, "%s %.*s", action->verb, AP_FMT(action->file)));
    ap_buf_printf(text->out, "%*s", (int)indent, "");
    ap_text_words(
        text, indent, indent,
        ap_arena_printf(mem, "%.*s is %.*s: %.*s", AP_FMT(slot->id),
                        AP_FMT(ap_report_marked(
                            text->ctx, ap_word(ap_status_words, (int)action->verdict->status),
                            action->verdict->known)),
                        AP_FMT(action->verdict->reason)));
}

static void
put_actions(const struct ap_text *text)
{
    struct ap_action *actions;
    size_t n;
    ap_report_actions(text->ctx, &actions, &n);
    if (n == 0)
        return;
    size_t n_shown = n < NEXT_ACTIONS ? n : NEXT_ACTIONS;
    size_t owner_width = 0;
    for (size_t i = 0; i < n_shown; i++) {
        struct ap_str owner = actions[i].verdict->slot->owner;
        size_t wide = ap_text_width_of(ap_text_shown(text, owner.len ? owner : AP_STR("no owner")));
        owner_width = wide > owner_width ? wide : owner_width;
    }
    owner_width = owner_width < OWNER_MAX ? owner_width : OWNER_MAX;
    ap_text_heading(text, "Next");
    for (size_t i = 0; i < n_shown; i++)
        put_action(text, &actions[i], owner_width);
    if (n > n_shown)
        ap_buf_printf(text->out, "  %zu more: `apipack list gaps`\n", n - n_shown);
}

/* What the baseline has and this check has not. */
static void
put_mended(const struct ap_text *text)
{
    const struct ap_assessment *as = text->ctx->as;
    const struct ap_strs *lists[] = {&as->closed_gaps, &as->closed_findings};
    size_t n = 0;
    for (size_t k = 0; text->ctx->baseline && k < AP_COUNT(lists); k++)
        for (size_t i = 0; i < lists[k]->n; i++) {
            if (n++ == 0)
                ap_text_heading(text, "Mended");
            if (n > LINES_PER_CODE)
                continue;
            ap_buf_add_c(text->out, "  ");
            ap_text_words(text, 2, 4, lists[k]->items[i]);
        }
    if (n > LINES_PER_CODE)
        ap_buf_printf(text->out, "  %zu more: `apipack check --baseline FILE --format markdown`\n",
                      n - LINES_PER_CODE);
}

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

/* Late performance and retroactive exceptions are never only a number. */
static void
put_always_printed(const struct ap_text *text)
{
    static const enum ap_code always[] = {AP_PER005, AP_REV009};
    const struct ap_findings *findings = &text->ctx->as->findings;
    for (size_t c = 0; c < AP_COUNT(always); c++) {
        size_t n = 0;
        for (size_t i = 0; i < findings->n; i++) {
            const struct ap_finding *f = findings->items[i];
            if (f->code != always[c] || ++n > LINES_PER_CODE)
                continue;
            ap_buf_add_c(text->out, "  ");
            ap_text_words(text, 2, 4,
                          ap_arena_printf(text->ctx->mem, "%.*s: %.*s [%s]", AP_FMT(f->subject),
                                          AP_FMT(f->message), ap_code_info(f->code)->id));
        }
        if (n > LINES_PER_CODE)
            ap_buf_printf(text->out, "  %zu more [%s]\n", n - LINES_PER_CODE,
                          ap_code_info(always[c])->id);
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
    for (size_t i = 0; i < n && i < CODES_SHOWN; i++) {
        const struct ap_code_info *info = ap_code_info(counts[i].code);
        ap_buf_printf(text->out, "  %-7s  %s  %4u  ", ap_severity_name(counts[i].severity),
                      info->id, counts[i].n);
        ap_text_words(text, 25, 25,
                      ap_arena_printf(text->ctx->mem, "%s%.*s", info->title,
                                      AP_FMT(new_of_code(text, counts[i].code))));
    }
    if (n > CODES_SHOWN)
        ap_buf_printf(text->out, "  %zu more kinds: `apipack check --format markdown`\n",
                      n - CODES_SHOWN);
    put_always_printed(text);
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
        if (i + 1 == LINES_PER_CODE && i + 1 < ctx->plan->withheld.n) {
            ap_buf_printf(text->out, "          %zu more\n", ctx->plan->withheld.n - i - 1);
            break;
        }
    }
}

/* Nothing that anybody has to act on. */
static bool
is_fine(const struct ap_report_context *ctx)
{
    const struct ap_assessment *as = ctx->as;
    bool fine = as->result == AP_COMPLETE && ctx->plan->withheld.n == 0;
    for (int i = AP_LOW; i < AP_N_SEVERITIES; i++)
        fine = fine && as->by_severity[i] == 0;
    for (size_t i = 0; i < as->n_dealbreakers; i++)
        fine = fine && as->dealbreakers[i].state == AP_RULED_OUT;
    return fine;
}

int
ap_report_text(const struct ap_report_input *in, struct ap_buf *out)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_report_context ctx;
    ap_report_context_init(&ctx, in->plan, &mem);
    ctx.baseline = in->compared ? in->as->baseline : NULL;
    struct ap_text text = {&ctx, in, out, 80};
    if (in->width > 0)
        text.width = in->width < WIDTH_MIN ? WIDTH_MIN : (size_t)in->width;
    put_verdict(&text);
    if (!is_fine(&ctx)) {
        put_dealbreakers(&text);
        put_actions(&text);
    }
    if (ctx.plan->since)
        ap_text_fact(&text, "Since", ap_since_summary(ctx.plan->since, ctx.mem));
    put_mended(&text);
    put_exceptions(&text);
    if (!is_fine(&ctx))
        put_findings(&text);
    ap_text_summaries(&text);
    ap_text_frameworks(&text);
    ap_text_details(&text);
    ap_buf_add_char(out, '\n');
    if (!is_fine(&ctx))
        put_counts(&text);
    ap_text_standing(&text);
    ap_text_left_out(&text);
    return AP_OK;
}
