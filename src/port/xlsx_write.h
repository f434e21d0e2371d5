/* XLSX writing (libxlsxwriter): sheets of text, dates, numbers and links, the same bytes on every run and machine.
 * Place in the flow: port; tables/sheet.h gives it sheets.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/buf.h"

#define AP_XLSX_MAX_ROWS    1048576u /* of a sheet, the header among them: Excel's own limit */
#define AP_XLSX_MAX_COLUMNS 1024u
#define AP_XLSX_MAX_CELLS   10000000u /* of a sheet */
#define AP_XLSX_MAX_TEXT    32767u    /* UTF-16 units of a cell: Excel's own limit */
#define AP_XLSX_MAX_SHEETS  64u

/** What the cells of a column are. A date is `YYYY-MM-DD`, a number decimal digits; whatever is neither stays text. */
enum ap_xlsx_kind { AP_XLSX_TEXT, AP_XLSX_DATE, AP_XLSX_NUMBER };

/** Cells of a column that hold exactly this word are coloured; the word says the same as the colour. */
enum ap_xlsx_tone { AP_XLSX_GOOD, AP_XLSX_WAIT, AP_XLSX_BAD };
struct ap_xlsx_rule {
    size_t column;
    const char *word; /* no quotes in it */
    enum ap_xlsx_tone tone;
};

/** How a sheet looks and behaves beyond rows of text; zero-initialised is plain. */
struct ap_xlsx_look {
    const enum ap_xlsx_kind *kinds; /* one a column, or NULL: all text */
    const struct ap_xlsx_rule *rules;
    size_t n_rules;
    size_t frozen_columns; /* stay in view, as the header does */
    /** Targets of the links of one column, one for each row below the header, empty for none; or NULL. Relative, percent-encoded. */
    const struct ap_str *links;
    size_t link_column;
};

/** One sheet: n_rows rows of n_columns cells, row by row; the first row is the header. */
struct ap_xlsx_sheet {
    /* of the tab: 1 to 31 characters, none of []:*?/\, no apostrophe at an end, unique */
    struct ap_str name;
    const struct ap_str *cells;
    size_t n_columns;
    size_t n_rows;
    struct ap_xlsx_look look;
};

/** Append a workbook to `out`. Every cell is text, also in cells that somebody fills later, but for columns of dates and numbers:
 *  never a formula. The header is bold, stays in view and filters; pages are landscape, with the header on each. Bytes that are no
 *  UTF-8 become U+FFFD; characters that nobody may see become visible escapes.
 *
 *  errors AP_E_LIMIT (a bound above), AP_E_INVALID (a name of a sheet, no sheet, no column), AP_E_IO (errno) */
AP_CHECKED int ap_xlsx_write(const struct ap_xlsx_sheet *sheets, size_t n, struct ap_buf *out);
