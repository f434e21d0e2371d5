/* Areas, sections, audiences, frameworks, risks, catalogues: order, uniqueness, defaults.
 * Place in the flow: library, first step of the resolver.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "library/resolve.h"

static void
resolve_areas(struct ap_resolver *r)
{
    for (size_t i = 0; i < r->lib->areas.n; i++) {
        const struct ap_area *area = &r->lib->areas.items[i];
        ap_resolver_know(r, AP_KNOWN_AREA, area->id, (uint32_t)i);
        if (!area->prefix.len)
            continue;
        if (!ap_str_is_camel_case(area->prefix)) {
            struct ap_diagnostic *d =
                ap_resolver_fault(r, AP_LIB007, area->place,
                                  ap_arena_printf(&r->scratch, "prefix \"%.*s\" is not CamelCase",
                                                  AP_FMT(area->prefix)));
            ap_diag_hint(r->dg, d, "begin with a capital letter, then letters and digits: APIAuth");
        }
        uint32_t first = ap_map_put(&r->area_by_prefix, &r->scratch, area->prefix, (uint32_t)i);
        if (first != AP_NONE)
            ap_resolver_fault(
                r, AP_LIB009, area->place,
                ap_arena_printf(&r->scratch, "areas \"%.*s\" and \"%.*s\" have one prefix",
                                AP_FMT(r->lib->areas.items[first].id), AP_FMT(area->id)));
    }
}

static int
by_number(const void *a, const void *b)
{
    const struct ap_section *x = a;
    const struct ap_section *y = b;
    if (x->number != y->number)
        return x->number < y->number ? -1 : 1;
    return ap_str_cmp(x->id, y->id);
}

static void
resolve_sections(struct ap_resolver *r)
{
    struct ap_sections *sections = &r->lib->sections;
    if (sections->n)
        qsort(sections->items, sections->n, sizeof(struct ap_section), by_number);
    for (size_t i = 0; i < sections->n; i++) {
        const struct ap_section *section = &sections->items[i];
        ap_resolver_know(r, AP_KNOWN_SECTION, section->id, (uint32_t)i);
        if (i && section->number > 0 && section->number == sections->items[i - 1].number)
            ap_resolver_fault(
                r, AP_LIB009, section->place,
                ap_arena_printf(&r->scratch, "sections \"%.*s\" and \"%.*s\" have one number",
                                AP_FMT(sections->items[i - 1].id), AP_FMT(section->id)));
    }
}

/* A library that declares no audiences has the three that the command line promises. */
static void
default_audiences(struct ap_resolver *r)
{
    static const struct {
        const char *id, *title;
        bool all_reports, owners;
    } defaults[] = {
        {"internal", "Internal", true, true},
        {"auditor", "Auditor", true, true},
        {"buyer", "Buyer", false, false},
    };
    static const char *const reports[] = {"index", "gap-report.html", "gap-report.xlsx",
                                          "gap-report.json", "gap-report.md"};
    for (size_t i = 0; i < AP_COUNT(defaults); i++) {
        struct ap_audience *audience = ap_vec_push(r->mem, &r->lib->audiences);
        audience->id = ap_str_from(defaults[i].id);
        audience->title = ap_str_from(defaults[i].title);
        audience->shows_owner_names = defaults[i].owners;
        audience->place = r->place;
        for (size_t k = 0; k < (defaults[i].all_reports ? AP_COUNT(reports) : 1); k++)
            *ap_vec_push(r->mem, &audience->reports) = ap_str_from(reports[k]);
    }
}

static void
resolve_audiences(struct ap_resolver *r)
{
    if (!r->lib->audiences.n)
        default_audiences(r);
    for (size_t i = 0; i < r->lib->audiences.n; i++) {
        struct ap_audience *audience = &r->lib->audiences.items[i];
        if (!audience->title.len)
            audience->title = audience->id;
        ap_resolver_know(r, AP_KNOWN_AUDIENCE, audience->id, (uint32_t)i);
    }
}

static int
by_framework_id(const void *a, const void *b)
{
    const struct ap_framework *x = a;
    const struct ap_framework *y = b;
    return ap_str_cmp(x->id, y->id);
}

static void
resolve_frameworks(struct ap_resolver *r)
{
    struct ap_frameworks *frameworks = &r->lib->frameworks;
    if (frameworks->n)
        qsort(frameworks->items, frameworks->n, sizeof(struct ap_framework), by_framework_id);
    for (size_t i = 0; i < frameworks->n; i++) {
        ap_resolver_know(r, AP_KNOWN_FRAMEWORK, frameworks->items[i].id, (uint32_t)i);
        if (frameworks->items[i].id.len)
            ap_map_put(&r->lib->framework_by_id, r->mem, frameworks->items[i].id, (uint32_t)i);
    }
    for (size_t i = 0; i < frameworks->n; i++) {
        struct ap_framework *framework = &frameworks->items[i];
        struct ap_ref next = {framework->replaced_by, framework->place};
        if (ap_resolver_is_gone(r, AP_KNOWN_FRAMEWORK, next.text))
            framework->replaced_by = AP_STR_NONE;
        else
            (void)ap_resolver_find(r, AP_KNOWN_FRAMEWORK, &next, AP_LIB010);
    }
}

static void
name_catalogs(struct ap_catalogs *catalogs)
{
    for (size_t i = 0; i < catalogs->n; i++) {
        struct ap_catalog *catalog = &catalogs->items[i];
        if (!catalog->title.len)
            catalog->title = catalog->id;
        for (size_t k = 0; k < catalog->steps.n; k++)
            if (!catalog->steps.items[k].say.len)
                catalog->steps.items[k].say = catalog->steps.items[k].id;
    }
}

void
ap_resolve_structure(struct ap_resolver *r)
{
    static const char *const facts[] = {"vault-evidenced", "all-mapped-controls",
                                        "all-mapped-frameworks", "all-owned", "all-approved"};
    resolve_areas(r);
    resolve_sections(r);
    resolve_audiences(r);
    resolve_frameworks(r);
    for (size_t i = 0; i < r->lib->risks.n; i++)
        ap_resolver_know(r, AP_KNOWN_RISK, r->lib->risks.items[i].id, (uint32_t)i);
    for (size_t i = 0; i < AP_COUNT(facts); i++)
        ap_resolver_know(r, AP_KNOWN_FACT, ap_str_from(facts[i]), (uint32_t)i);
    name_catalogs(&r->lib->step_sets);
    name_catalogs(&r->lib->catalogs);
}
