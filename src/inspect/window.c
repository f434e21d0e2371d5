/* A block buffer that keeps the end of the block before in front of the next, or the whole stream.
 * Place in the flow: inspect; private memory of one worker, grown to what a file needs and reused.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/window.h"

#include <stdlib.h>
#include <string.h>

#define GRAIN_BYTES 65536u

void
ap_window_begin(struct ap_window *w, size_t room, bool whole)
{
    size_t need = (AP_CARRY_BYTES + room + GRAIN_BYTES - 1) / GRAIN_BYTES * GRAIN_BYTES;
    if (need > w->cap) {
        free(w->mem); /* the old content is of no use: no realloc */
        w->mem = ap_xmalloc(need);
        w->cap = need;
    }
    w->whole = whole;
    w->room = room;
    w->last = 0;
    w->offset = 0;
}

void
ap_window_release(struct ap_window *w)
{
    free(w->mem);
    *w = (struct ap_window){0};
}

static size_t
carry_of(const struct ap_window *w)
{
    return w->offset < AP_CARRY_BYTES ? (size_t)w->offset : AP_CARRY_BYTES;
}

char *
ap_window_place(struct ap_window *w, size_t *ret_room)
{
    char *start = w->mem + AP_CARRY_BYTES;
    if (w->whole) {
        *ret_room = w->room - (size_t)w->offset;
        return start + w->offset;
    }
    size_t carry = carry_of(w);
    memmove(start - carry, start + w->last - carry, carry);
    w->last = 0;
    *ret_room = w->room;
    return start;
}

struct ap_block
ap_window_take(struct ap_window *w, size_t n)
{
    size_t carry = carry_of(w);
    const char *bytes = w->mem + AP_CARRY_BYTES + (w->whole ? (size_t)w->offset : 0);
    struct ap_block block = {bytes, n, carry, w->offset};
    w->last = n;
    w->offset += n;
    return block;
}

struct ap_str
ap_window_whole(const struct ap_window *w)
{
    return (struct ap_str){w->mem + AP_CARRY_BYTES, (size_t)w->offset};
}
