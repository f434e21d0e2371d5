/* The columns of files that were sent: what the manifest knows of them, one PATCH each, twenty to a batch.
 * Place in the flow: vault; private to the upload.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "vault/columns.h"
#include "vault/upload.h"

/** Set the columns of every file that is done. Columns that the library lacks are named once (VLT024); a value that does not fit is
 *  left out (VLT025). A column that means the same already is not touched, and a file without change gets no PATCH.
 *  errors  as ap_graph_call(); AP_E_REMOTE: a PATCH was refused (VLT014, VLT009) */
AP_CHECKED int ap_upload_columns(struct ap_upload_plan *plan, struct ap_remote *remote,
                                 const struct ap_library *lib);

/** The values of a column (by its key) of an item of the manifest, in canonical form. `lib` knows the areas. */
void ap_manifest_values(const struct ap_upload_plan *plan, const struct ap_upload_file *file,
                        const struct ap_library *lib, struct ap_str key, struct ap_arena *mem,
                        struct ap_strs *ret_values);
