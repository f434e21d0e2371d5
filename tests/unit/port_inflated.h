/* A raw deflate stream unpacked in one call.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/buf.h"
#include "port/inflate.h"

/** Replace *out by what `packed` holds. AP_E_SYNTAX: damaged, cut off, or with bytes behind its end. */
static inline int
inflated(struct ap_str packed, struct ap_buf *out)
{
    struct ap_inflate *inflate = ap_inflate_new();
    char piece[65536];
    size_t n = 0;
    int r;
    ap_inflate_start(inflate);
    ap_buf_clear(out);
    do {
        r = ap_inflate_feed(inflate, &packed, piece, sizeof piece, &n);
        ap_buf_add(out, piece, n);
    } while (r == AP_OK && !ap_inflate_has_ended(inflate) && (n > 0 || packed.len > 0));
    if (r == AP_OK && (!ap_inflate_has_ended(inflate) || packed.len > 0))
        r = AP_E_SYNTAX;
    ap_inflate_free(inflate);
    return r;
}
