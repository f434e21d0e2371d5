/* quickXorHash: the one digest that SharePoint gives of a file. It proves transport, nothing against a person.
 * Place in the flow: vault.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"

#define AP_QUICKXOR_BYTES  20
#define AP_QUICKXOR_PERIOD 160 /* 11 × 160 bits is a whole number of turns: bytes 160 apart meet in one place */

/** Zero-initialised is the digest of nothing. */
struct ap_quickxor {
    uint8_t columns[AP_QUICKXOR_PERIOD];
    uint64_t length;
};

void ap_quickxor_add(struct ap_quickxor *hash, struct ap_str bytes);
void ap_quickxor_end(const struct ap_quickxor *hash, uint8_t out[AP_QUICKXOR_BYTES]);
/** As Graph writes it: base64. */
struct ap_str ap_quickxor_text(const struct ap_quickxor *hash, struct ap_arena *mem);
