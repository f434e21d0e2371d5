/* The summary for people: verdict, deal-breakers, what to do next, then counts.
 * Place in the flow: report; a row of formats.def. All words pass put_words() or shown().
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/cleanup.h"
#include "base/utf8.h"
#include "report/actions.h"
#include "report/headline.h"
#include "report/records.h"
#include "report/renderers.h"

enum { NEXT_ACTIONS = 5, CODES_SHOWN = 6, LINES_PER_CODE = 5, OWNER_MAX = 24, WIDTH_MIN = 40 };

struct text {
    const struct ap_report_context *ctx;
    const struct ap_report_input *in;
    struct ap_buf *out;
    size_t width;
};

static size_t
columns(struct ap_str s)
{
    size_t n = 0;
    for (size_t at = 0; at < s.len; n++)
        (void)ap_utf8_next(s, &at);
    return n;
}

/* What a terminal shows of `s`: escaped, and in ASCII where it knows nothing else. */
static struct ap_str
shown(const struct text *text, struct ap_str s)
{
    AP_AUTO_BUF struct ap_buf escaped = {0};
    AP_AUTO_BUF struct ap_buf ascii = {0};
    ap_text_escape(&escaped, s);
    struct ap_str whole = ap_buf_str(&escaped);
    if (!text->in->ascii)
        return ap_arena_copy(text->ctx->mem, whole);
    for (size_t at = 0; at < whole.len;) {
        uint32_t c = ap_utf8_next(whole, &at);
        ap_buf_add_char(&ascii, c < 0x80 ? (char)c : '?');
    }
    return ap_arena_copy(text->ctx->mem, ap_buf_str(&ascii));
}

/* Words from column `at` on, broken at the width; further lines begin at `indent`. Ends the line.
 */
static void
put_words(const struct text *text, size_t at, size_t indent, struct ap_str words)
{
    struct ap_str rest = words;
    bool first = true;
    while (rest.ptr) {
        struct ap_str word = shown(text, ap_str_cut(&rest, ' '));
        size_t wide = columns(word);
        if (wide == 0)
            continue;
        if (!first && at + 1 + wide > text->width) {
            ap_buf_printf(text->out, "\n%*s", (int)indent, "");
            at = indent;
        } else if (!first) {
            ap_buf_add_char(text->out, ' ');
            at++;
        }
        ap_buf_add_str(text->out, word);
        at += wide;
        first = false;
    }
    ap_buf_add_char(text->out, '\n');
}

static void
put_color(const struct text *text, const char *sgr)
{
    if (text->in->color)
        ap_buf_printf(text->out, "\x1b[%sm", sgr);
}

static void
put_heading(const struct text *text, const char *heading)
{
    ap_buf_add_char(text->out, '\n');
    put_color(text, "1");
    ap_buf_add_c(text->out, heading);
    put_color(text, "0");
    ap_buf_add_char(text->out, '\n');
}

static void
put_verdict(const struct text *text)
{
    static const char *const colors[] = {
        [AP_COMPLETE] = "1;32", [AP_GAPS] = "1;33", [AP_BLOCKED] = "1;31"};
    const struct ap_report_context *ctx = text->ctx;
    struct ap_str headline = ap_report_headline(ctx);
    put_color(text, colors[ctx->as->result]);
    ap_buf_add_str(text->out, shown(text, headline));
    put_color(text, "0");
    ap_buf_add_c(text->out, ". ");
    put_words(text, columns(headline) + 2, 0,
              ap_arena_join(ctx->mem, ap_report_coverage(ctx), "", AP_STR(".")));
    if (ctx->baseline)
        put_words(text, 0, 0, ap_arena_join(ctx->mem, ap_report_since(ctx), "", AP_STR(".")));
    struct ap_str line = ap_arena_printf(
        ctx->mem, "%.*s; %.*s as of %.*s; audience %.*s; independence of reviewers %s",
        AP_FMT(ap_report_subject(ctx)), AP_FMT(ap_span_str(ctx->mem, ctx->cat->window)),
        AP_FMT(ap_day_str(ctx->mem, ctx->as->day)), AP_FMT(ctx->plan->audience->id),
        ap_word(ap_independence_words, (int)ctx->ws->independence));
    put_words(text, 0, 0, line);
}

