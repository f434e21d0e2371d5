/* A parsed document as a tree: scalars, sequences and mappings that remember their place.
 * Place in the flow: base; YAML and JSON readers make it, schema tables read it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"

/** Where something stands, for people: 1-based line and column; 0 = not known. */
struct ap_place {
    struct ap_str file;
    uint32_t line;
    uint32_t column;
};

enum ap_node_kind { AP_NODE_NULL, AP_NODE_SCALAR, AP_NODE_SEQ, AP_NODE_MAP };

struct ap_node;

/** One entry of a mapping; keys are scalars, unique within it, in document order. */
struct ap_pair {
    struct ap_str key;
    struct ap_place key_place;
    struct ap_node *value;
};

struct ap_node {
    enum ap_node_kind kind;
    bool plain; /**< scalar written without quotes: `true`, `12` and `null` may mean what they look like */
    struct ap_place place;
    struct ap_str text; /**< scalar */
    size_t n;           /**< seq or map */
    union {
        struct ap_node **items;
        struct ap_pair *pairs;
    };
};

/** The value of `key` in a mapping, or NULL. */
const struct ap_node *ap_node_get(const struct ap_node *map, const char *key);
/** The node is the value, or a list that holds it; NULL is neither. */
bool ap_node_lists(const struct ap_node *node, struct ap_str value);
const char *ap_node_kind_name(enum ap_node_kind kind); /* "a mapping", "a list", "a value", "nothing" */
