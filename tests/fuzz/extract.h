/* What the fuzz targets of the extractors share: bytes read as one of some kinds.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdlib.h>
#include <string.h>

#include "inspect/extract/extract.h"

#define TEXT_MAX (64u << 20) /* a small input may unpack to much: enough is enough */

struct heard {
    uint64_t text;
    bool done;
};

static int
hear(void *ctx, enum ap_extract_frame frame, struct ap_str payload)
{
    struct heard *heard = ctx;
    if (heard->done || payload.len > 65536u)
        abort();
    heard->done = frame == AP_EXTRACT_DONE;
    heard->text += payload.len;
    return heard->text > TEXT_MAX ? AP_E_CANCELLED : AP_OK;
}

/** The first byte chooses the kind, the rest is the file. */
static inline void
extract_any(const uint8_t *data, size_t size, const enum ap_kind *kinds, size_t n_kinds)
{
    if (size == 0)
        return;
    /* Of its own, so that a sanitizer sees its ends. */
    char *copy = ap_xmalloc(size);
    memcpy(copy, data + 1, size - 1);
    struct ap_source source = {{copy, size - 1}, -1, size - 1};
    struct ap_extract_request request = {
        .kind = (uint32_t)kinds[data[0] % n_kinds], .bytes = size - 1, .limits = AP_EXTRACT_LIMITS};
    struct heard heard = {0};
    struct ap_extract_out out = {.sink = hear, .ctx = &heard};
    int r = ap_extract_file(source, &request, &out);
    if (r != AP_E_CANCELLED && (r != AP_OK || !heard.done))
        abort();
    free(copy);
}
