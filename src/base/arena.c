/* Arena: a stack of growing blocks, the newest on top.
 * Place in the flow: base.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_FIRST ((size_t)64 << 10)
#define BLOCK_MOST  ((size_t)1 << 20)
#define ALIGNMENT   _Alignof(max_align_t)

struct ap_arena_block {
    struct ap_arena_block *below;
    size_t cap;
    size_t used;
    _Alignas(max_align_t) unsigned char bytes[];
};

/* Under AddressSanitizer all that was not handed out is poisoned, with a gap behind each piece, so
 * that an overrun inside a block is seen as it would be between two pieces from malloc. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISON 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define ARENA_POISON 1
#endif

#ifdef ARENA_POISON
void __asan_poison_memory_region(const volatile void *bytes, size_t n);
void __asan_unpoison_memory_region(const volatile void *bytes, size_t n);
#define POISON(bytes, n)   __asan_poison_memory_region((bytes), (n))
#define UNPOISON(bytes, n) __asan_unpoison_memory_region((bytes), (n))
#define GAP                ((size_t)16)
#else
#define POISON(bytes, n)   ((void)0)
#define UNPOISON(bytes, n) ((void)0)
#define GAP                ((size_t)0)
#endif

static void
pop_block(struct ap_arena *mem)
{
    struct ap_arena_block *block = mem->head;
    mem->head = block->below;
    mem->used_bytes -= block->used;
    UNPOISON(block->bytes, block->cap);
    free(block);
}

static void
push_block(struct ap_arena *mem, size_t bytes)
{
    size_t cap = mem->head ? mem->head->cap : BLOCK_FIRST / 2;
    cap = cap > BLOCK_MOST / 2 ? BLOCK_MOST : cap * 2;
    if (bytes > cap)
        cap = bytes;
    struct ap_arena_block *block = ap_xmalloc(sizeof *block + cap);
    block->below = mem->head;
    block->cap = cap;
    block->used = 0;
    POISON(block->bytes, cap);
    mem->head = block;
}

void
ap_arena_release(struct ap_arena *mem)
{
    while (mem->head)
        pop_block(mem);
}

void *
ap_arena_alloc(struct ap_arena *mem, size_t bytes)
{
    if (bytes > PTRDIFF_MAX - sizeof(struct ap_arena_block) - ALIGNMENT - GAP)
        ap_oom(bytes);
    size_t wanted = bytes ? bytes : 1;
    size_t taken = (wanted + GAP + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (!mem->head || mem->head->cap - mem->head->used < taken)
        push_block(mem, taken);
    unsigned char *made = mem->head->bytes + mem->head->used;
    mem->head->used += taken;
    mem->used_bytes += taken;
    UNPOISON(made, wanted);
    memset(made, 0, wanted);
    return made;
}

void *
ap_arena_calloc(struct ap_arena *mem, size_t n, size_t size)
{
    if (size && n > SIZE_MAX / size)
        ap_oom(SIZE_MAX);
    return ap_arena_alloc(mem, n * size);
}

struct ap_arena_mark
ap_arena_mark(const struct ap_arena *mem)
{
    return (struct ap_arena_mark){mem->head, mem->head ? mem->head->used : 0};
}

void
ap_arena_rewind(struct ap_arena *mem, struct ap_arena_mark mark)
{
    while (mem->head && mem->head != mark.block)
        pop_block(mem);
    if (!mem->head)
        return;
    POISON(mem->head->bytes + mark.used, mem->head->used - mark.used);
    mem->used_bytes -= mem->head->used - mark.used;
    mem->head->used = mark.used;
}

struct ap_str
ap_arena_copy(struct ap_arena *mem, struct ap_str s)
{
    if (s.len == SIZE_MAX)
        ap_oom(s.len);
    char *copy = ap_arena_alloc(mem, s.len + 1);
    if (s.len)
        memcpy(copy, s.ptr, s.len);
    return (struct ap_str){copy, s.len};
}

struct ap_str
ap_arena_vprintf(struct ap_arena *mem, const char *fmt, va_list args)
{
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, fmt, args);
    size_t room = len > 0 ? (size_t)len + 1 : 1;
    char *text = ap_arena_alloc(mem, room);
    if (len > 0)
        (void)vsnprintf(text, room, fmt, again);
    va_end(again);
    return (struct ap_str){text, room - 1};
}

struct ap_str
ap_arena_lower(struct ap_arena *mem, struct ap_str s)
{
    char *lower = ap_arena_alloc(mem, s.len + 1);
    for (size_t i = 0; i < s.len; i++)
        lower[i] = ap_lower(s.ptr[i]);
    return (struct ap_str){lower, s.len};
}

struct ap_str
ap_arena_printf(struct ap_arena *mem, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    struct ap_str text = ap_arena_vprintf(mem, fmt, args);
    va_end(args);
    return text;
}

struct ap_str
ap_arena_join(struct ap_arena *mem, struct ap_str a, const char *sep, struct ap_str b)
{
    struct ap_str parts[] = {a, ap_str_from(sep), b};
    size_t len = 0;
    for (size_t i = 0; i < AP_COUNT(parts); i++) {
        if (parts[i].len > PTRDIFF_MAX - len)
            ap_oom(SIZE_MAX);
        len += parts[i].len;
    }
    char *text = ap_arena_alloc(mem, len + 1);
    size_t at = 0;
    for (size_t i = 0; i < AP_COUNT(parts); i++) {
        if (parts[i].len)
            memcpy(text + at, parts[i].ptr, parts[i].len);
        at += parts[i].len;
    }
    return (struct ap_str){text, len};
}

struct ap_str
ap_arena_join_all(struct ap_arena *mem, const struct ap_strs *list, const char *sep)
{
    size_t sep_len = strlen(sep);
    size_t len = 0;
    if (list->n == 0)
        return AP_STR_NONE;
    for (size_t i = 0; i < list->n; i++) {
        if (list->items[i].len > PTRDIFF_MAX - sep_len - len)
            ap_oom(SIZE_MAX);
        len += list->items[i].len + sep_len;
    }
    char *text = ap_arena_alloc(mem, len + 1);
    size_t at = 0;
    for (size_t i = 0; i < list->n; i++) {
        memcpy(text + at, sep, i ? sep_len : 0);
        at += i ? sep_len : 0;
        if (list->items[i].len)
            memcpy(text + at, list->items[i].ptr, list->items[i].len);
        at += list->items[i].len;
    }
    text[at] = '\0';
    return (struct ap_str){text, at};
}
