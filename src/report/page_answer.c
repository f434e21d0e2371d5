/* The answer that a page opens with: verdict, what to do next, deal-breakers, contents.
 * Place in the flow: report.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/headline.h"
#include "report/issues.h"
#include "report/page.h"
#include "report/views.h"

enum { NEXT_ACTIONS = 5 };

static void
status_element(const void *user, const void *self, size_t i, struct ap_value *out,
               struct ap_arena *mem)
{
    static const char *const tones[AP_N_STATUSES] = {
        [AP_SATISFIED] = "good", [AP_EXCEPTED] = "wait", [AP_WITHHELD] = "bad",
        [AP_INVALID] = "bad",    [AP_STALE] = "bad",     [AP_VOID] = "bad",
        [AP_REJECTED] = "bad",   [AP_PENDING] = "wait",  [AP_REQUESTED] = "wait",
        [AP_MISSING] = "bad",    [AP_NOT_DUE] = "dim"};
    const struct ap_page *page = user;
    struct ap_fields *fields = ap_fields_new(out, mem);
    uint32_t n = page->ctx->as->by_status[i];
    (void)self;
    ap_page_state(fields, ap_word(ap_status_words, (int)i), tones[i]);
    ap_fields_flag(fields, "any", n > 0);
    ap_fields_number(fields, "n", n);
}

static void
action_element(const void *user, const void *self, size_t i, struct ap_value *out,
               struct ap_arena *mem)
{
    const struct ap_page *page = user;
    const struct ap_action *action = &page->actions[i];
    const struct ap_slot *slot = action->verdict->slot;
    struct ap_fields *fields = ap_fields_new(out, mem);
    bool full = page->ctx->plan->full;
    (void)self;
    ap_page_slot(fields, slot);
    ap_page_state(fields, ap_word(ap_status_words, (int)action->verdict->status), "bad");
    ap_fields_text(fields, "due", ap_day_str(mem, slot->due));
    ap_fields_text(fields, "owner", ap_page_owner(page, slot->owner));
    ap_fields_text(fields, "title", slot->req->title);
    ap_fields_text(fields, "section", slot->req->section->title);
    ap_fields_text(fields, "frameworks", ap_page_frameworks_of(page, slot->req->control, mem));
    ap_fields_text(fields, "verb", ap_str_from(full ? action->verb : "produce"));
    ap_fields_text(fields, "file", full ? action->file : slot->expected_name);
    ap_fields_text(fields, "severity", ap_str_from(ap_severity_name(slot->req->control->severity)));
    ap_fields_text(fields, "reason", ap_report_reason(page->ctx, action->verdict));
    ap_fields_flag(fields, "new", page->ctx->baseline && !action->verdict->known);
}

static void
dealbreaker_element(const void *user, const void *self, size_t i, struct ap_value *out,
                    struct ap_arena *mem)
{
    static const char *const tones[] = {
        [AP_DETECTED] = "bad", [AP_RULED_OUT] = "good", [AP_CANNOT_BE_RULED_OUT] = "wait"};
    const struct ap_page *page = user;
    const struct ap_dealbreaker_verdict *verdict = &page->ctx->as->dealbreakers[i];
    struct ap_fields *fields = ap_fields_new(out, mem);
    (void)self;
    ap_fields_text(fields, "line", verdict->what->line);
    ap_page_state(fields, ap_word(ap_dealbreaker_words, (int)verdict->state),
                  tones[verdict->state]);
    ap_page_texts(fields, "because", &verdict->because);
}

/* Without the workspace's own words: what the audience knows anyhow. */
static void
add_facts(const struct ap_page *page, struct ap_fields *root)
{
    const struct ap_report_context *ctx = page->ctx;
    struct ap_arena *mem = root->mem;
    ap_fields_text(root, "subject", ap_report_subject(ctx));
    ap_fields_text(root, "name", ctx->plan->name);
    ap_fields_text(root, "window", ap_span_str(mem, ctx->cat->window));
    ap_fields_text(root, "as_of", ap_day_str(mem, ctx->as->day));
    ap_fields_text(root, "audience", ctx->plan->audience->id);
    ap_fields_text(root, "prepared_by", ap_report_inner(ctx, ctx->ws->prepared_by));
    ap_fields_text(root, "classification", ctx->ws->classification);
    ap_fields_text(root, "pack_id", ap_str_from(ctx->plan->pack_id));
    ap_fields_text(root, "library", ap_arena_join(mem, ctx->lib->id, " ", ctx->lib->version));
    ap_fields_text(root, "library_digest", ap_str_from(ctx->lib->digest));
    ap_fields_text(root, "in_view", ap_arena_join_all(mem, &ctx->cat->in_view, ", "));
    ap_fields_text(root, "independence",
                   ap_str_from(ap_word(ap_independence_words, (int)ctx->ws->independence)));
}

