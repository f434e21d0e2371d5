/* What the files of the plan share: names, paths, the pack id, ranks of audiences.
 * Place in the flow: plan; private to this folder.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "plan/plan.h"

/** Words of ASCII letters and digits joined by '-', at most `max` bytes; may be empty. */
struct ap_str ap_plan_slug(struct ap_str text, size_t max, struct ap_arena *mem);

/** `ORG-PRODUCT-API-Evidence-Pack-FROM-TO-AUDIENCE[-PARTIAL]`. */
void ap_plan_set_name(struct ap_plan *plan, struct ap_arena *mem);

/** A file name that every file system and verifier takes as it is: NFC, no controls, `%`, `\` or Windows' own. */
struct ap_str ap_plan_safe_name(struct ap_str name, struct ap_arena *mem);

/** The generated file that a buyer receives for link evidence; lives in `mem`. */
const struct ap_plan_made *ap_plan_make_link(const struct ap_item *item, struct ap_arena *mem);

/** Give every item its path; items come in order of workspace path and leave sorted by path. Needs the name. */
void ap_plan_set_paths(struct ap_plan *plan, struct ap_arena *mem);

/** The pack id over files, listed slots, window and audience. Needs the paths. */
void ap_plan_set_id(struct ap_plan *plan, struct ap_arena *mem);

/** Rank of an audience, 0 disclosing most; an unknown one ranks as the innermost. */
uint32_t ap_plan_rank(const struct ap_library *lib, struct ap_str audience);
uint32_t ap_plan_requirement_rank(const struct ap_library *lib, const struct ap_requirement *req);
