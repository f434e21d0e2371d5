/* A table of what `list` shows: rows of typed cells, rendered as text, JSON or CSV.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/buf.h"
#include "base/vec.h"

enum ap_cell_kind {
    AP_CELL_TEXT,
    AP_CELL_TEXT_OR_NULL,
    AP_CELL_NUMBER,
    AP_CELL_FLAG,
    AP_CELL_LIST
};

/** One column; in JSON every column is there, in text only those that are `shown`. */
struct ap_column {
    const char *key;
    enum ap_cell_kind kind;
    bool shown;
};

/** The value of a cell; which member holds follows from its column. */
struct ap_table_cell {
    struct ap_str text;
    int64_t number; /* also 0 or 1 of a flag */
    struct ap_strs list;
};

struct ap_table {
    const struct ap_column *columns;
    size_t n_columns;
    struct ap_table_cell *cells; /* n_columns a row */
    size_t n_cells;
    size_t cap;
};

/** A new row with empty cells; set them in the order of the columns. The pointer holds until the
 * next row. */
struct ap_table_cell *ap_table_row(struct ap_table *table, struct ap_arena *mem);
void ap_table_text(const struct ap_table *table, struct ap_arena *mem, struct ap_buf *out);
void ap_table_json(const struct ap_table *table, struct ap_buf *out);
/** RFC 4180 with a header row; cells that a spreadsheet would take for a formula begin with an
 * apostrophe. */
void ap_table_csv(const struct ap_table *table, struct ap_arena *mem, struct ap_buf *out);
