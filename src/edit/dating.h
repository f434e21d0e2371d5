/* Periods, versions and statuses of documents as people write them into file names and headings.
 * Place in the flow: edit; triage proposes by it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/date.h"
#include "model/terms.h"

struct ap_dating {
    struct ap_periods periods;     /* in order of appearance, each once: days, months, quarters, halves, years */
    struct ap_str version;         /* "v1.2", or empty */
    enum ap_doc_status status;     /* AP_DOCSTATUS_NONE: not said */
};

/** Read a file name or a folder: `Q2 2026`, `2026Q2`, `2Q26`, `May 2026`, `may-26`, `2026-05`, `20260514`, `14.05.2026`, `H1 2026`.
 *  A month, quarter or half without a year means the one that lies in `window`, if there is only one; years far from the window
 *  are numbers of something else. Versions `v1.2`, `rev 3`; statuses as words (`draft`, `approved`, `signed`).
 *  owns strings and periods live in `mem` */
void ap_dating_in_name(struct ap_str name, struct ap_span window, struct ap_arena *mem, struct ap_dating *ret_dating);
/** Read running text: periods only with their year, versions and statuses only behind their label (`Status: Approved`). */
void ap_dating_in_text(struct ap_str text, struct ap_span window, struct ap_arena *mem, struct ap_dating *ret_dating);
