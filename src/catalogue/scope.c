/* What is asked for in this run: tier, applicability, framework scope.
 * Place in the flow: catalogue, first step.
 * SPDX-License-Identifier: Apache-2.0 */
#include "catalogue/parts.h"

static const struct ap_applicability *
applicability_of(const struct ap_workspace *ws, const struct ap_control *control)
{
    for (size_t i = 0; i < ws->applicability.n; i++)
        if (ap_str_eq(ws->applicability.items[i].control.text, control->id))
            return &ws->applicability.items[i];
    return NULL;
}

static bool
in_frameworks(const struct ap_control *control, const struct ap_strs *frameworks)
{
    if (frameworks->n == 0)
        return true;
    for (size_t i = 0; i < control->maps.n; i++)
        if (control->maps.items[i].ids.n > 0 &&
            ap_strs_has(frameworks, control->maps.items[i].framework.text))
            return true;
    return false;
}

static void
frameworks_in_view(struct ap_catalogue *cat, struct ap_arena *mem)
{
    const struct ap_refs *audit = &cat->ws->audit.frameworks;
    const struct ap_frameworks *all = &cat->lib->frameworks;
    cat->in_view = cat->frameworks;
    for (size_t i = 0; cat->frameworks.n == 0 && i < audit->n; i++)
        if (!ap_strs_has(&cat->in_view, audit->items[i].text))
            *ap_vec_push(mem, &cat->in_view) = audit->items[i].text;
    for (size_t i = 0; cat->frameworks.n == 0 && audit->n == 0 && i < all->n; i++)
        *ap_vec_push(mem, &cat->in_view) = all->items[i].id;
}

void
ap_catalogue_scope(struct ap_catalogue *cat, struct ap_arena *mem)
{
    const struct ap_library *lib = cat->lib;
    frameworks_in_view(cat, mem);
    cat->asked = ap_arena_array(mem, bool, lib->n_requirements + 1);
    bool *control_asked = ap_arena_array(mem, bool, lib->controls.n + 1);
    for (size_t c = 0; c < lib->controls.n; c++) {
        const struct ap_control *control = &lib->controls.items[c];
        const struct ap_applicability *because = applicability_of(cat->ws, control);
        if (because) {
            struct ap_left_out *out = ap_vec_push(mem, &cat->left_out);
            out->control = control;
            out->because = because;
        }
        control_asked[c] = !because && in_frameworks(control, &cat->frameworks);
    }
    for (size_t r = 0; r < lib->n_requirements; r++) {
        const struct ap_requirement *req = lib->requirements[r];
        bool in_tier = req->tier == AP_TIER_CORE || cat->ws->tier == AP_TIER_EXTENDED;
        cat->asked[r] = in_tier && control_asked[req->control->index];
    }
}
