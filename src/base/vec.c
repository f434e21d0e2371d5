/* Growth of typed arrays in an arena.
 * Place in the flow: base.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/vec.h"

#include <string.h>

#define CAP_FIRST 2 /* most lists of an item hold one thing, and there are many items */

void *
ap_vec_room(struct ap_arena *mem, void *items, size_t size, size_t n, size_t *cap)
{
    if (n == *cap) {
        size_t more = n > SIZE_MAX / 2 ? SIZE_MAX : n ? n * 2 : CAP_FIRST;
        void *moved = ap_arena_calloc(mem, more, size);
        if (n)
            memcpy(moved, items, n * size);
        *cap = more;
        return moved;
    }
    memset((char *)items + n * size, 0, size); /* the slot may have been used before a pop */
    return items;
}
