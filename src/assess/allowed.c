/* Entries of the allow list that have expired, or that allow nothing.
 * Place in the flow: assess; findings SEC007 and SEC008.
 * SPDX-License-Identifier: Apache-2.0 */
#include "assess/parts.h"
#include "model/allow.h"

static void
say(struct ap_judge *judge, enum ap_code code, const struct ap_allow_entry *e, struct ap_str words)
{
    struct ap_finding *f = ap_finding_add(&judge->as->findings, judge->mem, code, e->place.file,
                                          e->place, "%.*s", AP_FMT(words));
    f->item = AP_NONE;
}

void
ap_assess_allowed(struct ap_judge *judge)
{
    const struct ap_allow_list *list = judge->insp->allow;
    char day[AP_DAY_TEXT];
    for (size_t i = 0; list && i < list->n; i++) {
        struct ap_allow_entry *e = &list->items[i];
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
