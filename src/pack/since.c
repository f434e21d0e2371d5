/* Facts of two packs laid side by side.
 * Place in the flow: pack; pure.
 * SPDX-License-Identifier: Apache-2.0 */
#include "pack/since.h"

#include <stdlib.h>

#include "pack/since_internal.h"
#include "plan/plan.h"
#include "port/digest.h"

/* --- one side --------------------------------------------------------------------------------------- */

static struct ap_since_fact *
fact_of(struct ap_since_filling *filling, struct ap_str ref, bool make)
{
    struct ap_since_facts *facts = &filling->side->facts;
    uint32_t at = ap_map_get(&filling->by_ref, ref);
    if (at != AP_NONE)
        return &facts->items[at];
    if (!make)
        return NULL;
    ref = ap_arena_copy(filling->mem, ref);
    (void)ap_map_put(&filling->by_ref, filling->mem, ref, (uint32_t)facts->n);
    struct ap_since_fact *fact = ap_vec_push(filling->mem, facts);
    *fact = (struct ap_since_fact){.ref = ref};
    return fact;
}

/** Is `word` one of the words of a list "a, b"? */
static bool
has_word(struct ap_str list, struct ap_str word)
{
    while (list.ptr && list.len)
        if (ap_str_eq(ap_str_trim(ap_str_cut(&list, ',')), word))
            return true;
    return false;
}

void
ap_since_add_slot(struct ap_since_filling *filling, struct ap_str control,
                  struct ap_str requirement, struct ap_str title, struct ap_str owner,
                  struct ap_str status, bool gap)
{
    struct ap_arena *mem = filling->mem;
    struct ap_since_fact *fact =
        fact_of(filling, ap_arena_join(mem, control, "/", requirement), true);
    if (fact->control.len == 0) {
        fact->control = ap_arena_copy(mem, control);
        fact->title = ap_arena_copy(mem, title);
    }
    if (fact->owner.len == 0 && owner.len) {
        fact->owner = ap_arena_copy(mem, owner);
        filling->side->shows_owners = true;
    }
    fact->is_open = fact->is_open || gap;
    fact->is_satisfied = fact->is_satisfied || ap_str_is(status, "satisfied");
    fact->is_excepted = fact->is_excepted || ap_str_is(status, "excepted");
    /* What is open hides what is not. */
    if (gap && !has_word(fact->state, status))
        fact->state = fact->state.len ? ap_arena_join(mem, fact->state, ", ", status)
                                      : ap_arena_copy(mem, status);
}

void
ap_since_add_digest(struct ap_since_filling *filling, struct ap_str slot_id, struct ap_str sha256)
{
    struct ap_str ref = ap_str_slice(slot_id, 0, ap_str_find(slot_id, '@'));
    struct ap_since_fact *fact = fact_of(filling, ref, false);
    if (fact && !ap_strs_has(&fact->digests, sha256))
        *ap_vec_push(filling->mem, &fact->digests) = ap_arena_copy(filling->mem, sha256);
}

static int
by_text(const void *a, const void *b)
{
    const struct ap_str *left = a;
    const struct ap_str *right = b;
    return ap_str_cmp(*left, *right);
}

static int
by_ref(const void *a, const void *b)
{
    const struct ap_since_fact *left = a;
    const struct ap_since_fact *right = b;
    return ap_str_cmp(left->ref, right->ref);
}

void
ap_since_finish(struct ap_since_filling *filling)
{
    struct ap_since_facts *facts = &filling->side->facts;
    for (size_t i = 0; i < facts->n; i++) {
        struct ap_since_fact *fact = &facts->items[i];
        fact->is_satisfied = fact->is_satisfied && !fact->is_open;
        if (!fact->is_open)
            fact->state = fact->is_satisfied  ? AP_STR("satisfied")
                          : fact->is_excepted ? AP_STR("excepted")
                                              : AP_STR("not-due");
        if (fact->digests.n)
            qsort(fact->digests.items, fact->digests.n, sizeof fact->digests.items[0], by_text);
    }
    if (facts->n)
        qsort(facts->items, facts->n, sizeof facts->items[0], by_ref);
}

