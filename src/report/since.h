/* What changed since another pack, for people and machines.
 * Place in the flow: report; `diff` prints it, packs built --against another hold it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/json.h"
#include "model/since.h"

/** What the rows of a change are called, and what it means. */
struct ap_since_words {
    const char *key;   /* "newly_satisfied" */
    const char *title; /* "Newly satisfied" */
};
extern const struct ap_since_words ap_since_words[AP_N_SINCE];
/** The changes in the order in which people want them. */
extern const enum ap_since_change ap_since_order[AP_N_SINCE];

void ap_since_text(const struct ap_since *since, struct ap_buf *out);
/** A whole document (level 1), or a section of one (level 2). */
void ap_since_markdown(const struct ap_since *since, int level, struct ap_buf *out);
/** diff/v1 as an object; the key, if any, is the caller's. */
void ap_since_json(struct ap_json *json, const struct ap_since *since);
/** "1 regressed, 3 newly satisfied, 2 still open, … since 2026-04-15". */
struct ap_str ap_since_summary(const struct ap_since *since, struct ap_arena *mem);
/** "2026-04-01..2026-06-30, as of 2026-07-15, audience auditor". */
struct ap_str ap_since_side_str(const struct ap_since_side *side, struct ap_arena *mem);
/** "satisfied -> missing", and the owners where they changed. */
struct ap_str ap_since_row_str(const struct ap_since_row *row, enum ap_since_change change,
                               struct ap_arena *mem);
/** What makes the comparison doubtful: other audience, product or organization; or an empty view. */
struct ap_str ap_since_doubt(const struct ap_since *since, struct ap_arena *mem);
