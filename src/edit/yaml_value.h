/* Values to be written as YAML: made piece by piece, compared, and put down as text.
 * Place in the flow: edit; yaml_edit.h splices them into files, sidecar.h makes whole ones.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/buf.h"
#include "base/node.h"

/* A value is a tree of `struct ap_node` (its places are not used). Everything lives in `mem`; the strings are borrowed. */

/** A text: put in quotes wherever YAML would read it as something else (`yes`, `12`, `2026-07-02`, `a: b`). */
struct ap_node *ap_yaml_text(struct ap_arena *mem, struct ap_str text);
/** A word that means what it looks like: a day, a period, a number, `true`. These stand without quotes. */
struct ap_node *ap_yaml_word(struct ap_arena *mem, struct ap_str word);
struct ap_node *ap_yaml_list(struct ap_arena *mem);
struct ap_node *ap_yaml_map(struct ap_arena *mem);
/** Put `item` at the end of a list that was made here. */
void ap_yaml_list_add(struct ap_arena *mem, struct ap_node *list, struct ap_node *item);
/** Set a key of a mapping that was made here, behind the others where it is new. */
void ap_yaml_map_put(struct ap_arena *mem, struct ap_node *map, const char *key, struct ap_node *value);
/** The same for a text; an empty one is left out. */
void ap_yaml_map_text(struct ap_arena *mem, struct ap_node *map, const char *key, struct ap_str text);
/** A list of texts, or the one text where there is only one. */
struct ap_node *ap_yaml_texts(struct ap_arena *mem, const struct ap_strs *texts);

/** Do both mean the same? Comments, order of keys, quotes and layout do not count; `12` and `"12"` differ. */
bool ap_yaml_same(const struct ap_node *a, const struct ap_node *b);

/** How a value is put down. */
struct ap_yaml_form {
    const char *eol; /* "\n" or "\r\n" */
    char quote;      /* '"' or '\'': a scalar stands in these quotes, as the one before it did; 0: as needed */
    bool flow;       /* inside [ ] or { }: all on one line */
};

/** Whether the value stands on one line, beginning in column `column`: scalars and empty collections always do, others in brackets
 *  as long as the line has at most AP_YAML_WIDTH bytes. */
#define AP_YAML_WIDTH 100
bool ap_yaml_is_inline(const struct ap_node *value, size_t column, const struct ap_yaml_form *form);
/** One line, without its end. */
void ap_yaml_write_inline(struct ap_buf *out, const struct ap_node *value, const struct ap_yaml_form *form);
/** Lines, each behind `indent` spaces but the first, without the end of the last one. */
void ap_yaml_write_block(struct ap_buf *out, const struct ap_node *value, size_t indent,
                         const struct ap_yaml_form *form);
/** `key: value`, or `key:` with the lines of the value below it, 2 deeper than `indent`. No end of line. */
void ap_yaml_write_pair(struct ap_buf *out, struct ap_str key, const struct ap_node *value, size_t indent,
                        const struct ap_yaml_form *form);
