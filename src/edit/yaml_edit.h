/* A YAML file changed as text: comments, order, quotes, indentation and line ends of all else stay as they are.
 * Place in the flow: edit; whatever a command changes in a sidecar or in apipack.yaml goes through here.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "diag/diag.h"
#include "edit/yaml_value.h"

/** The file being changed. `text` is read, and replaced when an edit succeeds; nothing is written to the disk here. */
struct ap_yaml_edit {
    struct ap_str file; /* as diagnostics show it */
    struct ap_str text; /* in `mem` after the first edit */
    enum ap_code family; /* AP_MET001 for sidecars, AP_WSP001 for apipack.yaml: faults that the text has already */
    struct ap_arena *mem;
    struct ap_diag *dg;
};

/** Where in the document: keys from the root on; in a list a step is the index, from 0. */
#define AP_YAML_STEPS 8
struct ap_yaml_path {
    struct ap_str steps[AP_YAML_STEPS];
    size_t n;
};
struct ap_yaml_path ap_yaml_at(const char *key);
/** One step deeper. */
struct ap_yaml_path ap_yaml_below(struct ap_yaml_path path, struct ap_str step);
struct ap_yaml_path ap_yaml_item(struct ap_yaml_path path, struct ap_arena *mem, size_t index);

/* Every edit reads the new text again and compares what it means with what was asked for: a splice that would change anything else is
 * refused. All of them:
 *
 *  errors  AP_E_SYNTAX, AP_E_LIMIT, AP_E_INVALID: the text is no valid YAML before the edit (codes of `family`)
 *          AP_E_NOTFOUND: a step of the path is not there, or leads through what is no mapping or list (WSP022)
 *          AP_E_INVALID: the change cannot be made as a splice (WSP022); edit->text is as it was */

/** Set the value at `path`. A mapping that is there is changed key by key, so that its comments stay; a new key goes behind the last
 *  of the keys that stand before it in `order`, or to the end where `order` is NULL or does not name it. Mappings on the way that are
 *  not there are made. A value that is the same already changes nothing. */
AP_CHECKED int ap_yaml_set(struct ap_yaml_edit *edit, struct ap_yaml_path path, const struct ap_node *value,
                           const struct ap_strs *order);
/** Put an entry at the end of the list at `path`, in the list's own style. Where nothing is there, it becomes a list of this one; a
 *  single value or mapping becomes the first entry of a list. */
AP_CHECKED int ap_yaml_append(struct ap_yaml_edit *edit, struct ap_yaml_path path, const struct ap_node *entry,
                              const struct ap_strs *order);
/** Remove a key or an item with its line and the comment on it; one that is not there is fine. */
AP_CHECKED int ap_yaml_remove(struct ap_yaml_edit *edit, struct ap_yaml_path path);
/** The value at `path` as the text has it now, or NULL. Faults as above. */
AP_CHECKED int ap_yaml_get(const struct ap_yaml_edit *edit, struct ap_yaml_path path, const struct ap_node **ret_value);