void
ap_since_of_plan(const struct ap_plan *plan, struct ap_arena *mem, struct ap_since_side *ret_side)
{
    const struct ap_assessment *as = plan->as;
    const struct ap_catalogue *cat = as->cat;
    bool owner_shown = plan->full || plan->audience->shows_owner_names;
    *ret_side = (struct ap_since_side){
        .pack_id = ap_str_from(plan->pack_id),
        .organization = cat->ws->organization,
        .product = cat->ws->product,
        .from = ap_day_str(mem, cat->window.from),
        .to = ap_day_str(mem, cat->window.to - 1),
        .as_of = ap_day_str(mem, as->day),
        .audience = plan->audience->id,
        .complete = plan->complete,
    };
    struct ap_since_filling filling = {.side = ret_side, .mem = mem};
    for (size_t i = 0; i < as->n_verdicts; i++) {
        const struct ap_verdict *verdict = &as->verdicts[i];
        const struct ap_slot *slot = verdict->slot;
        if (ap_plan_lists_slot(plan, slot))
            ap_since_add_slot(&filling, slot->req->control->id, slot->req->id, slot->req->title,
                              owner_shown ? slot->owner : AP_STR_NONE,
                              ap_str_from(ap_word(ap_status_words, (int)verdict->status)),
                              verdict->gap);
    }
    for (size_t i = 0; i < plan->items.n; i++) {
        const struct ap_plan_item *packed = &plan->items.items[i];
        char hex[AP_SHA256_TEXT];
        ap_sha256_text(as->insp->records[packed->item].sha256, hex);
        for (size_t k = 0; k < packed->n_slots; k++)
            ap_since_add_digest(&filling, cat->slots.items[packed->slots[k]].id, ap_str_from(hex));
    }
    ap_since_finish(&filling);
}

/* --- both sides ------------------------------------------------------------------------------------- */

static bool
are_same_bytes(const struct ap_since_fact *a, const struct ap_since_fact *b)
{
    bool same = a->digests.n == b->digests.n;
    for (size_t i = 0; same && i < a->digests.n; i++)
        same = ap_str_eq(a->digests.items[i], b->digests.items[i]);
    return same;
}

static void
judge(struct ap_since_row *row, bool owners_shown)
{
    const struct ap_since_fact *old = row->old;
    const struct ap_since_fact *new = row->new;
    bool *changes = row->changes;
    changes[AP_SINCE_ADDED] = !old;
    changes[AP_SINCE_REMOVED] = !new;
    if (!old || !new)
        return;
    changes[AP_SINCE_OWNER_CHANGED] = owners_shown && !ap_str_eq(old->owner, new->owner);
    changes[AP_SINCE_NEWLY_SATISFIED] = !old->is_satisfied && new->is_satisfied;
    changes[AP_SINCE_REGRESSED] = !old->is_open && new->is_open;
    changes[AP_SINCE_STILL_OPEN] = old->is_open && new->is_open;
    bool holds = old->is_satisfied && new->is_satisfied && old->digests.n &&new->digests.n;
    bool same = holds && are_same_bytes(old, new);
    changes[AP_SINCE_SAME_BYTES] = same;
    changes[AP_SINCE_RENEWED] = holds && !same;
}

void
ap_since_make(const struct ap_since_side *old, const struct ap_since_side *new, bool full,
              struct ap_arena *mem, struct ap_since *ret_since)
{
    struct ap_since since = {.old = *old, .new = *new};
    bool owners_shown = old->shows_owners && new->shows_owners;
    size_t i = 0;
    size_t k = 0;
    since.rows = ap_arena_array(mem, struct ap_since_row, old->facts.n + new->facts.n);
    while (i < old->facts.n || k < new->facts.n) {
        const struct ap_since_fact *left = i < old->facts.n ? &old->facts.items[i] : NULL;
        const struct ap_since_fact *right = k < new->facts.n ? &new->facts.items[k] : NULL;
        int order = !left ? 1 : !right ? -1 : ap_str_cmp(left->ref, right->ref);
        struct ap_since_row row = {.old = order <= 0 ? left : NULL,
                                   .new = order >= 0 ? right : NULL};
        i += order <= 0;
        k += order >= 0;
        if (!row.new && !full)
            continue; /* what the audience does not see, it is not told that it was there */
        judge(&row, owners_shown);
        for (int change = 0; change < AP_N_SINCE; change++)
            since.counts[change] += row.changes[change];
        since.rows[since.n_rows++] = row;
    }
    *ret_since = since;
}
