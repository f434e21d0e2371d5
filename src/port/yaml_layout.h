/* Where the nodes of a YAML text begin and end, in bytes, and how each is written.
 * Place in the flow: port (libyaml); edit splices texts by it, so that comments, order and quoting stay.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/node.h"
#include "base/vec.h"

enum ap_yaml_style {
    AP_YAML_PLAIN, /* a scalar without quotes; also one that is not there at all (`key:`) */
    AP_YAML_QUOTED,
    AP_YAML_BLOCK_TEXT, /* `|` and `>`: ends where its last line ends, blank lines behind it included */
    AP_YAML_FLOW,       /* [ ] and { } */
    AP_YAML_BLOCK,      /* a collection by indentation: ends with its last scalar */
    AP_YAML_ALIAS,
};

struct ap_yaml_span;

/** An entry of a mapping, or an item of a list (no key then). */
struct ap_yaml_child {
    struct ap_str key;
    size_t key_begin, key_end;
    const struct ap_yaml_span *span;
};
AP_VEC(ap_yaml_children, struct ap_yaml_child);

/** Bytes begin..end (end exclusive) of the text; an anchor or a tag before the value belongs to it. */
struct ap_yaml_span {
    enum ap_node_kind kind; /* AP_NODE_NULL only for an empty document; `~` is a plain scalar here */
    enum ap_yaml_style style;
    size_t begin, end;
    struct ap_yaml_children children;
};

/** The layout of the one document in `text`, which ap_yaml_parse() has read without a fault.
 *
 *  owns    the spans live in `mem` and borrow nothing
 *  errors  AP_E_SYNTAX, AP_E_LIMIT (nested deeper than 64); nothing is reported */
AP_CHECKED int ap_yaml_layout(struct ap_str text, struct ap_arena *mem, const struct ap_yaml_span **ret_root);
