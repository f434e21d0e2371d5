/* Look-ups in the library.
 * Place in the flow: model; every stage after the library uses them.
 * SPDX-License-Identifier: Apache-2.0 */
#include "model/library.h"

const struct ap_requirement *
ap_library_requirement(const struct ap_library *lib, struct ap_str ref)
{
    uint32_t at = ap_map_get(&lib->requirement_by_ref, ref);
    return at == AP_NONE ? NULL : lib->requirements[at];
}

const struct ap_control *
ap_library_control(const struct ap_library *lib, struct ap_str id)
{
    uint32_t at = ap_map_get(&lib->control_by_id, id);
    return at == AP_NONE ? NULL : &lib->controls.items[at];
}

const struct ap_framework *
ap_library_framework(const struct ap_library *lib, struct ap_str id)
{
    uint32_t at = ap_map_get(&lib->framework_by_id, id);
    return at == AP_NONE ? NULL : &lib->frameworks.items[at];
}

const struct ap_area *
ap_library_area(const struct ap_library *lib, struct ap_str id_or_title)
{
    for (size_t i = 0; i < lib->areas.n; i++)
        if (ap_str_eq(lib->areas.items[i].id, id_or_title))
            return &lib->areas.items[i];
    for (size_t i = 0; i < lib->areas.n; i++)
        if (ap_str_ieq(lib->areas.items[i].title, id_or_title) ||
            ap_str_ieq(lib->areas.items[i].id, id_or_title))
            return &lib->areas.items[i];
    return NULL;
}

const struct ap_area *
ap_library_area_by_prefix(const struct ap_library *lib, struct ap_str prefix)
{
    for (size_t i = 0; i < lib->areas.n; i++)
        if (ap_str_eq(lib->areas.items[i].prefix, prefix))
            return &lib->areas.items[i];
    return NULL;
}

const struct ap_audience *
ap_library_audience(const struct ap_library *lib, struct ap_str id)
{
    uint32_t rank = ap_library_audience_rank(lib, id);
    return rank == AP_NONE ? NULL : &lib->audiences.items[rank];
}

const struct ap_audience *
ap_library_audience_named(const struct ap_library *lib, struct ap_str word)
{
    const struct ap_audience *exact = ap_library_audience(lib, word);
    for (size_t i = 0; !exact && i < lib->audiences.n; i++)
        if (ap_str_ieq(lib->audiences.items[i].id, word) ||
            ap_str_ieq(lib->audiences.items[i].title, word))
            return &lib->audiences.items[i];
    return exact;
}

uint32_t
ap_library_audience_rank(const struct ap_library *lib, struct ap_str id)
{
    for (size_t i = 0; i < lib->audiences.n; i++)
        if (ap_str_eq(lib->audiences.items[i].id, id))
            return (uint32_t)i;
    return AP_NONE;
}

const struct ap_accept_list *
ap_library_accepting(const struct ap_library *lib, struct ap_str evidence_name)
{
    uint32_t at = ap_map_get(&lib->accepted, evidence_name);
    return at == AP_NONE ? NULL : &lib->accept_lists[at];
}

const char *
ap_library_noun(struct ap_str list)
{
    static const struct {
        const char *list, *noun;
    } nouns[] = {
        {"areas", "area"},
        {"sections", "section"},
        {"metadata", "metadata field"},
        {"audiences", "audience"},
        {"controls", "control"},
        {"requires", "requirement"},
        {"frameworks", "framework"},
        {"ids", "framework id"},
        {"questions", "question"},
        {"readiness", "readiness line"},
        {"dealbreakers", "deal-breaker"},
        {"mistakes", "mistake"},
        {"risks", "risk"},
        {"step_sets", "step set"},
        {"catalogs", "catalogue"},
        {"steps", "catalogue entry"},
        {"naming", "naming rules"},
        {"library", "library"},
    };
    for (size_t i = 0; i < AP_COUNT(nouns); i++)
        if (ap_str_is(list, nouns[i].list))
            return nouns[i].noun;
    return "entry";
}

bool
ap_control_maps_to(const struct ap_control *control, struct ap_str framework, struct ap_str id)
{
    for (size_t i = 0; i < control->maps.n; i++) {
        if (!ap_str_eq(control->maps.items[i].framework.text, framework))
            continue;
        for (size_t k = 0; k < control->maps.items[i].ids.n; k++)
            if (ap_str_eq(control->maps.items[i].ids.items[k].text, id))
                return true;
    }
    return false;
}

const struct ap_catalog *
ap_library_catalog(const struct ap_library *lib, struct ap_str id)
{
    for (size_t i = 0; i < lib->catalogs.n; i++)
        if (ap_str_eq(lib->catalogs.items[i].id, id))
            return &lib->catalogs.items[i];
    return NULL;
}

const struct ap_control *
ap_library_find_control(const struct ap_library *lib, struct ap_str id)
{
    const struct ap_control *control = ap_library_control(lib, id);
    if (control)
        return control;
    const struct ap_control *all = lib->controls.items;
    for (size_t i = 0; all && i < lib->controls.n; i++)
        if (ap_str_ieq(all[i].id, id))
            return &all[i];
    return NULL;
}

const struct ap_requirement *
ap_library_find_requirement(const struct ap_library *lib, struct ap_str ref)
{
    const struct ap_requirement *req = ap_library_requirement(lib, ref);
    for (size_t i = 0; !req && i < lib->n_requirements; i++)
        if (ap_str_ieq(lib->requirements[i]->ref, ref))
            req = lib->requirements[i];
    return req;
}
