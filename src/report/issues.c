/* Gaps and findings as one list.
 * Place in the flow: report.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/issues.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "plan/plan.h"
#include "port/digest.h"
#include "report/actions.h"

struct ap_str
ap_report_plain(struct ap_arena *mem, struct ap_str s)
{
    struct ap_buf text = {0};
    ap_text_escape(&text, s);
    struct ap_str plain = ap_arena_copy(mem, ap_buf_str(&text));
    ap_buf_release(&text);
    return plain;
}

/* --- places --------------------------------------------------------------------------------------- */

static bool
is_of_workspace(struct ap_place place)
{
    return place.file.len && !ap_str_starts(place.file, AP_STR("builtin:")) &&
           !ap_str_starts(place.file, AP_STR("/")) && !ap_str_starts(place.file, AP_STR("../"));
}

/* Code hosts want a line, and drop what points outside of the repository. */
static struct ap_place
settled(const struct ap_report_context *ctx, struct ap_place place)
{
    if (!is_of_workspace(place))
        place = (struct ap_place){AP_STR("apipack.yaml"), ctx->ws->audit.place.line, 0};
    place.line = place.line ? place.line : 1;
    place.column = place.column ? place.column : 1;
    return place;
}

static struct ap_place
place_of_item(const struct ap_report_context *ctx, uint32_t index)
{
    const struct ap_item *item = &ctx->items->items[index];
    const struct ap_finding *fault = ctx->as->insp->records[index].fault;
    fault = fault ? fault : item->fault;
    return fault ? fault->place : (struct ap_place){item->path, 0, 0};
}

/* The item that gives the slot its status, else where more is asked for. */
static struct ap_place
place_of_gap(const struct ap_report_context *ctx, const struct ap_verdict *verdict)
{
    const struct ap_slot *slot = verdict->slot;
    for (size_t i = 0; ctx->plan->full && i < verdict->items.n; i++)
        if (verdict->items.items[i].status == verdict->status)
            return place_of_item(ctx, verdict->items.items[i].item);
    if (ctx->plan->full && verdict->status == AP_REQUESTED && slot->announced)
        return slot->announced->place;
    return slot->req->place;
}

/* --- the list ------------------------------------------------------------------------------------- */

static struct ap_str
fingerprint_of_gap(const struct ap_report_context *ctx, const struct ap_slot *slot)
{
    uint8_t sum[AP_SHA256_BYTES];
    char text[AP_SHA256_TEXT];
    ap_sha256(ap_arena_join(ctx->mem, AP_STR("gap"), "\n", slot->id), sum);
    ap_sha256_text(sum, text);
    return ap_arena_copy(ctx->mem, ap_str_from(text));
}

struct ap_str
ap_report_fix(const struct ap_report_context *ctx, const struct ap_verdict *verdict)
{
    struct ap_action action = ap_report_mend(ctx, verdict, verdict->status);
    const struct ap_slot *slot = verdict->slot;
    struct ap_str owner = ap_report_owner(ctx, slot->owner);
    if (!ctx->plan->full)
        action.file = slot->expected_name;
    return ap_arena_printf(ctx->mem, "%s %.*s; due %.*s%s%.*s", action.verb, AP_FMT(action.file),
                           AP_FMT(ap_day_str(ctx->mem, slot->due)), owner.len ? ", owner " : "",
                           AP_FMT(owner));
}

static struct ap_issue
issue_of_gap(const struct ap_report_context *ctx, const struct ap_verdict *verdict)
{
    const struct ap_requirement *req = verdict->slot->req;
    struct ap_str message = ap_arena_printf(
        ctx->mem, "%.*s: %.*s is %s: %.*s", AP_FMT(req->title), AP_FMT(verdict->slot->id),
        ap_word(ap_status_words, (int)verdict->status), AP_FMT(ap_report_reason(ctx, verdict)));
    return (struct ap_issue){
        .rule = req->ref,
        .title = req->title,
        .gap = verdict,
        .severity = req->control->severity,
        .place = settled(ctx, place_of_gap(ctx, verdict)),
        .message = ap_report_plain(ctx->mem, message),
        .fix = ap_report_plain(ctx->mem, ap_report_fix(ctx, verdict)),
        .fingerprint = fingerprint_of_gap(ctx, verdict->slot),
        .known = verdict->known,
    };
}

static struct ap_issue
issue_of_finding(const struct ap_report_context *ctx, const struct ap_finding *f)
{
    const struct ap_code_info *info = ap_code_info(f->code);
    struct ap_str title = ap_str_from(info->title);
    struct ap_str message = ap_str_starts(f->message, title)
                                ? f->message
                                : ap_arena_join(ctx->mem, title, ": ", f->message);
    return (struct ap_issue){
        .rule = ap_str_from(info->id),
        .title = title,
        .finding = f,
        .severity = f->severity,
        .place = settled(ctx, f->place),
        .message = ap_report_plain(ctx->mem, message),
        .fix = ap_report_plain(ctx->mem, f->fix),
        .fingerprint = ap_str_from(f->fingerprint),
        .known = f->known,
    };
}

static int
worst_first(const void *a, const void *b)
{
    const struct ap_issue *left = a;
    const struct ap_issue *right = b;
    if (left->known != right->known)
        return left->known ? 1 : -1;
    if (left->severity != right->severity)
        return left->severity > right->severity ? -1 : 1;
    if (!left->gap != !right->gap)
        return left->gap ? -1 : 1;
    if (left->gap)
        return left->gap->slot->index < right->gap->slot->index ? -1 : 1;
    int by_file = ap_str_cmp(left->place.file, right->place.file);
    if (by_file)
        return by_file;
    if (left->place.line != right->place.line)
        return left->place.line < right->place.line ? -1 : 1;
    return ap_str_cmp(left->fingerprint, right->fingerprint);
}

void
ap_report_issues(const struct ap_report_context *ctx, struct ap_issue **ret_issues, size_t *ret_n)
{
    const struct ap_findings *findings = &ctx->as->findings;
    size_t n_findings = ctx->plan->full ? findings->n : 0; /* their words name files and people */
    struct ap_issue *issues =
        ap_arena_array(ctx->mem, struct ap_issue, ctx->as->n_verdicts + n_findings);
    size_t n = 0;
    for (size_t i = 0; i < ctx->as->n_verdicts; i++) {
        const struct ap_verdict *verdict = &ctx->as->verdicts[i];
        if (verdict->gap && ap_plan_lists_slot(ctx->plan, verdict->slot))
            issues[n++] = issue_of_gap(ctx, verdict);
    }
    for (size_t i = 0; i < n_findings; i++)
        issues[n++] = issue_of_finding(ctx, findings->items[i]);
    if (n)
        qsort(issues, n, sizeof issues[0], worst_first);
    *ret_issues = issues;
    *ret_n = n;
}
