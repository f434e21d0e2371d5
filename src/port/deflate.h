/* Raw deflate: libdeflate for what fits in memory, zlib streaming above; same bytes on every run.
 * Place in the flow: port; inspect compresses with it, pack copies the result into the zip.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "base/buf.h"

#define AP_DEFLATE_LEVEL     5
#define AP_DEFLATE_LEVEL_MAX 12 /* libdeflate's; streams take at most 9, zlib's */

struct ap_deflate; /* one per thread, reused */

struct ap_deflate *ap_deflate_new(int level);
void ap_deflate_free(struct ap_deflate *deflate);

/** Some of different levels; zero-initialised. */
struct ap_deflates {
    struct ap_deflate *at[AP_DEFLATE_LEVEL_MAX + 1];
};

/** That of a level, 1 … AP_DEFLATE_LEVEL_MAX; made when first asked for. */
struct ap_deflate *ap_deflates_get(struct ap_deflates *all, int level);
void ap_deflates_release(struct ap_deflates *all);
/** Replace the content of `out` by the raw deflate stream of `bytes`. */
void ap_deflate_whole(struct ap_deflate *deflate, struct ap_str bytes, struct ap_buf *out);
/** Streaming: start, feed blocks (each appends to `out` what is ready), end with last = true. */
void ap_deflate_start(struct ap_deflate *deflate);
void ap_deflate_feed(struct ap_deflate *deflate, struct ap_str block, bool last,
                     struct ap_buf *out);
/** "libdeflate 1.14, zlib 1.2.13": stands in `tool` since it decides the pack's bytes. */
const char *ap_deflate_engines(void);
/** The same where one level was asked for, not 0: "libdeflate 1.14 level 9, zlib 1.2.13". */
struct ap_str ap_deflate_engines_at(int level, struct ap_arena *mem);
