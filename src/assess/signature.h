/* Signatures of reviews, checked.
 * Place in the flow: assess; reviews are judged with it, and edit holds what it signs to it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "model/evidence.h"
#include "model/workspace.h"

enum ap_signing { AP_UNSIGNED, AP_SIGNED, AP_FORGED };

/** Is the approval signed by its reviewer, with a key that the workspace knows as theirs? ret_why says why not. */
enum ap_signing ap_review_signing(const struct ap_workspace *ws, const struct ap_review *review,
                                  struct ap_arena *mem, struct ap_str *ret_why);
