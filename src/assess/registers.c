/* Risks, actions and findings at the as-of day, and the exceptions that rest on them.
 * Place in the flow: assess; needs the workspace and the library alone.
 * SPDX-License-Identifier: Apache-2.0 */
#include "assess/parts.h"

/* Words of a status column by which an entry is no longer open. What is accepted is still there. */
static bool
says_closed(struct ap_str status)
{
    static const char *const words[] = {
        "closed", "done",     "complete",  "completed", "resolved",  "remediated", "mitigated",
        "fixed",  "verified", "cancelled", "canceled",  "withdrawn", "rejected"};
    for (size_t i = 0; i < AP_COUNT(words); i++)
        if (ap_str_ieq(status, ap_str_from(words[i])))
            return true;
    return false;
}

/* Without a word the day decides; what was closed after the as-of day was open on it. */
static bool
is_open(const struct ap_tracked *entry, ap_day day)
{
    bool closed = entry->status.len ? says_closed(entry->status) : entry->closed != AP_DAY_NONE;
    return !closed || (entry->closed != AP_DAY_NONE && entry->closed > day);
}

/* A risk of the library belongs to the controls that treat it. */
static bool
is_about(const struct ap_tracked *entry, const struct ap_control *control)
{
    for (size_t i = 0; i < entry->controls.n; i++) {
        struct ap_str text = entry->controls.items[i].text;
        if (ap_str_ieq(ap_str_slice(text, 0, ap_str_find(text, '/')), control->id))
            return true;
    }
    for (size_t i = 0; entry->kind == AP_TRACKED_RISK && i < control->treats.n; i++)
        if (ap_str_ieq(control->treats.items[i].text, entry->id))
            return true;
    return false;
}

static struct ap_tracked_verdict
judge_entry(struct ap_judge *judge, const struct ap_tracked *entry)
{
    const struct ap_controls *controls = &judge->cat->lib->controls;
    ap_day day = judge->options->day;
    struct ap_tracked_verdict verdict = {.entry = entry, .open = is_open(entry, day)};
    verdict.overdue = verdict.open && entry->due != AP_DAY_NONE && entry->due < day;
    verdict.unproven = !verdict.open && entry->evidence.n == 0;
    size_t n = 0;
    for (size_t c = 0; c < controls->n; c++)
        n += is_about(entry, &controls->items[c]);
    verdict.controls = ap_arena_array(judge->mem, uint32_t, n);
    for (size_t c = 0; c < controls->n; c++)
        if (is_about(entry, &controls->items[c]))
            verdict.controls[verdict.n_controls++] = (uint32_t)c;
    return verdict;
}

static void
check_link(struct ap_judge *judge, const struct ap_exception *e, enum ap_tracked_kind kind,
           struct ap_str id)
{
    const struct ap_ref *file = ap_workspace_register(judge->cat->ws, kind);
    if (!id.len || !file->text.len || ap_workspace_tracked(judge->cat->ws, kind, id) != AP_NONE)
        return;
    struct ap_str subject = ap_arena_join(judge->mem, AP_STR("exception"), " ", e->id);
    (void)ap_finding_add(&judge->as->findings, judge->mem, AP_REV011, subject, e->place,
                         "it rests on the %s %.*s, which %.*s does not have",
                         kind == AP_TRACKED_RISK ? "risk" : "action", AP_FMT(id),
                         AP_FMT(file->text));
}

void
ap_assess_registers(struct ap_judge *judge)
{
    const struct ap_workspace *ws = judge->cat->ws;
    struct ap_assessment *as = judge->as;
    as->tracked = ap_arena_array(judge->mem, struct ap_tracked_verdict, ws->tracked.n);
    for (size_t i = 0; i < ws->tracked.n; i++)
        as->tracked[as->n_tracked++] = judge_entry(judge, &ws->tracked.items[i]);
    for (size_t i = 0; i < ws->exceptions.n; i++) {
        check_link(judge, &ws->exceptions.items[i], AP_TRACKED_RISK, ws->exceptions.items[i].risk);
        check_link(judge, &ws->exceptions.items[i], AP_TRACKED_ACTION,
                   ws->exceptions.items[i].action);
    }
}
