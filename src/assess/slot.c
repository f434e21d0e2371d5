/* One slot's verdict: enough satisfied items, an exception, the min-th best item, or nothing there.
 * Place in the flow: assess. docs/domain.md, "The verdict".
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "assess/parts.h"

/** Best first. */
static int
rank_of(const struct ap_judgement *j)
{
    static const int ranks[AP_N_STATUSES] = {
        [AP_SATISFIED] = 0, [AP_PENDING] = 1,  [AP_STALE] = 2,   [AP_INVALID] = 3,
        [AP_VOID] = 4,      [AP_REJECTED] = 5, [AP_WITHHELD] = 6};
    return j->superseded ? 7 : j->beside ? 1 + (int)AP_N_STATUSES : ranks[j->status];
}

static int
compare_judgements(const void *a, const void *b)
{
    const struct ap_judgement *x = a;
    const struct ap_judgement *y = b;
    if (rank_of(x) != rank_of(y))
        return rank_of(x) - rank_of(y);
    return x->item < y->item ? -1 : x->item > y->item; /* items are sorted by path */
}

/** What a statement that nothing happened must say of the query, and does not: "run_by, run_at", or empty. */
static struct ap_str
unsaid(struct ap_judge *judge, const struct ap_extraction *extraction)
{
    const struct {
        const char *key;
        bool is_given;
    } keys[] = {{"query", extraction->query.len > 0},
                {"run_by", extraction->run_by.len > 0},
                {"run_at", extraction->run_at != AP_DAY_NONE}};
    struct ap_str list = AP_STR_NONE;
    for (size_t i = 0; i < AP_COUNT(keys); i++)
        if (!keys[i].is_given)
            list = ap_arena_join(judge->mem, list, list.len ? ", " : "", ap_str_from(keys[i].key));
    return list;
}

/** A statement that nothing happened satisfies only if it says how that is known, and speaks of the whole window. */
static void
judge_no_occurrence(struct ap_judge *judge, const struct ap_slot *slot, struct ap_judgement *j)
{
    const struct ap_item *item = ap_judge_item(judge, j->item);
    if (!item->extraction.present || item->extraction.records != 0 || j->status != AP_SATISFIED)
        return;
    struct ap_str missing = unsaid(judge, &item->extraction);
    if (missing.len) {
        j->status = AP_INVALID;
        j->reason = ap_arena_printf(
            judge->mem, "states that nothing happened, but its extraction does not say %.*s",
            AP_FMT(missing));
        if (ap_judge_first(judge, j->item, AP_SAID_UNSAID))
            ap_finding_fix(ap_judge_say(judge, AP_MET011, j->item, j->reason), judge->mem,
                           "add %.*s to extraction in the sidecar", AP_FMT(missing));
        return;
    }
    if (ap_periods_cover(&item->periods, slot->span))
        return;
    j->status = AP_STALE;
    j->reason = AP_STR("states that nothing happened, but does not cover the whole window");
}

static bool
is_statement(struct ap_judge *judge, const struct ap_judgement *j)
{
    const struct ap_extraction *extraction = &ap_judge_item(judge, j->item)->extraction;
    return extraction->present && extraction->records == 0;
}

static void
judge_items(struct ap_judge *judge, const struct ap_slot *slot, struct ap_verdict *verdict)
{
    for (size_t i = 0; i < slot->candidates.n; i++) {
        struct ap_judgement *j = ap_vec_push(judge->mem, &verdict->items);
        *j = ap_judge_candidate(judge, slot, &slot->candidates.items[i]);
        j->beside = j->status != AP_INVALID && ap_item_is_beside(judge, j->item);
        if (slot->req->cadence == AP_EVENT)
            judge_no_occurrence(judge, slot, j);
    }
    if (slot->kind == AP_SLOT_ONCE)
        ap_judge_versions(judge, verdict);
    if (verdict->items.n)
        qsort(verdict->items.items, verdict->items.n, sizeof verdict->items.items[0],
              compare_judgements);
}

static void
name_item(struct ap_judge *judge, struct ap_verdict *verdict, const struct ap_judgement *j)
{
    verdict->status = j->status;
    verdict->reason = ap_arena_printf(
        judge->mem, "%.*s: %.*s", AP_FMT(ap_judge_item(judge, j->item)->name), AP_FMT(j->reason));
}

/** What the slot is without an exception and without enough satisfied items. `n` items are there
 * (superseded ones, and those that only complete others, do not count). */
