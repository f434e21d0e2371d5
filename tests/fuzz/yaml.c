/* Fuzz target: any bytes as a YAML document; what comes out must keep its promises.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "port/yaml.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** The number of nodes as a reader meets them, shared ones each time. */
static size_t
check_node(const struct ap_node *node, int depth)
{
    size_t n = 1;
    if (depth > ap_yaml_default_limits.max_depth || node->place.line == 0)
        abort();
    for (size_t i = 0; node->kind == AP_NODE_SEQ && i < node->n; i++)
        n += check_node(node->items[i], depth + 1);
    for (size_t i = 0; node->kind == AP_NODE_MAP && i < node->n; i++) {
        if (node->pairs[i].key_place.line == 0 || !node->pairs[i].key.ptr)
            abort();
        n += check_node(node->pairs[i].value, depth + 1);
    }
    return n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ap_arena mem = {0};
    struct ap_diag dg;
    struct ap_node *root = NULL;
    ap_diag_init(&dg, &mem);
    struct ap_str text = {(const char *)data, size};
    int rc = ap_yaml_parse(text, AP_STR("f.yaml"), AP_MET001, NULL, &mem, &root, &dg);
    bool has_tree = rc == AP_OK || rc == AP_E_INVALID;
    if (has_tree != (root != NULL) || (rc != AP_OK) != (dg.n > 0))
        abort();
    if (root && check_node(root, 0) > ap_yaml_default_limits.max_nodes)
        abort();
    ap_arena_release(&mem);
    return 0;
}
