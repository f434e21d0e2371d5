/* Zip writing (libzip) from ready-made bytes: canonical headers, nothing compressed here.
 * Place in the flow: port; pack gives it entries whose method, sizes and crc are known.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/date.h"

/** One entry in its final form. `read` is called with increasing offsets 0 … packed_bytes. */
struct ap_zip_entry {
    struct ap_str name; /* UTF-8, '/' separated; one that ends in '/' is an empty folder */
    bool deflated;      /* method 8 with a raw deflate stream, else stored */
    bool encrypted;     /* what is read is encrypted already, by AES-256 as port/zip_aes.h does; crc32 is 0 */
    uint64_t bytes;
    uint64_t packed_bytes;
    uint32_t crc32;
    /** Copy up to `size` bytes at `offset` of the packed data; gives the count, or -1 (errno). */
    int64_t (*read)(void *ctx, uint64_t offset, void *buffer, size_t size);
    void *ctx;
};

/** Asked between entries; true stops with AP_E_CANCELLED. */
typedef bool (*ap_cancel_fn)(void *ctx);

/** Write all entries in the given order to the file open at `fd` (empty, read and write).
 *
 *  unix_time  of every entry, UTC; clamped to 1980-01-01..2107-12-31, even seconds
 *  source     facts of libzip 1.7.3: no extra fields, version made by 63 unix, attributes 0100644, UTF-8 names
 *  errors     AP_E_IO (errno), AP_E_EXISTS (a name twice), AP_E_CANCELLED, AP_E_LIMIT (no entries), AP_E_INVALID (a name that
 *             is empty, longer than 65,535 bytes, not UTF-8 or holds NUL; a time that the local time zone skips: pin TZ to UTC) */
AP_CHECKED int ap_zip_write(int fd, const struct ap_zip_entry *entries, size_t n, int64_t unix_time,
                            ap_cancel_fn cancel, void *cancel_ctx);