static void
put_dealbreaker(const struct text *text, const struct ap_dealbreaker_verdict *verdict)
{
    const char *state = verdict->state == AP_DETECTED ? "detected" : "cannot be ruled out";
    ap_buf_add_c(text->out, "  ");
    put_color(text, verdict->state == AP_DETECTED ? "31" : "33");
    ap_buf_printf(text->out, "%-19s", state);
    put_color(text, "0");
    ap_buf_add_c(text->out, "  ");
    put_words(text, 23, 23, verdict->what->line);
    if (verdict->because.n == 0)
        return;
    struct ap_str because = verdict->because.items[0];
    if (verdict->because.n > 1)
        because = ap_arena_printf(text->ctx->mem, "%.*s (and %zu more)", AP_FMT(because),
                                  verdict->because.n - 1);
    ap_buf_printf(text->out, "%23s", "");
    put_words(text, 23, 23, because);
}

static void
put_dealbreakers(const struct text *text)
{
    static const enum ap_dealbreaker_state shown_states[] = {AP_DETECTED, AP_CANNOT_BE_RULED_OUT};
    const struct ap_assessment *as = text->ctx->as;
    bool any = false;
    for (size_t s = 0; s < AP_COUNT(shown_states); s++)
        for (size_t i = 0; i < as->n_dealbreakers; i++) {
            if (as->dealbreakers[i].state != shown_states[s])
                continue;
            if (!any)
                put_heading(text, "What breaks audits and deals");
            any = true;
            put_dealbreaker(text, &as->dealbreakers[i]);
        }
}

static void
put_action(const struct text *text, const struct ap_action *action, size_t owner_width)
{
    const struct ap_slot *slot = action->verdict->slot;
    struct ap_arena *mem = text->ctx->mem;
    struct ap_str owner = shown(text, slot->owner.len ? slot->owner : AP_STR("no owner"));
    size_t indent = 2 + 10 + 2 + owner_width + 2;
    size_t pad = owner_width > columns(owner) ? owner_width - columns(owner) : 0;
    ap_buf_printf(text->out, "  %-10s  ", ap_day_str(mem, slot->due).ptr);
    ap_buf_add_str(text->out, owner);
    ap_buf_printf(text->out, "%*s", (int)(pad + 2), "");
    put_words(text, indent, indent,
              ap_arena_printf(mem, "%s %.*s", action->verb, AP_FMT(action->file)));
    ap_buf_printf(text->out, "%*s", (int)indent, "");
    put_words(text, indent, indent,
              ap_arena_printf(mem, "%.*s is %.*s: %.*s", AP_FMT(slot->id),
                              AP_FMT(ap_report_marked(
                                  text->ctx, ap_word(ap_status_words, (int)action->verdict->status),
                                  action->verdict->known)),
                              AP_FMT(action->verdict->reason)));
}

static void
put_actions(const struct text *text)
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
        size_t wide = columns(shown(text, owner.len ? owner : AP_STR("no owner")));
        owner_width = wide > owner_width ? wide : owner_width;
    }
    owner_width = owner_width < OWNER_MAX ? owner_width : OWNER_MAX;
    put_heading(text, "Next");
    for (size_t i = 0; i < n_shown; i++)
        put_action(text, &actions[i], owner_width);
    if (n > n_shown)
        ap_buf_printf(text->out, "  %zu more: `apipack list gaps`\n", n - n_shown);
}

static void
put_exceptions(const struct text *text)
{
    const struct ap_exceptions *exceptions = &text->ctx->ws->exceptions;
    struct ap_arena *mem = text->ctx->mem;
    for (size_t i = 0; i < exceptions->n; i++) {
        const struct ap_exception *exception = &exceptions->items[i];
        struct ap_strs covers;
        size_t n = ap_report_excepted(text->ctx, exception, &covers);
        if (i == 0)
            put_heading(text, "Exceptions");
        ap_buf_add_c(text->out, "  ");
        put_words(text, 2, 4,
                  ap_arena_printf(
                      mem, "%.*s: %.*s, covers %.*s, expires %.*s: %.*s", AP_FMT(exception->id),
                      AP_FMT(exception->requirement.text), AP_FMT(ap_report_count(mem, n, "item")),
                      AP_FMT(ap_day_str(mem, exception->expires)), AP_FMT(exception->reason)));
    }
}

