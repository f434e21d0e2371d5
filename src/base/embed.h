/* Files that are part of the binary: the control library, templates, the sample workspace.
 * Place in the flow: base; the table is made by CMake from controls/ and templates/.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/str.h"

struct ap_embedded {
    const char *path; /**< `controls/authentication.yaml`, `templates/sample/apipack.yaml`; sorted bytewise */
    const unsigned char *bytes;
    size_t n_bytes;
};

/** All of them, sorted by path. */
const struct ap_embedded *ap_embedded_files(size_t *ret_n);
/** The run of files below `folder` (without a final '/'), or NULL with *ret_n = 0. */
const struct ap_embedded *ap_embedded_below(const char *folder, size_t *ret_n);
const struct ap_embedded *ap_embedded_file(const char *path);
