/* MAP.csv: one row a file, what it is evidence of. Written by triage, edited by people, read by add.
 * Place in the flow: edit. docs/formats/map.md describes it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "edit/triage.h"

/** The map of these proposals as UTF-8 CSV; `with_bom`: as Excel knows it. */
void ap_map_write(const struct ap_triage *triage, bool with_bom, struct ap_arena *mem, struct ap_buf *out);
