/* A certificate with its private key (OpenSSL), and what Entra asks to be signed with it.
 * Place in the flow: port; the vault's sign-in by certificate.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"

struct ap_certificate;

/** Read a private key and its certificate from the bytes of a PEM file or a PKCS #12 file (.pfx).
 *
 *  password  of the key or the file; empty: none
 *  errors    AP_E_SYNTAX (neither PEM nor PKCS #12, or a part is missing), AP_E_INVALID (*ret_why: wrong password, key and
 *            certificate do not belong together, no RSA key) */
AP_CHECKED int ap_certificate_read(struct ap_str bytes, struct ap_str password,
                                   struct ap_certificate **ret_cert, const char **ret_why);
void ap_certificate_free(struct ap_certificate *cert); /* NULL is fine */
/** SHA-256 of the certificate as DER. */
void ap_certificate_digest(const struct ap_certificate *cert, uint8_t out[AP_SHA256_BYTES]);
/** RSA-PSS with SHA-256 and a salt of 32 bytes, as PS256 asks. AP_E_IO: OpenSSL refused */
AP_CHECKED int ap_certificate_sign_ps256(const struct ap_certificate *cert, struct ap_str bytes,
                                         struct ap_arena *mem, struct ap_str *ret_signature);
/** base64 with '+' and '/' and padding; in `mem`. */
struct ap_str ap_base64(struct ap_arena *mem, struct ap_str bytes);
/** The form for URLs: '-' and '_', no padding. */
struct ap_str ap_base64_url(struct ap_arena *mem, struct ap_str bytes);
