/* Is a find on the allow list?
 * Place in the flow: inspect/scan.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "model/allow.h"
#include "model/inspection.h"

/** True when an entry that has not expired allows it; the entry is marked as used, also when it has expired.
 *  list  NULL: none */
bool ap_allow_use(struct ap_allow_list *list, ap_day as_of, struct ap_str path,
                  const struct ap_leak_note *note);
