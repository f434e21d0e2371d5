/* Digests (OpenSSL EVP) and CRC-32 (zlib).
 * Place in the flow: port.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/str.h"

struct ap_digest; /* a running SHA-256; one thread at a time */

struct ap_digest *ap_digest_new(void);
void ap_digest_free(struct ap_digest *digest);
void ap_digest_start(struct ap_digest *digest);
void ap_digest_add(struct ap_digest *digest, const void *bytes, size_t len);
void ap_digest_end(struct ap_digest *digest, uint8_t out[AP_SHA256_BYTES]);

/** The digests that BagIt manifests are named after. */
enum ap_hash {
    AP_HASH_MD5,
    AP_HASH_SHA1,
    AP_HASH_SHA224,
    AP_HASH_SHA256,
    AP_HASH_SHA384,
    AP_HASH_SHA512,
    AP_HASH_SHA3_256,
    AP_HASH_SHA3_512,
    AP_HASH_BLAKE2B,
    AP_N_HASHES
};
#define AP_HASH_BYTES_MAX 64

/** "sha256"; as in the names of manifests. */
const char *ap_hash_name(enum ap_hash hash);
/** AP_N_HASHES when it is none of them. */
enum ap_hash ap_hash_from_name(struct ap_str name);
size_t ap_hash_bytes(enum ap_hash hash);
/** A running digest of that kind, for ap_digest_start, _add and _finish; NULL when the system has forbidden it. */
struct ap_digest *ap_digest_new_of(enum ap_hash hash);
/** ap_hash_bytes() of `out` are filled. */
void ap_digest_finish(struct ap_digest *digest, uint8_t out[AP_HASH_BYTES_MAX]);

/** The digest of some bytes: ap_hash_bytes() of `out`; zeros when the system has forbidden that kind. */
void ap_hash_whole(enum ap_hash hash, struct ap_str bytes, uint8_t out[AP_HASH_BYTES_MAX]);

void ap_sha256(struct ap_str bytes, uint8_t out[AP_SHA256_BYTES]);
void ap_sha256_text(const uint8_t digest[AP_SHA256_BYTES], char out[AP_SHA256_TEXT]);
/** 2 × n hex digits, either case. */
AP_CHECKED int ap_hex_parse(struct ap_str hex, uint8_t *out, size_t n);
/** HMAC-SHA-256 of a, a zero byte and b. */
void ap_hmac_sha256(struct ap_str key, struct ap_str a, struct ap_str b, uint8_t out[AP_SHA256_BYTES]);
/** 64 hex digits, either case. */
AP_CHECKED int ap_sha256_parse(struct ap_str hex, uint8_t out[AP_SHA256_BYTES]);

uint32_t ap_crc32(uint32_t crc, const void *bytes, size_t len);
