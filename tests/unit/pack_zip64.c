/* Bags beyond the numbers of the old zip format: 65,535 entries, 4 GiB. Written by port/zip, audited and verified by pack/verify.
 * Place in the flow: tests only. The big one takes disk and time: only with APIPACK_BIG in the environment.
 * SPDX-License-Identifier: Apache-2.0 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "ap_test.h"
#include "base/cleanup.h"
#include "pack/verify.h"
#include "pack/verify/zip_format.h"
#include "port/digest.h"
#include "port/fs.h"
#include "port/zip.h"
#include "tmp_folder.h"

#define PACK_TIME INT64_C(1784505600) /* 2026-07-20 */

struct text {
    struct ap_str bytes;
};

static int64_t
read_text(void *ctx, uint64_t offset, void *buffer, size_t size)
{
    const struct text *text = ctx;
    struct ap_str rest = ap_str_slice(text->bytes, (size_t)offset, text->bytes.len);
    size_t n = rest.len < size ? rest.len : size;
    memcpy(buffer, rest.ptr, n);
    return (int64_t)n;
}

static int64_t
read_zeros(void *ctx, uint64_t offset, void *buffer, size_t size)
{
    const uint64_t *bytes = ctx;
    uint64_t left = *bytes - offset;
    size_t n = left < size ? (size_t)left : size;
    memset(buffer, 0, n);
    return (int64_t)n;
}

static struct ap_zip_entry
stored(struct ap_arena *mem, const char *name, struct ap_str bytes)
{
    struct text *text = ap_arena_new(mem, struct text);
    text->bytes = bytes;
    return (struct ap_zip_entry){.name = ap_arena_printf(mem, "bag/%s", name),
                                 .bytes = bytes.len,
                                 .packed_bytes = bytes.len,
                                 .crc32 = ap_crc32(0, bytes.ptr, bytes.len),
                                 .read = read_text,
                                 .ctx = text};
}

/** The bag's own files behind `n` entries of payload, of which `list` is the manifest. */
static size_t
add_tags(struct ap_arena *mem, struct ap_zip_entry *entries, size_t n, struct ap_str list)
{
    entries[n++] = stored(mem, "bagit.txt",
                          AP_STR("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"));
    entries[n++] = stored(mem, "manifest-sha256.txt", list);
    return n;
}

/** Written, audited without a difference to the canonical form, and verified as a bag. */
static void
write_and_verify(const char *path, const struct ap_zip_entry *entries, size_t n)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_diag dg;
    struct ap_zipdir dir;
    struct ap_verification result;
    struct ap_verify_options options = {.any_bag = true, .n_workers = 2};
    uint64_t bytes;
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(ap_zip_write(fd, entries, n, &(struct ap_zip_options){.unix_time = PACK_TIME}),
                     AP_OK);
    (void)close(fd);
    assert_int_equal(ap_fs_open_file(path, &fd, &bytes), AP_OK);
    ap_diag_init(&dg, &mem);
    assert_int_equal(ap_zip_audit(fd, bytes, ap_str_from(path), false, &mem, &dir, &dg), AP_OK);
    assert_int_equal(dg.n_errors, 0);
    assert_int_equal(dir.n, n);
    for (int what = 0; what < AP_N_CHANGES; what++)
        assert_int_equal(dir.changes.n[what], 0);
    (void)close(fd);
    assert_int_equal(ap_verify(path, &options, &mem, &result), AP_OK);
    assert_int_equal(result.verdict, AP_PACK_VERIFIED);
    assert_int_equal(result.n_files, n);
    ap_verify_close(&result);
}

AP_TEST(zip64_beyond_65535_entries)
{
    enum { N = 66000 };
    struct tmp tmp = tmp_open();
    AP_AUTO_ARENA struct ap_arena mem = {0};
    AP_AUTO_BUF struct ap_buf list = {0};
    struct ap_zip_entry *entries = ap_arena_array(&mem, struct ap_zip_entry, N + 2);
    uint8_t raw[AP_SHA256_BYTES];
    char hex[AP_SHA256_TEXT];
    char name[32];
    ap_sha256(AP_STR("x"), raw);
    ap_sha256_text(raw, hex);
    for (unsigned i = 0; i < N; i++) {
        (void)snprintf(name, sizeof name, "data/%06u", i);
        entries[i] = stored(&mem, name, AP_STR("x"));
        ap_buf_printf(&list, "%s  %s\n", hex, name);
    }
    size_t n = add_tags(&mem, entries, N, ap_buf_str(&list));
    write_and_verify(tmp_path(&mem, &tmp, "many.zip"), entries, n);
    tmp_close(&tmp);
}

AP_TEST(zip64_beyond_4_gib)
{
    enum { PIECE = 1 << 20 };
    if (!getenv("APIPACK_BIG"))
        return;
    struct tmp tmp = tmp_open();
    AP_AUTO_ARENA struct ap_arena mem = {0};
    uint64_t bytes = (UINT64_C(4) << 30) + (UINT64_C(64) << 20);
    char *zeros = ap_arena_alloc(&mem, PIECE);
    struct ap_digest *digest = ap_digest_new();
    struct ap_zip_entry entries[4];
    uint8_t raw[AP_SHA256_BYTES];
    char hex[AP_SHA256_TEXT];
    uint32_t crc = 0;
    for (uint64_t at = 0; at < bytes; at += PIECE) {
        ap_digest_add(digest, zeros, PIECE);
        crc = ap_crc32(crc, zeros, PIECE);
    }
    ap_digest_end(digest, raw);
    ap_digest_free(digest);
    ap_sha256_text(raw, hex);
    entries[0] = (struct ap_zip_entry){.name = AP_STR("bag/data/big"),
                                       .bytes = bytes,
                                       .packed_bytes = bytes,
                                       .crc32 = crc,
                                       .read = read_zeros,
                                       .ctx = &bytes};
    size_t n = add_tags(&mem, entries, 1, ap_arena_printf(&mem, "%s  data/big\n", hex));
    write_and_verify(tmp_path(&mem, &tmp, "big.zip"), entries, n);
    tmp_close(&tmp);
}
