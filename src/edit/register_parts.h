/* What exporting and importing a register share: columns, known rows, the rows of a file.
 * Place in the flow: edit; private to the files register*.c.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/map.h"
#include "edit/register.h"
#include "edit/sidecar.h"
#include "evidence/register.h"

/** A column that is exported and imported: one of ours, or a field of the library. */
struct ap_reg_column {
    const char *header;
    const char *key;            /* of a sidecar; "review" for the four parts of a review, NULL for File */
    enum ap_register_column id; /* AP_REG_COLUMNS: a field of the library */
    const struct ap_field_def *field;
    size_t own; /* its index in lib->fields */
};
AP_VEC(ap_reg_columns, struct ap_reg_column);

void ap_reg_columns_of(const struct ap_library *lib, struct ap_arena *mem, struct ap_reg_columns *ret_columns);
/** The index of the cell that the column has in a row with this header, or SIZE_MAX. */
size_t ap_reg_cell_of(const struct ap_reg_column *column, const struct ap_register_header *header);
bool ap_reg_is_review(const struct ap_reg_column *column);

/** What is known of an item, or of a requested row, in the form of ap_register_canonical: a text per column. */
struct ap_str *ap_reg_item_cells(const struct ap_evidence *ev, const struct ap_reg_columns *columns,
                                 const struct ap_item *item, struct ap_arena *mem);
struct ap_str *ap_reg_requested_cells(const struct ap_evidence *ev, const struct ap_reg_columns *columns,
                                      const struct ap_announcement *announced, struct ap_arena *mem);

/** One row of an imported file. The three arrays go by column. */
struct ap_reg_row {
    struct ap_str subject;
    const struct ap_item *item;               /* NULL: a requested row */
    const struct ap_announcement *announced;  /* the same row of the register, or NULL */
    bool only_known;                          /* a row that the register lacks is not appended */
    struct ap_str *cells;                     /* as it shall be */
    struct ap_str *known;                     /* as it is; all empty for a new requested row */
    bool *changed;
    bool *applied; /* a writer took it over */
};
AP_VEC(ap_reg_rows, struct ap_reg_row);

/** Read the file and mark what changed. AP_E_INVALID with all faults in `dg`. */
AP_CHECKED int ap_reg_read(const struct ap_evidence *ev, const struct ap_reg_columns *columns, struct ap_str file,
                           struct ap_str bytes, struct ap_arena *mem, struct ap_reg_rows *ret_rows, struct ap_diag *dg);
/** The register with the changes of `rows` in it: *ret_changed says whether there are any. */
AP_CHECKED int ap_reg_rewrite(const struct ap_evidence *ev, const struct ap_reg_columns *columns,
                              const struct ap_reg_rows *rows, struct ap_arena *mem, struct ap_buf *out,
                              bool *ret_changed, struct ap_diag *dg);

AP_VEC(ap_reg_sidecars, struct ap_sidecar);
/** The sidecars with the changes of `rows` in them, as far as they are theirs; only those that became different. */
AP_CHECKED int ap_reg_edit_sidecars(const struct ap_evidence *ev, const struct ap_reg_columns *columns,
                                    const struct ap_reg_rows *rows, struct ap_arena *mem,
                                    struct ap_reg_sidecars *ret_cars, struct ap_diag *dg);
