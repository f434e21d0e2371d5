/* The rows of a register or matrix by field, whatever it is written in; and the words in which checks name rows.
 * Place in the flow: inspect, below scope-matrix, token-register, endpoint-list and register-hygiene.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "inspect/content/fields.h"
#include "inspect/content/sheets.h"
#include "inspect/content/small.h"
#include "tables/csv.h"
#include "tables/records.h"

#define AP_ROWSET_ROWS  20000u
#define AP_ROWSET_CELLS 16u

/** What a row says of one field; values of a list stand in lines. */
struct ap_rowset_cell {
    struct ap_str text; /* trimmed; empty: nothing is said */
    struct ap_str name; /* of the field, as written */
    uint32_t line, column;
};

struct ap_rowset_row {
    uint32_t line; /* of a workbook, see AP_ROW_BITS */
    bool of_sheet;
    const struct ap_strs *ways_in; /* of an OpenAPI operation: the scopes that each alternative demands, one a line; an empty
                                    * one opens to anybody. NULL: the cell of the scopes says it */
    struct ap_rowset_cell cells[AP_ROWSET_CELLS]; /* by field number */
};
AP_VEC(ap_rowset_rows, struct ap_rowset_row);

struct ap_rowset {
    struct ap_subject *s;
    const struct ap_catalog *catalog;
    struct ap_fields fields; /* base 0 */
    struct ap_field_names names;
    struct ap_rowset_rows rows;
    bool has[AP_ROWSET_CELLS]; /* some row or the header has the field */
    bool cut;                  /* not all was read */
    const struct ap_node *tree; /* of YAML and JSON, or NULL */
    struct ap_sheet_choice sheets; /* of a workbook */
    const struct ap_small_state *state; /* what was gathered */
    ap_day day;  /* by which the rows are judged: the day of collection, the period's end, or the as-of day */
    ap_day from; /* first day of the item's period, or AP_DAY_NONE */
};

/** Read the gathered text by the fields of a catalogue. False: there is nothing to judge, which was said with `code`
 *  (in CSV, JSON and YAML a fault, in other text a note). Leaves the fact `records`. */
bool ap_rowset_read(struct ap_subject *s, const struct ap_small_state *state, const char *catalog,
                    enum ap_code code, const char *what, struct ap_rowset *ret_set);
/** The same without a word and without the fact: rows and columns as far as there are any; gives the number of records. */
uint64_t ap_rowset_gather(struct ap_subject *s, const struct ap_small_state *state, const char *catalog,
                          struct ap_rowset *ret_set, struct ap_small *ret_doc);
/** The gathered text as a tree, if it is one (YAML, JSON); part of the above, for documents that are no table. */
void ap_rowset_begin(struct ap_subject *s, const char *catalog, struct ap_rowset *ret_set);
const struct ap_node *ap_rowset_tree(struct ap_subject *s, const struct ap_small_state *state,
                                     struct ap_small *ret_doc);
/** The cell of a field by its id; one that says nothing (see ap_value_is_empty) is empty. */
const struct ap_rowset_cell *ap_rowset_cell(const struct ap_rowset *set, const struct ap_rowset_row *row,
                                            const char *id);
struct ap_str ap_rowset_text(const struct ap_rowset *set, const struct ap_rowset_row *row, const char *id);
bool ap_rowset_has(const struct ap_rowset *set, const char *id);
/** A day in a cell, in any form that is not ambiguous, or AP_DAY_NONE. */
ap_day ap_rowset_day(struct ap_str text);
/** True if the day lies within `days` before the day of judgement, or in the item's period, and not after the as-of day. */
bool ap_rowset_is_recent(const struct ap_rowset *set, ap_day day, int32_t days);

/** Where no column is called scopes: one column a scope (`read:users`), marked where it is granted. True if there are such. */
bool ap_rowset_pivot(struct ap_rowset *set);
/** The next row of the gathered table, CSV or the sheet that was chosen; `at`: zeroed before the first. False: no more. */
struct ap_rowset_raw {
    bool begun;
    struct ap_csv csv;
    size_t part; /* of the workbook */
    struct ap_str rest;
    uint32_t line;
};
bool ap_rowset_next(const struct ap_rowset *set, struct ap_rowset_raw *at, struct ap_row *ret_row);
/** Rows of a workbook's sheets into `records`, which then has made its choice. */
void ap_rowset_feed_sheets(struct ap_rowset *set, struct ap_records *records);
/** What a merged area says, in each row of it. */
void ap_rowset_fill_areas(struct ap_rowset *set);

/* Rows that share a fault. */
struct ap_row_list {
    size_t n;
    uint32_t line, column; /* of the first */
    struct ap_buf names;   /* heap */
};
/** `label` says which row, for people; a long one is cut. */
void ap_row_list_add(struct ap_row_list *list, const struct ap_rowset_row *row, struct ap_str label,
                     uint32_t column);
/** Say `N of M WHAT WORDS: NAMES` as a fault, if there is any, and release the list. */
struct ap_finding *ap_row_list_say(struct ap_subject *s, struct ap_row_list *list, enum ap_code code, size_t of,
                                   const char *what, const char *words);

/** The scopes of a cell, one after the other: `read:users; write:records`, `read:users write:records`, a list. A piece
 *  of several words that names everything (`all scopes`) is one. */
struct ap_scope_walk {
    struct ap_str rest, piece;
};
struct ap_scope_walk ap_scopes_of(struct ap_str cell);
bool ap_scope_next(struct ap_scope_walk *walk, const struct ap_library *lib, struct ap_str *ret_scope);
bool ap_scope_is_wildcard(const struct ap_library *lib, struct ap_str scope);
bool ap_scope_is_privileged(const struct ap_library *lib, struct ap_str scope);
