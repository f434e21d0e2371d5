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
    struct ap_deflate *deflate; /* made when first needed */
    struct ap_buf out;
    bool streaming;
    bool deflating;
    uint64_t offset; /* streaming: start of the reserved space */
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
AP_CHECKED int ap_packing_whole(struct ap_packing *p, struct ap_spool *spool, struct ap_str bytes,
                                struct ap_payload *ret_payload);
/** Is it worth deflating? Judged by eight samples of 4 KiB: integers only, so that every machine decides alike. */
bool ap_packing_is_dense(struct ap_str bytes);
