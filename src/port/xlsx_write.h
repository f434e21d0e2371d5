/* XLSX writing (libxlsxwriter): sheets of text cells, the same bytes on every run and machine.
 * Place in the flow: port; tables/sheet.h gives it sheets.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/buf.h"

#define AP_XLSX_MAX_ROWS    1048576u /* of a sheet, the header among them: Excel's own limit */
#define AP_XLSX_MAX_COLUMNS 1024u
#define AP_XLSX_MAX_CELLS   10000000u /* of a sheet */
#define AP_XLSX_MAX_TEXT    32767u    /* UTF-16 units of a cell: Excel's own limit */
#define AP_XLSX_MAX_SHEETS  64u

/** One sheet: n_rows rows of n_columns cells, row by row; the first row is the header. */
struct ap_xlsx_sheet {
    struct ap_str
        name; /* of the tab: 1 to 31 characters, none of []:*?/\, no apostrophe at an end, unique */
    const struct ap_str *cells;
    size_t n_columns;
    size_t n_rows;
};

/** Append a workbook to `out`. Every cell is text, also in cells that somebody fills later: never a number, never a
 *  formula. The header is bold, stays in view and filters. Bytes that are no UTF-8 become U+FFFD; characters that
 *  nobody may see become visible escapes.
 *
 *  errors AP_E_LIMIT (a bound above), AP_E_INVALID (a name of a sheet, no sheet, no column), AP_E_IO (errno) */
AP_CHECKED int ap_xlsx_write(const struct ap_xlsx_sheet *sheets, size_t n, struct ap_buf *out);
