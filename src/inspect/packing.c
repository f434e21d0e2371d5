/* From the blocks of one file to its packed bytes in the spool: stored or deflated.
 * Place in the flow: inspect; fed by the read loop.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/packing.h"

#include "port/fs.h"

#define SAMPLE_BYTES 4096u
#define N_SAMPLES    8u
/* Dense: the probability that two sampled bytes are equal is under 1/181, 7.5 bits of 8 (collision entropy). Text lies
 * under 6.5, base64 at 6.0, compressed data above 7.9. */
#define DENSE_ABOVE 181u
#define FLUSH_BYTES (256u << 10)

void
ap_packing_release(struct ap_packing *p)
{
    ap_deflates_release(&p->deflates);
    ap_buf_release(&p->out);
    *p = (struct ap_packing){0};
}

/* --- the level ------------------------------------------------------------------------------------- */

/* What a longer search gains is little where short matches are all there is: on text, level 4 takes three quarters of the
 * time of level 5 for 2 % more bytes; on tables, level 1 takes a third of it for 8 %. The others stand at the default, and
 * so do small files, where there is no time to be won. */
#define SMALL_BYTES    16384u
#define LEVEL_OF_TEXT  4
#define LEVEL_OF_TABLE 1

static const int levels[] = {AP_DEFLATE_LEVEL, LEVEL_OF_TEXT, LEVEL_OF_TABLE};

int
ap_packing_level(enum ap_kind kind, uint64_t bytes, int asked)
{
    if (asked != 0)
        return asked;
    if (bytes < SMALL_BYTES)
        return AP_DEFLATE_LEVEL;
    switch (kind) {
    case AP_KIND_CSV:
        return LEVEL_OF_TABLE;
    case AP_KIND_TEXT:
        return LEVEL_OF_TEXT;
    default:
        return AP_DEFLATE_LEVEL;
    }
}

size_t
ap_packing_levels(const int **ret_levels)
{
    *ret_levels = levels;
    return AP_COUNT(levels);
}

/* --- dense or not ---------------------------------------------------------------------------------- */

bool
ap_packing_is_dense(struct ap_str bytes)
{
    uint64_t counts[256] = {0};
    uint64_t n = 0;
    uint64_t equal = 0;
    size_t step = bytes.len / N_SAMPLES;
    for (unsigned i = 0; i < N_SAMPLES; i++) {
        size_t from = step * i;
        size_t to = step < SAMPLE_BYTES ? from + step : from + SAMPLE_BYTES;
        n += to - from;
        for (size_t k = from; k < to; k++)
            counts[(unsigned char)bytes.ptr[k]]++;
    }
    for (unsigned i = 0; i < AP_COUNT(counts); i++)
        equal += counts[i] * counts[i];
    return n > 0 && equal * DENSE_ABOVE < n * n;
}

/* --- streams --------------------------------------------------------------------------------------- */

static int
write_on(struct ap_packing *p, struct ap_spool *spool, struct ap_str bytes)
{
    if (bytes.len > p->reserved - p->written)
        return AP_E_BUG; /* the bound below is zlib's own */
    int r = ap_fd_write_at(spool->fd, p->offset + p->written, bytes);
    if (r == AP_OK)
        p->written += bytes.len;
    return r;
}

static int
flush(struct ap_packing *p, struct ap_spool *spool)
{
    int r = write_on(p, spool, ap_buf_str(&p->out));
    ap_buf_clear(&p->out);
    return r;
}

static void
start_stream(struct ap_packing *p, struct ap_spool *spool, struct ap_str block, uint64_t bytes)
{
    bool deflating = !ap_packing_is_dense(block);
    p->streaming = true;
    p->deflating =
        deflating ? ap_deflates_get(&p->deflates, p->level ? p->level : AP_DEFLATE_LEVEL) : NULL;
    p->written = 0;
    /* zlib's bound for its default window and memory, rounded up. */
    p->reserved = p->deflating ? bytes + (bytes >> 11) + (bytes >> 14) + 4096 : bytes;
    p->offset = ap_spool_reserve(spool, p->reserved);
    ap_buf_clear(&p->out);
    if (p->deflating)
        ap_deflate_start(p->deflating);
}

int
ap_packing_stream(struct ap_packing *p, struct ap_spool *spool, struct ap_str block, uint64_t bytes)
{
    if (!p->streaming)
        start_stream(p, spool, block, bytes);
    if (!p->deflating)
        return write_on(p, spool, block);
    ap_deflate_feed(p->deflating, block, false, &p->out);
    return p->out.len >= FLUSH_BYTES ? flush(p, spool) : AP_OK;
}

int
ap_packing_stream_end(struct ap_packing *p, struct ap_spool *spool, struct ap_payload *ret_payload)
{
    int r = AP_OK;
    if (p->deflating) {
        ap_deflate_feed(p->deflating, AP_STR(""), true, &p->out);
        r = flush(p, spool);
    }
    if (r == AP_OK)
        *ret_payload = (struct ap_payload){true, p->deflating != NULL, p->offset, p->written};
    p->streaming = false;
    return r;
}

void
ap_packing_drop(struct ap_packing *p)
{
    p->streaming = false;
}

int
ap_packing_whole(struct ap_packing *p, struct ap_spool *spool, enum ap_kind kind,
                 struct ap_str bytes, struct ap_payload *ret_payload)
{
    struct ap_str packed = bytes;
    bool deflated = false;
    if (bytes.len > 0 && !ap_packing_is_dense(bytes)) {
        int level = ap_packing_level(kind, bytes.len, p->level);
        ap_deflate_whole(ap_deflates_get(&p->deflates, level), bytes, &p->out);
        deflated = p->out.len < bytes.len;
        if (deflated)
            packed = ap_buf_str(&p->out);
    }
    uint64_t offset = ap_spool_reserve(spool, packed.len);
    int r = ap_fd_write_at(spool->fd, offset, packed);
    if (r == AP_OK)
        *ret_payload = (struct ap_payload){true, deflated, offset, packed.len};
    return r;
}
