/* Digests through OpenSSL's EVP, CRC-32 through libdeflate.
 * Place in the flow: port; every byte that is packed or verified passes here.
 * SPDX-License-Identifier: Apache-2.0 */
#include "port/digest.h"

#include <libdeflate.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct ap_digest {
    EVP_MD_CTX *ctx;
    const EVP_MD *kind;
};

static const struct {
    const char *name;
    const char *engine_name;
    size_t bytes;
} hashes[AP_N_HASHES] = {
    [AP_HASH_MD5] = {"md5", "MD5", 16},
    [AP_HASH_SHA1] = {"sha1", "SHA1", 20},
    [AP_HASH_SHA224] = {"sha224", "SHA2-224", 28},
    [AP_HASH_SHA256] = {"sha256", "SHA2-256", 32},
    [AP_HASH_SHA384] = {"sha384", "SHA2-384", 48},
    [AP_HASH_SHA512] = {"sha512", "SHA2-512", 64},
    [AP_HASH_SHA3_256] = {"sha3256", "SHA3-256", 32},
    [AP_HASH_SHA3_512] = {"sha3512", "SHA3-512", 64},
    [AP_HASH_BLAKE2B] = {"blake2b512", "BLAKE2B-512", 64},
};

static const EVP_MD *sha256;

static void
fetch_sha256(void)
{
    /* Once: the look-up takes a lock and costs more than the digest of a small file. */
    sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    if (!sha256)
        sha256 = EVP_sha256();
}

/** With a valid context and digest, OpenSSL fails here only for want of memory. */
static void
must(int ok)
{
    if (ok != 1)
        ap_oom(sizeof(struct ap_digest));
}

struct ap_digest *
ap_digest_new(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, fetch_sha256);
    struct ap_digest *digest = ap_xmalloc(sizeof *digest);
    digest->ctx = EVP_MD_CTX_new();
    digest->kind = sha256;
    must(digest->ctx != NULL);
    ap_digest_start(digest);
    return digest;
}

struct ap_digest *
ap_digest_new_of(enum ap_hash hash)
{
    const EVP_MD *kind = EVP_get_digestbyname(hashes[hash].engine_name);
    if (!kind)
        kind = EVP_get_digestbyname(hashes[hash].name);
    struct ap_digest *digest = ap_digest_new();
    digest->kind = kind;
    if (kind && EVP_DigestInit_ex2(digest->ctx, kind, NULL) == 1)
        return digest;
    ap_digest_free(digest);
    return NULL;
}

const char *
ap_hash_name(enum ap_hash hash)
{
    return hashes[hash].name;
}

enum ap_hash
ap_hash_from_name(struct ap_str name)
{
    size_t i = 0;
    while (i < AP_N_HASHES && !ap_str_is(name, hashes[i].name))
        i++;
    return (enum ap_hash)i;
}

size_t
ap_hash_bytes(enum ap_hash hash)
{
    return hashes[hash].bytes;
}

void
ap_digest_finish(struct ap_digest *digest, uint8_t out[AP_HASH_BYTES_MAX])
{
    must(EVP_DigestFinal_ex(digest->ctx, out, NULL));
}

void
ap_digest_free(struct ap_digest *digest)
{
    if (!digest)
        return;
    EVP_MD_CTX_free(digest->ctx);
    free(digest);
}

void
ap_digest_start(struct ap_digest *digest)
{
    must(EVP_DigestInit_ex2(digest->ctx, digest->kind, NULL));
}

void
ap_digest_add(struct ap_digest *digest, const void *bytes, size_t len)
{
    must(EVP_DigestUpdate(digest->ctx, bytes, len));
}

void
ap_digest_end(struct ap_digest *digest, uint8_t out[AP_SHA256_BYTES])
{
    must(EVP_DigestFinal_ex(digest->ctx, out, NULL));
}

void
ap_sha256(struct ap_str bytes, uint8_t out[AP_SHA256_BYTES])
{
    struct ap_digest *digest = ap_digest_new();
    ap_digest_add(digest, bytes.ptr, bytes.len);
    ap_digest_end(digest, out);
    ap_digest_free(digest);
}

void
ap_hmac_sha256(struct ap_str key, struct ap_str a, struct ap_str b, uint8_t out[AP_SHA256_BYTES])
{
    enum { BLOCK = 64 }; /* RFC 2104 */
    uint8_t pad[BLOCK] = {0};
    if (key.len > BLOCK)
        ap_sha256(key, pad);
    else
        for (size_t i = 0; i < key.len; i++)
            pad[i] = (uint8_t)key.ptr[i];
    struct ap_digest *digest = ap_digest_new();
    for (size_t i = 0; i < BLOCK; i++)
        pad[i] ^= 0x36;
    ap_digest_add(digest, pad, BLOCK);
    ap_digest_add(digest, a.ptr, a.len);
    ap_digest_add(digest, "", 1);
    ap_digest_add(digest, b.ptr, b.len);
    ap_digest_end(digest, out);
    for (size_t i = 0; i < BLOCK; i++)
        pad[i] ^= 0x36 ^ 0x5c;
    ap_digest_start(digest);
    ap_digest_add(digest, pad, BLOCK);
    ap_digest_add(digest, out, AP_SHA256_BYTES);
    ap_digest_end(digest, out);
    ap_digest_free(digest);
}

void
ap_sha256_text(const uint8_t digest[AP_SHA256_BYTES], char out[AP_SHA256_TEXT])
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < AP_SHA256_BYTES; i++) {
        out[2 * i] = digits[digest[i] >> 4];
        out[2 * i + 1] = digits[digest[i] & 15];
    }
    out[AP_SHA256_TEXT - 1] = '\0';
}

int
ap_hex_parse(struct ap_str hex, uint8_t *out, size_t n)
{
    if (hex.len != n * 2)
        return AP_E_SYNTAX;
    for (size_t i = 0; i < hex.len; i++)
        if (ap_hex_value(hex.ptr[i]) < 0)
            return AP_E_SYNTAX;
    for (size_t i = 0; i < n; i++)
        out[i] = (uint8_t)(ap_hex_value(hex.ptr[2 * i]) * 16 + ap_hex_value(hex.ptr[2 * i + 1]));
    return AP_OK;
}

int
ap_sha256_parse(struct ap_str hex, uint8_t out[AP_SHA256_BYTES])
{
    return ap_hex_parse(hex, out, AP_SHA256_BYTES);
}

uint32_t
ap_crc32(uint32_t crc, const void *bytes, size_t len)
{
    if (len == 0)
        return crc; /* libdeflate would take a NULL pointer for "start anew" */
    return libdeflate_crc32(crc, bytes, len);
}

void
ap_hash_whole(enum ap_hash hash, struct ap_str bytes, uint8_t out[AP_HASH_BYTES_MAX])
{
    struct ap_digest *digest = ap_digest_new_of(hash);
    memset(out, 0, ap_hash_bytes(hash));
    if (!digest)
        return;
    ap_digest_start(digest);
    ap_digest_add(digest, bytes.ptr, bytes.len);
    ap_digest_finish(digest, out);
    ap_digest_free(digest);
}
