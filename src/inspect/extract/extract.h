/* The text of any document or archive, and what in it cannot be read.
 * Place in the flow: inspect; runs inside apipack-extract, and in tests without it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "inspect/extract/protocol.h"

/** Where the result goes, frame by frame as protocol.h says. A negative result stops. */
typedef int (*ap_extract_sink)(void *ctx, enum ap_extract_frame frame, struct ap_str payload);

/** Read the file behind `fd`, and what is within it, by content.
 *
 *  request  the kind that the parent saw, and its size
 *  errors   what the sink returned; what is wrong with the file is said through the sink */
AP_CHECKED int ap_extract_file(int fd, const struct ap_extract_request *request,
                               ap_extract_sink sink, void *ctx);
