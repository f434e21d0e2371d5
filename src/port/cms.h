/* Detached CMS signatures over bytes (OpenSSL): keys, signing, checking, a self-signed start.
 * Place in the flow: port; pack signs its tag manifest and verifies with it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"

/** A private key with its certificate and the certificates above it. */
struct ap_cms_signer;

/** What a signer is made of. A PKCS#12 file holds all of it; PEM keys need `cert`, unless it stands in the same file. */
struct ap_cms_material {
    struct ap_str key; /* the bytes of a PEM or PKCS#12 file */
    /* PEM: the signer's certificate, then those above it in any order; may be empty */
    struct ap_str cert;
    struct ap_str passphrase; /* used if the key is encrypted */
    bool has_passphrase;
    int64_t now; /* seconds since 1970: the certificate must be valid then */
};

/** errors AP_E_NOTFOUND (the key is encrypted and there is no passphrase: ask, then call again), AP_E_INVALID (*ret_why says in words why
 *         this key cannot sign)
 *  owns   ap_cms_signer_free() */
AP_CHECKED int ap_cms_signer_open(const struct ap_cms_material *material,
                                  struct ap_cms_signer **ret_signer, const char **ret_why);
void ap_cms_signer_free(struct ap_cms_signer *signer);

/** A detached signature in DER, with all certificates and without any time: what a clock says is no proof.
 *  errors AP_E_INVALID (OpenSSL refuses) */
AP_CHECKED int ap_cms_sign(struct ap_cms_signer *signer, struct ap_str content,
                           struct ap_arena *mem, struct ap_str *ret_der);

/** Whom the reader relies on; empty: nobody. */
struct ap_cms_trust {
    struct ap_str pinned; /* a certificate, PEM or DER */
    struct ap_str ca;     /* PEM certificates */
    int64_t at;           /* the moment at which certificates must be valid, seconds since 1970 */
};

struct ap_cms_facts {
    const char *why;      /* why the signature does not hold */
    struct ap_str signer; /* the subject of the certificate */
    struct ap_str issuer;
    struct ap_str key; /* "EC P-256", "RSA 3072" */
    char fingerprint[AP_SHA256_TEXT];
    bool is_self_signed;
    bool is_pinned;         /* the signer's certificate is the pinned one */
    bool chains;            /* it leads to one of the CA's certificates, and may sign */
    const char *chain_why;  /* why not */
    const char *misuse_why; /* why the certificate may not sign at all; or NULL */
    const char *unfit_why;  /* as misuse_why, or why it was not valid at that moment; or NULL */
    int64_t not_before, not_after;
};

/** Is `der` a signature of one signer over `content`? Facts are filled as far as they are known.
 *  errors AP_E_INVALID (facts->why) */
AP_CHECKED int ap_cms_verify(struct ap_str der, struct ap_str content,
                             const struct ap_cms_trust *trust, struct ap_arena *mem,
                             struct ap_cms_facts *facts);
/** Does the text hold at least one PEM (or, alone, DER) certificate? */
bool ap_cms_is_certificate(struct ap_str bytes);

/** A new P-256 key and a self-signed certificate for signing documents, as PEM; the certificate is valid from `now` for `days`.
 *  errors AP_E_INVALID (the name does not fit a certificate: at most 64 characters) */
AP_CHECKED int ap_cms_keygen(struct ap_str name, int64_t now, int days, struct ap_arena *mem,
                             struct ap_str *ret_key, struct ap_str *ret_cert,
                             char fingerprint[AP_SHA256_TEXT]);
