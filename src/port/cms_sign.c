/* Signing with CMS (OpenSSL): the key and certificate of a signer, the detached signature, a new self-signed pair.
 * Place in the flow: port; `apipack build --sign`, `sign` and `keygen` end here.
 * SPDX-License-Identifier: Apache-2.0 */
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

#include "port/cms.h"
#include "port/cms_internal.h"

struct ap_cms_signer {
    EVP_PKEY *key;
    X509 *cert;
    STACK_OF(X509) * above;
};

void
ap_cms_signer_free(struct ap_cms_signer *signer)
{
    if (!signer)
        return;
    EVP_PKEY_free(signer->key);
    X509_free(signer->cert);
    ap_x509_free_all(signer->above);
    free(signer);
}

/* --- keys ------------------------------------------------------------------------------------------- */

/** The passphrase, and whether OpenSSL wanted one. */
struct asked {
    const struct ap_cms_material *material;
    bool wanted;
};

static int
give_passphrase(char *buffer, int size, int writing, void *ctx)
{
    struct asked *asked = ctx;
    struct ap_str words = asked->material->passphrase;
    (void)writing;
    asked->wanted = true;
    if (!asked->material->has_passphrase || words.len > (size_t)size)
        return -1;
    memcpy(buffer, words.ptr, words.len);
    return (int)words.len;
}

static int
refuse(const char **ret_why, const char *why)
{
    *ret_why = why;
    return AP_E_INVALID;
}

static int
read_pem(struct ap_cms_signer *signer, const struct ap_cms_material *m, const char **ret_why)
{
    struct asked asked = {.material = m};
    BIO *bio = ap_x509_bio(m->key);
    signer->key = PEM_read_bio_PrivateKey(bio, NULL, give_passphrase, &asked);
    BIO_free(bio);
    if (!signer->key && asked.wanted && !m->has_passphrase)
        return AP_E_NOTFOUND;
    if (!signer->key)
        return refuse(ret_why, asked.wanted ? "the passphrase does not open the key"
                                            : "the file holds no private key in PEM or PKCS#12");
    signer->above = ap_x509_read(m->cert.len ? m->cert : m->key);
    if (!signer->above)
        return refuse(ret_why, m->cert.len ? "the certificate file holds no certificate"
                                           : "the key needs its certificate: name it with --cert");
    return AP_OK;
}

static int
read_pkcs12(struct ap_cms_signer *signer, PKCS12 *p12, const struct ap_cms_material *m,
            const char **ret_why)
{
    struct ap_str words = m->has_passphrase ? m->passphrase : AP_STR_NONE;
    char *text = NULL;
    if (PKCS12_mac_present(p12) && !m->has_passphrase && PKCS12_verify_mac(p12, "", 0) != 1 &&
        PKCS12_verify_mac(p12, NULL, 0) != 1)
        return AP_E_NOTFOUND;
    text = ap_xmalloc(words.len + 1);
    memcpy(text, words.len ? words.ptr : "", words.len);
    text[words.len] = '\0';
    X509 *cert = NULL;
    STACK_OF(X509) *above = NULL;
    int ok = PKCS12_parse(p12, text, &signer->key, &cert, &above);
    OPENSSL_cleanse(text, words.len);
    free(text);
    if (!ok)
        return refuse(ret_why, "the passphrase does not open the PKCS#12 file");
    signer->above = above ? above : sk_X509_new_null();
    if (cert && !sk_X509_push(signer->above, cert))
        ap_oom(sizeof cert);
    if (m->cert.len) {
        ap_x509_free_all(signer->above);
        signer->above = ap_x509_read(m->cert);
    }
    if (!signer->key || !signer->above || sk_X509_num(signer->above) == 0)
        return refuse(ret_why, "the PKCS#12 file holds no key with a certificate");
    return AP_OK;
}

static int
read_material(struct ap_cms_signer *signer, const struct ap_cms_material *m, const char **ret_why)
{
    BIO *bio = ap_x509_bio(m->key);
    PKCS12 *p12 = d2i_PKCS12_bio(bio, NULL);
    BIO_free(bio);
    if (!p12)
        return read_pem(signer, m, ret_why);
    int rc = read_pkcs12(signer, p12, m, ret_why);
    PKCS12_free(p12);
    return rc;
}

/** Of the certificates, the one of the key; the others stay those above it. */
static int
choose_certificate(struct ap_cms_signer *signer, const char **ret_why)
{
    for (int i = 0; i < sk_X509_num(signer->above); i++)
        if (X509_check_private_key(sk_X509_value(signer->above, i), signer->key) == 1) {
            signer->cert = sk_X509_delete(signer->above, i);
            return AP_OK;
        }
    return refuse(ret_why, "the certificate is not that of the key");
}

static int
check_fit(const struct ap_cms_signer *signer, int64_t now, const char **ret_why)
{
    struct ap_arena mem = {0};
    bool weak;
    int kind = EVP_PKEY_get_base_id(signer->key);
    (void)ap_x509_key(signer->cert, &mem, &weak);
    ap_arena_release(&mem);
    if (kind == EVP_PKEY_ED25519 || kind == EVP_PKEY_ED448)
        return refuse(ret_why,
                      "an Ed25519 or Ed448 key cannot make a CMS signature that OpenSSL 3.0 and "
                      "others check: use P-256 or RSA, or sign with an SSH key (--ssh-key)");
    if (kind != EVP_PKEY_EC && kind != EVP_PKEY_RSA)
        return refuse(ret_why, "keys of this kind are not supported: use P-256 or RSA");
    if (weak)
        return refuse(ret_why, "the key is too weak: RSA needs 2048 bits, a curve 256");
    if (now < ap_x509_time(X509_get0_notBefore(signer->cert)))
        return refuse(ret_why, "the certificate is not valid yet");
    if (now > ap_x509_time(X509_get0_notAfter(signer->cert)))
        return refuse(ret_why, "the certificate has expired");
    *ret_why = ap_x509_unfit(signer->cert);
    return *ret_why ? AP_E_INVALID : AP_OK;
}

