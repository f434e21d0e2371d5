/* Checks the workspace against the library: every reference, the window, the people.
 * Place in the flow: workspace; runs when the library is loaded and options have changed the window.
 * SPDX-License-Identifier: Apache-2.0 */
#include "workspace/load.h"

/* Searches for a near id that are still worth their time. */
#define SUGGESTIONS 50

struct resolver {
    struct ap_workspace *ws;
    const struct ap_library *lib;
    struct ap_arena scratch;
    struct ap_diag *dg;
    unsigned suggestions;
    bool valid;
};

static struct ap_diagnostic *
fault(struct resolver *r, enum ap_code code, struct ap_place place, struct ap_str message)
{
    r->valid = false;
    return ap_diag_add(r->dg, code, place, "%.*s", AP_FMT(message));
}

/* What the library took out gives its reason in the hint; else the nearest id. */
static void
explain(struct resolver *r, struct ap_diagnostic *d, struct ap_str text,
        const struct ap_strs *known)
{
    for (size_t i = 0; i < r->lib->disabled.n; i++) {
        const struct ap_control *gone = &r->lib->disabled.items[i];
        bool same = ap_str_eq(gone->id, text) ||
                    ap_str_eq(gone->id, ap_str_slice(text, 0, ap_str_find(text, '/')));
        if (same) {
            ap_diag_hint(r->dg, d, "the library has disabled it: %.*s",
                         AP_FMT(gone->disabled_reason));
            return;
        }
    }
    struct ap_str nearest = ap_strs_nearest(known, text);
    if (nearest.len)
        ap_diag_hint(r->dg, d, "did you mean \"%.*s\"?", AP_FMT(nearest));
}

static void
unknown(struct resolver *r, enum ap_code code, const char *what, const struct ap_ref *ref,
        void (*ids)(struct resolver *r, struct ap_strs *ret_ids))
{
    struct ap_diagnostic *d =
        fault(r, code, ref->place,
              ap_arena_printf(&r->scratch, "%s \"%.*s\" is not known", what, AP_FMT(ref->text)));
    if (!r->suggestions)
        return;
    r->suggestions--;
    struct ap_arena_mark mark = ap_arena_mark(&r->scratch);
    struct ap_strs known = {0};
    ids(r, &known);
    explain(r, d, ref->text, &known);
    ap_arena_rewind(&r->scratch, mark);
}

static void
requirement_ids(struct resolver *r, struct ap_strs *ret_ids)
{
    for (size_t i = 0; i < r->lib->n_requirements; i++)
        *ap_vec_push(&r->scratch, ret_ids) = r->lib->requirements[i]->ref;
}

static void
control_ids(struct resolver *r, struct ap_strs *ret_ids)
{
    for (size_t i = 0; i < r->lib->controls.n; i++)
        *ap_vec_push(&r->scratch, ret_ids) = r->lib->controls.items[i].id;
}

static void
framework_ids(struct resolver *r, struct ap_strs *ret_ids)
{
    for (size_t i = 0; i < r->lib->frameworks.n; i++)
        *ap_vec_push(&r->scratch, ret_ids) = r->lib->frameworks.items[i].id;
}

static void
audience_ids(struct resolver *r, struct ap_strs *ret_ids)
{
    for (size_t i = 0; i < r->lib->audiences.n; i++)
        *ap_vec_push(&r->scratch, ret_ids) = r->lib->audiences.items[i].id;
}

static void
people_ids(struct resolver *r, struct ap_strs *ret_ids)
{
    for (size_t i = 0; i < r->ws->people.n; i++)
        *ap_vec_push(&r->scratch, ret_ids) = r->ws->people.items[i].id;
}

static void
code_ids(struct resolver *r, struct ap_strs *ret_ids)
{
    for (int code = 0; code < AP_N_CODES; code++)
        if (ap_code_info((enum ap_code)code)->kind == 'F')
            *ap_vec_push(&r->scratch, ret_ids) = ap_str_from(ap_code_info((enum ap_code)code)->id);
}

static void
check_requirement(struct resolver *r, const struct ap_ref *ref)
{
    if (ref->text.len && !ap_library_requirement(r->lib, ref->text))
        unknown(r, AP_WSP010, "requirement", ref, requirement_ids);
}

static void
check_control(struct resolver *r, const struct ap_ref *ref)
{
    if (ref->text.len && !ap_library_control(r->lib, ref->text))
        unknown(r, AP_WSP010, "control", ref, control_ids);
}

/* Free names are fine until the workspace lists people. */
static void
check_person(struct resolver *r, const char *what, struct ap_str who, struct ap_place place)
{
    if (!who.len || !r->ws->people.n || ap_workspace_person(r->ws, who))
        return;
    unknown(r, AP_WSP019, what, &(struct ap_ref){who, place}, people_ids);
}

/* --- the parts ------------------------------------------------------------------------------------ */

static void
resolve_window(struct resolver *r)
{
    struct ap_audit *audit = &r->ws->audit;
    if (audit->type == AP_AUDIT_POINT && audit->from == AP_DAY_NONE)
        audit->from = audit->to;
    if (audit->from == AP_DAY_NONE || audit->to == AP_DAY_NONE) {
        fault(r, AP_WSP012, audit->place, AP_STR("the window has no first or no last day"));
    } else if (audit->from > audit->to) {
        char from[AP_DAY_TEXT];
        char to[AP_DAY_TEXT];
        fault(r, AP_WSP012, audit->place,
              ap_arena_printf(&r->scratch, "the window begins on %s, after its end on %s",
                              ap_day_text(audit->from, from), ap_day_text(audit->to, to)));
    }
}

