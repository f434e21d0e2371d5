/* Zip writing through libzip: entries yield ready-made bytes, the file is a source over one descriptor.
 * Place in the flow: port; pack writes the evidence pack with it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "port/zip.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <zip.h>

#include "base/cleanup.h"
#include "port/fs.h"

#define UNIX_MODE      0100644u /* a regular file, rw-r--r-- */
#define FOLDER_MODE    0040755u
#define DOS_FOLDER     0x10u
#define NAME_BYTES_MAX 65535u
#define TIME_MIN       INT64_C(315532800)  /* 1980-01-01 00:00:00 UTC */
#define TIME_MAX       INT64_C(4354819198) /* 2107-12-31 23:59:58 UTC */
#define DAY_S          86400
#define SINK_BYTES     (128u << 10) /* libzip writes 8 KiB at a time */

/** One run of ap_zip_write, shared by all its sources. */
struct job {
    int err; /* errno of the first failure of ours */
    zip_error_t error;
    ap_cancel_fn cancel;
    void *cancel_ctx;
};

static zip_int64_t
fail(struct job *job, int zip_code, int err)
{
    if (!job->err)
        job->err = err ? err : EIO;
    zip_error_set(&job->error, zip_code, job->err);
    return -1;
}

/* --- one entry ------------------------------------------------------------------------------------- */

struct part {
    struct job *job;
    const struct ap_zip_entry *entry;
    uint64_t at;
};

/** With all four known and the method equal to the entry's, libzip copies the bytes raw. */
static zip_int64_t
stat_part(const struct part *part, void *data)
{
    zip_stat_t *st = data;
    zip_stat_init(st);
    st->size = part->entry->bytes;
    st->comp_size = part->entry->packed_bytes;
    st->crc = part->entry->crc32;
    st->comp_method = part->entry->deflated ? ZIP_CM_DEFLATE : ZIP_CM_STORE;
    st->valid = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_CRC | ZIP_STAT_COMP_METHOD;
    if (part->entry->encrypted) {
        st->encryption_method = ZIP_EM_AES_256;
        st->valid |= ZIP_STAT_ENCRYPTION_METHOD;
    }
    return sizeof *st;
}

static zip_int64_t
read_part(struct part *part, void *data, uint64_t size)
{
    uint64_t left = part->entry->packed_bytes - part->at;
    if (left == 0)
        return 0;
    size_t ask = (size_t)(size < left ? size : left);
    int64_t n = part->entry->read(part->entry->ctx, part->at, data, ask);
    if (n < 0)
        return fail(part->job, ZIP_ER_READ, errno);
    if (n == 0) /* shorter than the sizes that the headers will tell */
        return fail(part->job, ZIP_ER_READ, EIO);
    part->at += (uint64_t)n;
    return n;
}

static zip_int64_t
part_source(void *user, void *data, zip_uint64_t size, zip_source_cmd_t command)
{
    struct part *part = user;
    switch (command) {
    case ZIP_SOURCE_OPEN:
        part->at = 0;
        return 0;
    case ZIP_SOURCE_READ:
        return read_part(part, data, size);
    case ZIP_SOURCE_STAT:
        return stat_part(part, data);
    case ZIP_SOURCE_ERROR:
        return zip_error_to_data(&part->job->error, data, size);
    case ZIP_SOURCE_SUPPORTS:
        return ZIP_SOURCE_SUPPORTS_READABLE;
    case ZIP_SOURCE_CLOSE:
    case ZIP_SOURCE_FREE:
        return 0;
    default:
        return fail(part->job, ZIP_ER_OPNOTSUPP, EOPNOTSUPP);
    }
}

/* --- the file -------------------------------------------------------------------------------------- */

struct sink {
    struct job *job;
    int fd;
    uint64_t flushed; /* offset in the file where the buffer's first byte goes */
    size_t held;
    char buffer[SINK_BYTES];
};

static zip_int64_t
flush_sink(struct sink *sink)
{
    struct ap_str bytes = {sink->buffer, sink->held};
    if (ap_fd_write_at(sink->fd, sink->flushed, bytes) != AP_OK)
        return fail(sink->job, ZIP_ER_WRITE, errno);
    sink->flushed += sink->held;
    sink->held = 0;
    return 0;
}

static zip_int64_t
write_sink(struct sink *sink, const void *data, uint64_t size)
{
    for (uint64_t done = 0; done < size;) {
        if (sink->held == SINK_BYTES && flush_sink(sink) < 0)
            return -1;
        size_t room = SINK_BYTES - sink->held;
        size_t n = size - done < room ? (size_t)(size - done) : room;
        memcpy(sink->buffer + sink->held, (const char *)data + done, n);
        sink->held += n;
        done += n;
    }
    return (zip_int64_t)size;
}

