/* Finding what references name, and saying so when they name nothing.
 * Place in the flow: library; the steps of the resolver use it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "library/resolve.h"

void
ap_resolver_know(struct ap_resolver *r, enum ap_known_kind kind, struct ap_str id, uint32_t index)
{
    if (!id.len)
        return;
    struct ap_known *known = &r->known[kind];
    if (ap_map_put(&known->by_id, &r->scratch, id, index) == AP_NONE)
        *ap_vec_push(&r->scratch, &known->ids) = id;
}

struct ap_diagnostic *
ap_resolver_fault(struct ap_resolver *r, enum ap_code code, struct ap_place place,
                  struct ap_str message)
{
    r->bad = true;
    return ap_diag_add(r->dg, code, place, "%.*s", AP_FMT(message));
}

static const struct ap_library_gone *
gone(struct ap_resolver *r, enum ap_known_kind kind, struct ap_str id)
{
    const struct ap_library_gone *entry =
        ap_library_gone_entry(r->merged, &r->scratch, r->known[kind].list, id);
    if (!entry && kind == AP_KNOWN_REQUIREMENT)
        entry = ap_library_gone_entry(r->merged, &r->scratch, "controls",
                                      ap_str_slice(id, 0, ap_str_find(id, '/')));
    return entry;
}

bool
ap_resolver_is_gone(struct ap_resolver *r, enum ap_known_kind kind, struct ap_str id)
{
    return gone(r, kind, id) != NULL;
}

static void
dangling(struct ap_resolver *r, enum ap_known_kind kind, const struct ap_ref *ref,
         enum ap_code code)
{
    const struct ap_known *known = &r->known[kind];
    const struct ap_library_gone *entry = gone(r, kind, ref->text);
    struct ap_diagnostic *d = ap_resolver_fault(
        r, code, ref->place,
        ap_arena_printf(&r->scratch, "%s \"%.*s\" %s", known->word, AP_FMT(ref->text),
                        entry ? "is disabled" : "is not defined"));
    if (entry) {
        ap_diag_hint(r->dg, d, "it is taken out at %.*s:%u; name another one",
                     AP_FMT(entry->place.file), entry->place.line);
        return;
    }
    if (!r->suggestions)
        return;
    r->suggestions--;
    struct ap_str nearest = ap_strs_nearest(&known->ids, ref->text);
    if (nearest.len)
        ap_diag_hint(r->dg, d, "did you mean \"%.*s\"?", AP_FMT(nearest));
}

uint32_t
ap_resolver_find(struct ap_resolver *r, enum ap_known_kind kind, const struct ap_ref *ref,
                 enum ap_code code)
{
    if (!ref->text.len)
        return AP_NONE;
    uint32_t index = ap_map_get(&r->known[kind].by_id, ref->text);
    if (index == AP_NONE)
        dangling(r, kind, ref, code);
    return index;
}

void
ap_resolver_refs(struct ap_resolver *r, enum ap_known_kind kind, struct ap_refs *refs)
{
    size_t kept = 0;
    for (size_t i = 0; i < refs->n; i++) {
        const struct ap_ref *ref = &refs->items[i];
        if (ap_map_get(&r->known[kind].by_id, ref->text) == AP_NONE) {
            if (ap_resolver_is_gone(r, kind, ref->text))
                continue;
            dangling(r, kind, ref, AP_LIB010);
        }
        refs->items[kept++] = *ref;
    }
    refs->n = kept;
}
