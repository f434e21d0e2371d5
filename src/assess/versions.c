/* Documents asked for once: which version is in force, which are superseded, which days nothing held.
 * Place in the flow: assess, after the items of a slot are judged. docs/domain.md, "Once".
 * SPDX-License-Identifier: Apache-2.0 */
#include "assess/parts.h"

/** `effective`, else the first day of the period, else AP_DAY_NONE: unknown, taken as in force. */
static ap_day
in_force_since(const struct ap_item *item)
{
    if (item->effective != AP_DAY_NONE || item->periods.n == 0)
        return item->effective;
    ap_day first = item->periods.items[0].span.from;
    for (size_t i = 1; i < item->periods.n; i++)
        if (item->periods.items[i].span.from < first)
            first = item->periods.items[i].span.from;
    return first;
}

/** Compares `v1.10` with `v1.9` number by number. */
static int
compare_versions(struct ap_str a, struct ap_str b)
{
    a = ap_str_slice(a, a.len && (a.ptr[0] == 'v' || a.ptr[0] == 'V'), a.len);
    b = ap_str_slice(b, b.len && (b.ptr[0] == 'v' || b.ptr[0] == 'V'), b.len);
    while (a.len || b.len) {
        int64_t x = 0;
        int64_t y = 0;
        struct ap_str part_a = ap_str_cut(&a, '.');
        struct ap_str part_b = ap_str_cut(&b, '.');
        if (ap_str_to_int(part_a, &x) != AP_OK)
            x = 0;
        if (ap_str_to_int(part_b, &y) != AP_OK)
            y = 0;
        if (x != y)
            return x < y ? -1 : 1;
    }
    return 0;
}

static bool
same_document(const struct ap_item *a, const struct ap_item *b)
{
    return a->parsed.ok && b->parsed.ok && ap_str_eq(a->parsed.stem, b->parsed.stem);
}

/** Both days known and different: the later one. Otherwise the higher version. */
static bool
replaces(const struct ap_item *newer, const struct ap_item *older)
{
    ap_day a = in_force_since(newer);
    ap_day b = in_force_since(older);
    if (a != AP_DAY_NONE && b != AP_DAY_NONE && a != b)
        return a > b;
    return compare_versions(newer->parsed.version, older->parsed.version) > 0;
}

static const struct ap_candidate *
candidate_of(const struct ap_slot *slot, uint32_t item)
{
    for (size_t i = 0; i < slot->candidates.n; i++)
        if (slot->candidates.items[i].item == item)
            return &slot->candidates.items[i];
    return NULL;
}

/** Not yet in force at the window's end: it does not count here. */
static void
mark_future(struct ap_judge *judge, struct ap_verdict *verdict)
{
    ap_day last = verdict->slot->span.to - 1;
    for (size_t i = 0; i < verdict->items.n; i++) {
        struct ap_judgement *j = &verdict->items.items[i];
        ap_day since = in_force_since(ap_judge_item(judge, j->item));
        if (j->status != AP_SATISFIED || since == AP_DAY_NONE || since <= last)
            continue;
        char day[AP_DAY_TEXT];
        j->status = AP_STALE;
        j->reason = ap_arena_printf(judge->mem, "comes into force on %s, after the window's end",
                                    ap_day_text(since, day));
    }
}

/** The version that replaced judgement `i` latest, or NULL. */
static const struct ap_item *
successor_of(struct ap_judge *judge, const struct ap_verdict *verdict, size_t i)
{
    const struct ap_item *older = ap_judge_item(judge, verdict->items.items[i].item);
    for (size_t k = 0; k < verdict->items.n; k++) {
        const struct ap_item *newer = ap_judge_item(judge, verdict->items.items[k].item);
        if (k != i && verdict->items.items[k].status == AP_SATISFIED &&
            same_document(older, newer) && replaces(newer, older))
            return newer;
    }
    return NULL;
}

/** What is in force must be young enough; what was replaced was as old as it had to be. */
static void
mark_superseded(struct ap_judge *judge, struct ap_verdict *verdict)
{
    bool *replaced = ap_arena_array(judge->mem, bool, verdict->items.n);
    size_t n_current = 0;
    size_t n_in_force = 0;
    for (size_t i = 0; i < verdict->items.n; i++) {
        if (verdict->items.items[i].status != AP_SATISFIED)
            continue;
        const struct ap_item *newer = successor_of(judge, verdict, i);
        replaced[i] = newer != NULL;
        n_in_force++;
        n_current += !replaced[i];
        if (newer)
            verdict->items.items[i].reason =
                ap_arena_printf(judge->mem, "superseded by %.*s", AP_FMT(newer->name));
    }
    bool circular =
        n_in_force > 0 && n_current == 0; /* days and versions contradict each other: all count */
    for (size_t i = 0; i < verdict->items.n; i++) {
        struct ap_judgement *j = &verdict->items.items[i];
        if (j->status != AP_SATISFIED)
            continue;
        j->superseded = replaced[i] && !circular;
        if (j->superseded) {
            ap_day until = in_force_since(successor_of(judge, verdict, i));
            if (until != AP_DAY_NONE && until <= verdict->slot->span.from)
                j->status = AP_STALE; /* replaced before the window began: shown, not packed */
            continue;
        }
        struct ap_str old =
            ap_stale_reason(judge, verdict->slot, candidate_of(verdict->slot, j->item), false);
        if (old.len) {
            j->status = AP_STALE;
            j->reason = old;
        }
    }
}

static void
say_gap(struct ap_judge *judge, const struct ap_verdict *verdict, ap_day first_held, uint32_t item)
{
    ap_day from = verdict->slot->span.from;
    if (first_held <= from)
        return;
    struct ap_span hole = {from, first_held};
    ap_judge_say(
        judge, AP_PER002, item,
        ap_arena_printf(
            judge->mem, "version gap: no approved version of %.*s was in force on %d %s, %.*s",
            AP_FMT(verdict->slot->req->ref), (int)ap_span_days(hole),
            ap_span_days(hole) == 1 ? "day" : "days", AP_FMT(ap_span_str(judge->mem, hole))));
}

void
ap_judge_versions(struct ap_judge *judge, struct ap_verdict *verdict)
{
    mark_future(judge, verdict);
    ap_day first_held = AP_DAY_NONE;
    uint32_t holder = AP_NONE;
    bool always_held = false;
    for (size_t i = 0; i < verdict->items.n; i++) {
        const struct ap_judgement *j = &verdict->items.items[i];
        if (j->status != AP_SATISFIED)
            continue;
        ap_day since = in_force_since(ap_judge_item(judge, j->item));
        if (since == AP_DAY_NONE) {
            always_held = true;
            if (ap_judge_first(judge, j->item, AP_SAID_EFFECTIVE))
                ap_judge_say(judge, AP_PER008, j->item,
                             AP_STR("its effective day is not known; it is taken as in force over "
                                    "the whole window"));
        } else if (holder == AP_NONE || since < first_held) {
            first_held = since;
            holder = j->item;
        }
    }
    if (holder != AP_NONE && !always_held)
        say_gap(judge, verdict, first_held, holder);
    mark_superseded(judge, verdict);
}
