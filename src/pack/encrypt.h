/* Entries of a zip, encrypted while they are written.
 * Place in the flow: pack; between the packed bytes and the zip.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "port/zip.h"

/** What stands between a reader and the zip. */
struct ap_encryption;

/** Turn the entries into encrypted ones, each with a salt of its own; folders stay as they are. Several threads may read
 *  different entries.
 *  passphrase  borrowed until ap_encryption_free()
 *  errors      AP_E_IO (no random bytes) */
AP_CHECKED int ap_encryption_apply(struct ap_zip_entry *entries, size_t n, struct ap_str passphrase,
                                   struct ap_arena *mem, struct ap_encryption **ret_encryption);
void ap_encryption_free(struct ap_encryption *encryption); /* NULL is fine */
