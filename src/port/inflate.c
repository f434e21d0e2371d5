/* Raw inflate through zlib, block by block, so that the padding between blocks can be looked at.
 * Place in the flow: port.
 * SPDX-License-Identifier: Apache-2.0 */
#include "port/inflate.h"

#define ZLIB_CONST /* next_in points to const */
#include <stdlib.h>
#include <zlib.h>

#define RAW_WINDOW_BITS (-15)
#define FEED_MAX        (1u << 30) /* zlib counts in 32 bits */
#define HEADER_BITS     3u         /* of a block: last or not, two bits of type */

/* What zlib says in data_type. */
enum { UNUSED_BITS = 7, LAST_BLOCK = 64, AT_BLOCK = 128 };

struct ap_inflate {
    z_stream stream;
    unsigned char last; /* the last byte that was used */
    unsigned unused;    /* bits of it that are still to come, at a block */
    bool at_block;      /* before a block whose header was not looked at */
    bool ended;
    bool hidden;
};

struct ap_inflate *
ap_inflate_new(void)
{
    struct ap_inflate *inflate = ap_xmalloc(sizeof *inflate);
    *inflate = (struct ap_inflate){.ended = true};
    if (inflateInit2(&inflate->stream, RAW_WINDOW_BITS) != Z_OK)
        ap_oom(sizeof *inflate);
    return inflate;
}

void
ap_inflate_free(struct ap_inflate *inflate)
{
    if (!inflate)
        return;
    (void)inflateEnd(&inflate->stream);
    free(inflate);
}

void
ap_inflate_start(struct ap_inflate *inflate)
{
    (void)inflateReset(&inflate->stream);
    inflate->last = 0;
    inflate->unused = 0;
    inflate->at_block = true;
    inflate->ended = false;
    inflate->hidden = false;
}

/** Between two blocks: `unused` high bits of the last byte are still to come. When the next block is a stored
 *  one, what follows its header up to the end of the byte is padding.
 *
 *  gives false when the next byte is needed and not there yet */
static bool
look_at_next_block(struct ap_inflate *inflate)
{
    unsigned unused = inflate->unused;
    unsigned window = unused ? (unsigned)inflate->last >> (8 - unused) : 0;
    if (unused < HEADER_BITS) {
        if (inflate->stream.avail_in == 0)
            return false;
        window |= (unsigned)inflate->stream.next_in[0] << unused;
    }
    bool is_stored = ((window >> 1) & 3u) == 0;
    if (is_stored && window >> HEADER_BITS)
        inflate->hidden = true;
    return true;
}

static void
look_at_end(struct ap_inflate *inflate)
{
    if (inflate->unused && (unsigned)inflate->last >> (8 - inflate->unused))
        inflate->hidden = true;
    inflate->ended = true;
}

static int
inflate_to_block(z_stream *stream)
{
    return inflate(stream, Z_BLOCK);
}

/** One step of zlib's: to the next block, or as far as input and room go. False: no further step now. */
static bool
step(struct ap_inflate *inflate, int *result)
{
    z_stream *stream = &inflate->stream;
    if (inflate->at_block && !look_at_next_block(inflate))
        return false;
    inflate->at_block = false;
    const unsigned char *before = stream->next_in;
    *result = inflate_to_block(stream);
    if (stream->next_in != before)
        inflate->last = stream->next_in[-1];
    if (*result != Z_OK)
        return false;
    if (!(stream->data_type & AT_BLOCK))
        return stream->avail_in > 0 && stream->avail_out > 0;
    inflate->unused = (unsigned)stream->data_type & UNUSED_BITS;
    inflate->at_block = true;
    if (stream->data_type & LAST_BLOCK)
        look_at_end(inflate);
    return !inflate->ended;
}

int
ap_inflate_feed(struct ap_inflate *inflate, struct ap_str *input, char *out, size_t size,
                size_t *ret_n)
{
    z_stream *stream = &inflate->stream;
    size_t n_in = input->len < FEED_MAX ? input->len : FEED_MAX;
    size_t n_out = size < FEED_MAX ? size : FEED_MAX;
    stream->next_in = (const unsigned char *)input->ptr;
    stream->avail_in = (uInt)n_in;
    stream->next_out = (unsigned char *)out;
    stream->avail_out = (uInt)n_out;
    int result = Z_OK;
    while (!inflate->ended && step(inflate, &result))
        continue;
    *ret_n = n_out - stream->avail_out;
    *input = ap_str_slice(*input, n_in - stream->avail_in, input->len);
    return result == Z_OK || result == Z_BUF_ERROR ? AP_OK : AP_E_SYNTAX;
}

bool
ap_inflate_has_ended(const struct ap_inflate *inflate)
{
    return inflate->ended;
}

bool
ap_inflate_has_hidden_bits(const struct ap_inflate *inflate)
{
    return inflate->hidden;
}
