/* Which build of the program runs: the id that the linker gives by its content (ELF note).
 * Place in the flow: port; caches of derived data name it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/base.h"

#define AP_BUILD_ID_TEXT 129

/** Hex, NUL-terminated; false: the program has none. */
bool ap_build_id(char ret_text[AP_BUILD_ID_TEXT]);
