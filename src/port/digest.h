/* SHA-256 (OpenSSL EVP) and CRC-32 (zlib).
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

void ap_sha256(struct ap_str bytes, uint8_t out[AP_SHA256_BYTES]);
void ap_sha256_text(const uint8_t digest[AP_SHA256_BYTES], char out[AP_SHA256_TEXT]);
/** 64 hex digits, either case. */
AP_CHECKED int ap_sha256_parse(struct ap_str hex, uint8_t out[AP_SHA256_BYTES]);

uint32_t ap_crc32(uint32_t crc, const void *bytes, size_t len);
