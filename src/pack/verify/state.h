/* What one verification holds open until it is closed.
 * Place in the flow: pack; private to verify.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "pack/verify.h"
#include "pack/verify/manifest_read.h"

struct ap_verify_state {
    int fd; /* the zip or the folder; -1: none */
    struct ap_zipdir zip;
    struct ap_tree tree;
    struct ap_bag bag;
    struct ap_manifest manifest;
    struct ap_pass pass;
};
