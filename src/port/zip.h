/* Zip writing from ready-made bytes: canonical headers, nothing compressed here.
 * Place in the flow: port; pack gives it entries whose method, sizes and crc are known.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/date.h"

/** One entry in its final form. `read` is called with increasing offsets 0 … packed_bytes. */
struct ap_zip_entry {
    struct ap_str name; /* UTF-8, '/' separated; one that ends in '/' is an empty folder */
    bool deflated;      /* method 8 with a raw deflate stream, else stored */
    /* what is read is encrypted already, by AES-256 as port/zip_aes.h does; crc32 is 0 */
    bool encrypted;
    uint64_t bytes;
    uint64_t packed_bytes;
    uint32_t crc32;
    /** Copy up to `size` bytes at `offset` of the packed data; gives the count, or -1 (errno). Entries are asked on several
     *  threads when there are several workers. */
    int64_t (*read)(void *ctx, uint64_t offset, void *buffer, size_t size);
    void *ctx;
};

/** Asked before each entry and each 256 KiB, on all threads; true stops with AP_E_CANCELLED. */
typedef bool (*ap_cancel_fn)(void *ctx);

#define AP_ZIP_WORKERS_MAX 64u

struct ap_zip_options {
    int64_t unix_time;   /* of every entry, UTC; clamped to 1980-01-01..2107-12-31, even seconds */
    unsigned n_workers;  /* threads; 0 is 1, and 1 reads the entries one after the other */
    ap_cancel_fn cancel; /* NULL: never */
    void *cancel_ctx;
};

/** Write all entries in the given order to the file open at `fd` (empty). The bytes do not depend on the number of workers.
 *
 *  source  the bytes are those of libzip 1.7.3: no extra fields but zip64's and AES's, version made by 63 unix, attributes 0100644, UTF-8
 *          names
 *  errors  AP_E_IO (errno), AP_E_EXISTS (a name twice), AP_E_CANCELLED, AP_E_LIMIT (no entries, or 2^32 - 1 of them), AP_E_INVALID (a name that
 *          is empty, longer than 65,535 bytes, not UTF-8 or holds NUL) */
AP_CHECKED int ap_zip_write(int fd, const struct ap_zip_entry *entries, size_t n,
                            const struct ap_zip_options *options);
