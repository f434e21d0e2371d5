/* An item's own status for a slot: the first that applies, in a fixed order; else satisfied.
 * Place in the flow: assess. docs/domain.md, "The verdict".
 * SPDX-License-Identifier: Apache-2.0 */
#include "assess/parts.h"

static struct ap_str
withheld(struct ap_judge *judge, const struct ap_slot *slot, const struct ap_candidate *c)
{
    (void)slot;
    if (!judge->as->items[c->item].withheld)
        return AP_STR_NONE;
    return judge->insp->records[c->item].admission == AP_WITHHELD_SECRET
               ? AP_STR("holds a secret")
               : AP_STR("may hold a secret");
}

static struct ap_str
void_approval(struct ap_judge *judge, const struct ap_slot *slot, const struct ap_candidate *c)
{
    const struct ap_review_view *view = &judge->reviews[c->item];
    if (view->n_void == 0 || view->n_counted >= slot->req->approvals)
        return AP_STR_NONE;
    struct ap_str reason = AP_STR("approved once, but the bytes changed since");
    if (ap_judge_first(judge, c->item, AP_SAID_VOID))
        ap_judge_say(judge, AP_REV001, c->item, reason);
    return reason;
}

static struct ap_str
wrong_format(struct ap_judge *judge, const struct ap_slot *slot, const struct ap_item *item)
{
    const struct ap_strs *allowed = &slot->req->extensions;
    if (allowed->n == 0 || item->link)
        return AP_STR_NONE;
    struct ap_str ext = item->parsed.ok ? item->parsed.ext : AP_STR_NONE;
    if (ext.len == 0) {
        size_t dot = ap_str_rfind(item->name, '.');
        ext = ap_str_slice(item->name, dot + 1, item->name.len);
    }
    struct ap_buf list = {0};
    bool ok = false;
    for (size_t i = 0; i < allowed->n && !ok; i++) {
        ok = ap_str_ieq(ext, allowed->items[i]);
        ap_buf_printf(&list, "%s%.*s", i ? ", " : "", AP_FMT(allowed->items[i]));
    }
    struct ap_str reason = AP_STR_NONE;
    if (!ok) {
        reason =
            ap_arena_printf(judge->mem, ".%.*s is not among the accepted formats of %.*s: %.*s",
                            AP_FMT(ext), AP_FMT(slot->req->ref), AP_FMT(ap_buf_str(&list)));
    }
    ap_buf_release(&list);
    return reason;
}

/** What cannot be scanned is let through on the word of somebody else than its owner, bound to the bytes. */
static struct ap_str
unscannable(struct ap_judge *judge, const struct ap_item *item)
{
    if (!judge->insp->records[item->index].unscannable ||
        judge->reviews[item->index].bound_by_other)
        return AP_STR_NONE;
    struct ap_str reason =
        AP_STR("its content cannot be scanned, and nobody but its owner has approved these bytes");
    if (ap_judge_first(judge, item->index, AP_SAID_UNSCANNABLE))
        ap_judge_say(judge, AP_FMT011, item->index, reason)->severity = AP_HIGH;
    return reason;
}

static struct ap_str
invalid(struct ap_judge *judge, const struct ap_slot *slot, const struct ap_candidate *c)
{
    const struct ap_item *item = ap_judge_item(judge, c->item);
    const struct ap_record *record = &judge->insp->records[c->item];
    const struct ap_finding *fault = item->fault     ? item->fault
                                     : record->fault ? record->fault
                                                     : judge->cross_faults[c->item];
    if (fault)
        return fault->message;
    struct ap_str reason = wrong_format(judge, slot, item);
    if (reason.len) {
        /* Said once for an item and requirement: the first slot in order speaks. */
        bool first = slot->index == 0 || judge->cat->slots.items[slot->index - 1].req != slot->req;
        if (first)
            ap_judge_say(judge, AP_FMT008, c->item, reason);
        return reason;
    }
    return unscannable(judge, item);
}

