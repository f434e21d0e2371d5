/* MAP.csv as people have edited it: rows become orders.
 * Place in the flow: edit; `apipack add --map` reads it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "edit/add.h"

struct ap_map_row {
    struct ap_str file;
    uint32_t line;
};
AP_VEC(ap_map_rows, struct ap_map_row);

/** Read a map: encodings and delimiters as spreadsheets save them. Columns are found by their header, in any order; further ones may
 *  be fields of the library.
 *
 *  path    of the map, for places too
 *  gives   one order for each row that names a requirement; *ret_open: the others
 *  errors  AP_E_INVALID: the map cannot be read (CLI010), it has no columns File and Requirement, or a row is broken (CLI013) */
AP_CHECKED int ap_map_read(struct ap_str path, const struct ap_library *lib, struct ap_arena *mem,
                           struct ap_add_orders *ret_orders, struct ap_map_rows *ret_open, struct ap_diag *dg);
