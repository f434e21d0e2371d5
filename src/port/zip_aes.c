/* Counter mode as zip wants it: the counter is little-endian, so blocks are made here and encrypted by OpenSSL.
 * Place in the flow: port.
 * SPDX-License-Identifier: Apache-2.0 */
#include "port/zip_aes.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "base/endian.h"
#include "port/zip_aes_keys.h"

enum { BLOCK_BYTES = 16, STREAM_BYTES = 4096, SHA1_BYTES = 20 };

struct ap_zip_aes {
    EVP_CIPHER_CTX *cipher;
    EVP_MAC_CTX *mac;
    uint64_t counter; /* of the last block made */
    size_t used;      /* bytes of `stream` */
    unsigned char stream[STREAM_BYTES];
};

/** With valid arguments OpenSSL fails here only for want of memory. */
static void
must(bool ok)
{
    if (!ok)
        ap_oom(sizeof(struct ap_zip_aes));
}

struct ap_zip_aes *
ap_zip_aes_new(void)
{
    struct ap_zip_aes *aes = ap_xmalloc(sizeof *aes);
    EVP_MAC *hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    must(hmac != NULL);
    *aes = (struct ap_zip_aes){.cipher = EVP_CIPHER_CTX_new(), .mac = EVP_MAC_CTX_new(hmac)};
    EVP_MAC_free(hmac);
    must(aes->cipher && aes->mac);
    return aes;
}

void
ap_zip_aes_free(struct ap_zip_aes *aes)
{
    if (!aes)
        return;
    EVP_CIPHER_CTX_free(aes->cipher);
    EVP_MAC_CTX_free(aes->mac);
    OPENSSL_cleanse(aes, sizeof *aes);
    free(aes);
}

void
ap_zip_aes_start(struct ap_zip_aes *aes, struct ap_str passphrase,
                 const uint8_t salt[AP_ZIP_AES_SALT_BYTES],
                 uint8_t ret_check[AP_ZIP_AES_CHECK_BYTES])
{
    uint8_t keys[AP_ZIP_AES_KEYS_BYTES];
    char sha1[] = "SHA1";
    OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, sha1, 0),
                           OSSL_PARAM_construct_end()};
    ap_zip_aes_derive(passphrase, salt, keys);
    must(EVP_EncryptInit_ex2(aes->cipher, EVP_aes_256_ecb(), keys, NULL, NULL) == 1 &&
         EVP_CIPHER_CTX_set_padding(aes->cipher, 0) == 1 &&
         EVP_MAC_init(aes->mac, keys + AP_ZIP_AES_KEY_BYTES, AP_ZIP_AES_KEY_BYTES, params) == 1);
    memcpy(ret_check, keys + sizeof keys - AP_ZIP_AES_CHECK_BYTES, AP_ZIP_AES_CHECK_BYTES);
    OPENSSL_cleanse(keys, sizeof keys);
    aes->counter = 0;
    aes->used = STREAM_BYTES;
}

/** The next STREAM_BYTES of key stream; the first block has the number 1. */
static void
make_stream(struct ap_zip_aes *aes)
{
    int n = 0;
    memset(aes->stream, 0, STREAM_BYTES);
    for (size_t at = 0; at < STREAM_BYTES; at += BLOCK_BYTES) {
        aes->counter++;
        ap_le64_put(aes->stream + at, aes->counter);
    }
    must(EVP_EncryptUpdate(aes->cipher, aes->stream, &n, aes->stream, STREAM_BYTES) == 1 &&
         n == STREAM_BYTES);
    aes->used = 0;
}

static void
mix(struct ap_zip_aes *aes, char *bytes, size_t n)
{
    while (n > 0) {
        if (aes->used == STREAM_BYTES)
            make_stream(aes);
        size_t left = STREAM_BYTES - aes->used;
        size_t now = n < left ? n : left;
        const unsigned char *stream = aes->stream + aes->used;
        for (size_t i = 0; i < now; i++)
            bytes[i] = (char)((unsigned char)bytes[i] ^ stream[i]);
        aes->used += now;
        bytes += now;
        n -= now;
    }
}

static void
add_to_mac(struct ap_zip_aes *aes, const char *bytes, size_t n)
{
    must(EVP_MAC_update(aes->mac, (const unsigned char *)bytes, n) == 1);
}

void
ap_zip_aes_encrypt(struct ap_zip_aes *aes, char *bytes, size_t n)
{
    mix(aes, bytes, n);
    add_to_mac(aes, bytes, n);
}

void
ap_zip_aes_decrypt(struct ap_zip_aes *aes, char *bytes, size_t n)
{
    add_to_mac(aes, bytes, n);
    mix(aes, bytes, n);
}

void
ap_zip_aes_mac(struct ap_zip_aes *aes, uint8_t ret_mac[AP_ZIP_AES_MAC_BYTES])
{
    unsigned char whole[SHA1_BYTES];
    size_t n = 0;
    must(EVP_MAC_final(aes->mac, whole, &n, sizeof whole) == 1 && n == SHA1_BYTES);
    memcpy(ret_mac, whole, AP_ZIP_AES_MAC_BYTES);
}
