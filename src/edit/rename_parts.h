/* What planning and doing renames share.
 * Place in the flow: edit; private to rename*.c.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <fcntl.h>

#include "base/buf.h"
#include "edit/rename.h"

/** On disk. */
struct ap_str ap_rename_path(const struct ap_evidence *ev, struct ap_str rel, struct ap_arena *mem);
/** The register with the new names of the files that are renamed, or of those that are `done`; marks those that have a row. *out stays
 *  empty where no row changes; NULL: only mark. AP_E_INVALID, AP_E_IO after MET024 */
AP_CHECKED int ap_rename_rows(struct ap_rename_plan *plan, bool only_done, struct ap_buf *out, struct ap_diag *dg);
