/* Which items lie in which slot, and how well they fit.
 * Place in the flow: catalogue, third step. docs/domain.md, "Items of a slot", "Granularity".
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/ascii.h"
#include "catalogue/parts.h"

/** At least this many items of another period are listed where a requirement has none in the window. */
#define MIN_STRANGERS 8

struct ap_servers
ap_catalogue_servers(const struct ap_catalogue *cat, struct ap_arena *mem)
{
    const struct ap_items *items = &cat->evidence->items;
    size_t n_req = cat->lib->n_requirements;
    struct ap_servers by = {.first = ap_arena_array(mem, uint32_t, n_req + 2)};
    size_t total = 0;
    for (size_t i = 0; i < items->n; i++)
        for (size_t k = 0; k < items->items[i].n_requirements; k++, total++)
            by.first[items->items[i].requirements[k] + 2]++;
    for (size_t r = 2; r < n_req + 2; r++)
        by.first[r] += by.first[r - 1];
    by.items = ap_arena_array(mem, uint32_t, total);
    for (size_t i = 0; i < items->n; i++)
        for (size_t k = 0; k < items->items[i].n_requirements; k++)
            by.items[by.first[items->items[i].requirements[k] + 1]++] = (uint32_t)i;
    return by;
}

static struct ap_span
one_day(ap_day day)
{
    return (struct ap_span){day, day + 1};
}

/** The day on which a thing without a period was done, as well as it is known. */
static ap_day
known_day(const struct ap_item *item)
{
    if (item->performed != AP_DAY_NONE)
        return item->performed;
    if (item->effective != AP_DAY_NONE)
        return item->effective;
    if (item->collected != AP_DAY_NONE)
        return item->collected;
    return item->reviews.n ? item->reviews.items[item->reviews.n - 1].date : AP_DAY_NONE;
}

/** The shortest period of the item that touches `span`; false when none does. */
static bool
touching_period(const struct ap_item *item, struct ap_span span, struct ap_span *ret_span)
{
    bool found = false;
    for (size_t i = 0; i < item->periods.n; i++) {
        struct ap_span period = item->periods.items[i].span;
        if (!ap_span_touches(period, span))
            continue;
        if (!found || ap_span_days(period) < ap_span_days(*ret_span))
            *ret_span = period;
        found = true;
    }
    return found;
}

/** Evidence of operation or review fills a slot only if its period is no coarser than the cadence. */
static bool
is_too_coarse(const struct ap_requirement *req, struct ap_span period)
{
    static const int32_t longest[] = {
        [AP_MONTHLY] = 31, [AP_QUARTERLY] = 92, [AP_SEMIANNUAL] = 184, [AP_ANNUAL] = 366};
    bool bound_by_cadence = req->facet == AP_FACET_OPERATION || req->facet == AP_FACET_REVIEW;
    return bound_by_cadence && req->cadence <= AP_ANNUAL &&
           ap_span_days(period) > longest[req->cadence];
}

/** What the item is to the slot; false: it does not lie there. */
typedef bool (*fit_fn)(const struct ap_slot *slot, const struct ap_item *item,
                       struct ap_candidate *ret);

static bool
fit_once(const struct ap_slot *slot, const struct ap_item *item, struct ap_candidate *ret)
{
    ret->has_span = item->periods.n > 0 &&
                    (touching_period(item, slot->span, &ret->span) || item->periods.n == 1);
    if (ret->has_span && item->periods.n == 1)
        ret->span = item->periods.items[0].span;
    ret->fit = AP_FITS;
    return true;
}

static bool
fit_period(const struct ap_slot *slot, const struct ap_item *item, struct ap_candidate *ret)
{
    ret->has_span = true;
    if (item->periods.n == 0) {
        ret->span = one_day(item->performed);
        ret->fit = AP_FITS;
        return item->performed != AP_DAY_NONE && ap_span_touches(ret->span, slot->span);
    }
    if (!touching_period(item, slot->span, &ret->span))
        return false;
    ret->fit = is_too_coarse(slot->req, ret->span) ? AP_TOO_COARSE : AP_FITS;
    return true;
}

/** Performed within the months (+ grace) before the slot's end. A known day decides; else the
 * period must touch; where nothing is known the item is taken as performed in time. */
static bool
fit_rolling(const struct ap_slot *slot, const struct ap_item *item, struct ap_candidate *ret)
{
    struct ap_span span = {slot->span.from - slot->req->grace_days, slot->span.to};
    ret->fit = AP_FITS;
    ret->has_span = touching_period(item, span, &ret->span);
    if (item->performed != AP_DAY_NONE) {
        bool in_time = ap_span_touches(one_day(item->performed), span);
        if (!ret->has_span)
            ret->span = one_day(item->performed);
        ret->has_span = true;
        return in_time;
    }
    if (item->periods.n > 0) {
        if (ret->has_span && is_too_coarse(slot->req, ret->span))
            ret->fit = AP_TOO_COARSE;
        return ret->has_span;
    }
    ap_day day = known_day(item);
    ret->has_span = day != AP_DAY_NONE;
    ret->span = one_day(day);
    return !ret->has_span || ap_span_touches(ret->span, span);
}

