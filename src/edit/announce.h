/* Work that is asked for, as rows of the register that announce evidence to come.
 * Place in the flow: edit; `apipack request --write-register` imports them.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "report/worklist.h"

/** A row per file to produce, status Requested, for tasks of which nothing is there and which the register does not announce yet;
 *  in the form that ap_register_import reads. */
void ap_announce_rows(const struct ap_worklist *list, struct ap_arena *mem, struct ap_sheet *ret_sheet);
