/* From the blocks of one file to its packed bytes in the spool: stored or deflated.
 * Place in the flow: inspect; fed by the read loop.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Files up to AP_PACK_WHOLE_MAX lie whole in the worker's window and go through libdeflate when the read has ended;
 * longer ones are streamed through zlib block by block. The choice depends on the bytes alone. */
#pragma once

#include "inspect/spool.h"
#include "model/inspection.h"
#include "port/deflate.h"

#define AP_PACK_WHOLE_MAX (16u << 20)

/** One a worker. */
struct ap_packing {
    int level; /* what was asked for; 0: by the kind of the file */
    struct ap_deflates deflates;
    struct ap_buf out;
    bool streaming;
    struct ap_deflate *deflating; /* streaming: by what; NULL: stored */
    uint64_t offset;              /* streaming: start of the reserved space */
    uint64_t reserved;
    uint64_t written;
};

void ap_packing_release(struct ap_packing *p);
/** Streaming: the first block decides, `bytes` is the file's size.
 *  errors AP_E_IO: the spool (errno) */
AP_CHECKED int ap_packing_stream(struct ap_packing *p, struct ap_spool *spool, struct ap_str block,
                                 uint64_t bytes);
AP_CHECKED int ap_packing_stream_end(struct ap_packing *p, struct ap_spool *spool,
                                     struct ap_payload *ret_payload);
/** Forget a stream that was begun. */
void ap_packing_drop(struct ap_packing *p);
/** The whole file at once. */
AP_CHECKED int ap_packing_whole(struct ap_packing *p, struct ap_spool *spool, enum ap_kind kind,
                                struct ap_str bytes, struct ap_payload *ret_payload);
/** The level at which a whole file of this kind and size is deflated; `asked` is 0 or what was asked for. */
int ap_packing_level(enum ap_kind kind, uint64_t bytes, int asked);
/** All levels that ap_packing_level() gives for 0, the default first. */
size_t ap_packing_levels(const int **ret_levels);
/** Is it worth deflating? Judged by eight samples of 4 KiB: integers only, so that every machine decides alike. */
bool ap_packing_is_dense(struct ap_str bytes);
