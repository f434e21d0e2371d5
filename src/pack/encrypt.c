/* The stream of an encrypted entry: salt, check bytes, the encrypted bytes, their authentication code.
 * Place in the flow: pack. The workers of the zip read entries, each from front to end; so they encrypt them.
 * SPDX-License-Identifier: Apache-2.0 */
#include "pack/encrypt.h"

#include <errno.h>
#include <string.h>

#include "port/secret_file.h"
#include "port/zip_aes.h"

enum { HEAD_BYTES = AP_ZIP_AES_SALT_BYTES + AP_ZIP_AES_CHECK_BYTES };

struct part {
    struct ap_encryption *encryption;
    struct ap_zip_entry plain;
    uint64_t packed_bytes;  /* of it, as deflate */
    struct ap_zip_aes *aes; /* while the entry is read, by one thread; else NULL */
    uint8_t head[HEAD_BYTES];
    uint8_t mac[AP_ZIP_AES_MAC_BYTES];
};

struct ap_encryption {
    struct ap_str passphrase;
    struct part *parts;
    size_t n;
};

/** Copy what lies at `offset` of a small array; the count. */
static int64_t
copy_from(const uint8_t *bytes, size_t n, uint64_t offset, void *buffer, size_t size)
{
    size_t left = n - (size_t)offset;
    size_t count = left < size ? left : size;
    memcpy(buffer, bytes + offset, count);
    return (int64_t)count;
}

/* --- stored bytes as deflate ------------------------------------------------------------------------- */

/* Readers such as libzip take the size of stored bytes for that of the file, which encryption makes longer. So bytes that
 * are not compressed are put into deflate's stored blocks. */
enum { BLOCK_HEAD = 5, BLOCK_DATA = 65535, BLOCK = BLOCK_HEAD + BLOCK_DATA };

static uint64_t
wrapped_bytes(uint64_t bytes)
{
    uint64_t n_blocks = bytes ? (bytes + BLOCK_DATA - 1) / BLOCK_DATA : 1;
    return bytes + n_blocks * BLOCK_HEAD;
}

static int64_t
read_wrapped(const struct ap_zip_entry *plain, uint64_t offset, void *buffer, size_t size)
{
    uint64_t from = offset / BLOCK * BLOCK_DATA; /* of the block, in the plain bytes */
    size_t within = (size_t)(offset % BLOCK);
    uint64_t left = plain->bytes - from;
    unsigned len = left < BLOCK_DATA ? (unsigned)left : BLOCK_DATA;
    if (within < BLOCK_HEAD) {
        const uint8_t head[BLOCK_HEAD] = {len == left, (uint8_t)len, (uint8_t)(len >> 8),
                                          (uint8_t)~len, (uint8_t)(~len >> 8)};
        return copy_from(head, sizeof head, within, buffer, size);
    }
    size_t at = within - BLOCK_HEAD;
    size_t ask = len - at < size ? len - at : size;
    return plain->read(plain->ctx, from + at, buffer, ask);
}

static int64_t
read_plain(const struct ap_zip_entry *plain, uint64_t offset, void *buffer, size_t size)
{
    return plain->deflated ? plain->read(plain->ctx, offset, buffer, size)
                           : read_wrapped(plain, offset, buffer, size);
}

/* --- the stream -------------------------------------------------------------------------------------- */

static void
start(struct part *part)
{
    ap_zip_aes_free(part->aes);
    part->aes = ap_zip_aes_new();
    ap_zip_aes_start(part->aes, part->encryption->passphrase, part->head,
                     part->head + AP_ZIP_AES_SALT_BYTES);
}

static void
end(struct part *part)
{
    ap_zip_aes_mac(part->aes, part->mac);
    ap_zip_aes_free(part->aes);
    part->aes = NULL;
}

static int64_t
read_part(void *ctx, uint64_t offset, void *buffer, size_t size)
{
    struct part *part = ctx;
    uint64_t mac_at = HEAD_BYTES + part->packed_bytes;
    if (offset == 0)
        start(part);
    if (offset < HEAD_BYTES)
        return copy_from(part->head, HEAD_BYTES, offset, buffer, size);
    if (offset < mac_at) {
        uint64_t left = mac_at - offset;
        size_t ask = left < size ? (size_t)left : size;
        int64_t n = read_plain(&part->plain, offset - HEAD_BYTES, buffer, ask);
        if (n > 0)
            ap_zip_aes_encrypt(part->aes, buffer, (size_t)n);
        return n;
    }
    if (part->aes)
        end(part);
    return copy_from(part->mac, sizeof part->mac, offset - mac_at, buffer, size);
}

int
ap_encryption_apply(struct ap_zip_entry *entries, size_t n, struct ap_str passphrase,
                    struct ap_arena *mem, struct ap_encryption **ret_encryption)
{
    struct ap_encryption *encryption = ap_arena_new(mem, struct ap_encryption);
    struct part *parts = ap_arena_array(mem, struct part, n);
    *encryption = (struct ap_encryption){.passphrase = passphrase, .parts = parts, .n = n};
    for (size_t i = 0; i < n; i++) {
        if (ap_str_ends(entries[i].name, AP_STR("/")))
            continue;
        parts[i] = (struct part){.encryption = encryption, .plain = entries[i]};
        parts[i].packed_bytes =
            entries[i].deflated ? entries[i].packed_bytes : wrapped_bytes(entries[i].bytes);
        if (ap_random_bytes(parts[i].head, AP_ZIP_AES_SALT_BYTES) != AP_OK)
            return AP_E_IO;
        entries[i].encrypted = true;
        entries[i].crc32 = 0; /* AE-2: a checksum of the plain bytes would tell what they are */
        entries[i].deflated = true;
        entries[i].packed_bytes = parts[i].packed_bytes + AP_ZIP_AES_EXTRA_BYTES;
        entries[i].read = read_part;
        entries[i].ctx = &parts[i];
    }
    *ret_encryption = encryption;
    return AP_OK;
}

void
ap_encryption_free(struct ap_encryption *encryption)
{
    for (size_t i = 0; encryption && i < encryption->n; i++)
        ap_zip_aes_free(encryption->parts[i].aes); /* of an entry that was not read to its end */
}
