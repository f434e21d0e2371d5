/* The columns of a register: their headers, and which cells of a row they are.
 * Place in the flow: evidence; edit/ writes registers with the same columns.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/map.h"
#include "evidence/evidence.h"
#include "tables/rows.h"

enum ap_register_column {
    AP_REG_FILE,
    AP_REG_TITLE,
    AP_REG_CONTROL,
    AP_REG_AREA,
    AP_REG_FRAMEWORK,
    AP_REG_OWNER,
    AP_REG_PERIOD,
    AP_REG_SOURCE,
    AP_REG_STATUS,
    AP_REG_REVIEWER,
    AP_REG_REVIEW_DATE,
    AP_REG_SHA256,
    AP_REG_AUDIENCE,
    AP_REG_COLLECTED,
    AP_REG_PERFORMED,
    AP_REG_COLUMNS
};

/** The header of a column, as `register export` writes it. */
const char *ap_register_header_of(enum ap_register_column column);

/** Which cells of a row are what: an index, or SIZE_MAX. */
struct ap_register_header {
    size_t at[AP_REG_COLUMNS];
    size_t *at_own; /* by field of the library; SIZE_MAX for the built-in ones */
};

/** Items by what a cell under File says. */
struct ap_register_files {
    const struct ap_evidence *ev;
    struct ap_arena *mem; /* looking up borrows from it and gives back */
    struct ap_str folder; /* the evidence folder, folded */
    struct ap_map by_rel, by_folded, by_name;
};
#define AP_REG_SEVERAL (AP_NONE - 1)
void ap_register_files_index(const struct ap_evidence *ev, struct ap_arena *mem, struct ap_register_files *ret_files);
/** The item that `file` names: a path below the evidence folder or of the workspace, with either slash, in any case and
 *  Unicode form, or a bare name. Its index, AP_NONE, or AP_REG_SEVERAL where several have the name. */
uint32_t ap_register_files_find(const struct ap_register_files *files, struct ap_str file);

/** Read the header row: our words, the library's labels, `Name` for File; keys and labels of the library's own fields. */
void ap_register_read_header(const struct ap_library *lib, const struct ap_row *row, struct ap_arena *mem,
                             struct ap_register_header *ret_header);
/** All words that stand in the header of a register, by which its sheet is found in a workbook. */
void ap_register_words(const struct ap_library *lib, struct ap_arena *mem, struct ap_strs *ret_words);
/** The text of a cell, trimmed, without the apostrophe that keeps formulas away; empty where the row is shorter. A view. */
struct ap_str ap_register_text(const struct ap_row *row, size_t at);
/** What a cell says, in the one form in which cells are compared and written: ids, ISO days and periods, labels of areas, `Approved`.
 *  An empty cell is an empty text; a person whom nobody knows stays as written.
 *
 *  column  one of ours; or AP_REG_COLUMNS, and then `field` is the library's
 *  owns    `mem` the strings of *ret_value
 *  errors  AP_E_INVALID: ret_value says why */
AP_CHECKED int ap_register_canonical(const struct ap_evidence *ev, enum ap_register_column column,
                                     const struct ap_field_def *field, struct ap_str cell,
                                     struct ap_arena *mem, struct ap_cell_value *ret_value);
/** `May-26` means May 2026, and Excel takes it so; LibreOffice makes it 26 May of its year. The month of the name, where such a day
 *  stands in the register of an item that is of that month; any other period as it is. */
struct ap_period ap_register_month_of(const struct ap_item *item, struct ap_period period);
/** A status as a register has it: `Approved`; empty for none. */
const char *ap_register_status(enum ap_review_status status);
