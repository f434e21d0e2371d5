/* The composer: makes nodes of libyaml's events, and counts what it makes.
 * Place in the flow: port; private to yaml.c and yaml_compose.c.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <yaml.h>

#include "base/map.h"
#include "base/vec.h"
#include "port/yaml.h"

/** A composed node, and what an alias to it would add to the document. */
struct ap_yaml_made {
    struct ap_node *node; /* NULL: still open */
    size_t n_nodes;
    int height;
};
AP_VEC(ap_yaml_made_list, struct ap_yaml_made);

/** One document being read. Its nodes live in `mem`. */
struct ap_yaml_composer {
    yaml_parser_t parser;
    struct ap_str text;
    struct ap_str file;
    enum ap_code family;
    const struct ap_yaml_limits *limits;
    struct ap_arena *mem;
    struct ap_diag *dg;
    struct ap_map anchors; /* name -> index in anchored */
    struct ap_yaml_made_list anchored;
    size_t n_nodes;
    int faults; /* AP_E_INVALID after a fault that does not stop the reading */
};

struct ap_place ap_yaml_composer_place(const struct ap_yaml_composer *c, yaml_mark_t mark);
enum ap_code ap_yaml_composer_code(const struct ap_yaml_composer *c, enum ap_doc_fault fault);
/** The next event, which the caller deletes.
 *  errors AP_E_SYNTAX, reported */
AP_CHECKED int ap_yaml_next_event(struct ap_yaml_composer *c, yaml_event_t *ret_event);
/** The node that begins with `event`, which is used up, and all below it.
 *  errors AP_E_SYNTAX, AP_E_LIMIT, reported; faults of single values go to c->faults */
AP_CHECKED int ap_yaml_compose(struct ap_yaml_composer *c, yaml_event_t *event, int depth,
                               struct ap_yaml_made *ret_made);