/** libzip goes back to each local header once its entry is written, and to the end again. */
static zip_int64_t
seek_sink(struct sink *sink, void *data, uint64_t size)
{
    struct stat st;
    if (flush_sink(sink) < 0)
        return -1;
    if (fstat(sink->fd, &st) != 0)
        return fail(sink->job, ZIP_ER_SEEK, errno);
    zip_int64_t to = zip_source_seek_compute_offset(sink->flushed, (uint64_t)st.st_size, data, size,
                                                    &sink->job->error);
    if (to < 0)
        return -1;
    sink->flushed = (uint64_t)to;
    return 0;
}

static zip_int64_t
stat_sink(void *data)
{
    zip_stat_t *st = data;
    zip_stat_init(st);
    st->size = 0;
    st->valid = ZIP_STAT_SIZE;
    return sizeof *st;
}

static zip_int64_t
sink_source(void *user, void *data, zip_uint64_t size, zip_source_cmd_t command)
{
    struct sink *sink = user;
    switch (command) {
    case ZIP_SOURCE_WRITE:
        return write_sink(sink, data, size);
    case ZIP_SOURCE_SEEK_WRITE:
        return seek_sink(sink, data, size);
    case ZIP_SOURCE_TELL_WRITE:
        return (zip_int64_t)(sink->flushed + sink->held);
    case ZIP_SOURCE_COMMIT_WRITE:
        return flush_sink(sink);
    case ZIP_SOURCE_STAT:
        return stat_sink(data);
    case ZIP_SOURCE_ERROR:
        return zip_error_to_data(&sink->job->error, data, size);
    case ZIP_SOURCE_SUPPORTS:
        return ZIP_SOURCE_SUPPORTS_WRITABLE;
    case ZIP_SOURCE_OPEN: /* an empty file: nothing to read, nothing to seek, nothing to restore */
    case ZIP_SOURCE_READ:
    case ZIP_SOURCE_SEEK:
    case ZIP_SOURCE_TELL:
    case ZIP_SOURCE_CLOSE:
    case ZIP_SOURCE_BEGIN_WRITE:
    case ZIP_SOURCE_ROLLBACK_WRITE:
    case ZIP_SOURCE_REMOVE:
    case ZIP_SOURCE_FREE:
        return 0;
    default:
        return fail(sink->job, ZIP_ER_OPNOTSUPP, EOPNOTSUPP);
    }
}

/* --- the archive ----------------------------------------------------------------------------------- */

struct dos_time {
    uint16_t time;
    uint16_t date;
};

/** libzip turns DOS time into local time and back: true when that gives the same in this process's zone. */
static bool
is_kept_by_zone(struct ap_civil day, int second)
{
    struct tm tm = {
        .tm_year = day.year - 1900,
        .tm_mon = day.month - 1,
        .tm_mday = day.day,
        .tm_hour = second / 3600,
        .tm_min = second / 60 % 60,
        .tm_sec = second % 60,
        .tm_isdst = -1,
    };
    struct tm back = {0};
    time_t local = mktime(&tm);
    return localtime_r(&local, &back) && back.tm_mday == day.day &&
           back.tm_hour * 3600 + back.tm_min * 60 + back.tm_sec == second;
}

static int
dos_time_from_unix(int64_t unix_time, struct dos_time *ret_dos)
{
    int64_t t = unix_time < TIME_MIN ? TIME_MIN : unix_time > TIME_MAX ? TIME_MAX : unix_time;
    struct ap_civil day = ap_day_to_civil((ap_day)(t / DAY_S));
    int second = (int)(t % DAY_S) & ~1;
    if (!is_kept_by_zone(day, second))
        return AP_E_INVALID;
    int time = (second / 3600) << 11 | (second / 60 % 60) << 5 | (second % 60) / 2;
    int date = (day.year - 1980) << 9 | day.month << 5 | day.day;
    *ret_dos = (struct dos_time){(uint16_t)time, (uint16_t)date};
    return AP_OK;
}

/** The code for the archive's last error, with errno set. */
static int
result_of(zip_t *za, const struct job *job)
{
    const zip_error_t *error = zip_get_error(za);
    int system = zip_error_code_system(error);
    errno = job->err ? job->err : system ? system : EIO;
    switch (zip_error_code_zip(error)) {
    case ZIP_ER_CANCELLED:
        return AP_E_CANCELLED;
    case ZIP_ER_EXISTS:
        return AP_E_EXISTS;
    case ZIP_ER_INVAL:
        return job->err ? AP_E_IO : AP_E_INVALID;
    case ZIP_ER_MEMORY:
        ap_oom(sizeof(struct part));
    default:
        return AP_E_IO;
    }
}

