/* Raw deflate: libdeflate for what fits in memory, zlib streaming above; same bytes on every run.
 * Place in the flow: port; inspect compresses with it, pack copies the result into the zip.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/buf.h"

#define AP_DEFLATE_LEVEL 5

struct ap_deflate; /* one per thread, reused */

struct ap_deflate *ap_deflate_new(int level);
void ap_deflate_free(struct ap_deflate *deflate);
/** Replace the content of `out` by the raw deflate stream of `bytes`. */
void ap_deflate_whole(struct ap_deflate *deflate, struct ap_str bytes, struct ap_buf *out);
/** Streaming: start, feed blocks (each appends to `out` what is ready), end with last = true. */
void ap_deflate_start(struct ap_deflate *deflate);
void ap_deflate_feed(struct ap_deflate *deflate, struct ap_str block, bool last,
                     struct ap_buf *out);
/** "libdeflate 1.14, zlib 1.2.13": stands in `tool` since it decides the pack's bytes. */
const char *ap_deflate_engines(void);
