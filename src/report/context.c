/* Look-ups that every renderer shares.
 * Place in the flow: report.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/context.h"

#include <stdlib.h>

#include "plan/plan.h"
#include "report/escape.h"

void
ap_report_context_init(struct ap_report_context *ctx, const struct ap_plan *plan,
                       struct ap_arena *mem)
{
    *ctx = (struct ap_report_context){
        .plan = plan,
        .as = plan->as,
        .cat = plan->as->cat,
        .lib = plan->as->cat->lib,
        .ws = plan->as->cat->ws,
        .items = &plan->as->cat->evidence->items,
        .mem = mem,
    };
    ctx->packed = ap_arena_array(mem, uint32_t, ctx->items->n);
    for (size_t i = 0; i < ctx->items->n; i++)
        ctx->packed[i] = AP_NONE;
    for (size_t i = 0; i < plan->items.n; i++)
        ctx->packed[plan->items.items[i].item] = (uint32_t)i;
}

struct ap_str
ap_report_reason(const struct ap_report_context *ctx, const struct ap_verdict *verdict)
{
    static const struct ap_choice outer_words[] = {
        {"approved evidence covers it", AP_SATISFIED},
        {"an exception covers it", AP_EXCEPTED},
        {"evidence is not released", AP_WITHHELD},
        {"evidence does not meet a rule", AP_INVALID},
        {"evidence is not of this period", AP_STALE},
        {"evidence awaits another review", AP_VOID},
        {"evidence was not accepted in review", AP_REJECTED},
        {"evidence awaits review", AP_PENDING},
        {"evidence is requested", AP_REQUESTED},
        {"no evidence yet", AP_MISSING},
        {"not due yet", AP_NOT_DUE},
        {NULL, 0},
    };
    if (ctx->plan->full)
        return verdict->reason;
    return ap_str_from(ap_word(outer_words, (int)verdict->status));
}

struct ap_str
ap_report_inner(const struct ap_report_context *ctx, struct ap_str s)
{
    return ctx->plan->full ? s : AP_STR_NONE;
}

static int
by_index(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a;
    uint32_t right = *(const uint32_t *)b;
    return (left > right) - (left < right);
}

void
ap_report_slot_items(const struct ap_report_context *ctx, const struct ap_verdict *verdict,
                     uint32_t **ret_items, size_t *ret_n)
{
    uint32_t *items = ap_arena_array(ctx->mem, uint32_t, verdict->items.n);
    size_t n = 0;
    for (size_t i = 0; i < verdict->items.n; i++) {
        const struct ap_judgement *judged = &verdict->items.items[i];
        bool counts =
            judged->superseded || judged->status == AP_SATISFIED || verdict->status != AP_SATISFIED;
        if (counts)
            items[n++] = judged->item;
    }
    /* Items are indexed in order of path. */
    if (n)
        qsort(items, n, sizeof items[0], by_index);
    *ret_items = items;
    *ret_n = n;
}

/* Outsiders see an item where it lies in the pack; what is not packed for them is not named. */
void
ap_report_slot_paths(const struct ap_report_context *ctx, const struct ap_verdict *verdict,
                     struct ap_strs *ret_paths)
{
    struct ap_strs paths = {NULL, 0, 0};
    uint32_t *items;
    size_t n;
    ap_report_slot_items(ctx, verdict, &items, &n);
    for (size_t i = 0; i < n; i++) {
        uint32_t packed = ctx->packed[items[i]];
        if (ctx->plan->full)
            *ap_vec_push(ctx->mem, &paths) = ctx->items->items[items[i]].path;
        else if (packed != AP_NONE)
            *ap_vec_push(ctx->mem, &paths) = ctx->plan->items.items[packed].path;
    }
    *ret_paths = paths;
}

struct ap_str
ap_report_link_up(const struct ap_report_context *ctx, struct ap_str path)
{
    struct ap_buf link = {0};
    ap_buf_add_c(&link, "../");
    ap_href_escape(&link, path);
    struct ap_str copy = ap_arena_copy(ctx->mem, ap_buf_str(&link));
    ap_buf_release(&link);
    return copy;
}

