/* The allow list as a reader of the pack must know it: what it lets through and why, what has expired, what allows nothing.
 * Place in the flow: assess; findings SEC007, SEC008 and SEC013.
 * SPDX-License-Identifier: Apache-2.0 */
#include "assess/parts.h"
#include "base/map.h"
#include "model/allow.h"

static void
say(struct ap_judge *judge, enum ap_code code, const struct ap_allow_entry *e, struct ap_str words)
{
    struct ap_finding *f = ap_finding_add(&judge->as->findings, judge->mem, code, e->place.file,
                                          e->place, "%.*s", AP_FMT(words));
    f->item = AP_NONE;
}

/* How many places each entry lets through: of entries with one secret id the first that fits. */
static uint32_t *
count_allowed(struct ap_judge *judge, const struct ap_allow_list *list)
{
    uint32_t *n = ap_arena_array(judge->mem, uint32_t, list->n);
    uint32_t *next = ap_arena_array(judge->mem, uint32_t, list->n);
    struct ap_map first = {0};
    for (size_t i = list->n; i-- > 0;) {
        next[i] = ap_map_get(&first, list->items[i].secret_id);
        ap_map_set(&first, judge->mem, list->items[i].secret_id, (uint32_t)i);
    }
    for (uint32_t i = 0; i < judge->cat->evidence->items.n; i++) {
        const struct ap_leak_notes *leaks = &judge->insp->records[i].leaks;
        for (size_t k = 0; k < leaks->n; k++) {
            const struct ap_leak_note *note = &leaks->items[k];
            uint32_t at =
                note->allowed ? ap_map_get(&first, ap_str_from(note->secret_id)) : AP_NONE;
            for (; at != AP_NONE; at = next[at]) {
                const struct ap_allow_entry *e = &list->items[at];
                if (e->expires < judge->as->day || !ap_str_eq(e->rule, note->detector->id) ||
                    !ap_str_glob(e->path, ap_judge_item(judge, i)->path))
                    continue;
                n[at]++;
                break;
            }
        }
    }
    return n;
}

static void
say_allowed(struct ap_judge *judge, const struct ap_allow_entry *e, uint32_t n)
{
    char day[AP_DAY_TEXT];
    say(judge, AP_SEC013, e,
        ap_arena_printf(judge->mem, "%u place%s of %.*s %s allowed until %s by %.*s%s%.*s: %.*s", n,
                        n == 1 ? "" : "s", AP_FMT(e->rule), n == 1 ? "is" : "are",
                        ap_day_text(e->expires, day), AP_FMT(e->by),
                        e->approved_by.len ? ", approved by " : "", AP_FMT(e->approved_by),
                        AP_FMT(e->reason)));
}

void
ap_assess_allowed(struct ap_judge *judge)
{
    const struct ap_allow_list *list = judge->insp->allow;
    const uint32_t *n = list ? count_allowed(judge, list) : NULL;
    char day[AP_DAY_TEXT];
    for (size_t i = 0; list && i < list->n; i++) {
        struct ap_allow_entry *e = &list->items[i];
        if (n[i] > 0)
            say_allowed(judge, e, n[i]);
        if (e->expires < judge->as->day)
            say(judge, AP_SEC007, e,
                ap_arena_printf(judge->mem, "secret %.*s of %.*s was allowed until %s",
                                AP_FMT(e->secret_id), AP_FMT(e->rule),
                                ap_day_text(e->expires, day)));
        else if (!atomic_load(&e->used))
            say(judge, AP_SEC008, e,
                ap_arena_printf(judge->mem, "no find of %.*s in %.*s is secret %.*s",
                                AP_FMT(e->rule), AP_FMT(e->path), AP_FMT(e->secret_id)));
        else if (e->refused && e->approved_by.len == 0)
            say(judge, AP_SEC008, e,
                ap_arena_printf(judge->mem,
                                "secret %.*s of %.*s is held back: a blocker needs approved-by",
                                AP_FMT(e->secret_id), AP_FMT(e->rule)));
    }
}
