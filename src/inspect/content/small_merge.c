/* YAML's merge keys: `<<: *defaults` stands for the pairs of that mapping, where the mapping has none of its own.
 * Place in the flow: inspect, below the checks on small documents; between the parser and all that reads trees.
 * SPDX-License-Identifier: Apache-2.0
 *
 * https://yaml.org/type/merge.html */
#include "inspect/content/small.h"

#define MERGE_DEPTH 64u

static bool
has_key(const struct ap_pair *pairs, size_t n, struct ap_str key)
{
    for (size_t i = 0; i < n; i++)
        if (ap_str_eq(pairs[i].key, key))
            return true;
    return false;
}

/** The pairs of a mapping while others are merged into them. */
struct merging {
    struct ap_small *doc;
    struct ap_pair *pairs;
    size_t n, cap;
};

static void
add_pairs(struct merging *m, const struct ap_node *from)
{
    for (size_t i = 0; from->kind == AP_NODE_MAP && i < from->n; i++) {
        if (has_key(m->pairs, m->n, from->pairs[i].key) || m->doc->n_merged >= AP_SMALL_NODES)
            continue;
        m->doc->n_merged++;
        m->pairs = ap_vec_room(m->doc->mem, m->pairs, sizeof *m->pairs, m->n, &m->cap);
        m->pairs[m->n++] = from->pairs[i];
    }
}

static void
merge_map(struct ap_small *doc, struct ap_node *map)
{
    struct merging m = {.doc = doc};
    size_t own = 0;
    for (size_t i = 0; i < map->n; i++)
        own += !ap_str_is(map->pairs[i].key, "<<");
    if (own == map->n)
        return;
    for (size_t i = 0; i < map->n; i++) {
        if (ap_str_is(map->pairs[i].key, "<<"))
            continue;
        m.pairs = ap_vec_room(doc->mem, m.pairs, sizeof *m.pairs, m.n, &m.cap);
        m.pairs[m.n++] = map->pairs[i];
    }
    for (size_t i = 0; i < map->n; i++) {
        const struct ap_node *from = map->pairs[i].value;
        if (!ap_str_is(map->pairs[i].key, "<<"))
            continue;
        add_pairs(&m, from);
        for (size_t k = 0; from->kind == AP_NODE_SEQ && k < from->n; k++)
            add_pairs(&m, from->items[k]);
    }
    map->pairs = m.pairs;
    map->n = m.n;
}

static void
merge_below(struct ap_small *doc, struct ap_node *node, unsigned depth)
{
    if (depth == MERGE_DEPTH)
        return;
    for (size_t i = 0; node->kind == AP_NODE_SEQ && i < node->n; i++)
        merge_below(doc, node->items[i], depth + 1);
    for (size_t i = 0; node->kind == AP_NODE_MAP && i < node->n; i++)
        merge_below(doc, node->pairs[i].value, depth + 1);
    if (node->kind == AP_NODE_MAP)
        merge_map(doc, node);
}

void
ap_small_merge(struct ap_small *doc, struct ap_node *root)
{
    merge_below(doc, root, 0);
}
