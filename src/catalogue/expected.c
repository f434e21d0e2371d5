/* The exact file name to produce for a slot.
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

struct ap_str
ap_catalogue_expected_name(const struct ap_catalogue *cat, const struct ap_slot *slot,
                           struct ap_arena *mem)
{
    const struct ap_requirement *req = slot->req;
    if (req->accepts.n == 0 || !cat->lib->naming)
        return AP_STR_NONE;
    struct ap_str stem = req->accepts.items[0].text;
    struct ap_str ext = req->extensions.n ? req->extensions.items[0] : AP_STR("pdf");
    struct ap_period period = ap_catalogue_period_for_name(slot->span);
    struct ap_str by_period = ap_naming_write(cat->lib->naming, stem, &period, AP_STR_NONE,
                                              AP_DOCSTATUS_NONE, AP_STR_NONE, ext, mem);
    struct ap_str by_version = ap_naming_write(cat->lib->naming, stem, NULL, AP_STR("v1.0"),
                                               AP_DOCSTATUS_APPROVED, AP_STR_NONE, ext, mem);
    bool versioned = slot->kind == AP_SLOT_ONCE;
    struct ap_str best = versioned ? by_version : by_period;
    return best.len ? best : versioned ? by_period : by_version;
}
