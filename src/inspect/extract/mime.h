/* The encodings of MIME: base64 and quoted-printable, parameters and encoded words of headers.
 * Place in the flow: inspect, in apipack-extract.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/buf.h"

/** Zero-initialise; one for each body. */
struct ap_mime_decoder {
    bool base64; /* else quoted-printable */
    uint32_t bits;
    unsigned n_bits;
    char held[3]; /* "=" and what follows it, cut by the edge of a piece */
    unsigned n_held;
};

/** Decode a piece into `out`, which has room for as many bytes and two more. Gives the bytes made. What does not
 *  belong to the encoding is passed over, or stands for itself. */
size_t ap_mime_decode(struct ap_mime_decoder *decoder, struct ap_str piece, char *out);
/** The value of `name=` in a header, without quotes; empty if there is none. */
struct ap_str ap_mime_parameter(struct ap_str value, const char *name);
/** Add what the encoded words of a header say, if there are any. */
void ap_mime_words(struct ap_str field, struct ap_buf *out);
