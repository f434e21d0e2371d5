/* The exact file names to produce for a slot.
 * Place in the flow: catalogue, last step; shown in reports and work lists.
 * SPDX-License-Identifier: Apache-2.0 */
#include "catalogue/parts.h"
#include "naming/naming.h"

struct ap_period
ap_catalogue_period_for_name(struct ap_span span)
{
    struct ap_period period = ap_period_from_span(span);
    if (period.kind != AP_PERIOD_RANGE && period.kind != AP_PERIOD_DAY)
        return period;
    struct ap_period quarter = ap_period_of(AP_PERIOD_QUARTER, span.to - 1);
    if (ap_span_contains(span, quarter.span))
        return quarter;
    return ap_period_of(AP_PERIOD_MONTH, span.to - 1);
}

/** One name for the slot, as its kind wants it: by version or by period; empty when no pattern can write it. */
static struct ap_str
name_of(const struct ap_catalogue *cat, const struct ap_slot *slot, struct ap_str version,
        struct ap_str seq, struct ap_arena *mem)
{
    const struct ap_requirement *req = slot->req;
    if (req->accepts.n == 0 || !cat->lib->naming)
        return AP_STR_NONE;
    struct ap_str stem = req->accepts.items[0].text;
    struct ap_str ext = req->extensions.n ? req->extensions.items[0] : AP_STR("pdf");
    struct ap_period period = ap_catalogue_period_for_name(slot->span);
    const struct ap_name_parts of_period = {
        .stem = stem, .period = &period, .seq = seq, .ext = ext};
    const struct ap_name_parts of_version = {
        .stem = stem, .version = version, .status = AP_DOCSTATUS_APPROVED, .ext = ext};
    struct ap_str by_period = ap_naming_write(cat->lib->naming, &of_period, mem);
    struct ap_str by_version = ap_naming_write(cat->lib->naming, &of_version, mem);
    bool versioned = slot->kind == AP_SLOT_ONCE;
    struct ap_str best = versioned ? by_version : by_period;
    return best.len ? best : versioned ? by_period : by_version;
}

struct ap_str
ap_catalogue_expected_name(const struct ap_catalogue *cat, const struct ap_slot *slot,
                           struct ap_arena *mem)
{
    return name_of(cat, slot, AP_STR("v1.0"), AP_STR_NONE, mem);
}

static struct ap_str
without_extension(struct ap_str name)
{
    return ap_str_slice(name, 0, ap_str_rfind(name, '.'));
}

/** Is a file of this name there, in whatever format? */
static bool
is_taken(const struct ap_catalogue *cat, struct ap_str name)
{
    struct ap_str stem = without_extension(name);
    for (size_t i = 0; i < cat->evidence->items.n; i++)
        if (ap_str_ieq(without_extension(cat->evidence->items.items[i].name), stem))
            return true;
    return false;
}

void
ap_catalogue_names(const struct ap_catalogue *cat, const struct ap_slot *slot, size_t n,
                   struct ap_arena *mem, struct ap_strs *ret_names)
{
    enum { TRIES = 99 };
    struct ap_strs names = {NULL, 0, 0};
    bool plain_is_free = !is_taken(cat, slot->expected_name);
    if (n == 1 && plain_is_free && slot->expected_name.len)
        *ap_vec_push(mem, &names) = slot->expected_name;
    for (unsigned i = 1; i <= TRIES && names.n < n; i++) {
        struct ap_str name = name_of(cat, slot, ap_arena_printf(mem, "v1.%u", i - 1),
                                     ap_arena_printf(mem, "%02u", i), mem);
        if (name.len && !is_taken(cat, name) && !ap_strs_has(&names, name))
            *ap_vec_push(mem, &names) = name;
    }
    if (names.n == 0 && slot->expected_name.len)
        *ap_vec_push(mem, &names) = slot->expected_name;
    *ret_names = names;
}
