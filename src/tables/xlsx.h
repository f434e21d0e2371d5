/* A sheet of an XLSX workbook as rows of text: what a person sees in Excel, with days and months in ISO form.
 * Place in the flow: tables; rows.h chooses between it and CSV.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tables/csv.h"

#define AP_XLSX_IN_BYTES    (64u << 20)  /* of the file */
#define AP_XLSX_IN_INFLATED (256u << 20) /* of all parts that are read */
#define AP_XLSX_IN_STRINGS  (64u << 20)  /* of the text of all cells */
#define AP_XLSX_IN_TEXT     (128u << 10) /* bytes of one cell */
#define AP_XLSX_IN_CELLS    3000000u     /* that are not empty, of one sheet */
#define AP_XLSX_IN_ROW      1048576u     /* the last row that Excel has */
#define AP_XLSX_IN_MERGED   1000u        /* merged areas */
#define AP_XLSX_IN_SHEETS   64u          /* that are looked at */
#define AP_XLSX_IN_HEADER   20u          /* rows among which the header is looked for */

/** What becomes of a cell:
 *  text, shared or inline, rich or plain     the text, without phonetic help
 *  a number                                  as it is stored, in at most 15 digits
 *  a day by its number format                `2026-05-14`, and ` 09:30:00` where the format shows a time that is not midnight
 *  a month by its number format (`May-26`)   `2026-05`; one that shows a year alone `2026`
 *  a truth, an error                         `TRUE`, `FALSE`, `#N/A`
 *  a formula                                 its last result; `=…` if no program has ever calculated it
 *  a merged area                             its one value in each of its cells, in rows that hold something else too
 *  Hidden rows and columns are read: a filter hides rows, and they are still meant. Hidden sheets are not. */
struct ap_xlsx;

/** Choose the sheet and read it: the first visible one with a row among its first 20 in which two or more of `words` stand
 *  (case does not matter), from that row on; else the first visible one. The workbook lives in `mem`.
 *
 *  errors AP_E_SYNTAX (no workbook, damaged, encrypted), AP_E_LIMIT (a bound above), AP_E_IO; *ret_why says it in words */
AP_CHECKED int ap_xlsx_open(struct ap_str bytes, const struct ap_strs *words, struct ap_arena *mem,
                            struct ap_xlsx **ret_book, const char **ret_why);
/** The next row that is not empty: 1, or 0 at the end. Its cells are views of the workbook, their array is in `mem`; `line`
 *  is the row, `column` the column, both from 1. */
AP_CHECKED int ap_xlsx_next(struct ap_xlsx *book, struct ap_arena *mem, struct ap_row *ret_row);
/** The name of the sheet. */
struct ap_str ap_xlsx_sheet(const struct ap_xlsx *book);

/** What writing the rows into a new workbook would lose. */
struct ap_xlsx_facts {
    size_t n_sheets; /* of all kinds, hidden ones too */
    uint32_t first_line; /* on which reading began; 0: nothing was read */
    size_t n_formulas; /* of the sheet */
};
struct ap_xlsx_facts ap_xlsx_facts(const struct ap_xlsx *book);
