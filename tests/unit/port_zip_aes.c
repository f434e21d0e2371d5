/* Tests of the keys of encrypted zip entries.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "ap_test.h"
#include "port/zip_aes_keys.h"

AP_TEST(keys_of_encrypted_entries_are_those_of_pbkdf2)
{
    /* By hashlib.pbkdf2_hmac("sha1", …, 1000, 66) of Python; the salt is 0 … 15. */
    static const struct {
        const char *passphrase;
        const char *keys;
    } vectors[] = {
        {"", "18d5ccf5e2756473f72fb16646195467a1467e252587c74af37ac193669a0fdcc42c93e4e57659c876a30"
             "c98bcb3"
             "353021c60898bf7c68296c898150e2f0d9973bc9"},
        {"passphrase",
         "3e1a65efa1d51afbb9a9d74407aa2df559f3460128732a95429bb70c661a15d6096e123cb3be736bc5452964"
         "a6e5424f3aaa971ba99149668be98de0786ce553f032"},
        {"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
         "b69936dea249e49d37405b0da752a4e289f814275551e16c71fc7de3dae941e2284c23faf73570d5942155c31"
         "40a"
         "3011c42ab0a783e192d4f4776eb82de21ae4e017"},
        {"01234567890123456789012345678901234567890123456789012345678901234567890123456789012345678"
         "90123456789",
         "1d01e1e9f2afcbcd1e653b6a71896b1d1237e95b17d868333d571a820cec90126afcb133039f237cde589a83f"
         "946"
         "d7711ebfac46b2dfdf8275f77ea79240265a2b81"},
    };
    uint8_t salt[AP_ZIP_AES_SALT_BYTES];
    for (size_t i = 0; i < sizeof salt; i++)
        salt[i] = (uint8_t)i;
    for (size_t i = 0; i < AP_COUNT(vectors); i++) {
        uint8_t keys[AP_ZIP_AES_KEYS_BYTES];
        char text[2 * AP_ZIP_AES_KEYS_BYTES + 1];
        ap_zip_aes_derive(ap_str_from(vectors[i].passphrase), salt, keys);
        for (size_t k = 0; k < sizeof keys; k++)
            (void)snprintf(text + 2 * k, 3, "%02x", keys[k]);
        assert_string_equal(text, vectors[i].keys);
    }
}