static void
add_coverage(const struct ap_page *page, struct ap_fields *root)
{
    enum { BAR = 600 }; /* units of the picture's width */
    double part = page->ctx->as->coverage;
    unsigned wide = (unsigned)(part * BAR);
    ap_fields_text(root, "coverage", ap_report_coverage(page->ctx));
    ap_fields_number(root, "covered", wide);
    ap_fields_number(root, "bar", BAR);
}

void
ap_page_answer(const struct ap_page *page, struct ap_fields *root)
{
    static const char *const tones[] = {
        [AP_COMPLETE] = "good", [AP_GAPS] = "bad", [AP_BLOCKED] = "bad"};
    const struct ap_report_context *ctx = page->ctx;
    bool listed = ctx->plan->audience->gap_report == AP_GAPS_FULL;
    size_t n_gaps = listed ? page->n_actions : 0;
    size_t n_next = n_gaps < NEXT_ACTIONS ? n_gaps : NEXT_ACTIONS;
    add_facts(page, root);
    add_coverage(page, root);
    ap_fields_text(root, "headline", ap_report_headline(ctx));
    ap_fields_text(root, "verdict_tone", ap_str_from(tones[ctx->as->result]));
    ap_fields_text(root, "since_check", ap_report_since(ctx));
    if (ctx->baseline && ctx->plan->full) {
        ap_fields_flag(root, "has_mended", ctx->as->closed_gaps.n + ctx->as->closed_findings.n > 0);
        ap_page_texts(root, "mended_gaps", &ctx->as->closed_gaps);
        ap_page_texts(root, "mended_findings", &ctx->as->closed_findings);
    }
    ap_fields_text(root, "severities", ctx->plan->full ? ap_report_severities(ctx) : AP_STR_NONE);
    if (ctx->plan->full) {
        ap_fields_list(root, "statuses", AP_N_STATUSES, status_element, NULL);
        ap_fields_flag(root, "has_dealbreakers", ctx->as->n_dealbreakers > 0);
        ap_fields_list(root, "dealbreakers", ctx->as->n_dealbreakers, dealbreaker_element, NULL);
    }
    ap_fields_flag(root, "has_gaps", page->n_actions > 0);
    ap_fields_number(root, "n_gaps", page->n_actions);
    ap_fields_list(root, "next", n_next, action_element, NULL);
    ap_fields_list(root, "gaps", n_gaps, action_element, NULL);
    ap_fields_flag(root, "gaps_listed", listed);
    ap_fields_flag(root, "gaps_told", ctx->plan->audience->gap_report != AP_GAPS_NONE);
    if (n_gaps > n_next)
        ap_fields_number(root, "n_more", n_gaps - n_next);
    if (page->n_others)
        ap_fields_text(root, "others",
                       ap_arena_printf(root->mem,
                                       "%zu more assessed, available under NDA; %zu open.",
                                       page->n_others, page->n_others_open));
}