/* Late performance and retroactive exceptions are never only a number. */
static void
put_always_printed(const struct text *text)
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
            put_words(text, 2, 4,
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
new_of_code(const struct text *text, enum ap_code code)
{
    const struct ap_findings *findings = &text->ctx->as->findings;
    size_t n = 0;
    for (size_t i = 0; text->ctx->baseline && i < findings->n; i++)
        n += findings->items[i]->code == code && !findings->items[i]->known;
    return n ? ap_arena_printf(text->ctx->mem, " (%zu new)", n) : AP_STR_NONE;
}

static void
put_findings(const struct text *text)
{
    struct ap_code_count *counts;
    size_t n;
    ap_report_codes(text->ctx, &counts, &n);
    if (n == 0)
        return;
    put_heading(text, "Findings");
    for (size_t i = 0; i < n && i < CODES_SHOWN; i++) {
        const struct ap_code_info *info = ap_code_info(counts[i].code);
        ap_buf_printf(text->out, "  %-7s  %s  %4u  ", ap_severity_name(counts[i].severity),
                      info->id, counts[i].n);
        put_words(text, 25, 25,
                  ap_arena_printf(text->ctx->mem, "%s%.*s", info->title,
                                  AP_FMT(new_of_code(text, counts[i].code))));
    }
    if (n > CODES_SHOWN)
        ap_buf_printf(text->out, "  %zu more kinds: `apipack check --format markdown`\n",
                      n - CODES_SHOWN);
    put_always_printed(text);
}

static void
put_counts(const struct text *text)
{
    const struct ap_report_context *ctx = text->ctx;
    size_t n_left_out = ctx->cat->left_out.n + ctx->lib->disabled.n;
    ap_buf_add_char(text->out, '\n');
    struct ap_str statuses = ap_report_statuses(ctx);
    if (statuses.len) {
        ap_buf_add_c(text->out, "Items     ");
        put_words(text, 10, 10, statuses);
    }
    for (size_t i = 0; i < ctx->plan->withheld.n; i++) {
        const struct ap_withheld *withheld = &ctx->plan->withheld.items[i];
        ap_buf_add_c(text->out, "Withheld  ");
        put_words(text, 10, 10,
                  ap_arena_printf(ctx->mem, "%.*s: %s, %.*s",
                                  AP_FMT(withheld->path.len ? withheld->path : withheld->title),
                                  ap_word(ap_withheld_words, (int)withheld->why),
                                  AP_FMT(withheld->reason)));
        if (i + 1 == LINES_PER_CODE && i + 1 < ctx->plan->withheld.n) {
            ap_buf_printf(text->out, "          %zu more\n", ctx->plan->withheld.n - i - 1);
            break;
        }
    }
    if (n_left_out)
        ap_buf_printf(text->out, "Left out  %zu %s not applicable, carved out or disabled\n",
                      n_left_out, n_left_out == 1 ? "control" : "controls");
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

void
ap_report_text(const struct ap_report_input *in, struct ap_buf *out)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_report_context ctx;
    ap_report_context_init(&ctx, in->plan, &mem);
    ctx.baseline = in->compared ? in->as->baseline : NULL;
    struct text text = {&ctx, in, out, 80};
    if (in->width > 0)
        text.width = in->width < WIDTH_MIN ? WIDTH_MIN : (size_t)in->width;
    put_verdict(&text);
    if (!is_fine(&ctx)) {
        put_dealbreakers(&text);
        put_actions(&text);
    }
    put_exceptions(&text);
    if (!is_fine(&ctx)) {
        put_findings(&text);
        put_counts(&text);
    }
}
