/* Text of unknown encoding made UTF-8: BOM, UTF-16, Windows-1252.
 * Place in the flow: tables; the CSV reader begins with it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"

/** UTF-8 without BOM. The result is a view of `bytes` when nothing had to change.
 *  errors AP_E_SYNTAX: NUL bytes, so this is no text; unpaired halves of UTF-16 become U+FFFD */
AP_CHECKED int ap_text_decode(struct ap_str bytes, struct ap_arena *mem, struct ap_str *ret_text);
