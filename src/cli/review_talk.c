/* `apipack review -i`: one item at a time on the terminal: approve, reject, skip, quit.
 * Place in the flow: cli. Each decision is written at once, so that nothing is lost when the dialogue ends early.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/utf8.h"
#include "cli/review.h"
#include "cli/text.h"

#define LABEL 13 /* columns of what stands before a value */

/** The user's next line, trimmed; false at the end of the input and on a signal. */
static bool
ask(struct ap_review_call *call, const char *prompt, struct ap_str *ret_answer)
{
    AP_AUTO_FREE char *line = NULL;
    size_t cap = 0;
    if (ap_cli_print(call->cli, ap_str_from(prompt)) != AP_EXIT_OK)
        return false;
    ssize_t n = getline(&line, &cap, stdin);
    if (n < 0 || *call->cli->cancel)
        return false;
    *ret_answer = ap_arena_copy(call->cli->mem, ap_str_trim((struct ap_str){line, (size_t)n}));
    return true;
}

static void
row(struct ap_buf *out, const char *label, struct ap_str text)
{
    if (text.len)
        ap_text_pair(out, ap_str_from(label), LABEL, text, (size_t)ap_text_width());
}

static struct ap_str
periods_of(const struct ap_review_call *call, const struct ap_item *item)
{
    struct ap_str text = AP_STR_NONE;
    for (size_t i = 0; i < item->periods.n; i++) {
        struct ap_str period = ap_period_str(call->cli->mem, item->periods.items[i]);
        text = i ? ap_arena_join(call->cli->mem, text, ", ", period) : period;
    }
    return text.len ? text : item->parsed.version;
}

static struct ap_str
review_text(const struct ap_review_call *call, const struct ap_item *item)
{
    char day[AP_DAY_TEXT];
    if (item->reviews.n == 0)
        return AP_STR("uploaded");
    const struct ap_review *last = &item->reviews.items[item->reviews.n - 1];
    return ap_arena_printf(
        call->cli->mem, "%s %s%.*s %s", ap_word(ap_review_status_words, (int)last->status),
        last->by.len ? "by " : "", AP_FMT(last->by), ap_day_text(last->date, day));
}

static void
show_item(struct ap_review_call *call, uint32_t index, size_t number)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    const struct ap_assessment *as = call->run.as;
    const struct ap_item *item = &as->cat->evidence->items.items[index];
    ap_buf_printf(&out, "\n[%zu/%zu] ", number, call->items.n);
    ap_text_escape(&out, item->path);
    ap_buf_add_char(&out, '\n');
    row(&out, "title", item->title);
    for (size_t i = 0; i < item->n_requirements; i++) {
        const struct ap_requirement *req = as->cat->lib->requirements[item->requirements[i]];
        row(&out, "proves",
            ap_arena_printf(call->cli->mem, "%.*s: %.*s", AP_FMT(req->ref), AP_FMT(req->title)));
    }
    row(&out, "period", periods_of(call, item));
    row(&out, "owner", item->owner);
    row(&out, "source", item->source);
    row(&out, "review", review_text(call, item));
    for (size_t i = 0; i < as->findings.n; i++) {
        const struct ap_finding *f = as->findings.items[i];
        if (f->item == index)
            row(&out, ap_severity_name(f->severity),
                ap_arena_printf(call->cli->mem, "%.*s [%s]", AP_FMT(f->message),
                                ap_code_info(f->code)->id));
    }
    (void)ap_cli_print(call->cli, ap_buf_str(&out));
}

/** Ask why, where the decision needs it; false when no reason is given. */
static bool
ask_reason(struct ap_review_call *call, uint32_t item)
{
    struct ap_decision *d = &call->decision;
    d->note = AP_STR_NONE;
    d->despite = (struct ap_strs){0};
    if (d->kind == AP_DECIDE_APPROVE) {
        ap_review_obstacles(call->run.as, item, call->cli->mem, &d->despite);
        if (d->despite.n == 0)
            return true;
    }
    const char *prompt = d->kind == AP_DECIDE_REJECT
                             ? "what has to be mended? "
                             : "a high finding stands against it; why approve it? ";
    return ask(call, prompt, &d->note) && d->note.len > 0 && ap_utf8_valid(d->note);
}

