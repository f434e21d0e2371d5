/* Merges single entries: keys replace, some lists merge by id, `disable` takes out.
 * Place in the flow: library; called by merge.c. Every value keeps its own place.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "library/merge.h"

/* Below this many entries comparing pairs is cheaper than a map. */
#define FEW 16

struct ap_node *
ap_merge_new(struct ap_merge *m, enum ap_node_kind kind, struct ap_place place, size_t n)
{
    struct ap_node *node = ap_arena_new(m->mem, struct ap_node);
    node->kind = kind;
    node->place = place;
    if (kind == AP_NODE_MAP)
        node->pairs = ap_arena_array(m->mem, struct ap_pair, n);
    else
        node->items = ap_arena_array(m->mem, struct ap_node *, n);
    return node;
}

struct ap_str
ap_merge_id(const struct ap_node *entry, const char *id_key)
{
    if (entry->kind == AP_NODE_SCALAR) /* a framework id may stand alone */
        return entry->text;
    const struct ap_node *id = entry->kind == AP_NODE_MAP ? ap_node_get(entry, id_key) : NULL;
    return id && id->kind == AP_NODE_SCALAR ? id->text : AP_STR_NONE;
}

void
ap_merge_twice(struct ap_merge *m, const char *what, struct ap_str id, struct ap_place place,
               struct ap_place first)
{
    m->bad = true;
    struct ap_diagnostic *d = ap_diag_add(
        m->dg, AP_LIB009, place, "%s \"%.*s\" is defined twice in one layer; first at %.*s:%u",
        what, AP_FMT(id), AP_FMT(first.file), first.line);
    ap_diag_hint(m->dg, d, "rename or remove one of them; an overlay folder may override by id");
}

void
ap_merge_check_unique(struct ap_merge *m, const struct ap_node *list, const char *what)
{
    if (!list || list->kind != AP_NODE_SEQ || list->n < 2)
        return;
    struct ap_map seen = {0};
    for (size_t i = 0; i < list->n; i++) {
        struct ap_str id = ap_merge_id(list->items[i], "id");
        uint32_t first = AP_NONE;
        if (!id.len)
            continue;
        if (list->n > FEW) {
            first = ap_map_put(&seen, m->mem, id, (uint32_t)i);
        } else {
            for (size_t k = 0; k < i && first == AP_NONE; k++)
                if (ap_str_eq(ap_merge_id(list->items[k], "id"), id))
                    first = (uint32_t)k;
        }
        if (first != AP_NONE)
            ap_merge_twice(m, what, id, list->items[i]->place, list->items[first]->place);
    }
}

/* --- override ----------------------------------------------------------------------------------- */

static struct ap_node *merge_map(struct ap_merge *m, const struct ap_merge_rule *rule,
                                 const struct ap_node *base, const struct ap_node *over);

static const struct ap_merge_rule plain_rule = {"", "id", NULL, NULL};

static struct ap_node *
merge_list(struct ap_merge *m, const struct ap_node *base, struct ap_node *over)
{
    if (base->kind != AP_NODE_SEQ || over->kind != AP_NODE_SEQ)
        return over;
    struct ap_node *result = ap_merge_new(m, AP_NODE_SEQ, base->place, base->n + over->n);
    struct ap_map by_id = {0};
    for (size_t i = 0; i < base->n; i++) {
        struct ap_str id = ap_merge_id(base->items[i], "id");
        if (id.len)
            ap_map_put(&by_id, m->mem, id, (uint32_t)i);
        result->items[result->n++] = base->items[i];
    }
    for (size_t i = 0; i < over->n; i++) {
        struct ap_node *item = over->items[i];
        uint32_t at = ap_map_get(&by_id, ap_merge_id(item, "id"));
        if (at == AP_NONE)
            result->items[result->n++] = item;
        else if (item->kind == AP_NODE_MAP && result->items[at]->kind == AP_NODE_MAP)
            result->items[at] = merge_map(m, &plain_rule, result->items[at], item);
        else
            result->items[at] = item;
    }
    return result;
}

static bool
is_key(struct ap_str key, const char *name)
{
    return name && ap_str_is(key, name);
}

static struct ap_node *
merge_value(struct ap_merge *m, const struct ap_merge_rule *rule, struct ap_str key,
            const struct ap_node *base, struct ap_node *over)
{
    if (is_key(key, rule->nested))
        return merge_list(m, base, over);
    if (is_key(key, rule->mapped) && base->kind == AP_NODE_MAP && over->kind == AP_NODE_MAP)
        return merge_map(m, &plain_rule, base, over);
    return over;
}

