/* Reused bytes: the same image or document for several periods is no evidence of several.
 * Place in the flow: assess, across evidence. docs/domain.md, "Reused bytes".
 * SPDX-License-Identifier: Apache-2.0 */
#include "assess/cross/cross.h"

static bool
is_picture(enum ap_kind kind)
{
    return kind == AP_KIND_PNG || kind == AP_KIND_JPEG || kind == AP_KIND_PDF;
}

static bool
is_configuration(const struct ap_catalogue *cat, const struct ap_item *item)
{
    for (size_t i = 0; i < item->n_requirements; i++)
        if (cat->lib->requirements[item->requirements[i]]->facet == AP_FACET_CONFIGURATION)
            return true;
    return false;
}

static bool
same_periods(const struct ap_item *a, const struct ap_item *b)
{
    for (size_t i = 0; i < a->periods.n; i++)
        if (ap_periods_touch(&b->periods, a->periods.items[i].span))
            return true;
    return a->periods.n == 0 || b->periods.n == 0;
}

/** Compared with the first item of the same bytes: one finding for each further one. */
static void
compare(struct ap_judge *judge, uint32_t first, uint32_t again)
{
    const struct ap_item *a = ap_judge_item(judge, first);
    const struct ap_item *b = ap_judge_item(judge, again);
    enum ap_kind kind = judge->insp->records[again].kind;
    if (same_periods(a, b) || !ap_str_eq(a->parsed.stem, b->parsed.stem))
        return; /* across controls it is never a fault */
    if (is_picture(kind))
        ap_judge_say(judge, AP_XEV001, again,
                     ap_arena_printf(judge->mem, "the same bytes as %.*s, of another period",
                                     AP_FMT(a->path)));
    else if (is_configuration(judge->cat, b))
        ap_judge_say(judge, AP_XEV002, again,
                     ap_arena_printf(judge->mem, "the same export as %.*s, of another period",
                                     AP_FMT(a->path)));
}

void
ap_cross_reused(struct ap_judge *judge)
{
    struct ap_map seen = {0};
    for (uint32_t i = 0; i < judge->cat->evidence->items.n; i++) {
        const struct ap_record *record = &judge->insp->records[i];
        if (!record->read || record->bytes == 0)
            continue;
        struct ap_str key = {(const char *)record->sha256, AP_SHA256_BYTES};
        uint32_t first = ap_map_put(&seen, judge->mem, key, i);
        if (first != AP_NONE)
            compare(judge, first, i);
    }
}
