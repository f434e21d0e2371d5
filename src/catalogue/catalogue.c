/* Makes the catalogue: scope, slots, candidates, announcements, owners, expected names.
 * Place in the flow: catalogue; pure.
 * SPDX-License-Identifier: Apache-2.0 */
#include "catalogue/catalogue.h"

#include "base/cleanup.h"
#include "catalogue/parts.h"

/** Announcements of each requirement, newest row last; the same layout as ap_servers. */
static struct ap_servers
announcers(const struct ap_catalogue *cat, struct ap_arena *mem)
{
    const struct ap_announcements *rows = &cat->evidence->announced;
    size_t n_req = cat->lib->n_requirements;
    struct ap_servers by = {.first = ap_arena_array(mem, uint32_t, n_req + 2)};
    size_t total = 0;
    for (size_t i = 0; i < rows->n; i++)
        for (size_t k = 0; k < rows->items[i].n_requirements; k++, total++)
            by.first[rows->items[i].requirements[k] + 2]++;
    for (size_t r = 2; r < n_req + 2; r++)
        by.first[r] += by.first[r - 1];
    by.items = ap_arena_array(mem, uint32_t, total);
    for (size_t i = 0; i < rows->n; i++)
        for (size_t k = 0; k < rows->items[i].n_requirements; k++)
            by.items[by.first[rows->items[i].requirements[k] + 1]++] = (uint32_t)i;
    return by;
}

static void
announce(struct ap_catalogue *cat, struct ap_slot *slot, const struct ap_servers *by)
{
    uint32_t r = slot->req->index;
    for (uint32_t i = by->first[r]; i < by->first[r + 1]; i++) {
        const struct ap_announcement *row = &cat->evidence->announced.items[by->items[i]];
        if (row->periods.n == 0 || ap_periods_touch(&row->periods, slot->span)) {
            slot->announced = row;
            return;
        }
    }
}

/** Who must act: the owner rule, else who announced it, else the owner of what is there. */
static struct ap_str
owner_of(const struct ap_catalogue *cat, const struct ap_slot *slot)
{
    struct ap_str owner = ap_workspace_owner_of(cat->ws, slot->req);
    if (owner.len == 0 && slot->announced)
        owner = slot->announced->owner;
    for (size_t i = 0; owner.len == 0 && i < slot->candidates.n; i++)
        owner = cat->evidence->items.items[slot->candidates.items[i].item].owner;
    return owner;
}

/* There may be very many: counted first, so that the list is made once and never moves. */
static void
make_room(struct ap_catalogue *cat, struct ap_arena *mem)
{
    AP_AUTO_ARENA struct ap_arena scratch = {0};
    size_t n = 0;
    (void)ap_arena_alloc(&scratch, 1); /* so that rewinding keeps a block */
    for (size_t r = 0; r < cat->lib->n_requirements; r++) {
        struct ap_arena_mark mark = ap_arena_mark(&scratch);
        struct ap_catalogue draft = *cat;
        draft.edges = (struct ap_edges){0};
        if (cat->asked[r])
            ap_catalogue_slots_of(&draft, cat->lib->requirements[r], &scratch);
        n += draft.slots.n;
        ap_arena_rewind(&scratch, mark);
    }
    cat->slots.items = ap_arena_array(mem, struct ap_slot, n);
    cat->slots.cap = n;
}

void
ap_catalogue_make(const struct ap_library *lib, const struct ap_workspace *ws,
                  const struct ap_evidence *evidence, const struct ap_scope *scope,
                  struct ap_arena *mem, struct ap_catalogue **ret_catalogue)
{
    struct ap_catalogue *cat = ap_arena_new(mem, struct ap_catalogue);
    cat->lib = lib;
    cat->ws = ws;
    cat->evidence = evidence;
    cat->window = scope->window;
    cat->point = ws->audit.type == AP_AUDIT_POINT;
    cat->frameworks = scope->frameworks;
    ap_catalogue_scope(cat, mem);

    struct ap_servers servers = ap_catalogue_servers(cat, mem);
    struct ap_servers rows = announcers(cat, mem);
    make_room(cat, mem);
    for (size_t r = 0; r < lib->n_requirements; r++) {
        if (!cat->asked[r])
            continue;
        size_t first = cat->slots.n;
        ap_catalogue_slots_of(cat, lib->requirements[r], mem);
        ap_catalogue_candidates(cat, first, cat->slots.n - first, servers.items + servers.first[r],
                                servers.first[r + 1] - servers.first[r], mem);
    }
    for (size_t i = 0; i < cat->slots.n; i++) {
        struct ap_slot *slot = &cat->slots.items[i];
        slot->index = (uint32_t)i;
        announce(cat, slot, &rows);
        slot->owner = owner_of(cat, slot);
        slot->expected_name = ap_catalogue_expected_name(cat, slot, mem);
    }
    *ret_catalogue = cat;
}
