/* One string map: view -> 32-bit index. Open addressing, in an arena.
 * Place in the flow: base; look-ups by id, path or digest.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"

/** Keys are borrowed. Iteration is not offered: order must never depend on hashing. The hash is seeded
 *  per process, so that hostile keys cannot be chosen to collide. */
struct ap_map {
    struct ap_map_entry *entries;
    size_t n;
    size_t cap;
    uint64_t seed[2]; /* set with the first entry */
};

/** The value of `key`, or AP_NONE. */
uint32_t ap_map_get(const struct ap_map *map, struct ap_str key);
/** Set `key` if it is new: returns AP_NONE. If it is there, the value stays and is returned. */
uint32_t ap_map_put(struct ap_map *map, struct ap_arena *mem, struct ap_str key, uint32_t value);
/** Set `key`, also if it is there. */
void ap_map_set(struct ap_map *map, struct ap_arena *mem, struct ap_str key, uint32_t value);
