/* Look-ups in the workspace: persons, and who owns what is missing.
 * Place in the flow: model; evidence, assessment and reports use them.
 * SPDX-License-Identifier: Apache-2.0 */
#include "model/workspace.h"

static bool
has_word(const struct ap_strs *words, struct ap_str who)
{
    for (size_t i = 0; i < words->n; i++)
        if (ap_str_ieq(words->items[i], who))
            return true;
    return false;
}

const struct ap_person *
ap_workspace_person(const struct ap_workspace *ws, struct ap_str who)
{
    who = ap_str_trim(who);
    if (!who.len)
        return NULL;
    for (size_t i = 0; i < ws->people.n; i++) /* an id is never another's name */
        if (ap_str_ieq(ws->people.items[i].id, who))
            return &ws->people.items[i];
    for (size_t i = 0; i < ws->people.n; i++) {
        const struct ap_person *person = &ws->people.items[i];
        if (ap_str_ieq(person->name, who) || ap_str_ieq(person->email, who) ||
            has_word(&person->aliases, who))
            return person;
    }
    return NULL;
}

/* True when `who` (and `person`, its entry if it has one) is among the members. */
static bool
is_member(const struct ap_workspace *ws, const struct ap_person *team, struct ap_str who,
          const struct ap_person *person)
{
    if (!team || team->kind != AP_TEAM)
        return false;
    for (size_t i = 0; i < team->members.n; i++) {
        if (ap_str_ieq(team->members.items[i], who))
            return true;
        if (person && ap_workspace_person(ws, team->members.items[i]) == person)
            return true;
    }
    return false;
}

bool
ap_workspace_same_person(const struct ap_workspace *ws, struct ap_str a, struct ap_str b)
{
    a = ap_str_trim(a);
    b = ap_str_trim(b);
    if (!a.len || !b.len)
        return false;
    if (ap_str_ieq(a, b))
        return true;
    const struct ap_person *x = ap_workspace_person(ws, a);
    const struct ap_person *y = ap_workspace_person(ws, b);
    if (x && x == y)
        return true;
    return is_member(ws, x, b, y) || is_member(ws, y, a, x);
}

/* How narrow a rule is: exact requirement, glob over requirements, control, glob over controls, family;
 * within a rank the longer text is the narrower. 0: the rule does not fit. */
static size_t
specificity(struct ap_str match, const struct ap_requirement *req)
{
    const size_t rank = 4096;
    struct ap_str control =
        req->control ? req->control->id : ap_str_slice(req->ref, 0, ap_str_find(req->ref, '/'));
    size_t text = match.len < rank ? match.len : rank - 1;
    if (!match.len)
        return 0;
    if (ap_str_eq(match, req->ref))
        return 5 * rank + text;
    if (ap_str_find(match, '/') < match.len)
        return ap_str_glob(match, req->ref) ? 4 * rank + text : 0;
    if (ap_str_eq(match, control))
        return 3 * rank + text;
    if (ap_str_eq(match, ap_str_slice(control, 0, ap_str_find(control, '-'))))
        return rank + text;
    if (!ap_str_glob(match, control))
        return 0;
    /* `*` and the like are wider than a family */
    return ap_str_find(match, '-') < match.len ? 2 * rank + text : text;
}

struct ap_str
ap_workspace_owner_of(const struct ap_workspace *ws, const struct ap_requirement *req)
{
    struct ap_str owner = AP_STR_NONE;
    size_t best = 0;
    for (size_t i = 0; i < ws->owners.n; i++) {
        size_t score = specificity(ws->owners.items[i].match, req);
        if (score > best) {
            best = score;
            owner = ws->owners.items[i].owner;
        }
    }
    return owner;
}

const struct ap_ref *
ap_workspace_register(const struct ap_workspace *ws, enum ap_tracked_kind kind)
{
    const struct ap_ref *const files[AP_N_TRACKED] = {
        [AP_TRACKED_RISK] = &ws->register_risks,
        [AP_TRACKED_ACTION] = &ws->register_actions,
        [AP_TRACKED_FINDING] = &ws->register_findings,
    };
    return files[kind];
}

uint32_t
ap_workspace_tracked(const struct ap_workspace *ws, enum ap_tracked_kind kind, struct ap_str id)
{
    for (size_t i = 0; i < ws->tracked.n; i++)
        if (ws->tracked.items[i].kind == kind && ap_str_ieq(ws->tracked.items[i].id, id))
            return (uint32_t)i;
    return AP_NONE;
}

/* "AUTH-04", or "soc2-2017:CC6.1" for every control that maps to it. */
static bool
is_of_control(struct ap_str text, const struct ap_control *control)
{
    size_t colon = ap_str_find(text, ':');
    if (colon == text.len)
        return ap_str_ieq(text, control->id);
    return ap_control_maps_to(control, ap_str_slice(text, 0, colon),
                              ap_str_slice(text, colon + 1, text.len));
}

bool
ap_request_asks_for(const struct ap_request *request, const struct ap_requirement *req)
{
    bool of_control = request->controls.n == 0;
    for (size_t i = 0; i < request->controls.n && !of_control; i++)
        of_control = is_of_control(request->controls.items[i].text, req->control);
    for (size_t i = 0; i < request->requirements.n; i++) {
        struct ap_str text = request->requirements.items[i].text;
        if (ap_str_ieq(text, req->ref))
            return true;
        if (request->controls.n && of_control &&
            (ap_str_ieq(text, req->id) || ap_str_ieq(text, req->title)))
            return true;
    }
    return request->requirements.n == 0 && request->controls.n > 0 && of_control;
}
