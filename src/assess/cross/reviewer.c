/* SGN005: the reviewer whom a sign-off names is the evidence's owner by its metadata.
 * Place in the flow: assess, across evidence.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Fact: reviewer. A member of the team that owns the evidence is not the owner here: somebody in the team must review. What the text
 * says of the owner of what was reviewed is a matter of review-signoff. */
#include "assess/cross/cross.h"

static bool
is_owner(const struct ap_workspace *ws, struct ap_str owner, struct ap_str who)
{
    const struct ap_person *a = ap_workspace_person(ws, owner);
    owner = ap_str_trim(owner);
    who = ap_str_trim(who);
    return owner.len > 0 && who.len > 0 &&
           (ap_str_ieq(owner, who) || (a && a == ap_workspace_person(ws, who)));
}

/* "Ben Ortiz, Security Operations" and "Ben Ortiz (SecOps)" are Ben Ortiz. */
static struct ap_str
name_of(struct ap_str who)
{
    size_t n = 0;
    while (n < who.len && ap_str_find(AP_STR(",(<;/|"), who.ptr[n]) == 6)
        n++;
    return ap_str_slice(who, 0, n);
}

void
ap_cross_reviewer(struct ap_judge *judge)
{
    const struct ap_workspace *ws = judge->cat->ws;
    if (ws->independence == AP_INDEPENDENCE_OFF)
        return;
    for (uint32_t i = 0; i < judge->cat->evidence->items.n; i++) {
        const struct ap_item *item = ap_judge_item(judge, i);
        const struct ap_fact *said =
            ap_cross_in_window(judge, i) ? ap_cross_fact(judge, i, "reviewer") : NULL;
        if (!said || ap_cross_has_finding(judge, i, AP_SGN005) ||
            !(is_owner(ws, item->owner, said->value) ||
              is_owner(ws, item->owner, name_of(said->value))))
            continue;
        struct ap_finding *f =
            ap_cross_say(judge, AP_SGN005, i, said->line,
                         "the reviewer \"%.*s\" is the owner of this evidence, %.*s",
                         AP_FMT(said->value), AP_FMT(item->owner));
        ap_cross_weigh(judge, f,
                       ws->independence == AP_INDEPENDENCE_REQUIRED ? AP_HIGH : AP_MEDIUM);
    }
}
