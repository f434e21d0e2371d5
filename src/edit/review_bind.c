/* Binding: an approval that names no bytes gets the digest of those that lie there.
 * Place in the flow: edit, below review.c.
 * SPDX-License-Identifier: Apache-2.0 */
#include "edit/review_parts.h"

static ap_day
collected_day(const struct ap_item *item)
{
    if (item->collected != AP_DAY_NONE)
        return item->collected;
    return item->extraction.present ? item->extraction.run_at : AP_DAY_NONE;
}

/** The entry with the digest, and with `seen` where it is given. */
static struct ap_node *
bound_entry(struct ap_deciding *d, const struct ap_review_entry *entry)
{
    static const char *const keys[] = {"status", "by", "date", "sha256", "method", "ref", "note"};
    struct ap_node *map = ap_yaml_map(d->mem);
    bool is_map = entry->node->kind == AP_NODE_MAP;
    for (size_t i = 0; i < AP_COUNT(keys); i++) {
        const struct ap_node *value = is_map ? ap_node_get(entry->node, keys[i]) : NULL;
        if (ap_str_is(ap_str_from(keys[i]), "sha256")) {
            ap_yaml_map_text(d->mem, map, "sha256", d->plan->sha256);
        } else if (value) {
            struct ap_node *copy = ap_arena_new(d->mem, struct ap_node);
            *copy = *value;
            ap_yaml_map_put(d->mem, map, keys[i], copy);
        } else if (i == 0) {
            ap_yaml_map_text(d->mem, map, "status", AP_STR("approved"));
        }
    }
    if (entry->seen || d->decision->seen)
        ap_yaml_map_put(d->mem, map, "seen", ap_yaml_word(d->mem, AP_STR("true")));
    return map;
}

static bool
can_be_bound(struct ap_deciding *d, const struct ap_review_entry *entry)
{
    ap_day collected = collected_day(d->item);
    char day[AP_DAY_TEXT];
    if (entry->sha256.len || entry->date == AP_DAY_NONE || collected == AP_DAY_NONE ||
        collected <= entry->date)
        return true;
    struct ap_diagnostic *said = ap_deciding_say(
        d, AP_REV012, AP_ERROR, "these bytes were collected on %s, after the approval",
        ap_day_text(collected, day));
    ap_diag_hint(d->dg, said, "review the file again with --approve");
    return false;
}

/** Is there an approval, and is one without a digest? Says what is wrong. */
static bool
has_unbound(struct ap_deciding *d)
{
    bool approved = false;
    bool bound = false;
    bool unbound = false;
    bool usable = true;
    for (size_t i = 0; i < d->old.n; i++) {
        const struct ap_review_entry *entry = &d->old.items[i];
        if (entry->status != AP_REVIEW_APPROVED)
            continue;
        approved = true;
        bound |= ap_deciding_is_bound(d, entry);
        unbound |= entry->sha256.len == 0;
        usable &= can_be_bound(d, entry);
    }
    struct ap_diagnostic *said = NULL;
    if (d->plan->sha256.len == 0)
        said = ap_deciding_say(d, AP_REV012, AP_ERROR,
                               "the link records no sha256 to bind the approval to");
    else if (!approved)
        said = ap_deciding_say(d, AP_REV012, AP_ERROR, "there is no approval to bind");
    else if (!bound && !unbound)
        said = ap_deciding_say(d, AP_REV012, AP_ERROR, "the approval is bound to other bytes");
    if (said)
        ap_diag_hint(d->dg, said, "review the file with --approve");
    d->plan->idle = usable && bound && !unbound;
    return !said && usable && unbound;
}

/** A list of the sidecar is changed entry by entry, so that comments in it stay. */
static int
put_bound(struct ap_deciding *d)
{
    struct ap_sidecar *car = &d->plan->car;
    const struct ap_node *now = ap_sidecar_get(car, "review");
    bool is_list = now && now->kind == AP_NODE_SEQ;
    struct ap_node *list = ap_yaml_list(d->mem);
    int r = AP_OK;
    for (size_t i = 0; i < d->old.n && r == AP_OK; i++) {
        const struct ap_review_entry *entry = &d->old.items[i];
        bool binds = entry->status == AP_REVIEW_APPROVED && entry->sha256.len == 0;
        struct ap_node *node = ap_arena_new(d->mem, struct ap_node);
        *node = *entry->node;
        if (binds)
            node = bound_entry(d, entry);
        ap_yaml_list_add(d->mem, list, node);
        if (binds && is_list)
            r = ap_yaml_set(&car->edit, ap_yaml_item(ap_yaml_at("review"), d->mem, i), node, NULL);
    }
    if (is_list || r < 0)
        return r;
    return ap_sidecar_set(car, "review", list->n == 1 ? list->items[0] : list);
}

int
ap_deciding_bind(struct ap_deciding *d)
{
    struct ap_sidecar *car = &d->plan->car;
    if (!has_unbound(d))
        return AP_OK;
    int r = put_bound(d);
    struct ap_node *act = ap_yaml_map(d->mem);
    ap_yaml_map_text(d->mem, act, "action", AP_STR("bind"));
    ap_yaml_map_text(d->mem, act, "by", d->decision->by);
    ap_yaml_map_put(d->mem, act, "date",
                    ap_yaml_word(d->mem, ap_day_str(d->mem, d->decision->day)));
    ap_yaml_map_text(d->mem, act, "sha256", d->plan->sha256);
    ap_yaml_map_text(d->mem, act, "note", d->decision->note);
    return r < 0 ? r : ap_sidecar_remember(car, act);
}