/** A sample by count must lie in the window; a record of an event must touch it. */
static bool
fit_window(const struct ap_slot *slot, const struct ap_item *item, struct ap_candidate *ret)
{
    ret->fit = AP_FITS;
    if (item->periods.n == 0) {
        ap_day day = known_day(item);
        ret->has_span = day != AP_DAY_NONE;
        ret->span = one_day(day);
        return !ret->has_span || ap_span_touches(ret->span, slot->span);
    }
    ret->has_span = touching_period(item, slot->span, &ret->span);
    if (ret->has_span && slot->req->cadence == AP_SAMPLE &&
        !ap_span_contains(slot->span, ret->span))
        ret->fit = AP_TOO_COARSE;
    return ret->has_span;
}

static bool
is_inside_word(struct ap_str text, size_t at)
{
    return at < text.len && (ap_is_alnum(text.ptr[at]) || (unsigned char)text.ptr[at] >= 0x80);
}

/** Does the title hold the auditor's Item, whole? SEC-1 does not stand in SEC-10. */
static bool
is_told_in(struct ap_str title, struct ap_str what)
{
    for (size_t i = 0; i + what.len <= title.len; i++) {
        size_t end = i + what.len;
        if (ap_str_ieq(ap_str_slice(title, i, end), what) &&
            !(i > 0 && is_inside_word(title, i - 1)) && !is_inside_word(title, end))
            return true;
    }
    return false;
}

/** The sidecar names the sample, or the auditor's Item names the file or stands in the title. */
static bool
fit_sample(const struct ap_slot *slot, const struct ap_item *item, struct ap_candidate *ret)
{
    const struct ap_sample *sample = slot->sample;
    ret->fit = AP_FITS;
    ret->has_span = touching_period(item, slot->span, &ret->span);
    if (ap_strs_has(&item->samples, sample->id))
        return true;
    if (sample->item.len == 0)
        return false;
    return ap_str_eq(sample->item, item->path) || ap_str_eq(sample->item, item->rel) ||
           ap_str_eq(sample->item, item->name) || is_told_in(item->title, sample->item);
}

static const fit_fn fits[] = {
    [AP_SLOT_ONCE] = fit_once,     [AP_SLOT_PERIOD] = fit_period, [AP_SLOT_ROLLING] = fit_rolling,
    [AP_SLOT_WINDOW] = fit_window, [AP_SLOT_SAMPLE] = fit_sample,
};

static ap_day
last_day_of(const struct ap_item *item)
{
    ap_day last = known_day(item);
    for (size_t i = 0; i < item->periods.n; i++)
        if (item->periods.items[i].span.to - 1 > last)
            last = item->periods.items[i].span.to - 1;
    return last;
}

static bool
is_in_window(const struct ap_item *item, struct ap_span window)
{
    if (item->periods.n > 0)
        return ap_periods_touch(&item->periods, window);
    return item->performed != AP_DAY_NONE && ap_span_touches(one_day(item->performed), window);
}

/** The requirement has no item in the whole window: its slots list the newest items of other
 * periods, so that they read "stale" and not "missing". An item without any day is left to its own finding. */
static void
add_strangers(struct ap_catalogue *cat, struct ap_slot *slot, const uint32_t *items, size_t n_items,
              struct ap_arena *mem)
{
    size_t want = (size_t)slot->req->min > MIN_STRANGERS ? (size_t)slot->req->min : MIN_STRANGERS;
    ap_day newer_than = AP_DAY_NONE;
    for (size_t k = 0; k < n_items; k++) {
        const struct ap_item *item = &cat->evidence->items.items[items[k]];
        ap_day last = last_day_of(item);
        if (last == AP_DAY_NONE)
            continue;
        struct ap_candidate stranger = {
            .item = item->index, .fit = AP_OTHER_PERIOD, .has_span = true};
        stranger.span = item->periods.n ? item->periods.items[0].span : one_day(last);
        if (slot->candidates.n < want) {
            *ap_vec_push(mem, &slot->candidates) = stranger;
            if (newer_than == AP_DAY_NONE || last < newer_than)
                newer_than = last;
        } else if (last > newer_than) {
            /* Replace the oldest by shifting: candidates stay in order of items. */
            size_t oldest = 0;
            for (size_t c = 1; c < slot->candidates.n; c++)
                if (slot->candidates.items[c].span.to < slot->candidates.items[oldest].span.to)
                    oldest = c;
            for (size_t c = oldest; c + 1 < slot->candidates.n; c++)
                slot->candidates.items[c] = slot->candidates.items[c + 1];
            slot->candidates.items[slot->candidates.n - 1] = stranger;
        }
    }
}

void
ap_catalogue_candidates(struct ap_catalogue *cat, size_t first, size_t n, const uint32_t *items,
                        size_t n_items, struct ap_arena *mem)
{
    bool any_in_window = false;
    for (size_t k = 0; k < n_items && !any_in_window; k++)
        any_in_window = is_in_window(&cat->evidence->items.items[items[k]], cat->window);

    for (size_t s = first; s < first + n; s++) {
        struct ap_slot *slot = &cat->slots.items[s];
        for (size_t k = 0; k < n_items; k++) {
            struct ap_candidate candidate = {.item = items[k]};
            if (fits[slot->kind](slot, &cat->evidence->items.items[items[k]], &candidate))
                *ap_vec_push(mem, &slot->candidates) = candidate;
        }
        if (slot->candidates.n == 0 && !any_in_window && slot->kind != AP_SLOT_SAMPLE)
            add_strangers(cat, slot, items, n_items, mem);
    }
}
