/* Zip writing: all places are computed first, then several threads copy ready-made bytes to them.
 * Place in the flow: port; pack writes the evidence pack with it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "port/zip.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/map.h"
#include "base/utf8.h"
#include "port/fs.h"
#include "port/pool.h"
#include "port/zip_header.h"

#define NAME_BYTES_MAX 65535u
#define TIME_MIN       INT64_C(315532800)  /* 1980-01-01 00:00:00 UTC */
#define TIME_MAX       INT64_C(4354819198) /* 2107-12-31 23:59:58 UTC */
#define BUFFER_BYTES   (256u << 10)
#define UNIT_BYTES     (1u << 20) /* small entries are taken together up to this */

/** What one thread has of its own. */
struct hand {
    char *buffer; /* BUFFER_BYTES, made with the first use */
    size_t held;
    uint64_t at; /* in the file, of the buffer's first byte */
    struct ap_buf header;
    size_t failed_unit; /* the lowest that failed */
    int err;            /* errno of that */
};

/** One run of ap_zip_write. */
struct job {
    int fd;
    const struct ap_zip_entry *entries;
    size_t n;
    uint64_t *local_at; /* of each entry */
    size_t *units;      /* first entry of each unit; one more at the end */
    size_t n_units;
    uint16_t time; /* in DOS form */
    uint16_t date;
    ap_cancel_fn cancel;
    void *cancel_ctx;
    struct hand *hands;
};

static void
set_time(struct job *job, int64_t unix_time)
{
    int64_t t = unix_time < TIME_MIN ? TIME_MIN : unix_time > TIME_MAX ? TIME_MAX : unix_time;
    struct ap_civil day = ap_day_to_civil((ap_day)(t / AP_DAY_SECONDS));
    int second = (int)(t % AP_DAY_SECONDS);
    job->time = (uint16_t)((second / 3600) << 11 | (second / 60 % 60) << 5 | (second % 60) / 2);
    job->date = (uint16_t)((day.year - 1980) << 9 | day.month << 5 | day.day);
}

/* --- places ---------------------------------------------------------------------------------------- */

static struct ap_zip_header
header_of(const struct job *job, size_t index)
{
    const struct ap_zip_entry *entry = &job->entries[index];
    uint16_t method = entry->deflated ? AP_ZIP_DEFLATED : AP_ZIP_STORED;
    return (struct ap_zip_header){.name = entry->name,
                                  .bytes = entry->bytes,
                                  .packed_bytes = entry->packed_bytes,
                                  .local_at = job->local_at[index],
                                  .crc32 = entry->crc32,
                                  .method = entry->encrypted ? AP_ZIP_AES : method,
                                  .inner = method,
                                  .time = job->time,
                                  .date = job->date,
                                  .folder = ap_str_ends(entry->name, AP_STR("/")),
                                  .aes = entry->encrypted};
}

static void
render(const struct job *job, size_t index, bool local, struct ap_buf *out)
{
    struct ap_zip_header header = header_of(job, index);
    ap_buf_clear(out);
    ap_zip_render_header(&header, local, out);
}

static int
check_name(struct ap_str name)
{
    bool fits = name.len > 0 && name.len <= NAME_BYTES_MAX && ap_utf8_valid(name) &&
                !memchr(name.ptr, '\0', name.len);
    return fits ? AP_OK : AP_E_INVALID;
}

/** Where each entry begins, and which go together; *ret_end is where the directory begins. */
static int
lay_out(struct job *job, struct ap_arena *mem, uint64_t *ret_end)
{
    AP_AUTO_BUF struct ap_buf header = {0};
    struct ap_map names = {0};
    uint64_t at = 0;
    uint64_t unit_at = 0;
    for (size_t i = 0; i < job->n; i++) {
        const struct ap_zip_entry *entry = &job->entries[i];
        int rc = check_name(entry->name);
        if (rc != AP_OK)
            return rc;
        if (ap_map_put(&names, mem, entry->name, (uint32_t)i) != AP_NONE)
            return AP_E_EXISTS;
        if (i == 0 || at - unit_at >= UNIT_BYTES) {
            job->units[job->n_units++] = i;
            unit_at = at;
        }
        job->local_at[i] = at;
        render(job, i, true, &header);
        at += header.len + entry->packed_bytes;
    }
    job->units[job->n_units] = job->n;
    *ret_end = at;
    return AP_OK;
}

/* --- bytes ----------------------------------------------------------------------------------------- */

static int
flush(const struct job *job, struct hand *hand)
{
    int rc = ap_fd_write_at(job->fd, hand->at, (struct ap_str){hand->buffer, hand->held});
    hand->at += hand->held;
    hand->held = 0;
    return rc;
}

static int
put(const struct job *job, struct hand *hand, struct ap_str bytes)
{
    while (bytes.len > 0) {
        size_t room = BUFFER_BYTES - hand->held;
        size_t n = bytes.len < room ? bytes.len : room;
        memcpy(hand->buffer + hand->held, bytes.ptr, n);
        hand->held += n;
        bytes = ap_str_slice(bytes, n, bytes.len);
        int rc = hand->held == BUFFER_BYTES ? flush(job, hand) : AP_OK;
        if (rc < 0)
            return rc;
    }
    return AP_OK;
}

