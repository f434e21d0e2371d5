/* The summary for people: verdict, deal-breakers, what to do next, then a line each; with -v every list.
 * Place in the flow: report; a row of formats.def. All words pass ap_text_words() or ap_text_shown().
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/cleanup.h"
#include "base/path.h"
#include "report/actions.h"
#include "report/headline.h"
#include "report/renderers.h"
#include "report/since.h"
#include "report/text_lines.h"

enum {
    NEXT_ACTIONS = 5,
    MENDED_SHOWN = 5,
    DEALBREAKERS_SHOWN = 9,
    OWNER_MAX = 24,
    WIDTH_MIN = 40,
    BAR_CELLS = 20
};

/* The coverage in words and, where the line has room, as a bar, which is full only when all is proven. */
static void
put_coverage(const struct ap_text *text)
{
    static const char *const cells[2][2] = {{"\u2591", "\u2588"}, {"-", "#"}};
    struct ap_str words = ap_report_coverage(text->ctx);
    size_t n_full = (size_t)(text->ctx->as->coverage * BAR_CELLS + 1e-9);
    if (words.len + sizeof "  []" - 1 + BAR_CELLS > text->width) {
        ap_text_words(text, 0, 0, words);
        return;
    }
    ap_buf_add_str(text->out, words);
    ap_buf_add_c(text->out, "  [");
    for (size_t i = 0; i < BAR_CELLS; i++)
        ap_buf_add_c(text->out, cells[text->in->ascii][i < n_full]);
    ap_buf_add_c(text->out, "]\n");
}

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
    ap_buf_add_char(text->out, '\n');
    put_coverage(text);
    if (ctx->baseline)
        ap_text_words(text, 0, 0, ap_arena_join(ctx->mem, ap_report_since(ctx), "", AP_STR(".")));
    struct ap_str line = ap_arena_printf(
        ctx->mem, "%.*s; %.*s as of %.*s; audience %.*s", AP_FMT(ap_report_subject(ctx)),
        AP_FMT(ap_span_str(ctx->mem, ctx->cat->window)), AP_FMT(ap_day_str(ctx->mem, ctx->as->day)),
        AP_FMT(ctx->plan->audience->id));
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
    if (verdict->because.n == 0 || !text->in->verbose)
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
    size_t n = 0;
    for (size_t s = 0; s < AP_COUNT(shown_states); s++)
        for (size_t i = 0; i < as->n_dealbreakers; i++) {
            if (as->dealbreakers[i].state != shown_states[s])
                continue;
            if (n++ == 0)
                ap_text_heading(text, "What breaks audits and deals");
            if (n <= DEALBREAKERS_SHOWN || text->in->verbose)
                put_dealbreaker(text, &as->dealbreakers[i]);
        }
    if (n > DEALBREAKERS_SHOWN && !text->in->verbose)
        ap_buf_printf(text->out, "  %zu more: `apipack check -v`\n", n - DEALBREAKERS_SHOWN);
}

/* The words of an action: with -v the path; in short the file's name, and the item that waits for it where the line has room. */
static struct ap_str
action_words(const struct ap_text *text, const struct ap_action *action, size_t indent)
{
    struct ap_arena *mem = text->ctx->mem;
    const struct ap_verdict *verdict = action->verdict;
    struct ap_str file = text->in->verbose ? action->file : ap_path_base(action->file);
    const char *mark = text->ctx->baseline && !verdict->known ? " (new)" : "";
    struct ap_str words = ap_arena_printf(mem, "%s %.*s%s", action->verb, AP_FMT(file),
                                          text->in->verbose ? "" : mark);
    struct ap_str all =
        ap_arena_printf(mem, "%.*s (%.*s)", AP_FMT(words), AP_FMT(verdict->slot->id));
    bool room = indent + ap_text_width_of(ap_text_shown(text, all)) <= text->width;
    return room && !text->in->verbose ? all : words;
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
    ap_text_words(text, indent, indent, action_words(text, action, indent));
    if (!text->in->verbose)
        return;
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
    size_t n_shown = n < NEXT_ACTIONS || text->in->verbose ? n : NEXT_ACTIONS;
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
            if (n > MENDED_SHOWN && !text->in->verbose)
                continue;
            ap_buf_add_c(text->out, "  ");
            ap_text_words(text, 2, 4, lists[k]->items[i]);
        }
    if (n > MENDED_SHOWN && !text->in->verbose)
        ap_buf_printf(text->out, "  %zu more: `apipack check -v --baseline FILE`\n",
                      n - MENDED_SHOWN);
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
    if (in->verbose)
        ap_text_full(&text, is_fine(&ctx));
    else
        ap_text_brief(&text, is_fine(&ctx));
    return AP_OK;
}