static struct ap_node *
merge_map(struct ap_merge *m, const struct ap_merge_rule *rule, const struct ap_node *base,
          const struct ap_node *over)
{
    struct ap_node *result = ap_merge_new(m, AP_NODE_MAP, base->place, base->n + over->n);
    struct ap_map by_key = {0};
    for (size_t i = 0; i < base->n; i++) {
        ap_map_put(&by_key, m->mem, base->pairs[i].key, (uint32_t)i);
        result->pairs[result->n++] = base->pairs[i];
    }
    for (size_t i = 0; i < over->n; i++) {
        const struct ap_pair *pair = &over->pairs[i];
        uint32_t at = ap_map_get(&by_key, pair->key);
        if (at == AP_NONE) {
            result->pairs[result->n++] = *pair;
            continue;
        }
        struct ap_node *value =
            merge_value(m, rule, pair->key, result->pairs[at].value, pair->value);
        result->pairs[at] = (struct ap_pair){pair->key, pair->key_place, value};
    }
    return result;
}

struct ap_node *
ap_merge_entry(struct ap_merge *m, const struct ap_merge_rule *rule, const struct ap_node *base,
               const struct ap_node *over)
{
    return merge_map(m, rule, base, over);
}

/* An overlay's entry that only takes out what is not there changes nothing. */
static void
warn_of_nothing(struct ap_merge *m, const struct ap_merge_list *list, const struct ap_node *entry,
                struct ap_str id)
{
    if (m->layer == 0 || entry->kind != AP_NODE_MAP || entry->n != 2)
        return;
    if (ap_node_get(entry, "disable") || ap_node_get(entry, "disabled"))
        ap_diag_add(m->dg, AP_LIB020, entry->place, "no layer below has \"%.*s\" under %s",
                    AP_FMT(id), list->rule->list);
}

void
ap_merge_add(struct ap_merge *m, struct ap_merge_list *list, struct ap_node *entry)
{
    struct ap_str id = ap_merge_id(entry, list->rule->id_key);
    if (list->rule->nested && entry->kind == AP_NODE_MAP)
        ap_merge_check_unique(m, ap_node_get(entry, list->rule->nested), list->rule->nested);
    uint32_t at = AP_NONE;
    if (id.len)
        at = ap_map_put(&list->by_id, m->mem, id, (uint32_t)list->entries.n);
    if (at == AP_NONE) {
        *ap_vec_push(m->mem, &list->entries) = (struct ap_merge_entry){id, entry, m->layer};
        warn_of_nothing(m, list, entry, id);
        return;
    }
    struct ap_merge_entry *old = &list->entries.items[at];
    if (old->layer == m->layer) {
        ap_merge_twice(m, list->rule->list, id, entry->place, old->node->place);
        return;
    }
    if (entry->kind == AP_NODE_MAP && old->node->kind == AP_NODE_MAP)
        old->node = merge_map(m, list->rule, old->node, entry);
    old->layer = m->layer;
}

bool
ap_merge_disabled(struct ap_merge *m, const struct ap_node *entry, struct ap_str *ret_reason,
                  struct ap_place *ret_place)
{
    if (entry->kind != AP_NODE_MAP)
        return false;
    const struct ap_node *word = ap_node_get(entry, "disable");
    const struct ap_node *long_form = ap_node_get(entry, "disabled");
    const struct ap_node *given = word ? word : long_form;
    if (!given ||
        (given->kind == AP_NODE_SCALAR && given->plain && ap_str_is(given->text, "false")))
        return false;
    if (given->kind == AP_NODE_MAP)
        given = ap_node_get(given, "reason");
    *ret_place = (given ? given : long_form)->place;
    bool has_reason = given && given->kind == AP_NODE_SCALAR && ap_str_trim(given->text).len > 0 &&
                      !(given->plain && ap_str_is(given->text, "true"));
    *ret_reason = has_reason ? given->text : AP_STR_NONE;
    if (!has_reason) {
        m->bad = true;
        struct ap_diagnostic *d =
            ap_diag_add(m->dg, AP_LIB018, *ret_place, "disabled without a reason");
        ap_diag_hint(m->dg, d, "write disable: why it does not apply");
    }
    return true;
}
