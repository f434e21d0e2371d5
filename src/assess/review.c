/* What the reviews of an item amount to: approvals bound to bytes, void, unnamed, the owner's own.
 * Place in the flow: assess, before the slots. docs/domain.md, "Review", "Independence", "Custody".
 * SPDX-License-Identifier: Apache-2.0 */
#include "assess/parts.h"
#include "assess/signature.h"
#include "port/digest.h"

/** How an approval's digest compares with the bytes. */
enum binding { UNBOUND, BOUND, BROKEN };

static bool
digest_equals(struct ap_str hex, const uint8_t digest[AP_SHA256_BYTES])
{
    uint8_t given[AP_SHA256_BYTES];
    if (ap_sha256_parse(hex, given) != AP_OK)
        return false;
    for (size_t i = 0; i < AP_SHA256_BYTES; i++)
        if (given[i] != digest[i])
            return false;
    return true;
}

/** A link's approval is bound to the digest that the link records of what it points at: its own
 * file holds the review and cannot hold its own digest. */
static enum binding
binding_of(const struct ap_judge *judge, const struct ap_item *item, const struct ap_review *review)
{
    if (review->sha256.len == 0)
        return UNBOUND;
    if (item->link) {
        if (item->link->sha256.len == 0)
            return UNBOUND;
        return ap_str_ieq(item->link->sha256, review->sha256) ? BOUND : BROKEN;
    }
    const struct ap_record *record = &judge->insp->records[item->index];
    if (!record->read)
        return UNBOUND;
    return digest_equals(review->sha256, record->sha256) ? BOUND : BROKEN;
}

/** Does the second of two reviews of a list follow the first? By day; where that does not tell, as listed. */
static bool
is_later(const struct ap_reviews *reviews, size_t first, size_t second)
{
    ap_day a = reviews->items[first].date;
    ap_day b = reviews->items[second].date;
    return a == AP_DAY_NONE || b == AP_DAY_NONE || a == b ? second > first : b > a;
}

/** Only a person's latest decision counts. Unnamed ones are taken as one person's. */
static bool
is_latest_of_person(const struct ap_judge *judge, const struct ap_reviews *reviews, size_t at)
{
    struct ap_str by = reviews->items[at].by;
    for (size_t i = 0; i < reviews->n; i++) {
        struct ap_str other = reviews->items[i].by;
        bool decides = reviews->items[i].status == AP_REVIEW_APPROVED ||
                       reviews->items[i].status == AP_REVIEW_REJECTED;
        if (i == at || !decides || !is_later(reviews, at, i))
            continue;
        if (by.len == 0 || other.len == 0 ? by.len == other.len
                                          : ap_workspace_same_person(judge->cat->ws, by, other))
            return false;
    }
    return true;
}

static void
count_approval(const struct ap_judge *judge, const struct ap_item *item,
               const struct ap_review *review, struct ap_review_view *view)
{
    enum binding binding = binding_of(judge, item, review);
    if (binding == BROKEN) {
        view->n_void++;
        return;
    }
    struct ap_str why;
    enum ap_signing signing = ap_review_signing(judge->cat->ws, review, judge->mem, &why);
    if (signing == AP_FORGED) {
        view->forged = why;
        return;
    }
    view->is_signed |= signing == AP_SIGNED;
    bool named = review->by.len > 0;
    bool by_owner = named && item->owner.len > 0 &&
                    ap_workspace_same_person(judge->cat->ws, item->owner, review->by);
    view->n_approvals++;
    view->bound |= binding == BOUND;
    view->unnamed |= !named;
    view->by_owner |= by_owner;
    const struct ap_workspace *ws = judge->cat->ws;
    view->n_counted += (binding == BOUND || !ws->evidence.require_bound) &&
                       ((named && !by_owner) || ws->independence != AP_INDEPENDENCE_REQUIRED);
    view->bound_by_other |= binding == BOUND && named && !by_owner;
}

struct ap_review_view
ap_review_view_of(const struct ap_judge *judge, uint32_t index)
{
    const struct ap_item *item = ap_judge_item(judge, index);
    struct ap_review_view view = {0};
    size_t latest = 0;
    for (size_t i = 0; i < item->reviews.n; i++) {
        const struct ap_review *review = &item->reviews.items[i];
        latest = is_later(&item->reviews, latest, i) ? i : latest;
        if (review->status != AP_REVIEW_APPROVED && review->status != AP_REVIEW_REJECTED)
            continue;
        if (!is_latest_of_person(judge, &item->reviews, i))
            continue;
        if (review->status == AP_REVIEW_REJECTED)
            view.rejected = review;
        else
            count_approval(judge, item, review, &view);
    }
    view.latest = item->reviews.n ? &item->reviews.items[latest] : NULL;
    return view;
}

void
ap_review_findings(struct ap_judge *judge, uint32_t index)
{
    const struct ap_item *item = ap_judge_item(judge, index);
    const struct ap_review_view *view = &judge->reviews[index];
    const struct ap_record *record = &judge->insp->records[index];
    bool watched = judge->cat->ws->independence != AP_INDEPENDENCE_OFF;
    if (view->by_owner && watched)
        ap_judge_say(
            judge, AP_REV003, index,
            ap_arena_printf(judge->mem, "approved by its owner %.*s", AP_FMT(item->owner)));
    if (view->forged.len)
        ap_judge_say(
            judge, AP_PCK014, index,
            ap_arena_printf(judge->mem, "the approval does not count: %.*s", AP_FMT(view->forged)));
    if (view->unnamed)
        ap_judge_say(judge, AP_REV005, index, AP_STR("the approval names nobody"));
    if (item->received && item->received->sha256.len && record->read && !view->bound &&
        !digest_equals(item->received->sha256, record->sha256))
        ap_judge_say(
            judge, AP_REV008, index,
            AP_STR("the bytes are not those that were received, and no approval is bound to them"));
}
