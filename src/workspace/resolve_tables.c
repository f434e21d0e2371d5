/* What registers and requests name in the library: unknown ids are warned of, and the rows stay.
 * Place in the flow: workspace; these tables are often other people's, and no reason to stop.
 * SPDX-License-Identifier: Apache-2.0 */
#include "workspace/load.h"

/* Searches for a near id that are still worth their time. */
#define SUGGESTIONS 50

struct table_resolver {
    const struct ap_library *lib;
    struct ap_diag *dg;
    struct ap_arena scratch;
    unsigned suggestions;
};

static struct ap_str
disabled_reason(const struct ap_library *lib, struct ap_str text)
{
    for (size_t i = 0; i < lib->disabled.n; i++)
        if (ap_str_ieq(lib->disabled.items[i].id, text))
            return lib->disabled.items[i].disabled_reason;
    return AP_STR_NONE;
}

static void
unknown(struct table_resolver *r, const char *what, const struct ap_ref *ref)
{
    struct ap_diagnostic *d = ap_diag_add(
        r->dg, AP_WSP023, ref->place, "the library has no %s \"%.*s\"", what, AP_FMT(ref->text));
    struct ap_str reason = disabled_reason(r->lib, ref->text);
    if (reason.len) {
        ap_diag_hint(r->dg, d, "it is disabled: %.*s", AP_FMT(reason));
        return;
    }
    if (!r->suggestions)
        return;
    r->suggestions--;
    struct ap_arena_mark mark = ap_arena_mark(&r->scratch);
    struct ap_strs known = {0};
    bool wants_requirement = ap_str_find(ref->text, '/') < ref->text.len;
    for (size_t i = 0; i < r->lib->controls.n && !wants_requirement; i++)
        *ap_vec_push(&r->scratch, &known) = r->lib->controls.items[i].id;
    for (size_t i = 0; i < r->lib->n_requirements && wants_requirement; i++)
        *ap_vec_push(&r->scratch, &known) = r->lib->requirements[i]->ref;
    struct ap_str nearest = ap_strs_nearest(&known, ref->text);
    if (nearest.len)
        ap_diag_hint(r->dg, d, "did you mean \"%.*s\"?", AP_FMT(nearest));
    ap_arena_rewind(&r->scratch, mark);
}

/* A control, a requirement, or every control that maps to a framework id. */
static bool
is_known(const struct ap_library *lib, struct ap_str text)
{
    size_t colon = ap_str_find(text, ':');
    const struct ap_framework *framework = ap_library_framework(lib, ap_str_slice(text, 0, colon));
    struct ap_str id = ap_str_slice(text, colon + 1, text.len);
    for (size_t i = 0; framework && i < framework->ids.n; i++)
        if (ap_str_eq(framework->ids.items[i].id, id))
            return true;
    return ap_library_find_control(lib, text) || ap_library_find_requirement(lib, text);
}

static void
check_controls(struct table_resolver *r, const struct ap_refs *refs)
{
    for (size_t i = 0; i < refs->n; i++)
        if (!is_known(r->lib, refs->items[i].text))
            unknown(r, "control", &refs->items[i]);
}

/* Something that the request's own rule recognises. */
static void
check_requirements(struct table_resolver *r, const struct ap_request *request)
{
    for (size_t i = 0; i < request->requirements.n; i++) {
        struct ap_request one = *request;
        one.requirements = (struct ap_refs){&request->requirements.items[i], 1, 1};
        bool known = false;
        for (size_t q = 0; q < r->lib->n_requirements && !known; q++)
            known = ap_request_asks_for(&one, r->lib->requirements[q]);
        if (!known)
            unknown(r, "requirement", &request->requirements.items[i]);
    }
}

static void
check_sample(struct table_resolver *r, const struct ap_sample *sample)
{
    const struct ap_requirement *req = ap_library_requirement(r->lib, sample->requirement.text);
    if (!req || req->cadence == AP_SAMPLE)
        return;
    ap_diag_add(r->dg, AP_WSP024, sample->requirement.place, "%.*s is asked for %s, not by sample",
                AP_FMT(req->ref), ap_word(ap_cadence_words, (int)req->cadence));
}

void
ap_workspace_check_tables(const struct ap_workspace *ws, const struct ap_library *lib,
                          struct ap_diag *dg)
{
    struct table_resolver r = {.lib = lib, .dg = dg, .suggestions = SUGGESTIONS};
    for (size_t i = 0; i < ws->tracked.n; i++)
        check_controls(&r, &ws->tracked.items[i].controls);
    for (size_t i = 0; i < ws->samples.n; i++)
        check_sample(&r, &ws->samples.items[i]);
    for (size_t i = 0; i < ws->requests.n; i++) {
        check_controls(&r, &ws->requests.items[i].controls);
        check_requirements(&r, &ws->requests.items[i]);
    }
    ap_arena_release(&r.scratch);
}
