/* Controls and requirements: order, indices, what they belong to, defaults; and what a layer took out.
 * Place in the flow: library, second step of the resolver.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "library/resolve.h"

static int
by_control_id(const void *a, const void *b)
{
    const struct ap_control *x = a;
    const struct ap_control *y = b;
    return ap_str_cmp(x->id, y->id);
}

static int
by_requirement_id(const void *a, const void *b)
{
    const struct ap_requirement *const *x = a;
    const struct ap_requirement *const *y = b;
    return ap_str_cmp((*x)->id, (*y)->id);
}

static const struct ap_area *
area_at(const struct ap_resolver *r, uint32_t index)
{
    return index == AP_NONE ? NULL : &r->lib->areas.items[index];
}

static const struct ap_section *
section_at(const struct ap_resolver *r, uint32_t index)
{
    return index == AP_NONE ? NULL : &r->lib->sections.items[index];
}

/* A requirement or configuration is a state at a day; the other facets happen over a period. */
static enum ap_basis
default_basis(enum ap_facet facet)
{
    return facet == AP_FACET_REQUIREMENT || facet == AP_FACET_CONFIGURATION ? AP_BASIS_POINT
                                                                            : AP_BASIS_PERIOD;
}

static void
resolve_requirement(struct ap_resolver *r, const struct ap_control *control,
                    struct ap_requirement *req)
{
    req->control = control;
    req->area = control->area;
    req->ref = ap_arena_join(r->mem, control->id, "/", req->id);
    req->section =
        req->section_id.text.len
            ? section_at(r, ap_resolver_find(r, AP_KNOWN_SECTION, &req->section_id, AP_LIB010))
            : control->section;
    if (req->basis == AP_BASIS_DEFAULT)
        req->basis = default_basis(req->facet);
    (void)ap_resolver_find(r, AP_KNOWN_AUDIENCE, &req->audience, AP_LIB010);
    ap_resolve_formats(r, req);
}

static void
resolve_control(struct ap_resolver *r, uint32_t index)
{
    struct ap_control *control = &r->lib->controls.items[index];
    control->index = index;
    control->area = area_at(r, ap_resolver_find(r, AP_KNOWN_AREA, &control->area_id, AP_LIB010));
    control->section =
        section_at(r, ap_resolver_find(r, AP_KNOWN_SECTION, &control->section_id, AP_LIB010));
    ap_resolver_know(r, AP_KNOWN_CONTROL, control->id, index);
    if (control->id.len)
        ap_map_put(&r->lib->control_by_id, r->mem, control->id, index);
    for (size_t i = 0; i < control->requires.n; i++)
        resolve_requirement(r, control, &control->requires.items[i]);
}

/* All requirements, sorted by control, then by id; their order within a control stays as written. */
static void
index_requirements(struct ap_resolver *r)
{
    struct ap_library *lib = r->lib;
    size_t n = 0;
    for (size_t i = 0; i < lib->controls.n; i++)
    n += lib->controls.items[i].requires.n;
    struct ap_requirement **all = ap_arena_array(r->mem, struct ap_requirement *, n);
    size_t at = 0;
    for (size_t i = 0; i < lib->controls.n; i++) {
        struct ap_requirements *requires = &lib->controls.items[i].requires;
        for (size_t k = 0; k < requires->n; k++)
        all[at + k] = &requires->items[k];
        if (requires->n)
            qsort(&all[at], requires->n, sizeof *all, by_requirement_id);
        at += requires->n;
    }
    const struct ap_requirement **sorted = ap_arena_array(r->mem, const struct ap_requirement *, n);
    for (size_t i = 0; i < n; i++) {
        all[i]->index = (uint32_t)i;
        sorted[i] = all[i];
        ap_map_put(&lib->requirement_by_ref, r->mem, all[i]->ref, (uint32_t)i);
        ap_resolver_know(r, AP_KNOWN_REQUIREMENT, all[i]->ref, (uint32_t)i);
    }
    lib->requirements = sorted;
    lib->n_requirements = n;
}

void
ap_resolve_controls(struct ap_resolver *r)
{
    struct ap_controls *controls = &r->lib->controls;
    if (controls->n > AP_LIBRARY_MAX_CONTROLS) {
        ap_resolver_fault(
            r, AP_LIB003, controls->items[AP_LIBRARY_MAX_CONTROLS].place,
            ap_arena_printf(&r->scratch, "more than %d controls", AP_LIBRARY_MAX_CONTROLS));
        controls->n = AP_LIBRARY_MAX_CONTROLS;
    }
    if (controls->n)
        qsort(controls->items, controls->n, sizeof(struct ap_control), by_control_id);
    for (size_t i = 0; i < controls->n; i++)
        resolve_control(r, (uint32_t)i);
    index_requirements(r);
}

/* --- what a layer took out ---------------------------------------------------------------------- */

/* Nothing is asked of it, so what it refers to need not be there. */
static void
resolve_disabled_control(struct ap_resolver *r, struct ap_control *control)
{
    const struct ap_library_gone *gone =
        ap_library_gone_entry(r->merged, &r->scratch, "controls", control->id);
    if (gone)
        control->disabled_reason = gone->reason;
    control->area = area_at(r, ap_map_get(&r->known[AP_KNOWN_AREA].by_id, control->area_id.text));
    control->section =
        section_at(r, ap_map_get(&r->known[AP_KNOWN_SECTION].by_id, control->section_id.text));
    for (size_t i = 0; i < control->requires.n; i++) {
        struct ap_requirement *req = &control->requires.items[i];
        req->control = control;
        req->area = control->area;
        req->section = control->section;
        req->ref = ap_arena_join(r->mem, control->id, "/", req->id);
    }
}

/* A single requirement that was taken out is listed like a control, as CTRL/req. */
static void
add_disabled_requirement(struct ap_resolver *r, const struct ap_library_gone *gone)
{
    uint32_t at = ap_map_get(&r->lib->control_by_id, gone->control);
    if (at == AP_NONE)
        return;
    const struct ap_control *owner = &r->lib->controls.items[at];
    struct ap_control *control = ap_vec_push(r->mem, &r->lib->disabled);
    control->id = gone->id;
    control->title = gone->title;
    control->area_id = owner->area_id;
    control->section_id = owner->section_id;
    control->severity = owner->severity;
    control->responsibility = owner->responsibility;
    control->disabled_reason = gone->reason;
    control->place = gone->place;
}

void
ap_resolve_disabled(struct ap_resolver *r)
{
    struct ap_controls *disabled = &r->lib->disabled;
    for (size_t i = 0; i < r->merged->gone.n; i++)
        if (ap_str_is(r->merged->gone.items[i].list, "requires"))
            add_disabled_requirement(r, &r->merged->gone.items[i]);
    if (disabled->n)
        qsort(disabled->items, disabled->n, sizeof(struct ap_control), by_control_id);
    for (size_t i = 0; i < disabled->n; i++) {
        disabled->items[i].index = AP_NONE;
        resolve_disabled_control(r, &disabled->items[i]);
    }
}
