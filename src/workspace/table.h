/* Tables of the workspace: what the readers of samples, registers and requests share.
 * Place in the flow: workspace; private to this folder.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "model/workspace.h"
#include "tables/csv.h"

#define AP_TABLE_COLUMNS 12

struct ap_table_column {
    const char *header;
    bool needed; /* the header must have it */
};

/** A file beside apipack.yaml, CSV or a workbook. Columns stand in any order, their headers in any case; others are
 *  skipped. */
struct ap_table_file {
    const char *what;         /* for messages: "samples" */
    const char *row_is;       /* "sample" */
    const struct ap_ref *ref; /* where it lies, and where the workspace says so */
    const struct ap_table_column *columns;
    size_t n_columns;
    size_t max_rows;
    struct ap_arena *mem;
    struct ap_diag *dg;

    size_t at[AP_TABLE_COLUMNS]; /* of each column in a row, or SIZE_MAX */
    struct ap_map seen;          /* for the reader of rows: ids */
    bool valid;
};

/** Takes one row; faults go through ap_table_fault. */
typedef void (*ap_table_row_fn)(struct ap_table_file *table, const struct ap_row *row, void *out);

/** Read the file below `ws`: WSP015 for what cannot be read, WSP003 for too many rows. False when a fault was reported. */
AP_CHECKED bool ap_table_read(struct ap_table_file *table, const struct ap_workspace *ws, ap_table_row_fn take,
                              void *out);
struct ap_diagnostic *ap_table_fault(struct ap_table_file *table, enum ap_code code, struct ap_place place,
                                     struct ap_str message);
/** The text of a cell, trimmed, and its place. */
struct ap_ref ap_table_cell(const struct ap_table_file *table, const struct ap_row *row, size_t column);
/** The values of a cell that may hold several, each with the cell's place; `commas` part them too. */
struct ap_refs ap_table_values(const struct ap_table_file *table, const struct ap_row *row, size_t column,
                               bool commas);
/** A day; AP_DAY_NONE for an empty cell, and for what is none, which is reported. */
ap_day ap_table_day(struct ap_table_file *table, const struct ap_row *row, size_t column);
/** Reports an id that is missing or there twice (WSP015, WSP016); `key` tells ids apart. False when it is missing. */
AP_CHECKED bool ap_table_id(struct ap_table_file *table, const struct ap_row *row, size_t column,
                            struct ap_str key);
