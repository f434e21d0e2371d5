/* Merges the files of all layers into one document: lists join, later layers override by id.
 * Place in the flow: library, second step; the schema tables read the result.
 * SPDX-License-Identifier: Apache-2.0 */
#include "library/merge.h"

#include <string.h>

#include "library/tables.h"

static const struct ap_merge_rule rules[] = {
    {"areas", "id", NULL, NULL},
    {"sections", "id", NULL, NULL},
    {"metadata", "key", NULL, NULL},
    {"audiences", "id", NULL, NULL},
    {"controls", "id", "requires", "maps"},
    {"frameworks", "id", "ids", NULL},
    {"questions", "id", NULL, NULL},
    {"readiness", "id", NULL, NULL},
    {"dealbreakers", "id", NULL, NULL},
    {"mistakes", "id", NULL, NULL},
    {"risks", "id", NULL, NULL},
    {"step_sets", "id", NULL, NULL},
    {"catalogs", "id", "steps", NULL},
    {"detectors", "id", NULL, NULL},
};

/* Keys of which a layer may have one. */
static const char *const singles[] = {"library", "naming"};

struct single {
    const struct ap_pair *pair;
    size_t layer;
};

struct merge_state {
    struct ap_merge m;
    struct ap_merge_list lists[AP_COUNT(rules)];
    struct single singles[AP_COUNT(singles)];
    struct ap_map loose; /* catalogue given by its own key in this layer -> index in catalogs */
};

static struct ap_merge_list *
list_of(struct merge_state *s, struct ap_str key)
{
    for (size_t i = 0; i < AP_COUNT(rules); i++)
        if (ap_str_is(key, rules[i].list))
            return &s->lists[i];
    return NULL;
}

static bool
is_catalog_name(struct ap_str key)
{
    for (const char *const *name = ap_library_catalog_names; *name; name++)
        if (ap_str_is(key, *name))
            return true;
    return false;
}

/* True for a list; reports anything else but nothing. */
static bool
is_list(struct merge_state *s, const struct ap_pair *pair)
{
    if (pair->value->kind == AP_NODE_SEQ)
        return true;
    if (pair->value->kind == AP_NODE_NULL)
        return false;
    s->m.bad = true;
    ap_diag_add(s->m.dg, AP_LIB005, pair->value->place, "%.*s must be a list of mappings, found %s",
                AP_FMT(pair->key), ap_node_kind_name(pair->value->kind));
    return false;
}

static struct ap_node *
new_text(struct ap_merge *m, struct ap_str text, struct ap_place place)
{
    struct ap_node *node = ap_arena_new(m->mem, struct ap_node);
    node->kind = AP_NODE_SCALAR;
    node->place = place;
    node->text = text;
    return node;
}

static void
push_pair(struct ap_node *map, struct ap_str key, struct ap_place place, struct ap_node *value)
{
    map->pairs[map->n++] = (struct ap_pair){key, place, value};
}

/* `alert_kinds: [...]` is the catalogue {id: alert_kinds, steps: [...]}; files of one layer add to it. */
static void
add_catalog(struct merge_state *s, const struct ap_pair *pair)
{
    struct ap_merge *m = &s->m;
    struct ap_merge_list *list = list_of(s, AP_STR("catalogs"));
    uint32_t at = ap_map_get(&s->loose, pair->key);
    if (at != AP_NONE) {
        struct ap_node *entry = list->entries.items[at].node;
        struct ap_pair *steps = &entry->pairs[entry->n - 1];
        struct ap_node *joined =
            ap_merge_new(m, AP_NODE_SEQ, steps->value->place, steps->value->n + pair->value->n);
        for (size_t i = 0; i < steps->value->n; i++)
            joined->items[joined->n++] = steps->value->items[i];
        for (size_t i = 0; i < pair->value->n; i++)
            joined->items[joined->n++] = pair->value->items[i];
        steps->value = joined;
        ap_merge_check_unique(m, joined, "steps");
        return;
    }
    struct ap_node *entry = ap_merge_new(m, AP_NODE_MAP, pair->key_place, 2);
    push_pair(entry, AP_STR("id"), pair->key_place, new_text(m, pair->key, pair->key_place));
    push_pair(entry, AP_STR("steps"), pair->key_place, pair->value);
    size_t before = list->entries.n;
    ap_merge_add(m, list, entry);
    if (list->entries.n > before)
        ap_map_put(&s->loose, m->mem, pair->key, (uint32_t)before);
}