static void
judge_unsatisfied(struct ap_judge *judge, struct ap_verdict *verdict, size_t n, size_t n_satisfied)
{
    const struct ap_slot *slot = verdict->slot;
    size_t min = ap_slot_min(slot);
    if (n >= min) {
        name_item(judge, verdict, &verdict->items.items[min - 1]);
    } else if (n > 0) {
        verdict->status = AP_MISSING;
        verdict->reason = ap_arena_printf(
            judge->mem, "%zu of %zu items are there, %zu of them satisfied", n, min, n_satisfied);
    } else if (slot->announced) {
        verdict->status = AP_REQUESTED;
        verdict->reason =
            ap_arena_printf(judge->mem, "the register announces it (%.*s:%u); no file yet",
                            AP_FMT(slot->announced->place.file), slot->announced->place.line);
    } else if (verdict->due) {
        verdict->status = AP_MISSING;
        verdict->reason = AP_STR("nothing is there");
    } else {
        char day[AP_DAY_TEXT];
        verdict->status = AP_NOT_DUE;
        verdict->reason = ap_arena_printf(judge->mem, "due on %s", ap_day_text(slot->due, day));
    }
}

/** The last day that an item speaks of, to say which of two is newer. */
static ap_day
recency(const struct ap_item *item)
{
    ap_day day = item->effective;
    ap_day others[] = {item->performed, item->collected,
                       item->reviews.n ? item->reviews.items[item->reviews.n - 1].date
                                       : AP_DAY_NONE};
    for (size_t i = 0; i < AP_COUNT(others); i++)
        day = others[i] > day ? others[i] : day;
    return day;
}

static void
say_if_rejected_is_newer(struct ap_judge *judge, const struct ap_verdict *verdict)
{
    const struct ap_item *winner = ap_judge_item(judge, verdict->items.items[0].item);
    for (size_t i = 1; i < verdict->items.n; i++) {
        const struct ap_judgement *j = &verdict->items.items[i];
        const struct ap_item *item = ap_judge_item(judge, j->item);
        if (j->status == AP_REJECTED && recency(item) > recency(winner))
            ap_judge_say(
                judge, AP_REV007, j->item,
                ap_arena_printf(judge->mem,
                                "rejected, and newer than %.*s, which stands in for it in %.*s",
                                AP_FMT(winner->name), AP_FMT(verdict->slot->id)));
    }
}

static bool
is_gap(const struct ap_verdict *verdict)
{
    switch (verdict->status) {
    case AP_SATISFIED:
    case AP_EXCEPTED:
    case AP_NOT_DUE:
        return false;
    case AP_WITHHELD:
    case AP_INVALID:
    case AP_VOID:
        return true; /* also before the due day: something is there, and it is wrong */
    default:
        return verdict->due;
    }
}

void
ap_judge_slot(struct ap_judge *judge, const struct ap_slot *slot, struct ap_verdict *ret_verdict)
{
    struct ap_verdict *verdict = ret_verdict;
    *verdict = (struct ap_verdict){.slot = slot, .due = judge->options->day >= slot->due};
    judge_items(judge, slot, verdict);

    size_t n = 0;
    size_t n_satisfied = 0;
    size_t n_statements = 0;
    for (size_t i = 0; i < verdict->items.n; i++) {
        const struct ap_judgement *j = &verdict->items.items[i];
        bool counts = !j->superseded && !j->beside;
        bool satisfied = counts && j->status == AP_SATISFIED;
        n += counts;
        n_satisfied += satisfied;
        n_statements += satisfied && is_statement(judge, j);
    }
    bool by_statement = slot->req->cadence == AP_EVENT && n_statements > 0;
    if (n_satisfied >= ap_slot_min(slot) || by_statement) {
        name_item(judge, verdict, &verdict->items.items[0]);
        verdict->no_occurrence = slot->req->cadence == AP_EVENT && n_statements == n_satisfied;
        say_if_rejected_is_newer(judge, verdict);
    } else if ((verdict->exception = ap_exception_for(judge, slot)) != NULL) {
        char day[AP_DAY_TEXT];
        verdict->status = AP_EXCEPTED;
        verdict->reason = ap_arena_printf(
            judge->mem, "exception %.*s, until %s: %.*s", AP_FMT(verdict->exception->id),
            ap_day_text(verdict->exception->expires, day), AP_FMT(verdict->exception->reason));
    } else {
        judge_unsatisfied(judge, verdict, n, n_satisfied);
    }
    verdict->gap = is_gap(verdict);
}
