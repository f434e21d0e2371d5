/* Fuzz target: any bytes as a JSON document.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "port/json_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_node(const struct ap_node *node, int depth)
{
    if (depth > 64)
        abort();
    for (size_t i = 0; node->kind == AP_NODE_SEQ && i < node->n; i++)
        check_node(node->items[i], depth + 1);
    for (size_t i = 0; node->kind == AP_NODE_MAP && i < node->n; i++) {
        if (!node->pairs[i].key.ptr)
            abort();
        check_node(node->pairs[i].value, depth + 1);
    }
    if (node->kind == AP_NODE_SCALAR && !node->text.ptr)
        abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ap_arena mem = {0};
    struct ap_node *root = NULL;
    struct ap_str text = {(const char *)data, size};
    int rc = ap_json_parse(text, AP_STR("f.json"), &mem, &root);
    if ((rc == AP_OK) != (root != NULL) || rc == AP_E_BUG)
        abort();
    if (root)
        check_node(root, 0);
    ap_arena_release(&mem);
    return 0;
}
