/* Framework mappings: known editions and ids, and no withdrawn edition alone.
 * Place in the flow: library, fourth step of the resolver.
 * SPDX-License-Identifier: Apache-2.0 */
#include "library/resolve.h"

/* Ids of each framework, for as many lookups as there are controls. */
static struct ap_map *
index_ids(struct ap_resolver *r)
{
    const struct ap_frameworks *frameworks = &r->lib->frameworks;
    struct ap_map *ids = ap_arena_array(&r->scratch, struct ap_map, frameworks->n);
    for (size_t i = 0; i < frameworks->n; i++)
        for (size_t k = 0; k < frameworks->items[i].ids.n; k++)
            if (frameworks->items[i].ids.items[k].id.len)
                ap_map_put(&ids[i], &r->scratch, frameworks->items[i].ids.items[k].id, (uint32_t)k);
    return ids;
}

static void
unknown_id(struct ap_resolver *r, const struct ap_framework *framework, const struct ap_ref *ref)
{
    struct ap_diagnostic *d =
        ap_resolver_fault(r, AP_LIB011, ref->place,
                          ap_arena_printf(&r->scratch, "%.*s has no id \"%.*s\"",
                                          AP_FMT(framework->id), AP_FMT(ref->text)));
    if (!r->suggestions)
        return;
    r->suggestions--;
    struct ap_strs ids = {0};
    for (size_t i = 0; i < framework->ids.n; i++)
        *ap_vec_push(&r->scratch, &ids) = framework->ids.items[i].id;
    struct ap_str nearest = ap_strs_nearest(&ids, ref->text);
    if (nearest.len)
        ap_diag_hint(r->dg, d, "did you mean \"%.*s\"?", AP_FMT(nearest));
}

static bool
maps_to(const struct ap_control *control, struct ap_str framework)
{
    for (size_t i = 0; i < control->maps.n; i++)
        if (ap_str_eq(control->maps.items[i].framework.text, framework))
            return true;
    return false;
}

static void
check_edition(struct ap_resolver *r, const struct ap_control *control,
              const struct ap_mapping *mapping, const struct ap_framework *framework)
{
    if (framework->status != AP_FRAMEWORK_WITHDRAWN || !framework->replaced_by.len ||
        maps_to(control, framework->replaced_by))
        return;
    struct ap_diagnostic *d =
        ap_diag_add(r->dg, AP_LIB012, mapping->framework.place,
                    "%.*s maps to %.*s, which is withdrawn, and not to %.*s", AP_FMT(control->id),
                    AP_FMT(framework->id), AP_FMT(framework->replaced_by));
    ap_diag_hint(r->dg, d, "map %.*s to %.*s as well", AP_FMT(control->id),
                 AP_FMT(framework->replaced_by));
}

static void
resolve_mapping(struct ap_resolver *r, const struct ap_control *control,
                const struct ap_mapping *mapping, const struct ap_map *ids)
{
    uint32_t at = ap_resolver_find(r, AP_KNOWN_FRAMEWORK, &mapping->framework, AP_LIB011);
    if (at == AP_NONE)
        return;
    const struct ap_framework *framework = &r->lib->frameworks.items[at];
    for (size_t i = 0; i < mapping->ids.n; i++)
        if (ap_map_get(&ids[at], mapping->ids.items[i].text) == AP_NONE)
            unknown_id(r, framework, &mapping->ids.items[i]);
    check_edition(r, control, mapping, framework);
}

void
ap_resolve_mappings(struct ap_resolver *r)
{
    const struct ap_map *ids = index_ids(r);
    for (size_t i = 0; i < r->lib->controls.n; i++) {
        struct ap_control *control = &r->lib->controls.items[i];
        size_t kept = 0;
        for (size_t k = 0; k < control->maps.n; k++)
            if (!ap_resolver_is_gone(r, AP_KNOWN_FRAMEWORK, control->maps.items[k].framework.text))
                control->maps.items[kept++] = control->maps.items[k];
        control->maps.n = kept;
        for (size_t k = 0; k < kept; k++)
            resolve_mapping(r, control, &control->maps.items[k], ids);
    }
}
