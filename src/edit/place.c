/* Which period, and which file name, evidence of a requirement can have.
 * Place in the flow: edit, below triage.c and add.c.
 * SPDX-License-Identifier: Apache-2.0 */
#include "edit/place.h"

#include "base/path.h"
#include "catalogue/catalogue.h"
#include "naming/naming.h"

void
ap_place_periods(const struct ap_catalogue *cat, const struct ap_requirement *req,
                 struct ap_arena *mem, struct ap_periods *ret_periods)
{
    *ret_periods = (struct ap_periods){0};
    for (size_t i = 0; i < cat->slots.n; i++) {
        const struct ap_slot *slot = &cat->slots.items[i];
        if (slot->req != req || slot->kind == AP_SLOT_ONCE)
            continue;
        struct ap_period period = ap_catalogue_period_for_name(slot->span);
        size_t n = ret_periods->n;
        if (n == 0 || ret_periods->items[n - 1].span.from != period.span.from)
            *ap_vec_push(mem, ret_periods) = period;
    }
}

struct ap_str
ap_place_periods_text(const struct ap_periods *periods, struct ap_arena *mem)
{
    struct ap_str text = AP_STR("");
    for (size_t i = 0; i < periods->n; i++) {
        const char *between = i == 0 ? "" : i + 1 == periods->n ? " or " : ", ";
        text = ap_arena_join(mem, text, between, ap_period_str(mem, periods->items[i]));
    }
    return text;
}

bool
ap_place_takes_several(const struct ap_requirement *req)
{
    return req->min > 1 || req->cadence == AP_SAMPLE || req->cadence == AP_EVENT;
}

struct ap_str
ap_place_stem(const struct ap_library *lib, const struct ap_requirement *req,
              struct ap_str file_name)
{
    struct ap_name parsed;
    if (ap_naming_parse(lib->naming, file_name, &parsed) == AP_OK)
        for (size_t i = 0; i < req->accepts.n; i++)
            if (ap_str_eq(req->accepts.items[i].text, parsed.stem))
                return parsed.stem;
    return req->accepts.n ? req->accepts.items[0].text : AP_STR_NONE;
}

struct ap_str
ap_place_ext(struct ap_str file_name, struct ap_arena *mem)
{
    return ap_arena_lower(mem, ap_path_ext(file_name));
}

bool
ap_place_takes_format(const struct ap_requirement *req, struct ap_str ext)
{
    return req->extensions.n == 0 || ap_strs_has(&req->extensions, ext);
}
