/* A sheet to be written: a header, rows of cells; as CSV, or with others as one XLSX workbook.
 * Place in the flow: tables; whatever leaves for a spreadsheet is built as one of these.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/buf.h"
#include "base/vec.h"
#include "port/xlsx_write.h"

struct ap_sheet {
    const char *name;          /* of the tab: 1 to 31 characters, none of []:*?/\ */
    const char *const *header; /* n_columns words */
    size_t n_columns;
    struct ap_str *cells; /* n_columns a row, without the header */
    size_t n_cells;
    size_t cap;
    struct ap_xlsx_look look; /* of its XLSX form */
};

/** A new row of empty cells; set them in the order of the header. The pointer holds until the next row. */
struct ap_str *ap_sheet_row(struct ap_sheet *sheet, struct ap_arena *mem);
/** Makes visible in all cells what nobody could see, and what would act on a terminal or a CI runner (ap_text_escape). For
 *  tables that are read, not for those that come back. */
void ap_sheet_make_plain(struct ap_sheet *sheet, struct ap_arena *mem);
/** Appends RFC 4180: CRLF, a header row, quotes where they are needed. `with_bom`: U+FEFF first, by which Excel knows
 *  UTF-8; leave it out for programs. */
void ap_sheet_csv(const struct ap_sheet *sheet, bool with_bom, struct ap_buf *out);
/** Appends one workbook with these sheets; the same input gives the same bytes.
 *  errors AP_E_LIMIT (port/xlsx_write.h names the bounds: a cell of more than 32,767 characters, too many rows),
 *  AP_E_INVALID (a name of a sheet), AP_E_IO (errno) */
AP_CHECKED int ap_sheet_xlsx(const struct ap_sheet *sheets, size_t n, struct ap_arena *mem,
                             struct ap_buf *out);

/** Appends one cell of CSV, quoted if it holds a quote, a line break, or a delimiter of any kind. What a spreadsheet would
 *  take for a formula gets an apostrophe in front, which ap_cell_plain (tables/csv.h) takes away again. */
void ap_csv_add_cell(struct ap_buf *out, struct ap_str text);
/** The same without the apostrophe: for a cell that stood in a file already. */
void ap_csv_add_cell_as_is(struct ap_buf *out, struct ap_str text);
/** Appends one row and its CRLF. */
void ap_csv_add_row(struct ap_buf *out, const struct ap_str *cells, size_t n, char delimiter);
