/* Cadence × audit window -> slots: calendar periods, rolling months, once, sample, event.
 * Place in the flow: catalogue, second step. docs/domain.md, "Cadence", "Due".
 * SPDX-License-Identifier: Apache-2.0 */
#include "catalogue/parts.h"

static struct ap_slot *
add_slot(struct ap_catalogue *cat, const struct ap_requirement *req, enum ap_slot_kind kind,
         struct ap_span span, struct ap_arena *mem)
{
    struct ap_slot *slot = ap_vec_push(mem, &cat->slots);
    slot->req = req;
    slot->kind = kind;
    slot->span = span;
    slot->id = req->ref;
    /* The last day of the slot is day 0 of the grace; a document is due from the window's first
     * day. */
    slot->due = kind == AP_SLOT_ONCE ? cat->window.from : span.to - 1 + req->grace_days;
    return slot;
}

static void
name_slot(struct ap_slot *slot, struct ap_str period, struct ap_arena *mem)
{
    slot->period = period;
    slot->id = ap_arena_join(mem, slot->req->ref, "@", period);
}

/** True when at least half of the days of `span` lie in the window; otherwise the period is an edge. */
static bool
is_asked(struct ap_catalogue *cat, const struct ap_requirement *req, struct ap_period period,
         struct ap_arena *mem)
{
    int32_t days = ap_span_days(period.span);
    int32_t days_in = ap_span_days(ap_span_meet(period.span, cat->window));
    if (2 * days_in >= days)
        return true;
    struct ap_edge *edge = ap_vec_push(mem, &cat->edges);
    *edge = (struct ap_edge){req, period, days_in, days};
    return false;
}

static void
calendar_slots(struct ap_catalogue *cat, const struct ap_requirement *req, struct ap_arena *mem)
{
    enum ap_period_kind kind = req->cadence == AP_MONTHLY ? AP_PERIOD_MONTH : AP_PERIOD_QUARTER;
    struct ap_period period = ap_period_of(kind, cat->window.from);
    for (; period.span.from < cat->window.to; period = ap_period_next(period))
        if (is_asked(cat, req, period, mem))
            name_slot(add_slot(cat, req, AP_SLOT_PERIOD, period.span, mem),
                      ap_period_str(mem, period), mem);
}

/** One slot that looks back from the window's end; a window of the cadence or longer is tiled
 * backwards with such slots, in order of time. */
static void
rolling_slots(struct ap_catalogue *cat, const struct ap_requirement *req, struct ap_arena *mem)
{
    int months = req->cadence == AP_SEMIANNUAL ? 6 : 12;
    int n_tiles = 1;
    while (ap_day_add_months(cat->window.to, -months * n_tiles) > cat->window.from)
        n_tiles++;
    for (int tile = n_tiles; tile >= 1; tile--) {
        struct ap_span span = {ap_day_add_months(cat->window.to, -months * tile),
                               ap_day_add_months(cat->window.to, -months * (tile - 1))};
        struct ap_period period = {span, AP_PERIOD_RANGE};
        if (n_tiles == 1 || is_asked(cat, req, period, mem))
            name_slot(add_slot(cat, req, AP_SLOT_ROLLING, span, mem), ap_span_str(mem, span), mem);
    }
}

static void
once_slot(struct ap_catalogue *cat, const struct ap_requirement *req, struct ap_arena *mem)
{
    add_slot(cat, req, AP_SLOT_ONCE, cat->window, mem);
}

static void
window_slot(struct ap_catalogue *cat, const struct ap_requirement *req, struct ap_arena *mem)
{
    name_slot(add_slot(cat, req, AP_SLOT_WINDOW, cat->window, mem), ap_span_str(mem, cat->window),
              mem);
}

/** One slot per item of the auditor's selection; without a selection, one that counts. */
static void
sample_slots(struct ap_catalogue *cat, const struct ap_requirement *req, struct ap_arena *mem)
{
    size_t first = cat->slots.n;
    for (size_t i = 0; i < cat->ws->samples.n; i++) {
        const struct ap_sample *sample = &cat->ws->samples.items[i];
        if (!ap_str_eq(sample->requirement.text, req->ref))
            continue;
        struct ap_slot *slot = add_slot(cat, req, AP_SLOT_SAMPLE, cat->window, mem);
        slot->sample = sample;
        slot->id = ap_arena_join(mem, req->ref, "@#", sample->id);
    }
    if (cat->slots.n == first)
        window_slot(cat, req, mem);
}

typedef void (*slot_maker)(struct ap_catalogue *, const struct ap_requirement *, struct ap_arena *);

static const slot_maker makers[] = {
    [AP_MONTHLY] = calendar_slots, [AP_QUARTERLY] = calendar_slots, [AP_SEMIANNUAL] = rolling_slots,
    [AP_ANNUAL] = rolling_slots,   [AP_ONCE] = once_slot,           [AP_SAMPLE] = sample_slots,
    [AP_EVENT] = window_slot,
};

void
ap_catalogue_slots_of(struct ap_catalogue *cat, const struct ap_requirement *req,
                      struct ap_arena *mem)
{
    makers[req->cadence](cat, req, mem);
}
