/* The private copy: the very bytes that were read, for readers that jump about in a file.
 * Place in the flow: inspect; made only for files with a row that `needs_fd`. They get this descriptor, never the path.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/str.h"

struct ap_private {
    char *small; /* all bytes, if they are few: then there is no descriptor */
    uint64_t room;
    int fd; /* -1: none */
    uint64_t bytes;
};

/** Memory for `bytes` up to AP_EXTRACT_INLINE. Else an anonymous file in memory, or in `dir` (NULL: the system's) when
 *  more than 64 MiB are to come.
 *  errors AP_E_IO (errno) */
AP_CHECKED int ap_private_begin(const char *dir, uint64_t bytes, struct ap_private *ret_copy);
/** errors AP_E_IO (errno), AP_E_LIMIT (more bytes than were announced) */
AP_CHECKED int ap_private_add(struct ap_private *copy, struct ap_str block);
/** Nobody can change it any more, and the descriptor can only read. */
AP_CHECKED int ap_private_seal(struct ap_private *copy);
void ap_private_close(struct ap_private *copy);
