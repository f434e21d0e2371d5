/* A block buffer that keeps the end of the block before in front of the next, or the whole stream.
 * Place in the flow: inspect; private memory of one worker, grown to what a file needs and reused.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "inspect/check.h"

struct ap_window {
    char *mem;
    size_t cap;
    bool whole;   /* blocks stay one behind the other */
    size_t room;  /* of one block */
    size_t last;  /* bytes of the last block */
    uint64_t offset; /* of the next block in the stream */
};

/** Begin a stream: blocks of at most `room` bytes; whole: at most `room` bytes in all. */
void ap_window_begin(struct ap_window *w, size_t room, bool whole);
void ap_window_release(struct ap_window *w);
/** Where the next block goes, and how much fits. */
char *ap_window_place(struct ap_window *w, size_t *ret_room);
/** `n` bytes were put there: the block, valid until the next ap_window_place. */
struct ap_block ap_window_take(struct ap_window *w, size_t n);
/** Everything so far; only of a whole window. */
struct ap_str ap_window_whole(const struct ap_window *w);
