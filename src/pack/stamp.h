/* A time stamp fetched from an authority.
 * Place in the flow: pack; the one connection that a build may open.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "pack/seal.h"

/** Ask the authority of `seal` for a stamp over `subject`; only its digest is sent.
 *  errors AP_E_REMOTE (PCK009), AP_E_AGAIN (PCK010), AP_E_CANCELLED */
AP_CHECKED int ap_stamp_get(const struct ap_seal *seal, struct ap_str subject, struct ap_arena *mem,
                            struct ap_str *ret_reply, struct ap_diag *dg);
