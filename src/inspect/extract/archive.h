/* Zip archives and Office documents behind a descriptor: their text, and what is wrong with them.
 * Place in the flow: inspect; runs inside apipack-extract, and in tests without it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "inspect/extract/protocol.h"

/** Where the result goes; each frame kind once, TEXT any number of times. A negative result stops. */
typedef int (*ap_extract_sink)(void *ctx, enum ap_extract_frame frame, struct ap_str payload);

/** Read all members of the archive behind `fd`.
 *
 *  kind    DOCX, XLSX, PPTX: the text of their parts is given too; ZIP: members are only checked
 *  errors  what the sink returned; what is wrong with the archive is said through the sink */
AP_CHECKED int ap_extract_archive(int fd, const struct ap_extract_request *request, ap_extract_sink sink, void *ctx);
