/* What the files of the merge share: the lists being built and the rules by which entries override.
 * Place in the flow: library; private to the merge.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "library/layers.h"

/** How the entries of one top-level list are told apart and merged. */
struct ap_merge_rule {
    const char *list;   /* key in the merged document */
    const char *id_key; /* "id", or "key" of metadata fields */
    const char *nested; /* a list within an entry that merges by id; else lists are replaced */
    const char *mapped; /* a mapping within an entry that merges by key */
};

struct ap_merge_entry {
    struct ap_str id; /* empty: none given, the schema reader says so */
    struct ap_node *node;
    size_t layer;
};
AP_VEC(ap_merge_entries, struct ap_merge_entry);

struct ap_merge_list {
    const struct ap_merge_rule *rule;
    struct ap_merge_entries entries; /* in order of first sight */
    struct ap_map by_id;
};

struct ap_merge {
    struct ap_arena *mem;
    struct ap_diag *dg;
    size_t layer;
    size_t base; /* the lowest layer that is taken whole; what is above it are overlays */
    struct ap_library_changes changes;
    unsigned n_suggested;
    bool bad;
};

/** The entry that is being merged, for the record of changes. */
struct ap_merge_where {
    struct ap_str list; /* "controls"; within one "requires" */
    struct ap_str id;   /* of the entry, with its owner's before it */
    struct ap_str path; /* of keys: "maps" */
};

/** The scalar under the rule's id key, or an empty view. */
struct ap_str ap_merge_id(const struct ap_node *entry, const char *id_key);
/** Add one entry of a file to a list. */
void ap_merge_add(struct ap_merge *m, struct ap_merge_list *list, struct ap_node *entry);
/** Report two definitions of one id (LIB009). */
void ap_merge_twice(struct ap_merge *m, const char *what, struct ap_str id, struct ap_place place,
                    struct ap_place first);
/** Report an id that stands twice in a list. */
void ap_merge_check_unique(struct ap_merge *m, const struct ap_node *list, const char *what);
/** Why an entry is taken out: true with the reason. A missing reason is reported (LIB018) and is true too. */
bool ap_merge_disabled(struct ap_merge *m, const struct ap_node *entry, struct ap_str *ret_reason,
                       struct ap_place *ret_place);
/* changes.c: what overlays did. Layers up to the base are no overlays, and nothing is noted of them. */
/** The id of an entry within another: AUTH-04/ticket, soc2-2017:CC6.1. */
struct ap_str ap_merge_inner_id(struct ap_merge *m, struct ap_str owner, const char *list, struct ap_str id);
/** What people know an entry by: its title, label, question or line. */
struct ap_str ap_merge_title(const struct ap_node *entry);
void ap_merge_note_added(struct ap_merge *m, const struct ap_merge_where *at, const struct ap_node *entry);
void ap_merge_note_key(struct ap_merge *m, const struct ap_merge_where *at, const struct ap_pair *pair,
                       const struct ap_node *old);
void ap_merge_note_disabled(struct ap_merge *m, const struct ap_library_gone *gone, uint32_t layer);
struct ap_node *ap_merge_new(struct ap_merge *m, enum ap_node_kind kind, struct ap_place place, size_t n);
