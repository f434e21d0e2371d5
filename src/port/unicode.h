/* Unicode normal forms and case folding (utf8proc).
 * Place in the flow: port; file names are compared NFC and case-folded.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"

/** NFC + case fold, for comparison only. Invalid UTF-8 is returned as it is. */
struct ap_str ap_unicode_fold(struct ap_arena *mem, struct ap_str s);
struct ap_str ap_unicode_nfc(struct ap_arena *mem, struct ap_str s);
/** Columns that `s` takes on a terminal: two for wide letters, none for marks above others. A byte that is no UTF-8 takes one. */
size_t ap_unicode_columns(struct ap_str s);
