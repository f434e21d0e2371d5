/* What the files over OpenSSL's X.509 share.
 * Place in the flow: port; private to cms*.c and timestamp.c.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/x509.h>

#include "base/arena.h"

#define AP_CERTIFICATES_MAX 64

/** Are the bytes read the one form that DER has, and nothing more? Frees `again`.
 *  der       what was read
 *  again, n  the same written by OpenSSL, as i2d_…() gives it; n <= 0: it failed */
bool ap_x509_is_exact(struct ap_str der, unsigned char *again, int n);
/** A read-only BIO over bytes; must be freed. */
BIO *ap_x509_bio(struct ap_str bytes);
/** All PEM certificates, or one in DER. NULL: none, or too many. */
STACK_OF(X509) * ap_x509_read(struct ap_str bytes);
void ap_x509_free_all(STACK_OF(X509) * certs);
/** "CN=…, O=…" as UTF-8. */
struct ap_str ap_x509_name(const X509_NAME *name, struct ap_arena *mem);
void ap_x509_fingerprint(const X509 *cert, char out[AP_SHA256_TEXT]);
/** Does `cert` lead to one of `roots` at that moment? *ret_why says why not.
 *  between  certificates that may lie on the way; may be NULL */
bool ap_x509_chains(X509 *cert, STACK_OF(X509) * between, STACK_OF(X509) * roots, int64_t at,
                    const char **ret_why);
/** Seconds since 1970. */
int64_t ap_x509_time(const ASN1_TIME *time);
/** Why a certificate may not sign documents, in words; NULL: it may. */
const char *ap_x509_unfit(X509 *cert);
/** Kind and strength: "EC P-256"; *ret_weak: too weak to be relied on, or no key for signing. */
struct ap_str ap_x509_key(X509 *cert, struct ap_arena *mem, bool *ret_weak);
/** What a BIO in memory holds, copied; frees the BIO. */
struct ap_str ap_x509_drain(BIO *bio, struct ap_arena *mem);
