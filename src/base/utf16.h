/* UTF-16 as UTF-8 and back, piece by piece, without loss.
 * Place in the flow: base; redact reads and writes such files with it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/buf.h"

/** A stream under way, in one of the two directions. Zero it, set `big`, then feed it. */
struct ap_utf16 {
    bool big;          /* the high byte first */
    unsigned char odd; /* first byte of a unit that is cut */
    bool has_odd;
    uint32_t high;        /* a high surrogate that waits for its low one, or 0 */
    unsigned char cut[4]; /* bytes of a UTF-8 character that is cut */
    size_t n_cut;
};

/** Append `bytes`, UTF-16, as UTF-8; a byte order mark is a character like any other.
 *  errors AP_E_SYNTAX: a surrogate without its other half */
AP_CHECKED int ap_utf16_decode(struct ap_utf16 *state, struct ap_str bytes, struct ap_buf *out);
/** Append `text`, valid UTF-8, as UTF-16. */
void ap_utf16_encode(struct ap_utf16 *state, struct ap_str text, struct ap_buf *out);
/** Nothing is left over that was cut. */
bool ap_utf16_is_whole(const struct ap_utf16 *state);
