/* Certificates (OpenSSL): read, named, held to a chain and to what they may be used for.
 * Place in the flow: port; signatures and time stamps rest on it.
 * SPDX-License-Identifier: Apache-2.0 */
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <string.h>
#include <time.h>

#include "port/cms.h"
#include "port/cms_internal.h"
#include "port/digest.h"

BIO *
ap_x509_bio(struct ap_str bytes)
{
    BIO *bio = bytes.len <= INT_MAX ? BIO_new_mem_buf(bytes.ptr, (int)bytes.len) : NULL;
    if (!bio)
        ap_oom(bytes.len);
    return bio;
}

bool
ap_x509_is_exact(struct ap_str der, unsigned char *again, int n)
{
    bool same = n > 0 && (size_t)n == der.len && memcmp(again, der.ptr, der.len) == 0;
    OPENSSL_free(again);
    return same;
}

void
ap_x509_free_all(STACK_OF(X509) * certs)
{
    sk_X509_pop_free(certs, X509_free);
}

/** A certificate file has no passphrase: nobody is asked for one. */
static int
no_passphrase(char *buffer, int size, int writing, void *ctx)
{
    (void)buffer;
    (void)size;
    (void)writing;
    (void)ctx;
    return -1;
}

STACK_OF(X509) * ap_x509_read(struct ap_str bytes)
{
    STACK_OF(X509) *certs = sk_X509_new_null();
    BIO *bio = ap_x509_bio(bytes.ptr ? bytes : AP_STR(""));
    X509 *cert;
    if (!certs)
        ap_oom(bytes.len);
    while (sk_X509_num(certs) <= AP_CERTIFICATES_MAX &&
           (cert = PEM_read_bio_X509(bio, NULL, no_passphrase, NULL)))
        if (!sk_X509_push(certs, cert))
            ap_oom(sizeof cert);
    BIO_free(bio);
    if (sk_X509_num(certs) == 0 && bytes.len) {
        bio = ap_x509_bio(bytes);
        cert = d2i_X509_bio(bio, NULL);
        BIO_free(bio);
        if (cert && !sk_X509_push(certs, cert))
            ap_oom(sizeof cert);
    }
    ERR_clear_error();
    if (sk_X509_num(certs) > 0 && sk_X509_num(certs) <= AP_CERTIFICATES_MAX)
        return certs;
    ap_x509_free_all(certs);
    return NULL;
}

bool
ap_cms_is_certificate(struct ap_str bytes)
{
    STACK_OF(X509) *certs = ap_x509_read(bytes);
    ap_x509_free_all(certs);
    return certs != NULL;
}

struct ap_str
ap_x509_drain(BIO *bio, struct ap_arena *mem)
{
    char *bytes = NULL;
    long n = BIO_get_mem_data(bio, &bytes);
    struct ap_str copy = ap_arena_copy(mem, (struct ap_str){bytes, n > 0 ? (size_t)n : 0});
    BIO_free(bio);
    return copy;
}

struct ap_str
ap_x509_name(const X509_NAME *name, struct ap_arena *mem)
{
    BIO *out = BIO_new(BIO_s_mem());
    if (!out)
        ap_oom(sizeof(void *));
    (void)X509_NAME_print_ex(out, name, 0, XN_FLAG_ONELINE & ~ASN1_STRFLGS_ESC_MSB);
    return ap_x509_drain(out, mem);
}

void
ap_x509_fingerprint(const X509 *cert, char out[AP_SHA256_TEXT])
{
    unsigned char *der = NULL;
    uint8_t digest[AP_SHA256_BYTES];
    int n = i2d_X509(cert, &der);
    ap_sha256((struct ap_str){(char *)der, n > 0 ? (size_t)n : 0}, digest);
    ap_sha256_text(digest, out);
    OPENSSL_free(der);
}

int64_t
ap_x509_time(const ASN1_TIME *time)
{
    struct tm tm = {0};
    if (!ASN1_TIME_to_tm(time, &tm))
        return 0;
    return (int64_t)timegm(&tm);
}

