/* Texts in any character set as UTF-8 (iconv).
 * Place in the flow: port; verify reads the tag files of old bags with it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"

/** True when texts in `name` ("UTF-16", "ISO-8859-1") can be read. */
bool ap_charset_is_known(struct ap_str name);
/** The text as UTF-8, without a byte order mark. UTF-16 without a mark is big-endian unless it plainly is not.
 *  errors AP_E_NOTFOUND (unknown character set), AP_E_SYNTAX (bytes that are no text in it) */
AP_CHECKED int ap_charset_decode(struct ap_str bytes, struct ap_str name, struct ap_arena *mem,
                                 struct ap_str *ret_text);