/** Decide on one item and write it; what is wrong is said at once. Gives an exit code. */
static int
decide(struct ap_review_call *call, uint32_t item, bool *ret_done)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    AP_AUTO_LOCK struct ap_lock lock = AP_LOCK_NONE;
    struct ap_cli *cli = call->cli;
    struct ap_cli quiet = *cli;
    struct ap_review_plan plan;
    struct ap_diag said;
    *ret_done = false;
    if (!ask_reason(call, item))
        return ap_cli_print(cli, AP_STR("nothing was written: a reason is needed\n"));
    if (ap_cli_lock(cli, &lock) < 0)
        return AP_EXIT_SYSTEM;
    ap_diag_init(&said, cli->mem);
    quiet.dg = &said;
    ap_review_plan_item(call->run.as, item, &call->decision, cli->mem, &plan, &said);
    ap_cli_diagnostics(&quiet);
    int code = ap_review_one(call, &plan, &out);
    *ret_done = code == AP_EXIT_OK && !plan.refused;
    return code == AP_EXIT_OK ? ap_cli_print(cli, ap_buf_str(&out)) : code;
}

/** One item until it is decided or skipped; *ret_quit when the user has enough. */
static int
talk_about(struct ap_review_call *call, uint32_t item, bool *ret_quit)
{
    int code = AP_EXIT_OK;
    for (bool done = false; !done && code == AP_EXIT_OK;) {
        struct ap_str answer = AP_STR_NONE;
        *ret_quit = !ask(call, "approve, reject, skip, quit? [a/r/s/q] ", &answer);
        if (*ret_quit || ap_str_ieq(answer, AP_STR("q")) || ap_str_ieq(answer, AP_STR("quit"))) {
            *ret_quit = true;
            return code;
        }
        if (ap_str_ieq(answer, AP_STR("s")) || ap_str_ieq(answer, AP_STR("skip")))
            return code;
        bool approves = ap_str_ieq(answer, AP_STR("a")) || ap_str_ieq(answer, AP_STR("approve"));
        bool rejects = ap_str_ieq(answer, AP_STR("r")) || ap_str_ieq(answer, AP_STR("reject"));
        if (!approves && !rejects)
            continue;
        call->decision.kind = approves ? AP_DECIDE_APPROVE : AP_DECIDE_REJECT;
        code = decide(call, item, &done);
    }
    return code;
}

/** Without a choice of the user's: what nobody has decided on. */
static bool
is_asked_about(const struct ap_review_call *call, uint32_t index)
{
    const struct ap_item *item = &call->run.as->cat->evidence->items.items[index];
    if (call->selection.files.n || call->selection.status != AP_REVIEW_NONE)
        return true;
    return item->reviews.n == 0 ||
           item->reviews.items[item->reviews.n - 1].status == AP_REVIEW_UPLOADED;
}

int
ap_review_talk(struct ap_review_call *call)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    int code = AP_EXIT_OK;
    bool quit = false;
    size_t n = 0;
    for (size_t i = 0; i < call->items.n; i++)
        if (is_asked_about(call, call->items.items[i]))
            call->items.items[n++] = call->items.items[i];
    call->items.n = n;
    for (size_t i = 0; i < n && !quit && code == AP_EXIT_OK; i++) {
        show_item(call, call->items.items[i], i + 1);
        code = talk_about(call, call->items.items[i], &quit);
    }
    if (*call->cli->cancel)
        return AP_EXIT_SIGNAL + *call->cli->cancel;
    ap_buf_printf(&out, "%s%zu written, %zu left\n", n ? "\n" : "", call->n_done,
                  n - call->n_done - call->n_idle);
    int printed = ap_cli_print(call->cli, ap_buf_str(&out));
    return code != AP_EXIT_OK ? code : printed;
}
