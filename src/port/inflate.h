/* Raw inflate (zlib) piece by piece, with an eye on the bits that no reader sees.
 * Place in the flow: port; verify reads the entries of a pack with it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/str.h"

struct ap_inflate; /* one thread at a time, reused */

struct ap_inflate *ap_inflate_new(void);
void ap_inflate_free(struct ap_inflate *inflate); /* NULL is fine */
void ap_inflate_start(struct ap_inflate *inflate);
/** Inflate from the front of *input, which is shortened by what was used, into `out`.
 *  Call again while *ret_n > 0 or input is left and the stream has not ended.
 *  errors AP_E_SYNTAX: damaged */
AP_CHECKED int ap_inflate_feed(struct ap_inflate *inflate, struct ap_str *input, char *out,
                               size_t size, size_t *ret_n);
/** The last block was read; what is left of the input does not belong to the stream. */
bool ap_inflate_has_ended(const struct ap_inflate *inflate);
/** A bit that fills up a byte, before a stored block or at the end, is set: something is hidden there. */
bool ap_inflate_has_hidden_bits(const struct ap_inflate *inflate);
