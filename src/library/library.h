/* Reads the control library: built in, a folder, overlays; merged as trees, then read by the schema tables.
 * Place in the flow: library; gives the frozen ap_library.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "model/library.h"
#include "schema/schema.h"
#include "schema/visit.h"

extern const struct ap_schema ap_library_schema;

/** Where a library is read from. */
struct ap_library_source {
    struct ap_str base;      /* "builtin" or a folder path */
    struct ap_str root;      /* folder that shown paths are relative to */
    struct ap_strs overlays; /* folder paths, applied in order */
};

/** Load, merge, read, resolve, check. Files of the embedded library are named `builtin:controls/…`.
 *
 *  errors AP_E_INVALID with every fault reported (LIB…), AP_E_NOTFOUND (no such folder), AP_E_IO */
AP_CHECKED int ap_library_load(const struct ap_library_source *source, struct ap_arena *mem,
                               struct ap_library **ret_lib, struct ap_diag *dg);
/** Visit the texts of a loaded library, as ap_schema_each_text does. */
void ap_library_each_text(struct ap_library *lib, struct ap_arena *scratch, ap_text_visit visit,
                          void *ctx);