static bool
follows(const struct ap_audit *audit, struct ap_str framework)
{
    for (size_t i = 0; i < audit->frameworks.n; i++)
        if (ap_str_eq(audit->frameworks.items[i].text, framework))
            return true;
    return false;
}

static void
resolve_frameworks(struct resolver *r)
{
    const struct ap_audit *audit = &r->ws->audit;
    for (size_t i = 0; i < audit->frameworks.n; i++) {
        const struct ap_ref *ref = &audit->frameworks.items[i];
        const struct ap_framework *framework = ap_library_framework(r->lib, ref->text);
        if (!framework) {
            unknown(r, AP_WSP011, "framework", ref, framework_ids);
            continue;
        }
        if (framework->status != AP_FRAMEWORK_WITHDRAWN || follows(audit, framework->replaced_by))
            continue;
        struct ap_diagnostic *d =
            ap_diag_add(r->dg, AP_WSP020, ref->place, "%.*s is withdrawn", AP_FMT(framework->id));
        if (framework->replaced_by.len)
            ap_diag_hint(r->dg, d, "name %.*s as well or instead", AP_FMT(framework->replaced_by));
    }
}

/* An edition's id, or the title of any edition ("the edition in audit.frameworks" is the evidence's matter). */
static bool
is_framework(const struct ap_library *lib, struct ap_str text)
{
    if (ap_library_framework(lib, text))
        return true;
    for (size_t i = 0; i < lib->frameworks.n; i++)
        if (ap_str_ieq(lib->frameworks.items[i].title, text))
            return true;
    return false;
}

static void
resolve_defaults(struct resolver *r)
{
    for (size_t i = 0; i < r->ws->evidence.defaults.n; i++) {
        const struct ap_default_rule *rule = &r->ws->evidence.defaults.items[i];
        for (size_t k = 0; k < rule->control.n; k++)
            check_control(r, &rule->control.items[k]);
        for (size_t k = 0; k < rule->framework.n; k++)
            if (!is_framework(r->lib, rule->framework.items[k].text))
                unknown(r, AP_WSP011, "framework", &rule->framework.items[k], framework_ids);
        if (rule->audience.len && !ap_library_audience(r->lib, rule->audience))
            unknown(r, AP_WSP017, "audience", &(struct ap_ref){rule->audience, rule->place},
                    audience_ids);
        check_person(r, "owner", rule->owner, rule->place);
    }
}

/* Controls and their families, as owner rules name them. */
static struct ap_map
index_families(struct resolver *r)
{
    struct ap_map families = {0};
    const struct ap_controls *lists[] = {&r->lib->controls, &r->lib->disabled};
    for (size_t l = 0; l < AP_COUNT(lists); l++) {
        for (size_t i = 0; i < lists[l]->n; i++) {
            struct ap_str id = lists[l]->items[i].id;
            ap_map_put(&families, &r->scratch, id, 0);
            ap_map_put(&families, &r->scratch, ap_str_slice(id, 0, ap_str_find(id, '-')), 0);
        }
    }
    return families;
}

static void
resolve_owners(struct resolver *r)
{
    struct ap_map families = index_families(r);
    for (size_t i = 0; i < r->ws->owners.n; i++) {
        const struct ap_owner_rule *rule = &r->ws->owners.items[i];
        bool is_glob = ap_str_find(rule->match, '*') < rule->match.len ||
                       ap_str_find(rule->match, '?') < rule->match.len;
        if (!is_glob && ap_map_get(&families, rule->match) == AP_NONE &&
            !ap_library_requirement(r->lib, rule->match))
            unknown(
                r, AP_WSP010, "control or requirement", &(struct ap_ref){rule->match, rule->place},
                rule->match.len > ap_str_find(rule->match, '/') ? requirement_ids : control_ids);
        check_person(r, "owner", rule->owner, rule->place);
    }
}

static void
resolve_people(struct resolver *r)
{
    for (size_t i = 0; i < r->ws->people.n; i++) {
        const struct ap_person *team = &r->ws->people.items[i];
        for (size_t k = 0; k < team->members.n; k++)
            check_person(r, "member", team->members.items[k], team->place);
    }
}

static void
resolve_severity(struct resolver *r)
{
    for (size_t i = 0; i < r->ws->severity.n; i++) {
        const struct ap_ref *ref = &r->ws->severity.items[i].code;
        enum ap_code code = ap_code_from_id(ref->text);
        if (code == AP_N_CODES || ap_code_info(code)->kind != 'F')
            unknown(r, AP_WSP018, "finding code", ref, code_ids);
    }
}

int
ap_workspace_resolve(struct ap_workspace *ws, const struct ap_library *lib, struct ap_diag *dg)
{
    struct resolver r = {.ws = ws, .lib = lib, .dg = dg, .suggestions = SUGGESTIONS, .valid = true};
    resolve_window(&r);
    resolve_frameworks(&r);
    resolve_defaults(&r);
    resolve_people(&r);
    resolve_owners(&r);
    for (size_t i = 0; i < ws->exceptions.n; i++)
        check_requirement(&r, &ws->exceptions.items[i].requirement);
    for (size_t i = 0; i < ws->applicability.n; i++)
        check_control(&r, &ws->applicability.items[i].control);
    for (size_t i = 0; i < ws->samples.n; i++)
        check_requirement(&r, &ws->samples.items[i].requirement);
    resolve_severity(&r);
    ap_workspace_check_tables(ws, lib, dg);
    ap_arena_release(&r.scratch);
    return r.valid ? AP_OK : AP_E_INVALID;
}