bool
ap_x509_chains(X509 *cert, STACK_OF(X509) * between, STACK_OF(X509) * roots, int64_t at,
               const char **ret_why)
{
    X509_STORE *store = X509_STORE_new();
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    bool holds = false;
    if (!store || !ctx)
        ap_oom(sizeof(void *));
    for (int i = 0; i < sk_X509_num(roots); i++)
        (void)X509_STORE_add_cert(store, sk_X509_value(roots, i));
    if (X509_STORE_CTX_init(ctx, store, cert, between) == 1) {
        X509_VERIFY_PARAM *param = X509_STORE_CTX_get0_param(ctx);
        /* What a certificate may be used for is judged by ap_x509_unfit(): a signer's purpose is no standard one. */
        (void)X509_VERIFY_PARAM_set_purpose(param, X509_PURPOSE_ANY);
        (void)X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_PARTIAL_CHAIN);
        X509_VERIFY_PARAM_set_auth_level(param, 2);
        X509_VERIFY_PARAM_set_time(param, (time_t)at);
        holds = X509_verify_cert(ctx) == 1;
        if (!holds)
            *ret_why = X509_verify_cert_error_string(X509_STORE_CTX_get_error(ctx));
    } else {
        *ret_why = "the certificates cannot be compared";
    }
    X509_STORE_CTX_free(ctx);
    X509_STORE_free(store);
    ERR_clear_error();
    return holds;
}

/** Extended usages of which one suffices; a certificate without any may be used for all. */
static const char *const usages[] = {
    "1.3.6.1.5.5.7.3.36",      /* document signing, RFC 9336 */
    "1.3.6.1.5.5.7.3.4",       /* e-mail protection */
    "1.3.6.1.5.5.7.3.3",       /* code signing */
    "1.3.6.1.5.5.7.3.2",       /* client: company certificates of persons */
    "1.3.6.1.4.1.311.10.3.12", /* document signing, Microsoft */
    "1.2.840.113583.1.1.5",    /* document signing, Adobe */
    "2.5.29.37.0",             /* any */
};

static bool
has_fit_usage(const EXTENDED_KEY_USAGE *extended)
{
    char text[80];
    for (int i = 0; i < sk_ASN1_OBJECT_num(extended); i++) {
        (void)OBJ_obj2txt(text, sizeof text, sk_ASN1_OBJECT_value(extended, i), 1);
        for (size_t k = 0; k < AP_COUNT(usages); k++)
            if (strcmp(text, usages[k]) == 0)
                return true;
    }
    return false;
}

const char *
ap_x509_unfit(X509 *cert)
{
    uint32_t usage = X509_get_key_usage(cert);
    const char *why = NULL;
    if (usage != UINT32_MAX && !(usage & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)))
        why = "its key usage does not allow signatures";
    EXTENDED_KEY_USAGE *extended = X509_get_ext_d2i(cert, NID_ext_key_usage, NULL, NULL);
    if (!why && extended && !has_fit_usage(extended))
        why = "its extended key usage does not allow to sign documents";
    EXTENDED_KEY_USAGE_free(extended);
    return why;
}

struct ap_str
ap_x509_key(X509 *cert, struct ap_arena *mem, bool *ret_weak)
{
    enum { RSA_BITS_MIN = 2048, EC_BITS_MIN = 256 };
    EVP_PKEY *key = X509_get0_pubkey(cert);
    char group[80] = "";
    size_t n = 0;
    *ret_weak = true;
    if (!key)
        return AP_STR("unknown");
    int bits = EVP_PKEY_get_bits(key);
    switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_RSA:
        *ret_weak = bits < RSA_BITS_MIN;
        return ap_arena_printf(mem, "RSA %d", bits);
    case EVP_PKEY_EC:
        *ret_weak =
            bits < EC_BITS_MIN || EVP_PKEY_get_group_name(key, group, sizeof group, &n) != 1;
        return strcmp(group, "prime256v1") == 0 ? AP_STR("EC P-256")
                                                : ap_arena_printf(mem, "EC %s", group);
    default:
        return ap_str_from(OBJ_nid2sn(EVP_PKEY_get_base_id(key)));
    }
}
