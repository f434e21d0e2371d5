/* What became of each evidence item: used, superseded, unused, ignored; nothing is silent.
 * Place in the flow: assess, after the slots.
 * SPDX-License-Identifier: Apache-2.0 */
#include "assess/parts.h"

static void
count_uses(struct ap_judge *judge)
{
    struct ap_assessment *as = judge->as;
    for (size_t v = 0; v < as->n_verdicts; v++)
        for (size_t i = 0; i < as->verdicts[v].items.n; i++)
            as->items[as->verdicts[v].items.items[i].item].n_slots++;
    for (size_t i = 0; i < judge->cat->evidence->items.n; i++) {
        as->items[i].slots = ap_arena_array(judge->mem, uint32_t, as->items[i].n_slots);
        as->items[i].n_slots = 0;
    }
}

static void
note_use(struct ap_item_verdict *item, const struct ap_judgement *j, uint32_t slot)
{
    item->slots[item->n_slots++] = slot;
    item->packable |= j->status == AP_SATISFIED;
    item->pending |= j->status == AP_PENDING;
    if (!j->superseded) {
        item->state = AP_ITEM_USED;
    } else if (item->state == AP_ITEM_UNUSED) {
        item->state = AP_ITEM_SUPERSEDED;
        item->reason = j->reason;
    }
}

static bool
has_slot(const struct ap_catalogue *cat, const struct ap_item *item)
{
    for (size_t i = 0; i < item->n_requirements; i++)
        if (cat->asked[item->requirements[i]])
            return true;
    return false;
}

static struct ap_str
why_unused(struct ap_judge *judge, const struct ap_item *item)
{
    const struct ap_catalogue *cat = judge->cat;
    if (item->fault)
        return item->fault->message;
    if (item->n_requirements == 0)
        return item->parsed.ok ? AP_STR("no requirement accepts its name")
                               : AP_STR("its name follows no naming pattern");
    if (!has_slot(cat, item))
        return AP_STR("its requirement is not asked for in this run");
    if (item->periods.n == 0 && item->performed == AP_DAY_NONE) {
        ap_judge_say(
            judge, AP_PER007, item->index,
            AP_STR("its requirement recurs, and neither a period nor a performed day is known"));
        return AP_STR("no period is known");
    }
    return AP_STR("its period fills no slot of the window");
}

void
ap_assess_items(struct ap_judge *judge)
{
    struct ap_assessment *as = judge->as;
    size_t n = judge->cat->evidence->items.n;
    count_uses(judge);
    for (size_t v = 0; v < as->n_verdicts; v++)
        for (size_t i = 0; i < as->verdicts[v].items.n; i++)
            note_use(&as->items[as->verdicts[v].items.items[i].item],
                     &as->verdicts[v].items.items[i], (uint32_t)v);
    for (uint32_t i = 0; i < n; i++) {
        const struct ap_item *item = ap_judge_item(judge, i);
        struct ap_item_verdict *verdict = &as->items[i];
        verdict->bound = judge->reviews[i].bound;
        verdict->is_signed = judge->reviews[i].is_signed;
        if (item->ignored) {
            verdict->state = item->kept ? AP_ITEM_SUPERSEDED : AP_ITEM_IGNORED;
            verdict->reason = item->ignored_why;
        } else if (verdict->state == AP_ITEM_UNUSED) {
            verdict->reason = why_unused(judge, item);
        }
    }
}
