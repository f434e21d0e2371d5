/* The headers of a zip as apipack writes them: every byte a function of name, crc, sizes, method and the one time.
 * Place in the flow: port; written by zip.c, and computed anew by verify.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/buf.h"
#include "base/zip_layout.h"

/** What the headers of one entry tell. */
struct ap_zip_header {
    struct ap_str name;
    uint64_t bytes;
    uint64_t packed_bytes;
    uint64_t local_at;
    uint32_t crc32;
    uint16_t method; /* AP_ZIP_AES where `aes` */
    uint16_t inner;  /* with `aes`: the method beneath */
    uint16_t time;   /* in DOS form, as `date` */
    uint16_t date;
    bool folder;
    bool aes;
};

#define AP_ZIP_MADE_BY           (3u << 8 | 63u) /* unix, zip 6.3 */
#define AP_ZIP_FILE_ATTRIBUTES   (0100644u << 16)
#define AP_ZIP_FOLDER_ATTRIBUTES (0040755u << 16 | 0x10u)

unsigned ap_zip_header_flags(const struct ap_zip_header *header);
void ap_zip_render_header(const struct ap_zip_header *header, bool local, struct ap_buf *out);
/** Do the sizes of an entry need the zip64 form? Then the end record is in it too. */
bool ap_zip_is_big(uint64_t bytes, uint64_t packed_bytes);
/** The end record of `n` entries, with the two records of zip64 before it where one of the numbers, or an entry, needs them. */
void ap_zip_render_end(uint64_t n, uint64_t central_at, uint64_t central_bytes, bool any_big,
                       struct ap_buf *out);