/* `framework:` and the `ids:` beside it are one entry of `frameworks`. */
static void
add_framework(struct merge_state *s, const struct ap_library_file *file)
{
    struct ap_merge *m = &s->m;
    const struct ap_node *head = ap_node_get(file->root, "framework");
    const struct ap_node *ids = ap_node_get(file->root, "ids");
    if (!head) {
        if (!ids)
            return;
        m->bad = true;
        ap_diag_add(m->dg, AP_LIB006, ids->place, "ids stand in a file without framework:");
        return;
    }
    struct ap_node *entry = ap_merge_new(m, AP_NODE_MAP, head->place, head->n + 1);
    if (head->kind != AP_NODE_MAP) {
        m->bad = true;
        ap_diag_add(m->dg, AP_LIB005, head->place, "framework must be a mapping, found %s",
                    ap_node_kind_name(head->kind));
        return;
    }
    for (size_t i = 0; i < head->n; i++)
        entry->pairs[entry->n++] = head->pairs[i];
    for (size_t i = 0; ids && i < file->root->n; i++) {
        const struct ap_pair *pair = &file->root->pairs[i];
        if (!ap_str_is(pair->key, "ids"))
            continue;
        if (ap_node_get(head, "ids"))
            ap_merge_twice(m, "the list", pair->key, pair->key_place, head->place);
        else
            entry->pairs[entry->n++] = *pair;
    }
    ap_merge_add(m, list_of(s, AP_STR("frameworks")), entry);
}

static void
add_single(struct merge_state *s, size_t which, const struct ap_pair *pair)
{
    struct single *single = &s->singles[which];
    if (single->pair && single->layer == s->m.layer) {
        ap_merge_twice(&s->m, "the key", pair->key, pair->key_place, single->pair->key_place);
        return;
    }
    struct ap_merge_where where = {pair->key, AP_STR_NONE, AP_STR_NONE};
    if (single->pair)
        ap_merge_note_key(&s->m, &where,
                          &(struct ap_pair){AP_STR_NONE, pair->key_place, pair->value},
                          single->pair->value);
    *single = (struct single){pair, s->m.layer};
}

static void
add_pair(struct merge_state *s, const struct ap_pair *pair, bool checks_only)
{
    for (size_t i = 0; i < AP_COUNT(singles); i++)
        if (ap_str_is(pair->key, singles[i]) && !checks_only)
            add_single(s, i, pair);
    bool for_checks = ap_str_is(pair->key, "step_sets") || ap_str_is(pair->key, "catalogs") ||
                      ap_str_is(pair->key, "detectors");
    struct ap_merge_list *list = list_of(s, pair->key);
    if (is_catalog_name(pair->key)) {
        if (is_list(s, pair))
            add_catalog(s, pair);
    } else if (list && (for_checks || !checks_only) && !ap_str_is(pair->key, "frameworks") &&
               is_list(s, pair)) {
        for (size_t i = 0; i < pair->value->n; i++)
            ap_merge_add(&s->m, list, pair->value->items[i]);
    }
}

static void
add_layer(struct merge_state *s, const struct ap_library_layer *layer)
{
    s->loose = (struct ap_map){0};
    for (size_t i = 0; i < layer->files.n; i++) {
        const struct ap_library_file *file = &layer->files.items[i];
        for (size_t k = 0; k < file->root->n; k++)
            add_pair(s, &file->root->pairs[k], layer->checks_only);
        if (!layer->checks_only)
            add_framework(s, file);
    }
}

/* --- taking out, and the merged document ------------------------------------------------------- */

static void
take_out(struct ap_merge *m, struct ap_library_merged *out, struct ap_library_gone gone)
{
    struct ap_str key = ap_arena_join(m->mem, gone.list, " ", gone.id);
    uint32_t layer = ap_map_get(&out->layer_of_file, gone.place.file);
    ap_map_put(&out->gone_by_key, m->mem, key, (uint32_t)out->gone.n);
    *ap_vec_push(m->mem, &out->gone) = gone;
    ap_merge_note_disabled(m, &gone, layer == AP_NONE ? 0 : layer);
}

/* The nested list without what is disabled; the very same list when nothing is. */
static void
filter_nested(struct ap_merge *m, const struct ap_merge_rule *rule, struct ap_str owner,
              struct ap_node *entry, struct ap_library_merged *out)
{
    struct ap_pair *pair = NULL;
    for (size_t i = 0; i < entry->n; i++)
        if (ap_str_is(entry->pairs[i].key, rule->nested))
            pair = &entry->pairs[i];
    if (!pair || pair->value->kind != AP_NODE_SEQ)
        return;
    const struct ap_node *list = pair->value;
    struct ap_node *kept = NULL;
    for (size_t i = 0; i < list->n; i++) {
        struct ap_library_gone gone = {.list = pair->key, .control = owner};
        if (!ap_merge_disabled(m, list->items[i], &gone.reason, &gone.place)) {
            if (kept)
                kept->items[kept->n++] = list->items[i];
            continue;
        }
        if (!kept) {
            kept = ap_merge_new(m, AP_NODE_SEQ, list->place, list->n);
            for (size_t k = 0; k < i; k++)
                kept->items[kept->n++] = list->items[k];
        }
        gone.id = ap_merge_inner_id(m, owner, rule->nested, ap_merge_id(list->items[i], "id"));
        gone.title = ap_merge_title(list->items[i]);
        take_out(m, out, gone);
    }
    if (kept)
        pair->value = kept;
}

