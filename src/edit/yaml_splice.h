/* Single splices in a YAML text; what they do to its meaning is checked by their caller.
 * Place in the flow: edit; private to yaml_edit.c.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "edit/yaml_edit.h"
#include "port/yaml_layout.h"

/** The text between two splices, with its layout. */
struct ap_yaml_work {
    struct ap_str text;
    const struct ap_yaml_span *root;
    const char *eol;
    struct ap_arena *mem;
};

/** What a path leads to: the steps that are there. */
struct ap_yaml_found {
    const struct ap_yaml_span *holder; /* of the last step; NULL: the path is empty or broken */
    size_t index;                      /* in holder->children; its n when the key is not there */
    const struct ap_yaml_child *child; /* NULL: not there */
    bool in_flow;                      /* the holder, or what it stands in, is in brackets */
};

/* All give 0, or AP_E_INVALID where a text of this form cannot be spliced. */
AP_CHECKED int ap_yaml_work_begin(struct ap_yaml_work *work, struct ap_str text, struct ap_arena *mem);
/** AP_E_NOTFOUND when a step before the last is not there or is no collection. */
AP_CHECKED int ap_yaml_find(const struct ap_yaml_work *work, const struct ap_yaml_path *path,
                            struct ap_yaml_found *ret_found);
AP_CHECKED int ap_yaml_splice_value(struct ap_yaml_work *work, const struct ap_yaml_found *at,
                                    const struct ap_node *value);
AP_CHECKED int ap_yaml_splice_key(struct ap_yaml_work *work, const struct ap_yaml_found *at, struct ap_str key,
                                  const struct ap_node *value, const struct ap_strs *order);
AP_CHECKED int ap_yaml_splice_item(struct ap_yaml_work *work, const struct ap_yaml_found *at,
                                   const struct ap_node *entry);
/** A single value or mapping becomes a list of one. */
AP_CHECKED int ap_yaml_splice_wrap(struct ap_yaml_work *work, const struct ap_yaml_found *at);
AP_CHECKED int ap_yaml_splice_out(struct ap_yaml_work *work, const struct ap_yaml_found *at);

/* Lines of the text, shared by the splices. */
size_t ap_yaml_line_begin(struct ap_str text, size_t at);
/** The end of the line, before its line break. */
size_t ap_yaml_line_end(struct ap_str text, size_t at);
/** The begin of the next line, or the end of the text. */
size_t ap_yaml_line_next(struct ap_str text, size_t at);
bool ap_yaml_is_blank(struct ap_str text, size_t from, size_t to);
/** Replace from..to, and read the layout again. */
AP_CHECKED int ap_yaml_replace(struct ap_yaml_work *work, size_t from, size_t to, struct ap_str with);
