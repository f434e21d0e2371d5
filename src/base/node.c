/* Look-ups in a parsed document.
 * Place in the flow: base.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/node.h"

const struct ap_node *
ap_node_get(const struct ap_node *map, const char *key)
{
    if (!map || map->kind != AP_NODE_MAP)
        return NULL;
    for (size_t i = 0; i < map->n; i++)
        if (ap_str_is(map->pairs[i].key, key))
            return map->pairs[i].value;
    return NULL;
}

bool
ap_node_lists(const struct ap_node *node, struct ap_str value)
{
    if (!node || node->kind == AP_NODE_SCALAR)
        return node && ap_str_eq(node->text, value);
    for (size_t i = 0; node->kind == AP_NODE_SEQ && i < node->n; i++)
        if (node->items[i]->kind == AP_NODE_SCALAR && ap_str_eq(node->items[i]->text, value))
            return true;
    return false;
}

const char *
ap_node_kind_name(enum ap_node_kind kind)
{
    static const char *const names[] = {
        [AP_NODE_NULL] = "nothing",
        [AP_NODE_SCALAR] = "a value",
        [AP_NODE_SEQ] = "a list",
        [AP_NODE_MAP] = "a mapping",
    };
    return (size_t)kind < AP_COUNT(names) ? names[kind] : "nothing";
}
