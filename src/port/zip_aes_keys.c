/* PBKDF2 over OpenSSL's SHA-1, one compression at a time.
 * Place in the flow: port; each encrypted entry has a salt of its own, so this runs once for each.
 * SPDX-License-Identifier: Apache-2.0 */
/* Keys of one entry cost 8,000 compressions. OpenSSL's own PBKDF2 copies a context for each, 1.3 ms an entry; with the
 * two states of HMAC kept it is 0.4 ms. Only the deprecated interface gives a single compression. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "port/zip_aes_keys.h"

#include <openssl/crypto.h>
#include <openssl/sha.h>
#include <string.h>

enum { ROUNDS = 1000, INNER = 0x36, OUTER = 0x5c };

/** HMAC's two states once they have taken in the key. */
struct hmac {
    SHA_CTX inner;
    SHA_CTX outer;
};

static void
put32(uint8_t *out, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        out[i] = (uint8_t)(value >> (24 - 8 * i));
}

static void
start_state(SHA_CTX *state, const uint8_t key[SHA_CBLOCK], uint8_t pad)
{
    uint8_t block[SHA_CBLOCK];
    for (size_t i = 0; i < sizeof block; i++)
        block[i] = key[i] ^ pad;
    (void)SHA1_Init(state);
    SHA1_Transform(state, block);
    OPENSSL_cleanse(block, sizeof block);
}

static void
start_hmac(struct hmac *hmac, struct ap_str passphrase)
{
    uint8_t key[SHA_CBLOCK] = {0};
    if (passphrase.len > sizeof key)
        (void)SHA1((const uint8_t *)passphrase.ptr, passphrase.len, key);
    else if (passphrase.len)
        memcpy(key, passphrase.ptr, passphrase.len);
    start_state(&hmac->inner, key, INNER);
    start_state(&hmac->outer, key, OUTER);
    OPENSSL_cleanse(key, sizeof key);
}

/** Close a block of which `n` bytes are filled: SHA-1's padding, behind the block that the key took. */
static void
pad_block(uint8_t block[SHA_CBLOCK], size_t n)
{
    memset(block + n, 0, SHA_CBLOCK - n);
    block[n] = 0x80;
    put32(block + SHA_CBLOCK - 4, (uint32_t)(8 * (SHA_CBLOCK + n)));
}

/** The digest of state and block takes the block's front. */
static void
compress(const SHA_CTX *state, uint8_t block[SHA_CBLOCK])
{
    SHA_CTX at = *state;
    SHA1_Transform(&at, block);
    const SHA_LONG words[] = {at.h0, at.h1, at.h2, at.h3, at.h4};
    for (size_t i = 0; i < AP_COUNT(words); i++)
        put32(block + 4 * i, words[i]);
}

/** Block `number` of the output, counted from 1. */
static void
derive_block(const struct hmac *hmac, const uint8_t *salt, uint32_t number,
             uint8_t out[SHA_DIGEST_LENGTH])
{
    uint8_t block[SHA_CBLOCK];
    memcpy(block, salt, AP_ZIP_AES_SALT_BYTES);
    put32(block + AP_ZIP_AES_SALT_BYTES, number);
    pad_block(block, AP_ZIP_AES_SALT_BYTES + 4);
    memset(out, 0, SHA_DIGEST_LENGTH);
    for (int round = 0; round < ROUNDS; round++) {
        compress(&hmac->inner, block);
        if (round == 0)
            pad_block(block, SHA_DIGEST_LENGTH); /* from here on the block keeps this form */
        compress(&hmac->outer, block);
        for (size_t i = 0; i < SHA_DIGEST_LENGTH; i++)
            out[i] ^= block[i];
    }
    OPENSSL_cleanse(block, sizeof block);
}

void
ap_zip_aes_derive(struct ap_str passphrase, const uint8_t salt[AP_ZIP_AES_SALT_BYTES],
                  uint8_t ret_keys[AP_ZIP_AES_KEYS_BYTES])
{
    struct hmac hmac;
    uint8_t out[SHA_DIGEST_LENGTH];
    start_hmac(&hmac, passphrase);
    for (size_t at = 0; at < AP_ZIP_AES_KEYS_BYTES; at += sizeof out) {
        size_t left = AP_ZIP_AES_KEYS_BYTES - at;
        derive_block(&hmac, salt, (uint32_t)(at / sizeof out + 1), out);
        memcpy(ret_keys + at, out, left < sizeof out ? left : sizeof out);
    }
    OPENSSL_cleanse(&hmac, sizeof hmac);
    OPENSSL_cleanse(out, sizeof out);
}