bool
ap_report_owner_shown(const struct ap_report_context *ctx)
{
    return ctx->plan->full || ctx->plan->audience->shows_owner_names;
}

/** The team that `who` is, or is a member of; NULL when there is none. */
static const struct ap_person *
team_of(const struct ap_workspace *ws, struct ap_str who)
{
    for (size_t i = 0; i < ws->people.n; i++) {
        const struct ap_person *person = &ws->people.items[i];
        if (person->kind == AP_TEAM && ap_workspace_same_person(ws, person->id, who))
            return person;
    }
    return NULL;
}

struct ap_str
ap_report_owner(const struct ap_report_context *ctx, struct ap_str owner)
{
    if (ap_report_owner_shown(ctx))
        return owner;
    const struct ap_person *team =
        ctx->plan->audience->shows_owner_roles ? team_of(ctx->ws, owner) : NULL;
    return !team ? AP_STR_NONE : team->name.len ? team->name : team->id;
}

struct ap_str
ap_report_source(const struct ap_report_context *ctx, const struct ap_item *item)
{
    const struct ap_strs *hidden = &ctx->plan->audience->hides_sources;
    for (size_t i = 0; i < hidden->n; i++)
        if (ap_str_icontains(item->source, hidden->items[i]))
            return AP_STR_NONE;
    return item->source;
}

struct ap_str
ap_report_person(const struct ap_report_context *ctx, struct ap_str who)
{
    const struct ap_people *people = &ctx->ws->people;
    for (size_t i = 0; i < people->n; i++)
        if (ap_str_eq(people->items[i].id, who) && people->items[i].name.len)
            return people->items[i].name;
    return who;
}

const struct ap_review *
ap_report_review(const struct ap_item *item)
{
    return item->reviews.n ? &item->reviews.items[item->reviews.n - 1] : NULL;
}

size_t
ap_report_excepted(const struct ap_report_context *ctx, const struct ap_exception *exception,
                   struct ap_strs *ret_ids)
{
    struct ap_strs ids = {NULL, 0, 0};
    for (size_t i = 0; i < ctx->as->n_verdicts; i++)
        if (ctx->as->verdicts[i].exception == exception)
            *ap_vec_push(ctx->mem, &ids) = ctx->as->verdicts[i].slot->id;
    *ret_ids = ids;
    return ids.n;
}

bool
ap_report_exception_listed(const struct ap_report_context *ctx,
                           const struct ap_exception *exception)
{
    for (size_t i = 0; i < ctx->as->n_verdicts; i++)
        if (ctx->as->verdicts[i].exception == exception &&
            ap_plan_lists_slot(ctx->plan, ctx->as->verdicts[i].slot))
            return true;
    return ctx->plan->full;
}

static int
worst_first(const void *a, const void *b)
{
    const struct ap_code_count *left = a;
    const struct ap_code_count *right = b;
    if (left->severity != right->severity)
        return left->severity > right->severity ? -1 : 1;
    return (left->code > right->code) - (left->code < right->code);
}

void
ap_report_codes(const struct ap_report_context *ctx, struct ap_code_count **ret_counts,
                size_t *ret_n)
{
    struct ap_code_count *counts = ap_arena_array(ctx->mem, struct ap_code_count, AP_N_CODES);
    const struct ap_findings *findings = &ctx->as->findings;
    for (size_t i = 0; i < findings->n; i++) {
        const struct ap_finding *f = findings->items[i];
        struct ap_code_count *count = &counts[f->code];
        if (count->n == 0 || f->severity > count->severity)
            count->severity = f->severity;
        count->code = f->code;
        count->n++;
    }
    size_t n = 0;
    for (size_t i = 0; i < AP_N_CODES; i++)
        if (counts[i].n)
            counts[n++] = counts[i];
    qsort(counts, n, sizeof counts[0], worst_first);
    *ret_counts = counts;
    *ret_n = n;
}
