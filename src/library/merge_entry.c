/* Merges single entries: keys replace, some lists merge by id, `disable` takes out.
 * Place in the flow: library; called by merge.c. Every value keeps its own place.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "library/merge.h"

/* Below this many entries comparing pairs is cheaper than a map. */
#define FEW 16
/* Searches for a near id that are still worth their time. */
#define MAX_SUGGESTED 50

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

/* Entries of these lists need a title: one without it means to change what is below. */
static bool
needs_title(struct ap_str list)
{
    static const char *const lists[] = {"areas",    "sections",  "metadata",  "controls",
                                        "requires", "questions", "readiness", "dealbreakers",
                                        "mistakes", "risks"};
    for (size_t i = 0; i < AP_COUNT(lists); i++)
        if (ap_str_is(list, lists[i]))
            return true;
    return false;
}

/* An overlay's new entry that takes out, or changes, what is not there changes nothing. True when that was said and a
 * near id may help. */
static bool
is_nothing(struct ap_merge *m, const struct ap_merge_where *at, const struct ap_node *entry,
           struct ap_diagnostic **ret_said)
{
    if (m->layer <= m->base || entry->kind != AP_NODE_MAP || !at->id.len)
        return false;
    bool takes_out = ap_node_get(entry, "disable") || ap_node_get(entry, "disabled");
    if (!(takes_out && entry->n == 2) && !(needs_title(at->list) && !ap_merge_title(entry).len))
        return false;
    *ret_said = ap_diag_add(m->dg, AP_LIB020, entry->place, "no layer below has the %s \"%.*s\"",
                            ap_library_noun(at->list), AP_FMT(at->id));
    return m->n_suggested++ < MAX_SUGGESTED;
}

static void
suggest(struct ap_merge *m, struct ap_diagnostic *said, const struct ap_strs *known,
        struct ap_str id)
{
    struct ap_str nearest = ap_strs_nearest(known, id);
    if (nearest.len)
        ap_diag_hint(m->dg, said, "did you mean \"%.*s\"?", AP_FMT(nearest));
}

static struct ap_node *merge_map(struct ap_merge *m, const struct ap_merge_rule *rule,
                                 const struct ap_merge_where *at, const struct ap_node *base,
                                 const struct ap_node *over);

static const struct ap_merge_rule plain_rule = {"", "id", NULL, NULL};

static void
suggest_inner(struct ap_merge *m, struct ap_diagnostic *said, const struct ap_node *base,
              struct ap_str id)
{
    struct ap_strs known = {0};
    for (size_t i = 0; i < base->n; i++)
        *ap_vec_push(m->mem, &known) = ap_merge_id(base->items[i], "id");
    suggest(m, said, &known, id);
}

static struct ap_node *
merge_list(struct ap_merge *m, const struct ap_merge_where *owner, struct ap_str list,
           const struct ap_node *base, struct ap_node *over)
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
        struct ap_str id = ap_merge_id(item, "id");
        uint32_t k = ap_map_get(&by_id, id);
        struct ap_merge_where at = {
            list, ap_merge_inner_id(m, owner->id, ap_arena_copy(m->mem, list).ptr, id),
            AP_STR_NONE};
        if (k == AP_NONE) {
            struct ap_diagnostic *said;
            if (is_nothing(m, &at, item, &said))
                suggest_inner(m, said, base, id);
            ap_merge_note_added(m, &at, item);
            result->items[result->n++] = item;
        } else if (item->kind == AP_NODE_MAP && result->items[k]->kind == AP_NODE_MAP) {
            result->items[k] = merge_map(m, &plain_rule, &at, result->items[k], item);
        } else {
            result->items[k] = item;
        }
    }
    return result;
}

static bool
is_key(struct ap_str key, const char *name)
{
    return name && ap_str_is(key, name);
}

/* The value of a key that both have. */
static struct ap_node *
merge_value(struct ap_merge *m, const struct ap_merge_rule *rule, const struct ap_merge_where *at,
            const struct ap_node *base, const struct ap_pair *over)
{
    if (is_key(over->key, rule->nested) && base->kind == AP_NODE_SEQ)
        return merge_list(m, at, over->key, base, over->value);
    if (is_key(over->key, rule->mapped) && base->kind == AP_NODE_MAP &&
        over->value->kind == AP_NODE_MAP) {
        struct ap_merge_where inner = {at->list, at->id, over->key};
        return merge_map(m, &plain_rule, &inner, base, over->value);
    }
    ap_merge_note_key(m, at, over, base);
    return over->value;
}

/* A copy of `base` in which the keys of `over` are added or replace. */
static struct ap_node *
merge_map(struct ap_merge *m, const struct ap_merge_rule *rule, const struct ap_merge_where *at,
          const struct ap_node *base, const struct ap_node *over)
{
    struct ap_node *result = ap_merge_new(m, AP_NODE_MAP, base->place, base->n + over->n);
    struct ap_map by_key = {0};
    for (size_t i = 0; i < base->n; i++) {
        ap_map_put(&by_key, m->mem, base->pairs[i].key, (uint32_t)i);
        result->pairs[result->n++] = base->pairs[i];
    }
    for (size_t i = 0; i < over->n; i++) {
        const struct ap_pair *pair = &over->pairs[i];
        uint32_t k = ap_map_get(&by_key, pair->key);
        if (k == AP_NONE) {
            ap_merge_note_key(m, at, pair, NULL);
            result->pairs[result->n++] = *pair;
            continue;
        }
        struct ap_node *value = merge_value(m, rule, at, result->pairs[k].value, pair);
        result->pairs[k] = (struct ap_pair){pair->key, pair->key_place, value};
    }
    return result;
}

static void
add_new(struct ap_merge *m, struct ap_merge_list *list, const struct ap_merge_where *at,
        struct ap_node *entry)
{
    struct ap_diagnostic *said;
    struct ap_strs known = {0};
    if (is_nothing(m, at, entry, &said)) {
        for (size_t i = 0; i < list->entries.n; i++)
            *ap_vec_push(m->mem, &known) = list->entries.items[i].id;
        suggest(m, said, &known, at->id);
    }
    *ap_vec_push(m->mem, &list->entries) = (struct ap_merge_entry){at->id, entry, m->layer};
    ap_merge_note_added(m, at, entry);
}

void
ap_merge_add(struct ap_merge *m, struct ap_merge_list *list, struct ap_node *entry)
{
    struct ap_str id = ap_merge_id(entry, list->rule->id_key);
    struct ap_merge_where where = {ap_str_from(list->rule->list), id, AP_STR_NONE};
    if (list->rule->nested && entry->kind == AP_NODE_MAP)
        ap_merge_check_unique(m, ap_node_get(entry, list->rule->nested), list->rule->nested);
    uint32_t at = AP_NONE;
    if (id.len)
        at = ap_map_put(&list->by_id, m->mem, id, (uint32_t)list->entries.n);
    if (at == AP_NONE) {
        add_new(m, list, &where, entry);
        return;
    }
    struct ap_merge_entry *old = &list->entries.items[at];
    if (old->layer == m->layer) {
        ap_merge_twice(m, list->rule->list, id, entry->place, old->node->place);
        return;
    }
    if (entry->kind == AP_NODE_MAP && old->node->kind == AP_NODE_MAP)
        old->node = merge_map(m, list->rule, &where, old->node, entry);
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
