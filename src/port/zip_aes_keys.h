/* The keys of an encrypted zip entry: PBKDF2 with HMAC-SHA-1, 1,000 rounds, as WinZip defined it.
 * Place in the flow: port; private to zip_aes.c.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/str.h"
#include "port/zip_aes.h"

enum {
    AP_ZIP_AES_KEY_BYTES = 32,
    /** A key for AES, one for the authentication code, the check bytes; in this order. */
    AP_ZIP_AES_KEYS_BYTES = 2 * AP_ZIP_AES_KEY_BYTES + AP_ZIP_AES_CHECK_BYTES,
};

/** source  RFC 8018, section 5.2; APPNOTE of WinZip, "Encryption Specification: AE-1 and AE-2" */
void ap_zip_aes_derive(struct ap_str passphrase, const uint8_t salt[AP_ZIP_AES_SALT_BYTES],
                       uint8_t ret_keys[AP_ZIP_AES_KEYS_BYTES]);