static struct ap_str
rejected(struct ap_judge *judge, const struct ap_slot *slot, const struct ap_candidate *c)
{
    (void)slot;
    const struct ap_item *item = ap_judge_item(judge, c->item);
    if (item->parsed.status == AP_DOCSTATUS_REJECTED)
        return AP_STR("its name says Rejected");
    const struct ap_review *review = judge->reviews[c->item].rejected;
    if (!review)
        return AP_STR_NONE;
    struct ap_str note = review->note.len ? review->note : AP_STR("no reason was noted");
    struct ap_str reason = ap_arena_printf(judge->mem, "rejected in review: %.*s", AP_FMT(note));
    if (ap_judge_first(judge, c->item, AP_SAID_REJECTED))
        ap_judge_say(judge, AP_REV002, c->item, reason);
    return reason;
}

static struct ap_str
stale(struct ap_judge *judge, const struct ap_slot *slot, const struct ap_candidate *c)
{
    /* Versions of a document are aged after it is known which one is in force. */
    return ap_stale_reason(judge, slot, c, slot->kind == AP_SLOT_ONCE);
}

static struct ap_str
pending(struct ap_judge *judge, const struct ap_slot *slot, const struct ap_candidate *c)
{
    const struct ap_item *item = ap_judge_item(judge, c->item);
    const struct ap_review_view *view = &judge->reviews[c->item];
    const struct ap_workspace *ws = judge->cat->ws;
    if (item->parsed.status == AP_DOCSTATUS_DRAFT || item->parsed.status == AP_DOCSTATUS_REVIEW)
        return ap_arena_printf(judge->mem, "its name says %s",
                               ap_word(ap_doc_status_words, (int)item->parsed.status));
    if (view->n_approvals == 0)
        return AP_STR("no approval is recorded");
    if (view->n_approvals < slot->req->approvals)
        return ap_arena_printf(judge->mem, "%u of %d approvals", view->n_approvals,
                               (int)slot->req->approvals);
    if (view->n_counted >= slot->req->approvals)
        return AP_STR_NONE;
    if (ws->evidence.require_bound && !view->bound)
        return AP_STR("the approval is not bound to the bytes");
    if (ws->independence == AP_INDEPENDENCE_REQUIRED && view->n_counted == 0)
        return view->by_owner  ? AP_STR("approved by its owner only")
               : view->unnamed ? AP_STR("the approval names nobody")
                               : AP_STR("the approval is not bound to the bytes");
    return ap_arena_printf(judge->mem, "%u of %d approvals count: the others %s", view->n_counted,
                           (int)slot->req->approvals,
                           ws->evidence.require_bound
                               ? "are not bound to the bytes, or not independent"
                               : "are the owner's, or name nobody");
}

/** In order of precedence. A rule gives the reason, or an empty view when it does not apply. */
static const struct {
    enum ap_status status;
    struct ap_str (*reason)(struct ap_judge *, const struct ap_slot *, const struct ap_candidate *);
} rules[] = {
    {AP_WITHHELD, withheld}, {AP_VOID, void_approval}, {AP_INVALID, invalid},
    {AP_REJECTED, rejected}, {AP_STALE, stale},        {AP_PENDING, pending},
};

static struct ap_str
approved_reason(struct ap_judge *judge, uint32_t item)
{
    const struct ap_review *latest = judge->reviews[item].latest;
    char day[AP_DAY_TEXT];
    struct ap_str by = latest->by.len ? latest->by : AP_STR("an unnamed reviewer");
    if (latest->date == AP_DAY_NONE)
        return ap_arena_printf(judge->mem, "approved by %.*s", AP_FMT(by));
    return ap_arena_printf(judge->mem, "approved by %.*s on %s", AP_FMT(by),
                           ap_day_text(latest->date, day));
}

struct ap_judgement
ap_judge_candidate(struct ap_judge *judge, const struct ap_slot *slot,
                   const struct ap_candidate *candidate)
{
    struct ap_judgement judgement = {.item = candidate->item, .status = AP_SATISFIED};
    for (size_t i = 0; i < AP_COUNT(rules); i++) {
        judgement.reason = rules[i].reason(judge, slot, candidate);
        if (judgement.reason.len) {
            judgement.status = rules[i].status;
            return judgement;
        }
    }
    judgement.reason = approved_reason(judge, candidate->item);
    return judgement;
}
