/* Tar archives, block by block.
 * Place in the flow: inspect, in apipack-extract; a row of rows.c.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "inspect/extract/engine.h"

/** A tar in work. */
struct ap_tar {
    char block[AP_TAR_BLOCK]; /* a header that comes in pieces */
    size_t n_block;
    uint64_t left;          /* bytes of the member that are to come */
    uint64_t padding;       /* and behind them, up to the next block */
    struct ap_inner *inner; /* the member; NULL: a bound forbids it */
    bool in_file;
    char holds; /* the type of an entry that speaks of the next one: its bytes are kept in `held` */
    struct ap_buf held, name; /* `name`: as such an entry gave it */
    uint64_t size;
    bool has_size;
    bool ended; /* a block of zeros was met */
};

int ap_tar_piece(struct ap_extract *x, struct ap_inner *node, struct ap_str piece);
int ap_tar_end(struct ap_extract *x, struct ap_inner *node);
void ap_tar_release(void *state);
