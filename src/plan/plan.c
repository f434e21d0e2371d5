/* What is packed and what is withheld, for one audience.
 * Place in the flow: plan; by what the assessment, inspection and the audience say of each item.
 * SPDX-License-Identifier: Apache-2.0 */
#include "plan/plan.h"

#include "plan/internal.h"
#include "port/digest.h"

/** What choosing one item after the other needs. */
struct choice {
    struct ap_plan *plan;
    const struct ap_assessment *as;
    const struct ap_library *lib;
    uint32_t rank; /* of the pack's audience */
    bool pending;  /* what awaits its review is packed too */
    /* raw digest -> 1: a copy that discloses less was made of these bytes */
    struct ap_map originals;
    struct ap_arena *mem;
};

/* A copy that names its own bytes as the original says nothing about another file. */
static void
collect_originals(struct choice *c)
{
    const struct ap_items *items = &c->as->cat->evidence->items;
    for (size_t i = 0; i < items->n; i++) {
        const struct ap_derived *derived = items->items[i].derived_from;
        uint8_t raw[AP_SHA256_BYTES];
        if (!derived || ap_sha256_parse(derived->sha256, raw) < 0)
            continue;
        struct ap_str key = {(const char *)raw, sizeof raw};
        const struct ap_record *record = &c->as->insp->records[i];
        if (record->read &&
            ap_str_eq(key, (struct ap_str){(const char *)record->sha256, sizeof record->sha256}))
            continue;
        (void)ap_map_put(&c->originals, c->mem, ap_arena_copy(c->mem, key), 1);
    }
}

static bool
is_original(const struct choice *c, const struct ap_item *item)
{
    const struct ap_record *record = &c->as->insp->records[item->index];
    struct ap_str key = {(const char *)record->sha256, sizeof record->sha256};
    return record->read && ap_map_get(&c->originals, key) != AP_NONE;
}

/* Of several requirements the one for the inner circle decides: bytes that one of them keeps back stay back. */
static uint32_t
rank_by_requirements(const struct choice *c, const struct ap_item *item)
{
    uint32_t rank = item->n_requirements ? UINT32_MAX : 0;
    for (size_t i = 0; i < item->n_requirements; i++) {
        const struct ap_requirement *req = c->lib->requirements[item->requirements[i]];
        uint32_t this_rank = ap_plan_requirement_rank(c->lib, req);
        if (this_rank < rank)
            rank = this_rank;
    }
    return rank;
}

/* Is any requirement that the item serves the business of the pack's audience? */
static bool
concerns_audience(const struct choice *c, const struct ap_item *item)
{
    for (size_t i = 0; i < item->n_requirements; i++) {
        const struct ap_requirement *req = c->lib->requirements[item->requirements[i]];
        if (ap_plan_requirement_rank(c->lib, req) >= c->rank)
            return true;
    }
    return c->plan->full;
}

static void
withhold(struct choice *c, const struct ap_item *item, enum ap_withheld_why why,
         struct ap_str reason)
{
    if (!concerns_audience(c, item))
        return;
    *ap_vec_push(c->mem, &c->plan->withheld) = (struct ap_withheld){
        .item = item->index,
        .title = item->title.len ? item->title : item->name,
        .path = c->plan->full ? item->path : AP_STR_NONE,
        .why = why,
        .reason = reason,
    };
}

/** Why the audience may not have this item, or an empty view. */
static struct ap_str
audience_objection(const struct choice *c, const struct ap_item *item)
{
    if (c->rank > 0 && is_original(c, item))
        return AP_STR("an original: a copy that discloses less was made of it");
    uint32_t rank =
        item->audience.len ? ap_plan_rank(c->lib, item->audience) : rank_by_requirements(c, item);
    if (rank < c->rank)
        return ap_arena_printf(c->mem, "for the audience %.*s",
                               AP_FMT(c->lib->audiences.items[rank].id));
    return AP_STR_NONE;
}

static void
pack_item(struct choice *c, const struct ap_item *item)
{
    const struct ap_item_verdict *verdict = &c->as->items[item->index];
    *ap_vec_push(c->mem, &c->plan->items) = (struct ap_plan_item){
        .item = item->index,
        .slots = verdict->slots,
        .n_slots = verdict->n_slots,
        .superseded = verdict->state == AP_ITEM_SUPERSEDED,
        .pending = !verdict->packable,
        .made = item->link && !c->plan->full ? ap_plan_make_link(item, c->mem) : NULL,
    };
}

static void
choose(struct choice *c, const struct ap_item *item)
{
    const struct ap_record *record = &c->as->insp->records[item->index];
    const struct ap_item_verdict *verdict = &c->as->items[item->index];
    if (item->ignored)
        return;
    if (verdict->withheld) {
        withhold(c, item, AP_WHY_SECRET,
                 record->admission == AP_WITHHELD_SECRET ? AP_STR("holds a secret")
                                                         : AP_STR("may hold a secret"));
        return;
    }
    if (!verdict->packable && !(c->pending && verdict->pending))
        return;
    struct ap_str objection = audience_objection(c, item);
    if (objection.len)
        withhold(c, item, AP_WHY_AUDIENCE, objection);
    else if (record->admission != AP_ADMITTED || !record->read)
        withhold(c, item, AP_WHY_SIZE, AP_STR("too large to be packed, or not readable"));
    else
        pack_item(c, item);
}

void
ap_plan_make(const struct ap_assessment *as, const struct ap_plan_options *options,
             struct ap_arena *mem, struct ap_plan **ret_plan)
{
    const struct ap_library *lib = as->cat->lib;
    struct ap_plan *plan = ap_arena_new(mem, struct ap_plan);
    plan->as = as;
    plan->audience = ap_library_audience(lib, as->audience);
    plan->complete = as->n_gaps == 0;
    plan->pack_time = options->pack_time;
    plan->sha512 = options->sha512;
    plan->level = options->level;

    struct choice c = {.plan = plan, .as = as, .lib = lib, .mem = mem};
    c.rank = ap_plan_rank(lib, as->audience);
    c.pending = options->pending && c.rank == 0;
    plan->full = c.rank <= ap_plan_rank(lib, AP_STR("auditor"));
    collect_originals(&c);
    const struct ap_items *items = &as->cat->evidence->items;
    for (size_t i = 0; i < items->n; i++)
        choose(&c, &items->items[i]);

    ap_plan_set_name(plan, mem);
    ap_plan_set_paths(plan, mem);
    ap_plan_set_id(plan, mem);
    *ret_plan = plan;
}
