/* Extractors that take their bytes piece by piece: text, UTF-16, gzip, and bytes that nobody can open.
 * Place in the flow: inspect, in apipack-extract; rows of rows.c.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "inspect/extract/engine.h"
#include "inspect/wide.h"
#include "port/gunzip.h"

struct ap_gzip_state {
    struct ap_gunzip *gunzip;
    struct ap_inner *inner;
};

/** Readable runs, of single bytes and of UTF-16 in either order. */
#define AP_RUN_BYTES 4096u
struct ap_run {
    char bytes[AP_RUN_BYTES];
    size_t n;
    bool given; /* its beginning was */
};
struct ap_runs {
    struct ap_run narrow, wide;
    char held;
    bool wants_zero;
    bool wide_only; /* the parent reads the single bytes of the file itself */
};

/** Unpack a zlib stream: two bytes, then deflate. At most `max` bytes are made, within the budget of the file. False:
 *  it is damaged, cut, or longer. */
bool ap_unpack_zlib(struct ap_extract *x, struct ap_str packed, size_t max, struct ap_buf *out);

int ap_plain_piece(struct ap_extract *x, struct ap_inner *node, struct ap_str piece);

int ap_wide_begin(struct ap_extract *x, struct ap_inner *node);
int ap_wide_piece(struct ap_extract *x, struct ap_inner *node, struct ap_str piece);

int ap_gzip_begin(struct ap_extract *x, struct ap_inner *node);
int ap_gzip_piece(struct ap_extract *x, struct ap_inner *node, struct ap_str piece);
int ap_gzip_end(struct ap_extract *x, struct ap_inner *node);
void ap_gzip_release(void *state);

int ap_bytes_begin(struct ap_extract *x, struct ap_inner *node);
int ap_bytes_piece(struct ap_extract *x, struct ap_inner *node, struct ap_str piece);
int ap_bytes_end(struct ap_extract *x, struct ap_inner *node);
