/* Streaming gzip reading (zlib): all members, piece by piece.
 * Place in the flow: port; inspect reads the text inside .gz evidence with it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/str.h"

struct ap_gunzip; /* one thread at a time, reused */

struct ap_gunzip *ap_gunzip_new(void);
void ap_gunzip_free(struct ap_gunzip *gunzip); /* NULL is fine */
void ap_gunzip_start(struct ap_gunzip *gunzip);
/** Inflate from the front of *input, which is shortened by what was used, into `out`.
 *  Call again while *ret_n > 0 or input is left. Padding behind the last member is swallowed.
 *  errors AP_E_SYNTAX: damaged, or a checksum differs */
AP_CHECKED int ap_gunzip_feed(struct ap_gunzip *gunzip, struct ap_str *input, char *out,
                              size_t size, size_t *ret_n);
/** What the headers of the members say besides: names, comments, and extra fields with line ends for bytes that are no
 *  text; one a line, at most AP_GUNZIP_HEADS bytes. The view holds until the next call. */
#define AP_GUNZIP_HEADS (1u << 20)
struct ap_str ap_gunzip_heads(const struct ap_gunzip *gunzip);
/** False: some of it was too long to keep. */
bool ap_gunzip_heads_are_whole(const struct ap_gunzip *gunzip);
/** True when what was fed ends at the end of a member. */
bool ap_gunzip_is_whole(const struct ap_gunzip *gunzip);
