/* Typed growing arrays in an arena: any struct with {items, n, cap}.
 * Place in the flow: base.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"

/** Declares `struct NAME { TYPE *items; size_t n, cap; }`. All vectors share this layout (struct ap_vec). */
#define AP_VEC(NAME, TYPE)                                                                         \
    struct NAME {                                                                                  \
        TYPE *items;                                                                               \
        size_t n;                                                                                  \
        size_t cap;                                                                                \
    }

/** The layout of every vector, for code that works on any (schema tables). */
struct ap_vec {
    void *items;
    size_t n;
    size_t cap;
};

/** Make room for one more item of `size` bytes; returns the (possibly moved) items, updates *cap. */
void *ap_vec_room(struct ap_arena *mem, void *items, size_t size, size_t n, size_t *cap);

/** A pointer to a new, zeroed last item of `vec`, valid until the next push. */
#define ap_vec_push(mem, vec)                                                                      \
    ((vec)->items = ap_vec_room((mem), (vec)->items, sizeof *(vec)->items, (vec)->n, &(vec)->cap), \
     &(vec)->items[(vec)->n++])
