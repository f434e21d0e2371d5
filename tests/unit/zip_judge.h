/* The same entries as libzip writes and reads them: the judge of our own writer.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdio.h>
#include <zip.h>

#include "ap_test.h"
#include "base/buf.h"
#include "port/zip.h"

/** An entry on its way into libzip, which copies ready-made bytes when all four facts are known. */
struct judged {
    const struct ap_zip_entry *entry;
    uint64_t at;
};

static inline zip_int64_t
judge_source(void *user, void *data, zip_uint64_t size, zip_source_cmd_t command)
{
    struct judged *part = user;
    const struct ap_zip_entry *entry = part->entry;
    zip_stat_t *st = data;
    uint64_t left = entry->packed_bytes - part->at;
    switch (command) {
    case ZIP_SOURCE_OPEN:
        part->at = 0;
        return 0;
    case ZIP_SOURCE_READ: {
        int64_t n = left ? entry->read(entry->ctx, part->at, data, size < left ? size : left) : 0;
        part->at += n > 0 ? (uint64_t)n : 0;
        return n;
    }
    case ZIP_SOURCE_STAT:
        zip_stat_init(st);
        st->size = entry->bytes;
        st->comp_size = entry->packed_bytes;
        st->crc = entry->crc32;
        st->comp_method = entry->deflated ? ZIP_CM_DEFLATE : ZIP_CM_STORE;
        st->valid = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_CRC | ZIP_STAT_COMP_METHOD;
        return sizeof *st;
    case ZIP_SOURCE_SUPPORTS:
        return ZIP_SOURCE_SUPPORTS_READABLE;
    default:
        return 0;
    }
}

/** Write `entries` to `path` by libzip, with the DOS time and date that are given. */
static inline void
judge_write(const char *path, const struct ap_zip_entry *entries, size_t n, uint16_t time,
            uint16_t date, struct judged *parts)
{
    zip_t *za = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL);
    assert_non_null(za);
    for (size_t i = 0; i < n; i++) {
        struct ap_buf name = {0};
        parts[i] = (struct judged){&entries[i], 0};
        ap_buf_add_str(&name, entries[i].name);
        zip_source_t *source = zip_source_function(za, judge_source, &parts[i]);
        zip_int64_t at = zip_file_add(za, name.ptr, source, ZIP_FL_ENC_UTF_8);
        bool folder = ap_str_ends(entries[i].name, AP_STR("/"));
        ap_buf_release(&name);
        assert_true(at >= 0);
        if (!entries[i].deflated)
            assert_int_equal(zip_set_file_compression(za, (zip_uint64_t)at, ZIP_CM_STORE, 0), 0);
        assert_int_equal(zip_file_set_dostime(za, (zip_uint64_t)at, time, date, 0), 0);
        assert_int_equal(
            zip_file_set_external_attributes(za, (zip_uint64_t)at, 0, ZIP_OPSYS_UNIX,
                                             folder ? 0040755u << 16 | 0x10u : 0100644u << 16),
            0);
    }
    assert_int_equal(zip_close(za), 0);
}

/** libzip finds no inconsistency, and each entry's content has the size and checksum that were told. */
static inline void
judge_read(const char *path, const struct ap_zip_entry *entries, size_t n)
{
    zip_t *za = zip_open(path, ZIP_RDONLY | ZIP_CHECKCONS, NULL);
    assert_non_null(za);
    assert_int_equal(zip_get_num_entries(za, 0), n);
    for (size_t i = 0; i < n; i++) {
        char piece[4096];
        uint64_t size = 0;
        zip_int64_t got;
        zip_file_t *file = zip_fopen_index(za, i, 0);
        assert_non_null(file);
        while ((got = zip_fread(file, piece, sizeof piece)) > 0)
            size += (uint64_t)got;
        assert_int_equal(got, 0); /* a wrong checksum would be an error here */
        assert_int_equal(size, entries[i].bytes);
        assert_int_equal(zip_fclose(file), 0);
    }
    zip_discard(za);
}
