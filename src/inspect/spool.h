/* The spool: packed bytes of all items in one anonymous file, written by all workers at once.
 * Place in the flow: inspect; pack copies from it into the zip.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdatomic.h>

#include "base/str.h"

struct ap_spool {
    int fd; /* -1: not packing */
    _Atomic uint64_t end;
};

/** Space for `bytes` that nobody else writes to; what is not written stays a hole. */
static inline uint64_t
ap_spool_reserve(struct ap_spool *spool, uint64_t bytes)
{
    return atomic_fetch_add(&spool->end, bytes);
}
