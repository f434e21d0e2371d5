/* Raw deflate: whole buffers through libdeflate, streams through zlib.
 * Place in the flow: port.
 * SPDX-License-Identifier: Apache-2.0 */
#include "port/deflate.h"

#define ZLIB_CONST /* next_in points to const */
#include <libdeflate.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

#define RAW_WINDOW_BITS (-15) /* zlib: negative means no header */
#define MEMORY_LEVEL    8
#define ZLIB_LEVEL_MAX  9
#define FEED_MAX        (1u << 30)  /* zlib counts in 32 bits */
#define OUT_STEP        (64u << 10) /* room made for output at a time */

struct ap_deflate {
    int level;
    struct libdeflate_compressor *whole;
    z_stream stream;
    bool has_stream;
};

/** Room for `more` bytes and a NUL behind what is in `buf`. */
static void
reserve(struct ap_buf *buf, size_t more)
{
    if (more > SIZE_MAX / 2 - buf->len - 1)
        ap_oom(more);
    size_t need = buf->len + more + 1;
    if (need <= buf->cap)
        return;
    size_t cap = buf->cap + buf->cap / 2;
    buf->cap = cap > need ? cap : need;
    buf->ptr = ap_xrealloc(buf->ptr, buf->cap);
}

static void
set_end(struct ap_buf *buf, size_t len)
{
    buf->len = len;
    buf->ptr[len] = '\0';
}

struct ap_deflate *
ap_deflate_new(int level)
{
    struct ap_deflate *deflate = ap_xmalloc(sizeof *deflate);
    *deflate = (struct ap_deflate){.level = level};
    deflate->whole = libdeflate_alloc_compressor(level);
    if (!deflate->whole)
        ap_oom(sizeof *deflate);
    return deflate;
}

void
ap_deflate_free(struct ap_deflate *deflate)
{
    if (!deflate)
        return;
    libdeflate_free_compressor(deflate->whole);
    if (deflate->has_stream)
        (void)deflateEnd(&deflate->stream);
    free(deflate);
}

struct ap_deflate *
ap_deflates_get(struct ap_deflates *all, int level)
{
    if (!all->at[level])
        all->at[level] = ap_deflate_new(level);
    return all->at[level];
}

void
ap_deflates_release(struct ap_deflates *all)
{
    for (size_t i = 0; i < AP_COUNT(all->at); i++)
        ap_deflate_free(all->at[i]);
    *all = (struct ap_deflates){{NULL}};
}

void
ap_deflate_whole(struct ap_deflate *deflate, struct ap_str bytes, struct ap_buf *out)
{
    const char *from = bytes.ptr ? bytes.ptr : "";
    size_t bound = libdeflate_deflate_compress_bound(deflate->whole, bytes.len);
    out->len = 0;
    reserve(out, bound);
    size_t n = libdeflate_deflate_compress(deflate->whole, from, bytes.len, out->ptr, bound);
    set_end(out, n); /* never 0 with that bound */
}

void
ap_deflate_start(struct ap_deflate *deflate)
{
    int rc;
    if (deflate->has_stream) {
        rc = deflateReset(&deflate->stream);
    } else {
        int level = deflate->level < ZLIB_LEVEL_MAX ? deflate->level : ZLIB_LEVEL_MAX;
        rc = deflateInit2(&deflate->stream, level, Z_DEFLATED, RAW_WINDOW_BITS, MEMORY_LEVEL,
                          Z_DEFAULT_STRATEGY);
        deflate->has_stream = rc == Z_OK;
    }
    if (rc != Z_OK)
        ap_oom(sizeof deflate->stream);
}

/** Give zlib one piece of input and take all the output there is. */
static void
feed_piece(z_stream *stream, struct ap_str piece, int flush, struct ap_buf *out)
{
    stream->next_in = (const Bytef *)(piece.ptr ? piece.ptr : "");
    stream->avail_in = (uInt)piece.len;
    do {
        reserve(out, OUT_STEP);
        stream->next_out = (Bytef *)out->ptr + out->len;
        stream->avail_out = OUT_STEP;
        (void)deflate(stream, flush); /* with input or room, as here, it cannot fail */
        set_end(out, out->len + OUT_STEP - stream->avail_out);
    } while (stream->avail_out == 0);
}

void
ap_deflate_feed(struct ap_deflate *deflate, struct ap_str block, bool last, struct ap_buf *out)
{
    while (block.len > FEED_MAX) {
        feed_piece(&deflate->stream, ap_str_slice(block, 0, FEED_MAX), Z_NO_FLUSH, out);
        block = ap_str_slice(block, FEED_MAX, block.len);
    }
    feed_piece(&deflate->stream, block, last ? Z_FINISH : Z_NO_FLUSH, out);
}

static char engines[64];

static void
name_engines(void)
{
    (void)snprintf(engines, sizeof engines, "libdeflate %s, zlib %s", LIBDEFLATE_VERSION_STRING,
                   zlibVersion());
}

const char *
ap_deflate_engines(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, name_engines);
    return engines;
}

struct ap_str
ap_deflate_engines_at(int level, struct ap_arena *mem)
{
    if (level == 0)
        return ap_str_from(ap_deflate_engines());
    return ap_arena_printf(mem, "libdeflate %s level %d, zlib %s", LIBDEFLATE_VERSION_STRING, level,
                           zlibVersion());
}
