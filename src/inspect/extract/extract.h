/* The text of any document or archive, and what in it cannot be read.
 * Place in the flow: inspect; runs inside apipack-extract, and in tests without it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "inspect/extract/protocol.h"

/** Where the result goes, frame by frame as protocol.h says. A negative result stops. */
typedef int (*ap_extract_sink)(void *ctx, enum ap_extract_frame frame, struct ap_str payload);

/** All bytes of a file. */
struct ap_source {
    struct ap_str
        bytes; /* empty when the file is too large for memory: then only the descriptor is given */
    int fd;    /* -1: there is none */
    uint64_t n;
};

/** Read a file, and what is within it, by content.
 *
 *  source   its bytes, or a descriptor
 *  request  the kind that the parent saw, its size, and what it may cost
 *  errors   what the sink returned; what is wrong with the file is said through the sink */
AP_CHECKED int ap_extract_file(struct ap_source source, const struct ap_extract_request *request,
                               ap_extract_sink sink, void *ctx);
