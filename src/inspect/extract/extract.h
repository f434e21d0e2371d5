/* The text of any document or archive, and what in it cannot be read.
 * Place in the flow: inspect; runs inside apipack-extract, and in tests without it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/buf.h"
#include "inspect/extract/protocol.h"

/** Who is spoken to. */
struct ap_extract_out {
    /** Where the result goes, frame by frame as protocol.h says. A negative result stops. */
    int (*sink)(void *ctx, enum ap_extract_frame frame, struct ap_str payload);
    /** Asked for help, if request->help offers any. *ret_answer: AP_OK and the text was added, or why there is none.
     *  Gives AP_OK, or a negative result, which stops. May be NULL. */
    int (*help)(void *ctx, const struct ap_extract_wish *wish, struct ap_str bytes,
                struct ap_buf *text, int *ret_answer);
    void *ctx;
};

/** All bytes of a file. */
struct ap_source {
    /* empty when the file is too large for memory: then only the descriptor is given */
    struct ap_str bytes;
    int fd;    /* -1: there is none */
    uint64_t n;
};

/** Read a file, and what is within it, by content.
 *
 *  source   its bytes, or a descriptor
 *  request  the kind that the parent saw, its size, and what it may cost
 *  errors   what the sink returned; what is wrong with the file is said through the sink */
AP_CHECKED int ap_extract_file(struct ap_source source, const struct ap_extract_request *request,
                               const struct ap_extract_out *out);
