/* Which sheet of a workbook a check reads: the first with a header of known columns, visible ones before hidden ones.
 * Place in the flow: inspect, below the checks that read rows.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "inspect/check.h"
#include "tables/records.h"

#define AP_SHEETS_NAMED 4u

/** While sheets pass by. */
struct ap_sheet_choice {
    uint32_t at;       /* the sheet whose rows come now; 0: none yet */
    uint32_t chosen;   /* the one that counts; 0: none yet */
    uint32_t others[AP_SHEETS_NAMED]; /* that have such a header too */
    size_t n_others;
};

/** Rows of `sheet` from `line` on (ap_subject_first_line) come next. */
void ap_sheets_go(struct ap_sheet_choice *choice, struct ap_records *records, uint32_t sheet,
                  uint32_t line, unsigned least);
/** No more rows come. */
void ap_sheets_end(struct ap_sheet_choice *choice, struct ap_records *records);
/** Say that the sheet has no row below its header (FMT006), if that is so. */
bool ap_sheets_is_hollow(struct ap_subject *s, const struct ap_sheet_choice *choice, uint64_t rows);
/** Name what was left aside, and that what was read is hidden: FMT014. */
void ap_sheets_say(struct ap_subject *s, const struct ap_sheet_choice *choice);
