/* What `apipack verify` prints.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/buf.h"
#include "pack/verify.h"

/** What the printed verdict depends on besides the verification. */
struct ap_verify_show {
    struct ap_str path; /* as the user named it */
    bool any_bag;       /* --bag */
    bool allow_repacked;
    int exit_code;
    struct ap_str extracted; /* folder; empty: not asked for, or not done */
};

void ap_verify_show_text(const struct ap_verification *result, const struct ap_verify_show *show,
                         struct ap_buf *out);
/** apipack.dev/verify/v1: docs/formats/verify.md */
void ap_verify_show_json(const struct ap_verification *result, const struct ap_verify_show *show,
                         struct ap_buf *out);
