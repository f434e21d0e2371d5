/* YAML (libyaml events) composed into a tree with limits, duplicate keys and places.
 * Place in the flow: port; the library, workspace, sidecars and links are read through it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "diag/diag.h"

/** Bounds of one document. */
struct ap_yaml_limits {
    size_t max_bytes;
    int max_depth;
    size_t max_nodes; /* aliases count as the nodes they stand for */
};
extern const struct ap_yaml_limits ap_yaml_default_limits; /* 1 MiB, 64, 10,000; NULL means these */

/** Compose the one document in `text`.
 *
 *  file    for places and messages; borrowed by every node
 *  family  first code of the family that faults are named in: AP_LIB001, AP_WSP001 or AP_MET001
 *  owns    the tree lives in `mem`; `text` may go away
 *  gives   *ret_root: the root, of kind AP_NODE_NULL when the file is empty or holds only comments
 *  errors  AP_E_SYNTAX (bad YAML, bad UTF-8, a second document), AP_E_LIMIT; a duplicate key is reported, the
 *          first value is kept and the reading goes on, the result is then AP_E_INVALID at the end with the tree given all the same */
AP_CHECKED int ap_yaml_parse(struct ap_str text, struct ap_str file, enum ap_code family,
                             const struct ap_yaml_limits *limits, struct ap_arena *mem,
                             struct ap_node **ret_root, struct ap_diag *dg);
