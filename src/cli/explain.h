/* What `explain` says of one thing: a function per kind of thing, behind one table.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "cli/open.h"

/** Where an explanation is written, and from what. */
struct ap_explain {
    const struct ap_library *lib;
    const struct ap_workspace *ws; /* NULL without a workspace */
    struct ap_arena *mem;
    struct ap_buf *out;
    size_t width;
};

/* Paragraphs and rows, shared by all explanations. */
void ap_explain_heading(struct ap_explain *e, struct ap_str id, struct ap_str title);
/** `Label   text`, wrapped; nothing for an empty text. */
void ap_explain_row(struct ap_explain *e, const char *label, struct ap_str text);
void ap_explain_list(struct ap_explain *e, const char *label, const struct ap_strs *items);

/* Each explains the thing with this id: true, or false when it knows none. */
bool ap_explain_control(struct ap_explain *e, struct ap_str id);
bool ap_explain_requirement(struct ap_explain *e, struct ap_str id);
bool ap_explain_framework(struct ap_explain *e, struct ap_str id);
bool ap_explain_framework_id(struct ap_explain *e, struct ap_str id);
bool ap_explain_question(struct ap_explain *e, struct ap_str id);
bool ap_explain_readiness(struct ap_explain *e, struct ap_str id);
bool ap_explain_dealbreaker(struct ap_explain *e, struct ap_str id);
bool ap_explain_mistake(struct ap_explain *e, struct ap_str id);
bool ap_explain_risk(struct ap_explain *e, struct ap_str id);
bool ap_explain_code(struct ap_explain *e, struct ap_str id);

/* Each adds the ids that the function of the same name knows, for suggestions. */
void ap_explain_known(const struct ap_library *lib, struct ap_arena *mem, struct ap_strs *known);