/* Entries that stay, as one list; of controls, those that go are kept in a list of their own. */
static void
finish_list(struct ap_merge *m, struct ap_merge_list *list, struct ap_node *root,
            struct ap_place place, struct ap_library_merged *out)
{
    struct ap_node *stay = ap_merge_new(m, AP_NODE_SEQ, place, list->entries.n);
    struct ap_node *gone = ap_merge_new(m, AP_NODE_SEQ, place, list->entries.n);
    for (size_t i = 0; i < list->entries.n; i++) {
        struct ap_merge_entry *entry = &list->entries.items[i];
        struct ap_library_gone why = {.list = ap_str_from(list->rule->list), .id = entry->id};
        if (ap_merge_disabled(m, entry->node, &why.reason, &why.place)) {
            why.title = ap_merge_title(entry->node);
            take_out(m, out, why);
            if (entry->node->n > 2) /* else only the word that it is disabled: LIB020 said so */
                gone->items[gone->n++] = entry->node;
            continue;
        }
        if (list->rule->nested && entry->node->kind == AP_NODE_MAP)
            filter_nested(m, list->rule, entry->id, entry->node, out);
        stay->items[stay->n++] = entry->node;
    }
    if (stay->n)
        push_pair(root, ap_str_from(list->rule->list), place, stay);
    if (gone->n && strcmp(list->rule->list, "controls") == 0)
        push_pair(root, AP_STR("disabled"), place, gone);
}

/* Which layer a file belongs to, counted from the base. */
static void
know_layer(struct merge_state *s, const struct ap_library_layer *layer,
           struct ap_library_merged *out)
{
    if (s->m.layer < s->m.base)
        return;
    uint32_t index = (uint32_t)(s->m.layer - s->m.base);
    *ap_vec_push(s->m.mem, &out->labels) = layer->label;
    for (size_t i = 0; i < layer->files.n; i++)
        ap_map_put(&out->layer_of_file, s->m.mem, layer->files.items[i].path, index);
}

int
ap_library_merge(const struct ap_library_layer *layers, size_t n, struct ap_arena *mem,
                 struct ap_library_merged *ret_merged, struct ap_diag *dg)
{
    struct merge_state s = {.m = {.mem = mem, .dg = dg}};
    struct ap_library_merged out = {0};
    for (size_t i = 0; i < AP_COUNT(rules); i++)
        s.lists[i].rule = &rules[i];
    struct ap_place place = {0};
    while (s.m.base + 1 < n && layers[s.m.base].checks_only)
        s.m.base++;
    for (size_t i = 0; i < n; i++) {
        s.m.layer = i;
        know_layer(&s, &layers[i], &out);
        add_layer(&s, &layers[i]);
        if (!layers[i].checks_only && !place.file.len)
            place.file = layers[i].files.n ? layers[i].files.items[0].path : layers[i].label;
    }
    struct ap_node *root =
        ap_merge_new(&s.m, AP_NODE_MAP, place, AP_COUNT(rules) + AP_COUNT(singles) + 1);
    for (size_t i = 0; i < AP_COUNT(singles); i++)
        if (s.singles[i].pair)
            root->pairs[root->n++] = *s.singles[i].pair;
    for (size_t i = 0; i < AP_COUNT(rules); i++)
        finish_list(&s.m, &s.lists[i], root, place, &out);
    out.root = root;
    out.changes = s.m.changes;
    *ret_merged = out;
    return s.m.bad ? AP_E_INVALID : AP_OK;
}

const struct ap_library_gone *
ap_library_gone_entry(const struct ap_library_merged *merged, struct ap_arena *scratch,
                      const char *list, struct ap_str id)
{
    if (!merged->gone.n)
        return NULL;
    struct ap_str key = ap_arena_join(scratch, ap_str_from(list), " ", id);
    uint32_t at = ap_map_get(&merged->gone_by_key, key);
    return at == AP_NONE ? NULL : &merged->gone.items[at];
}