static bool
is_cancelled(const struct job *job)
{
    return job->cancel && job->cancel(job->cancel_ctx);
}

/* The bytes of an entry are read to where they are written from. */
static int
copy_content(const struct job *job, struct hand *hand, const struct ap_zip_entry *entry)
{
    for (uint64_t at = 0; at < entry->packed_bytes;) {
        size_t room = BUFFER_BYTES - hand->held;
        uint64_t left = entry->packed_bytes - at;
        size_t ask = left < room ? (size_t)left : room;
        int64_t n = entry->read(entry->ctx, at, hand->buffer + hand->held, ask);
        if (n == 0) /* shorter than the sizes that the headers tell */
            errno = EIO;
        if (n <= 0)
            return AP_E_IO;
        at += (uint64_t)n;
        hand->held += (size_t)n;
        if (hand->held < BUFFER_BYTES)
            continue;
        int rc = is_cancelled(job) ? AP_E_CANCELLED : flush(job, hand);
        if (rc < 0)
            return rc;
    }
    return AP_OK;
}

static int
write_entry(const struct job *job, struct hand *hand, size_t index)
{
    if (is_cancelled(job))
        return AP_E_CANCELLED;
    render(job, index, true, &hand->header);
    int rc = put(job, hand, ap_buf_str(&hand->header));
    return rc < 0 ? rc : copy_content(job, hand, &job->entries[index]);
}

/** A thread that had no unit yet has no buffer yet. */
static void
begin_at(struct hand *hand, uint64_t at)
{
    if (!hand->buffer)
        hand->buffer = ap_xmalloc(BUFFER_BYTES);
    hand->held = 0;
    hand->at = at;
}

static int
write_unit(void *ctx, unsigned worker, size_t unit)
{
    const struct job *job = ctx;
    struct hand *hand = &job->hands[worker];
    begin_at(hand, job->local_at[job->units[unit]]);
    int rc = AP_OK;
    for (size_t i = job->units[unit]; rc == AP_OK && i < job->units[unit + 1]; i++)
        rc = write_entry(job, hand, i);
    if (rc == AP_OK)
        rc = flush(job, hand);
    if (rc < 0 && unit < hand->failed_unit) {
        hand->failed_unit = unit;
        hand->err = errno;
    }
    return rc;
}

static int
write_directory(const struct job *job, struct hand *hand, uint64_t at)
{
    AP_AUTO_BUF struct ap_buf bytes = {0};
    uint64_t size = 0;
    bool any_big = false;
    int rc = AP_OK;
    begin_at(hand, at);
    for (size_t i = 0; rc == AP_OK && i < job->n; i++) {
        render(job, i, false, &bytes);
        size += bytes.len;
        any_big |= ap_zip_is_big(job->entries[i].bytes, job->entries[i].packed_bytes);
        rc = put(job, hand, ap_buf_str(&bytes));
    }
    ap_buf_clear(&bytes);
    ap_zip_render_end(job->n, at, size, any_big, &bytes);
    if (rc == AP_OK)
        rc = put(job, hand, ap_buf_str(&bytes));
    return rc == AP_OK ? flush(job, hand) : rc;
}

/* The lowest unit's failure counts, as for the pool. */
static int
errno_of(const struct job *job, unsigned n_workers)
{
    const struct hand *first = &job->hands[0];
    for (unsigned i = 1; i < n_workers; i++)
        if (job->hands[i].failed_unit < first->failed_unit)
            first = &job->hands[i];
    return first->err;
}

static int
write_all(struct job *job, unsigned n_workers, uint64_t end)
{
    for (unsigned i = 0; i < n_workers; i++)
        job->hands[i] = (struct hand){.failed_unit = SIZE_MAX};
    int rc = ap_pool_run(n_workers, job->n_units, NULL, write_unit, job);
    int err = errno_of(job, n_workers);
    if (rc == AP_OK) {
        rc = write_directory(job, &job->hands[0], end);
        err = errno;
    }
    for (unsigned i = 0; i < n_workers; i++) {
        free(job->hands[i].buffer);
        ap_buf_release(&job->hands[i].header);
    }
    errno = err;
    return rc;
}

int
ap_zip_write(int fd, const struct ap_zip_entry *entries, size_t n,
             const struct ap_zip_options *options)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct job job = {.fd = fd,
                      .entries = entries,
                      .n = n,
                      .cancel = options->cancel,
                      .cancel_ctx = options->cancel_ctx};
    unsigned n_workers = options->n_workers ? options->n_workers : 1;
    uint64_t end = 0;
    if (n == 0 || n >= AP_NONE)
        return AP_E_LIMIT;
    n_workers = n_workers < AP_ZIP_WORKERS_MAX ? n_workers : AP_ZIP_WORKERS_MAX;
    job.local_at = ap_arena_array(&mem, uint64_t, n);
    job.units = ap_arena_array(&mem, size_t, n + 1);
    job.hands = ap_arena_array(&mem, struct hand, n_workers);
    set_time(&job, options->unix_time);
    int rc = lay_out(&job, &mem, &end);
    return rc < 0 ? rc : write_all(&job, n_workers, end);
}
