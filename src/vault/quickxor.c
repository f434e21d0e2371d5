/* quickXorHash: byte i is XORed in at bit 11·i mod 160, wrapping; then the length into the last eight bytes.
 * Place in the flow: vault.
 * SPDX-License-Identifier: Apache-2.0 */
#include "vault/quickxor.h"

#include <string.h>

#include "port/certificate.h"

#define BITS  ((size_t)AP_QUICKXOR_BYTES * 8)
#define SHIFT 11u

/** A whole period, word by word. */
static void
add_block(uint8_t *columns, const uint8_t *at)
{
    uint64_t sum[AP_QUICKXOR_PERIOD / 8];
    uint64_t word[AP_QUICKXOR_PERIOD / 8];
    memcpy(sum, columns, sizeof sum);
    memcpy(word, at, sizeof word);
    for (size_t i = 0; i < AP_COUNT(sum); i++)
        sum[i] ^= word[i];
    memcpy(columns, sum, sizeof sum);
}

void
ap_quickxor_add(struct ap_quickxor *hash, struct ap_str bytes)
{
    size_t column = hash->length % AP_QUICKXOR_PERIOD;
    const uint8_t *at = (const uint8_t *)bytes.ptr;
    hash->length += bytes.len;
    while (bytes.len) {
        if (column == 0 && bytes.len >= AP_QUICKXOR_PERIOD) {
            add_block(hash->columns, at);
            at += AP_QUICKXOR_PERIOD;
            bytes.len -= AP_QUICKXOR_PERIOD;
            continue;
        }
        size_t n = AP_QUICKXOR_PERIOD - column;
        n = n < bytes.len ? n : bytes.len;
        for (size_t i = 0; i < n; i++)
            hash->columns[column + i] ^= at[i];
        at += n;
        bytes.len -= n;
        column = 0;
    }
}

void
ap_quickxor_end(const struct ap_quickxor *hash, uint8_t out[AP_QUICKXOR_BYTES])
{
    memset(out, 0, AP_QUICKXOR_BYTES);
    for (size_t i = 0; i < AP_QUICKXOR_PERIOD; i++) {
        size_t bit = i * SHIFT % BITS;
        unsigned shifted = (unsigned)hash->columns[i] << (bit % 8);
        out[bit / 8] ^= (uint8_t)shifted;
        out[(bit / 8 + 1) % AP_QUICKXOR_BYTES] ^= (uint8_t)(shifted >> 8);
    }
    for (size_t i = 0; i < 8; i++)
        out[AP_QUICKXOR_BYTES - 8 + i] ^= (uint8_t)(hash->length >> (8 * i));
}

struct ap_str
ap_quickxor_text(const struct ap_quickxor *hash, struct ap_arena *mem)
{
    uint8_t raw[AP_QUICKXOR_BYTES];
    ap_quickxor_end(hash, raw);
    return ap_base64(mem, (struct ap_str){(const char *)raw, sizeof raw});
}
