/* The register in spreadsheet form: written for people, read back, differences found, the workspace changed.
 * Place in the flow: edit; `apipack register` calls it, with the workspace's lock held where it writes.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "evidence/evidence.h"
#include "tables/sheet.h"

/** One row per evidence item, then one per requested row of the register, as they are known now: from names, defaults, register and
 *  sidecars. The columns are those of docs/formats/register.md and the library's own fields. An item that nobody decided on has the
 *  digest of its bytes under SHA-256, so that an approval typed into the row is bound to them.
 *
 *  errors  none; what cannot be read has no digest */
void ap_register_export(const struct ap_evidence *ev, struct ap_arena *mem, struct ap_sheet *ret_sheet);

/** One difference between the file and what is known. */
struct ap_register_change {
    struct ap_str subject; /* path of the item below the workspace; of a requested row its file, or its control and title */
    const char *field;     /* header of the column */
    struct ap_str before, after;
};
AP_VEC(ap_register_changes, struct ap_register_change);

struct ap_register_pending; /* what will be written */

/** What an import would do; nothing is written yet. */
struct ap_register_import {
    struct ap_register_changes changes; /* in the order of the file's rows and the register's columns */
    size_t n_items;                     /* that have changes */
    size_t n_requested;                 /* requested rows that are new */
    size_t n_rows;                      /* of the file */
    size_t n_without_row;               /* items that the file does not speak of: they stay as they are */
    struct ap_strs files;               /* to be written, relative to the workspace: sidecars, then the register */
    struct ap_register_pending *pending;
};

/** Read `bytes`, a CSV file or workbook called `file`, and compare it with what is known, cell by cell. Columns and rows that the file
 *  lacks stay as they are; an emptied cell takes the register's or the sidecar's own value away.
 *
 *  Changes go into the register that `evidence.register` names, which keeps its columns, order and whatever else it holds, and into
 *  the sidecar of an item as far as that has the key itself and would win; without a register into sidecars alone.
 *
 *  errors  AP_E_INVALID: cells or rows that are wrong, all of them in `dg` with their place; a register that cannot be written
 *          without loss (MET024). AP_E_IO */
AP_CHECKED int ap_register_import(const struct ap_evidence *ev, struct ap_str file, struct ap_str bytes, struct ap_arena *mem,
                                  struct ap_register_import *ret_import, struct ap_diag *dg);
/** Write all files, each in one step; the register last. errors AP_E_IO, AP_E_EXISTS (CLI008) */
AP_CHECKED int ap_register_write(const struct ap_register_import *import, struct ap_diag *dg);

/** The columns of an existing register that an export does not have; empty when it would lose nothing. */
struct ap_str ap_register_other_columns(const struct ap_library *lib, struct ap_str bytes, struct ap_arena *mem);
