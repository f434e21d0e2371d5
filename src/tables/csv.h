/* CSV as people and Excel write it: a pull reader over bytes in memory, rows with places.
 * Place in the flow: tables; the register, samples and registers are read through it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/date.h"
#include "base/vec.h"

/** Habits accepted: BOM, UTF-16 LE/BE with BOM, Windows-1252 when not UTF-8, `sep=;` line, delimiter , ; TAB
 *  sniffed from the header, quoted cells with doubled quotes and newlines, CRLF, lone CR, trailing empty lines. */
struct ap_csv {
    struct ap_str text; /* UTF-8, without BOM and sep= line */
    size_t at;
    char delimiter;
    uint32_t line; /* of the next row, 1-based, in the file */
    struct ap_arena *mem;
    bool broken; /* a quote was never closed */
};

/** One cell; the text is unquoted and trimmed of nothing. */
struct ap_cell {
    struct ap_str text;
    uint32_t line;
    uint32_t column; /* 1-based byte column of the cell */
    struct ap_str raw; /* as written, with its quotes: a view of ap_csv.text; none in a workbook */
};

struct ap_row {
    uint32_t line;
    struct ap_cell *cells;
    size_t n;
    size_t cap;
};

#define AP_CSV_MAX_CELLS 1024
#define AP_CSV_MAX_BYTES (64u << 20)

/** AP_E_LIMIT for too many bytes, AP_E_SYNTAX for text in no known encoding (NUL bytes). */
AP_CHECKED int ap_csv_open(struct ap_str bytes, struct ap_arena *mem, struct ap_csv *ret_csv);
/** The next row that is not empty: 1, 0 at the end, AP_E_SYNTAX (unclosed quote), AP_E_LIMIT (too many cells). The row's memory is `mem`'s. */
AP_CHECKED int ap_csv_next(struct ap_csv *csv, struct ap_row *ret_row);
/** The name of a column: of Jira's `Custom field (Alert ID)` what stands in it. */
struct ap_str ap_csv_column(struct ap_str name);
/** The values of a many-valued cell: split at `;`, `;#`, newline, or a JSON array of strings; trimmed, empties dropped.
 *  SharePoint's `;#` lookups with ids (`1;#Ann`) keep the text only. */
void ap_cell_values(struct ap_str cell, struct ap_arena *mem, struct ap_strs *ret_values);
/** A period as a spreadsheet leaves it: as ap_period_parse, and `May-26`, `May 2026`, `Q2 2026`, `2026 Q2`, `05/2026`; days as
 *  Excel writes ISO dates with time 00:00:00. */
AP_CHECKED int ap_cell_period(struct ap_str cell, struct ap_period *ret_period);
/** A day: `2026-07-01`, the same with a time, `1-Jul-26`, `01-Jul-2026`, Excel serial numbers 20000 to 80000. Ambiguous 07/01/2026 forms are AP_E_SYNTAX, except where the first number is > 12. */
AP_CHECKED int ap_cell_day(struct ap_str cell, ap_day *ret_day);
/** True where a spreadsheet would take the text for a formula: it begins with = + - @, one of their wide forms, TAB or CR. */
bool ap_cell_is_formula(struct ap_str text);
/** Without the apostrophe that keeps a formula text; anything else as it is. The inverse of what tables/sheet.h writes. */
struct ap_str ap_cell_plain(struct ap_str cell);