int
ap_cms_signer_open(const struct ap_cms_material *material, struct ap_cms_signer **ret_signer,
                   const char **ret_why)
{
    struct ap_cms_signer *signer = ap_xmalloc(sizeof *signer);
    *signer = (struct ap_cms_signer){0};
    int rc = read_material(signer, material, ret_why);
    if (rc == AP_OK)
        rc = choose_certificate(signer, ret_why);
    if (rc == AP_OK)
        rc = check_fit(signer, material->now, ret_why);
    ERR_clear_error();
    if (rc == AP_OK)
        *ret_signer = signer;
    else
        ap_cms_signer_free(signer);
    return rc;
}

/* --- signing ---------------------------------------------------------------------------------------- */

int
ap_cms_sign(struct ap_cms_signer *signer, struct ap_str content, struct ap_arena *mem,
            struct ap_str *ret_der)
{
    /* Without signed attributes: OpenSSL would put the time of its clock among them. */
    const unsigned flags = CMS_DETACHED | CMS_BINARY | CMS_NOSMIMECAP | CMS_NOATTR | CMS_PARTIAL;
    BIO *in = ap_x509_bio(content);
    BIO *out = BIO_new(BIO_s_mem());
    CMS_ContentInfo *cms = CMS_sign(NULL, NULL, signer->above, NULL, flags);
    bool done = out && cms &&
                CMS_add1_signer(cms, signer->cert, signer->key, EVP_sha256(), flags) != NULL &&
                CMS_final(cms, in, NULL, flags) == 1 && i2d_CMS_bio(out, cms) == 1;
    BIO_free(in);
    CMS_ContentInfo_free(cms);
    ERR_clear_error();
    if (!done) {
        BIO_free(out);
        return AP_E_INVALID;
    }
    *ret_der = ap_x509_drain(out, mem);
    return AP_OK;
}

/* --- a new pair ------------------------------------------------------------------------------------- */

static bool
add_extension(X509 *cert, int nid, const char *value)
{
    X509V3_CTX ctx;
    X509V3_set_ctx_nodb(&ctx);
    X509V3_set_ctx(&ctx, cert, cert, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
    bool ok = extension && X509_add_ext(cert, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return ok;
}

static bool
set_serial(X509 *cert)
{
    BIGNUM *serial = BN_new();
    bool ok = serial && BN_rand(serial, 127, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
              BN_to_ASN1_INTEGER(serial, X509_get_serialNumber(cert)) != NULL;
    BN_free(serial);
    return ok;
}

static bool
fill_certificate(X509 *cert, EVP_PKEY *key, struct ap_str name, int64_t now, int days)
{
    time_t from = (time_t)now;
    X509_NAME *subject = X509_get_subject_name(cert);
    return X509_set_version(cert, X509_VERSION_3) == 1 && set_serial(cert) &&
           X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, (const unsigned char *)name.ptr,
                                      (int)name.len, -1, 0) == 1 &&
           X509_set_issuer_name(cert, subject) == 1 &&
           X509_time_adj_ex(X509_getm_notBefore(cert), 0, 0, &from) &&
           X509_time_adj_ex(X509_getm_notAfter(cert), days, -1, &from) &&
           X509_set_pubkey(cert, key) == 1 &&
           add_extension(cert, NID_basic_constraints, "critical,CA:FALSE") &&
           add_extension(cert, NID_key_usage, "critical,digitalSignature,nonRepudiation") &&
           add_extension(cert, NID_ext_key_usage, "emailProtection,1.3.6.1.5.5.7.3.36") &&
           add_extension(cert, NID_subject_key_identifier, "hash") &&
           X509_sign(cert, key, EVP_sha256()) > 0;
}

int
ap_cms_keygen(struct ap_str name, int64_t now, int days, struct ap_arena *mem,
              struct ap_str *ret_key, struct ap_str *ret_cert, char fingerprint[AP_SHA256_TEXT])
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *cert = X509_new();
    BIO *key_out = BIO_new(BIO_s_mem());
    BIO *cert_out = BIO_new(BIO_s_mem());
    bool ok = key && cert && key_out && cert_out && name.len <= INT_MAX &&
              fill_certificate(cert, key, name, now, days) &&
              PEM_write_bio_PKCS8PrivateKey(key_out, key, NULL, NULL, 0, NULL, NULL) == 1 &&
              PEM_write_bio_X509(cert_out, cert) == 1;
    if (ok) {
        ap_x509_fingerprint(cert, fingerprint);
        *ret_key = ap_x509_drain(key_out, mem);
        *ret_cert = ap_x509_drain(cert_out, mem);
    } else {
        BIO_free(key_out);
        BIO_free(cert_out);
    }
    X509_free(cert);
    EVP_PKEY_free(key);
    ERR_clear_error();
    return ok ? AP_OK : AP_E_INVALID;
}
