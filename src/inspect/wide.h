/* UTF-16 as UTF-8, piece by piece, whatever is wrong with it (base/utf16.h refuses that).
 * Place in the flow: inspect; of files, and of members in apipack-extract.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/str.h"

/** Zero-initialise and say which half comes first. */
struct ap_wide {
    bool big_endian;
    unsigned char odd; /* first byte of a unit cut by the edge of a piece */
    bool has_odd;
    uint32_t high; /* a high surrogate that waits for its low one, or 0 */
};

/** Decode from the front of *bytes, which is shortened by what was used, into `out` of at least 8 bytes.
 *  Gives the bytes made. A surrogate without its other half becomes U+FFFD, a byte order mark nothing. */
size_t ap_wide_decode(struct ap_wide *d, struct ap_str *bytes, char *out, size_t room);
