/* The headers of a zip as apipack writes them.
 * Place in the flow: port; the bytes are those that libzip 1.7.3 writes for the same entries, and tests hold them to it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "port/zip_header.h"

#include "base/cleanup.h"
#include "base/utf8.h"

#define MAX16 0xffffu
#define MAX32 0xffffffffu

enum { NEEDS_STORED = 10, NEEDS_DEFLATED = 20, NEEDS_ZIP64 = 45, NEEDS_AES = 51 };

bool
ap_zip_is_big(uint64_t bytes, uint64_t packed_bytes)
{
    return bytes >= MAX32 || packed_bytes >= MAX32;
}

static unsigned
needed_version(const struct ap_zip_header *header, bool is_zip64)
{
    if (header->aes)
        return NEEDS_AES;
    if (is_zip64)
        return NEEDS_ZIP64;
    bool is_plain = header->method == AP_ZIP_STORED && !header->folder;
    return is_plain ? NEEDS_STORED : NEEDS_DEFLATED;
}

/** The zip64 field with those of the values that do not fit 32 bits; a local header has both sizes. */
static void
put_zip64(const struct ap_zip_header *header, bool local, struct ap_buf *out)
{
    AP_AUTO_BUF struct ap_buf value = {0};
    if (local || header->bytes >= MAX32)
        ap_buf_add_le(&value, header->bytes, 8);
    if (local || header->packed_bytes >= MAX32)
        ap_buf_add_le(&value, header->packed_bytes, 8);
    if (!local && header->local_at >= MAX32)
        ap_buf_add_le(&value, header->local_at, 8);
    ap_buf_add_le(out, AP_ZIP_EXTRA_ZIP64, 2);
    ap_buf_add_le(out, value.len, 2);
    ap_buf_add_str(out, ap_buf_str(&value));
}

/** AE-2 with AES-256 over the method beneath. */
static void
put_aes(const struct ap_zip_header *header, struct ap_buf *out)
{
    ap_buf_add_le(out, AP_ZIP_EXTRA_AES, 2);
    ap_buf_add_le(out, 7, 2);
    ap_buf_add_le(out, 2, 2);
    ap_buf_add_c(out, "AE");
    ap_buf_add_le(out, 3, 1);
    ap_buf_add_le(out, header->inner, 2);
}

unsigned
ap_zip_header_flags(const struct ap_zip_header *header)
{
    return (header->aes ? AP_ZIP_FLAG_ENCRYPTED : 0) |
           (ap_str_is_ascii(header->name) ? 0 : AP_ZIP_FLAG_UTF8);
}

static uint64_t
in_32_bits(uint64_t value)
{
    return value < MAX32 ? value : MAX32;
}

void
ap_zip_render_header(const struct ap_zip_header *header, bool local, struct ap_buf *out)
{
    AP_AUTO_BUF struct ap_buf extra = {0};
    bool is_big = ap_zip_is_big(header->bytes, header->packed_bytes);
    bool is_zip64 = is_big || (!local && header->local_at >= MAX32);
    bool both_full = local && is_big;
    if (header->aes)
        put_aes(header, &extra);
    if (is_zip64)
        put_zip64(header, local, &extra);
    ap_buf_add_le(out, local ? AP_ZIP_LOCAL_SIGN : AP_ZIP_CENTRAL_SIGN, 4);
    if (!local)
        ap_buf_add_le(out, AP_ZIP_MADE_BY, 2);
    ap_buf_add_le(out, needed_version(header, is_zip64), 2);
    ap_buf_add_le(out, ap_zip_header_flags(header), 2);
    ap_buf_add_le(out, header->method, 2);
    ap_buf_add_le(out, header->time, 2);
    ap_buf_add_le(out, header->date, 2);
    ap_buf_add_le(out, header->crc32, 4);
    ap_buf_add_le(out, both_full ? MAX32 : in_32_bits(header->packed_bytes), 4);
    ap_buf_add_le(out, both_full ? MAX32 : in_32_bits(header->bytes), 4);
    ap_buf_add_le(out, header->name.len, 2);
    ap_buf_add_le(out, extra.len, 2);
    if (!local) {
        ap_buf_add_le(out, 0, 2); /* comment */
        ap_buf_add_le(out, 0, 2); /* disk */
        ap_buf_add_le(out, 0, 2); /* internal attributes */
        ap_buf_add_le(out, header->folder ? AP_ZIP_FOLDER_ATTRIBUTES : AP_ZIP_FILE_ATTRIBUTES, 4);
        ap_buf_add_le(out, in_32_bits(header->local_at), 4);
    }
    ap_buf_add_str(out, header->name);
    ap_buf_add_str(out, ap_buf_str(&extra));
}

void
ap_zip_render_end(uint64_t n, uint64_t central_at, uint64_t central_bytes, bool any_big,
                  struct ap_buf *out)
{
    if (any_big || central_at > MAX32 || n > MAX16) {
        ap_buf_add_le(out, AP_ZIP_END64_SIGN, 4);
        ap_buf_add_le(out, AP_ZIP_END64_BYTES - 12, 8);
        ap_buf_add_le(out, NEEDS_ZIP64, 2);
        ap_buf_add_le(out, NEEDS_ZIP64, 2);
        ap_buf_add_le(out, 0, 8); /* disks */
        ap_buf_add_le(out, n, 8);
        ap_buf_add_le(out, n, 8);
        ap_buf_add_le(out, central_bytes, 8);
        ap_buf_add_le(out, central_at, 8);
        ap_buf_add_le(out, AP_ZIP_LOCATOR_SIGN, 4);
        ap_buf_add_le(out, 0, 4);
        ap_buf_add_le(out, central_at + central_bytes, 8);
        ap_buf_add_le(out, 1, 4);
    }
    uint64_t shown = n < MAX16 ? n : MAX16;
    ap_buf_add_le(out, AP_ZIP_END_SIGN, 4);
    ap_buf_add_le(out, 0, 4); /* disks */
    ap_buf_add_le(out, shown, 2);
    ap_buf_add_le(out, shown, 2);
    ap_buf_add_le(out, in_32_bits(central_bytes), 4);
    ap_buf_add_le(out, in_32_bits(central_at), 4);
    ap_buf_add_le(out, 0, 2); /* comment */
}
