/* Rows of a table, whether it is CSV or a workbook: what the bytes are decides, not the name.
 * Place in the flow: tables; the register is read through it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/node.h"
#include "tables/csv.h"
#include "tables/xlsx.h"

#define AP_ROWS_MAX_BYTES (64u << 20)

struct ap_rows {
    struct ap_csv csv;
    struct ap_xlsx *book; /* NULL: CSV */
};

/** Open CSV (csv.h) or a workbook (xlsx.h, with `words` of the header to find the sheet); both live in `mem`.
 *  errors AP_E_SYNTAX, AP_E_LIMIT, AP_E_IO; *ret_why says it in words */
AP_CHECKED int ap_rows_open(struct ap_str bytes, const struct ap_strs *words, struct ap_arena *mem,
                            struct ap_rows *ret_rows, const char **ret_why);
/** The next row that is not empty, into `mem`: 1, 0 at the end, or the errors of ap_csv_next. */
AP_CHECKED int ap_rows_next(struct ap_rows *rows, struct ap_arena *mem, struct ap_row *ret_row);
/** The place of a cell in `file`, or of its row where it has none such. */
struct ap_place ap_rows_place(struct ap_str file, const struct ap_row *row, size_t index);
/** Where a cell is, for people: `B7` in a workbook, `line 7, column 2` in CSV; `index` counts cells from 0. */
struct ap_str ap_rows_where(const struct ap_rows *rows, const struct ap_row *row, size_t index, struct ap_arena *mem);
