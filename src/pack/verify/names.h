/* Names of files in packs and bags: what unpacks to one place on every system.
 * Place in the flow: pack; private to verify.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"

/** Why a path may not stand in a pack, in words; NULL: it may. It has no '/' at its end.
 *  any_bag  only what leads out of the folder or cannot be told apart: other bags need not be portable */
const char *ap_name_fault(struct ap_str path, bool any_bag);