/* A name that ends in '/' is a folder. */
static zip_uint32_t
attributes_of(struct ap_str name)
{
    return ap_str_ends(name, AP_STR("/")) ? FOLDER_MODE << 16 | DOS_FOLDER : UNIX_MODE << 16;
}

static int
add_entry(zip_t *za, struct part *part, struct dos_time dos, struct ap_buf *name)
{
    const struct ap_zip_entry *entry = part->entry;
    if (entry->name.len == 0 || entry->name.len > NAME_BYTES_MAX ||
        memchr(entry->name.ptr, '\0', entry->name.len))
        return AP_E_INVALID;
    ap_buf_clear(name);
    ap_buf_add_str(name, entry->name);
    zip_source_t *source = zip_source_function(za, part_source, part);
    if (!source)
        return result_of(za, part->job);
    zip_int64_t index = zip_file_add(za, name->ptr, source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
        int rc = result_of(za, part->job);
        zip_source_free(source);
        return rc;
    }
    zip_uint64_t i = (zip_uint64_t)index;
    if (entry->encrypted && zip_file_set_encryption(za, i, ZIP_EM_AES_256, NULL) != 0)
        return result_of(za, part->job);
    if ((!entry->deflated && zip_set_file_compression(za, i, ZIP_CM_STORE, 0) != 0) ||
        zip_file_set_dostime(za, i, dos.time, dos.date, 0) != 0 ||
        zip_file_set_external_attributes(za, i, 0, ZIP_OPSYS_UNIX, attributes_of(entry->name)) != 0)
        return result_of(za, part->job);
    return AP_OK;
}

static int
ask_cancel(zip_t *za, void *user)
{
    (void)za;
    const struct job *job = user;
    return job->cancel(job->cancel_ctx) ? 1 : 0;
}

/** Add all and close; the archive is gone afterwards, whatever the result. */
static int
write_archive(zip_t *za, struct job *job, struct part *parts, size_t n, struct dos_time dos)
{
    AP_AUTO_BUF struct ap_buf name = {0};
    int rc = AP_OK;
    for (size_t i = 0; i < n && rc == AP_OK; i++)
        rc = add_entry(za, &parts[i], dos, &name);
    if (rc == AP_OK && job->cancel &&
        zip_register_cancel_callback_with_state(za, ask_cancel, NULL, job) != 0)
        rc = result_of(za, job);
    if (rc == AP_OK && zip_close(za) == 0)
        return AP_OK;
    if (rc == AP_OK)
        rc = result_of(za, job);
    int err = errno;
    zip_discard(za);
    errno = err;
    return rc;
}

static zip_t *
open_archive(struct sink *sink)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_function_create(sink_source, sink, &error);
    zip_t *za = source ? zip_open_from_source(source, ZIP_CREATE | ZIP_TRUNCATE, &error) : NULL;
    if (!za && source)
        zip_source_free(source);
    zip_error_fini(&error);
    return za;
}

int
ap_zip_write(int fd, const struct ap_zip_entry *entries, size_t n, int64_t unix_time,
             ap_cancel_fn cancel, void *cancel_ctx)
{
    struct dos_time dos;
    struct job job = {.cancel = cancel, .cancel_ctx = cancel_ctx};
    if (n == 0)
        return AP_E_LIMIT;
    if (n > SIZE_MAX / sizeof(struct part))
        return AP_E_LIMIT;
    int rc = dos_time_from_unix(unix_time, &dos);
    if (rc != AP_OK)
        return rc;
    zip_error_init(&job.error);
    AP_AUTO_FREE struct sink *sink = ap_xmalloc(sizeof *sink);
    AP_AUTO_FREE struct part *parts = ap_xmalloc(n * sizeof *parts);
    sink->job = &job;
    sink->fd = fd;
    sink->flushed = 0;
    sink->held = 0;
    for (size_t i = 0; i < n; i++)
        parts[i] = (struct part){&job, &entries[i], 0};
    zip_t *za = open_archive(sink);
    if (za) {
        rc = write_archive(za, &job, parts, n, dos);
    } else {
        errno = job.err ? job.err : EIO;
        rc = AP_E_IO;
    }
    zip_error_fini(&job.error);
    return rc;
}
