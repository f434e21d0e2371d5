/* Arena: memory that is given back all at once.
 * Place in the flow: base; one arena a run, one scratch arena a stage or thread.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdarg.h>

#include "base/str.h"

struct ap_arena_block;

/** Not thread-safe: one thread, one arena. Zero-initialised is valid and empty. */
struct ap_arena {
    struct ap_arena_block *head;
    size_t used_bytes; /* in all blocks, for statistics */
};

/** Where an arena stood, to go back to. */
struct ap_arena_mark {
    struct ap_arena_block *block;
    size_t used;
};

void ap_arena_release(struct ap_arena *mem);
/** Zeroed, aligned for any type; never NULL (ap_oom). A size of 0 gives a valid pointer. */
void *ap_arena_alloc(struct ap_arena *mem, size_t bytes);
/** As ap_arena_alloc for n × size; ap_oom on overflow. */
void *ap_arena_calloc(struct ap_arena *mem, size_t n, size_t size);
struct ap_arena_mark ap_arena_mark(const struct ap_arena *mem);
/** Forget all that was allocated since the mark. */
void ap_arena_rewind(struct ap_arena *mem, struct ap_arena_mark mark);

#define ap_arena_new(mem, type) ((type *)ap_arena_alloc((mem), sizeof(type)))
#define ap_arena_array(mem, type, n) ((type *)ap_arena_calloc((mem), (n), sizeof(type)))

/** A copy with a NUL behind it (not counted). */
struct ap_str ap_arena_copy(struct ap_arena *mem, struct ap_str s);
struct ap_str ap_arena_lower(struct ap_arena *mem, struct ap_str s); /* the same, in ASCII lower case */
struct ap_str ap_arena_printf(struct ap_arena *mem, const char *fmt, ...) AP_PRINTF(2, 3);
struct ap_str ap_arena_vprintf(struct ap_arena *mem, const char *fmt, va_list args) AP_PRINTF(2, 0);
/** a, sep, b joined. */
struct ap_str ap_arena_join(struct ap_arena *mem, struct ap_str a, const char *sep, struct ap_str b);
/** All entries, `sep` between them; an empty list gives an empty view. */
struct ap_str ap_arena_join_all(struct ap_arena *mem, const struct ap_strs *list, const char *sep);
