/* AES-256 of zip entries as WinZip defined it (AE-2), over OpenSSL.
 * Place in the flow: port; packs are encrypted and verified with it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/str.h"

enum {
    AP_ZIP_AES_SALT_BYTES = 16,
    AP_ZIP_AES_CHECK_BYTES = 2, /* tell most wrong passphrases at once */
    AP_ZIP_AES_MAC_BYTES = 10,
    AP_ZIP_AES_EXTRA_BYTES = AP_ZIP_AES_SALT_BYTES + AP_ZIP_AES_CHECK_BYTES + AP_ZIP_AES_MAC_BYTES,
};

struct ap_zip_aes; /* the state of one entry; one thread at a time, reused */

struct ap_zip_aes *ap_zip_aes_new(void);
void ap_zip_aes_free(struct ap_zip_aes *aes); /* NULL is fine; keys are wiped */
/** Derive the keys of an entry: a few thousand rounds of HMAC-SHA-1. */
void ap_zip_aes_start(struct ap_zip_aes *aes, struct ap_str passphrase,
                      const uint8_t salt[AP_ZIP_AES_SALT_BYTES],
                      uint8_t ret_check[AP_ZIP_AES_CHECK_BYTES]);
/** The next bytes of the entry, in place. */
void ap_zip_aes_encrypt(struct ap_zip_aes *aes, char *bytes, size_t n);
void ap_zip_aes_decrypt(struct ap_zip_aes *aes, char *bytes, size_t n);
/** Over all that was encrypted or decrypted. */
void ap_zip_aes_mac(struct ap_zip_aes *aes, uint8_t ret_mac[AP_ZIP_AES_MAC_BYTES]);
