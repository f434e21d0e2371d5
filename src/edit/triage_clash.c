/* Two files for one place, or of the same bytes: one row stays, the others are left to a person.
 * Place in the flow: edit, last step of triage.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/path.h"
#include "edit/place.h"
#include "edit/triage_parts.h"

static void
yield_to(struct ap_proposal *p, const struct ap_proposal *other, const char *because,
         struct ap_arena *mem)
{
    p->req = NULL;
    p->confidence = AP_CONFIDENCE_LOW;
    ap_triage_say(p, mem, "%s %.*s", because, AP_FMT(other->file));
}

/** Nothing is gained by filing the same bytes twice for one requirement. */
static void
same_bytes(const struct ap_triage_job *job, struct ap_proposals *all)
{
    struct ap_map by_digest = {0};
    for (size_t i = 0; i < all->n; i++) {
        struct ap_proposal *p = &all->items[i];
        if (!p->sha256[0])
            continue;
        uint32_t first = ap_map_put(&by_digest, job->mem, ap_str_from(p->sha256), (uint32_t)i);
        if (first != AP_NONE && p->req && all->items[first].req == p->req)
            yield_to(p, &all->items[first], "the same bytes as", job->mem);
    }
}

/** Requirement, period or version, and extension: what makes the name. */
static struct ap_str
place_key(const struct ap_proposal *p, struct ap_arena *mem)
{
    struct ap_str ext = ap_place_ext(ap_path_base(p->file), mem);
    return ap_arena_printf(mem, "%.*s %.*s%.*s %d .%.*s", AP_FMT(p->req->ref), AP_FMT(p->period),
                           AP_FMT(p->version), (int)p->status, AP_FMT(ext));
}

static void
same_place(struct ap_triage_job *job, struct ap_proposals *all)
{
    struct ap_map by_place = {0};
    for (size_t i = 0; i < all->n; i++) {
        struct ap_proposal *p = &all->items[i];
        if (!p->req || ap_place_takes_several(p->req))
            continue;
        struct ap_str key = place_key(p, job->mem);
        uint32_t holder = ap_map_put(&by_place, job->mem, key, (uint32_t)i);
        if (holder == AP_NONE)
            continue;
        struct ap_proposal *other = &all->items[holder];
        if (p->score > other->score) {
            ap_map_set(&by_place, job->mem, key, (uint32_t)i);
            yield_to(other, p, "the place is proposed for", job->mem);
        } else {
            yield_to(p, other, "the place is proposed for", job->mem);
        }
    }
}

void
ap_triage_clashes(struct ap_triage_job *job, struct ap_proposals *proposals)
{
    same_bytes(job, proposals);
    same_place(job, proposals);
}
