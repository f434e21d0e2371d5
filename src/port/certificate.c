/* Certificates and keys from PEM or PKCS #12, PS256, base64.
 * Place in the flow: port.
 * SPDX-License-Identifier: Apache-2.0 */
#include "port/certificate.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <string.h>

#include "base/cleanup.h"

struct ap_certificate {
    EVP_PKEY *key;
    X509 *x509;
};

/** The password, handed out once: a second asking would wait for a terminal. */
struct answer {
    struct ap_str password;
    bool asked;
};

static int
give_password(char *out, int size, int writing, void *ctx)
{
    struct answer *answer = ctx;
    (void)writing;
    answer->asked = true;
    if (size < 0 || answer->password.len > (size_t)size)
        return -1;
    if (answer->password.len)
        memcpy(out, answer->password.ptr, answer->password.len);
    return (int)answer->password.len;
}

static void
read_pem(struct ap_str bytes, struct answer *answer, struct ap_certificate *cert)
{
    BIO *bio = BIO_new_mem_buf(bytes.ptr, (int)bytes.len);
    cert->key = PEM_read_bio_PrivateKey(bio, NULL, give_password, answer);
    BIO_free(bio);
    bio = BIO_new_mem_buf(bytes.ptr, (int)bytes.len);
    cert->x509 = PEM_read_bio_X509(bio, NULL, give_password, answer);
    BIO_free(bio);
}

/** True when it is PKCS #12, whether or not it opens. */
static bool
read_pkcs12(struct ap_str bytes, struct ap_str password, struct ap_certificate *cert)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    const unsigned char *at = (const unsigned char *)bytes.ptr;
    PKCS12 *file = d2i_PKCS12(NULL, &at, (long)bytes.len);
    if (!file)
        return false;
    (void)PKCS12_parse(file, ap_arena_copy(&mem, password).ptr, &cert->key, &cert->x509, NULL);
    PKCS12_free(file);
    return true;
}

static int
judge(const struct ap_certificate *cert, bool locked, const char **ret_why)
{
    *ret_why = "it holds no private key and no certificate";
    if (locked && !cert->key) {
        *ret_why = "its password is wrong or missing";
        return AP_E_INVALID;
    }
    if (!cert->key || !cert->x509) {
        if (cert->key)
            *ret_why = "it holds a private key, and no certificate";
        if (cert->x509)
            *ret_why = "it holds a certificate, and no private key";
        return AP_E_SYNTAX;
    }
    if (EVP_PKEY_get_base_id(cert->key) != EVP_PKEY_RSA) {
        *ret_why = "its key is no RSA key, and Entra takes no other";
        return AP_E_INVALID;
    }
    if (X509_check_private_key(cert->x509, cert->key) != 1) {
        *ret_why = "its private key is not that of its certificate";
        return AP_E_INVALID;
    }
    return AP_OK;
}

int
ap_certificate_read(struct ap_str bytes, struct ap_str password, struct ap_certificate **ret_cert,
                    const char **ret_why)
{
    struct ap_certificate *cert = ap_xmalloc(sizeof *cert);
    struct answer answer = {password, false};
    *cert = (struct ap_certificate){NULL, NULL};
    *ret_why = "it is neither PEM nor PKCS #12";
    int result = AP_E_SYNTAX;
    if (bytes.len && bytes.len < INT32_MAX) {
        bool locked =
            !ap_str_contains(bytes, AP_STR("-----BEGIN ")) && read_pkcs12(bytes, password, cert);
        if (!locked)
            read_pem(bytes, &answer, cert);
        result = judge(cert, locked || answer.asked, ret_why);
    }
    ERR_clear_error();
    if (result == AP_OK)
        *ret_cert = cert;
    else
        ap_certificate_free(cert);
    return result;
}

void
ap_certificate_free(struct ap_certificate *cert)
{
    if (!cert)
        return;
    EVP_PKEY_free(cert->key);
    X509_free(cert->x509);
    free(cert);
}

void
ap_certificate_digest(const struct ap_certificate *cert, uint8_t out[AP_SHA256_BYTES])
{
    unsigned len = AP_SHA256_BYTES;
    (void)X509_digest(cert->x509, EVP_sha256(), out, &len);
}

int
ap_certificate_sign_ps256(const struct ap_certificate *cert, struct ap_str bytes,
                          struct ap_arena *mem, struct ap_str *ret_signature)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    EVP_PKEY_CTX *options = NULL;
    size_t len = (size_t)EVP_PKEY_get_size(cert->key);
    unsigned char *out = ap_arena_alloc(mem, len);
    bool ok = ctx && EVP_DigestSignInit(ctx, &options, EVP_sha256(), NULL, cert->key) == 1 &&
              EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) == 1 &&
              EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) == 1 &&
              EVP_DigestSign(ctx, out, &len, (const unsigned char *)bytes.ptr, bytes.len) == 1;
    EVP_MD_CTX_free(ctx);
    ERR_clear_error();
    if (!ok)
        return AP_E_IO;
    *ret_signature = (struct ap_str){(const char *)out, len};
    return AP_OK;
}

static char *
encode_base64(struct ap_arena *mem, struct ap_str bytes, size_t *ret_n)
{
    char *out = ap_arena_alloc(mem, (bytes.len + 2) / 3 * 4 + 1);
    int len =
        EVP_EncodeBlock((unsigned char *)out, (const unsigned char *)bytes.ptr, (int)bytes.len);
    *ret_n = len > 0 ? (size_t)len : 0;
    return out;
}

struct ap_str
ap_base64(struct ap_arena *mem, struct ap_str bytes)
{
    size_t n;
    const char *text = encode_base64(mem, bytes, &n);
    return (struct ap_str){text, n};
}

struct ap_str
ap_base64_url(struct ap_arena *mem, struct ap_str bytes)
{
    size_t n;
    char *text = encode_base64(mem, bytes, &n);
    while (n && text[n - 1] == '=')
        n--;
    for (size_t i = 0; i < n; i++)
        text[i] = text[i] == '+' ? '-' : text[i] == '/' ? '_' : text[i];
    text[n] = '\0';
    return (struct ap_str){text, n};
}
