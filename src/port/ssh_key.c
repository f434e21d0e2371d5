/* SSH public keys: read, turned into OpenSSL's, a signature checked by kind.
 * Place in the flow: port.
 * SPDX-License-Identifier: Apache-2.0 */
#include "port/ssh_key.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/endian.h"
#include "port/digest.h"

#define TOUCHED 0x01u /* the flag of a security key that a person was there */

enum {
    ED25519_KEY_BYTES = 32,
    ED25519_SIGNATURE_BYTES = 64,
    RSA_BYTES_MIN = 256,
    RSA_BYTES_MAX = 2048
};

int
ap_ssh_number(struct ap_str *bytes, uint32_t *ret_number)
{
    if (bytes->len < 4)
        return AP_E_SYNTAX;
    *ret_number = ap_be32(bytes->ptr);
    *bytes = ap_str_slice(*bytes, 4, bytes->len);
    return AP_OK;
}

int
ap_ssh_string(struct ap_str *bytes, struct ap_str *ret_string)
{
    uint32_t n;
    if (ap_ssh_number(bytes, &n) != AP_OK || n > bytes->len)
        return AP_E_SYNTAX;
    *ret_string = ap_str_slice(*bytes, 0, n);
    *bytes = ap_str_slice(*bytes, n, bytes->len);
    return AP_OK;
}

void
ap_ssh_add_string(struct ap_buf *out, struct ap_str s)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        ap_buf_add_char(out, (char)(s.len >> shift & 0xff));
    ap_buf_add_str(out, s);
}

struct ap_str
ap_ssh_key_kind(struct ap_str key)
{
    struct ap_str kind = AP_STR_NONE;
    return ap_ssh_string(&key, &kind) == AP_OK ? kind : AP_STR_NONE;
}

/* --- keys and signatures of each kind --------------------------------------------------------------- */

/** What a kind of key makes of the rest of its blob: a key of OpenSSL, or NULL. */
typedef EVP_PKEY *(*read_key_fn)(struct ap_str rest, const char *group);
/** The signature as OpenSSL wants it; `raw` is what SSH wrote. AP_E_INVALID */
typedef int (*read_signature_fn)(struct ap_str raw, const EVP_PKEY *key, struct ap_buf *out);

static EVP_PKEY *
from_params(const char *name, OSSL_PARAM_BLD *build)
{
    EVP_PKEY *key = NULL;
    OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(build);
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, name, NULL);
    if (!params || !ctx || EVP_PKEY_fromdata_init(ctx) != 1 ||
        EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY, params) != 1)
        key = NULL;
    EVP_PKEY_CTX_free(ctx);
    OSSL_PARAM_free(params);
    return key;
}

static EVP_PKEY *
read_ed25519(struct ap_str rest, const char *group)
{
    struct ap_str point;
    (void)group;
    if (ap_ssh_string(&rest, &point) || rest.len || point.len != ED25519_KEY_BYTES)
        return NULL;
    return EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, (const unsigned char *)point.ptr,
                                       point.len);
}

static EVP_PKEY *
read_ec(struct ap_str rest, const char *group)
{
    struct ap_str curve;
    struct ap_str point;
    if (ap_ssh_string(&rest, &curve) || ap_ssh_string(&rest, &point) || rest.len)
        return NULL;
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    EVP_PKEY *key = NULL;
    if (build && OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME, group, 0) &&
        OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY, point.ptr, point.len))
        key = from_params("EC", build);
    OSSL_PARAM_BLD_free(build);
    return key;
}

static BIGNUM *
number_of(struct ap_str bytes)
{
    return bytes.len <= RSA_BYTES_MAX + 1
               ? BN_bin2bn((const unsigned char *)bytes.ptr, (int)bytes.len, NULL)
               : NULL;
}

static EVP_PKEY *
read_rsa(struct ap_str rest, const char *group)
{
    struct ap_str e;
    struct ap_str n;
    (void)group;
    if (ap_ssh_string(&rest, &e) || ap_ssh_string(&rest, &n) || rest.len)
        return NULL;
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    BIGNUM *exponent = number_of(e);
    BIGNUM *modulus = number_of(n);
    EVP_PKEY *key = NULL;
    if (build && exponent && modulus && BN_num_bytes(modulus) >= RSA_BYTES_MIN &&
        OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, modulus) &&
        OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, exponent))
        key = from_params("RSA", build);
    OSSL_PARAM_BLD_free(build);
    BN_free(exponent);
    BN_free(modulus);
    return key;
}

static int
signature_as_is(struct ap_str raw, const EVP_PKEY *key, struct ap_buf *out)
{
    (void)key;
    ap_buf_add_str(out, raw);
    return raw.len == ED25519_SIGNATURE_BYTES ? AP_OK : AP_E_INVALID;
}

/** SSH may leave out zeros at the front. */
static int
signature_of_rsa(struct ap_str raw, const EVP_PKEY *key, struct ap_buf *out)
{
    size_t want = (size_t)EVP_PKEY_get_size(key);
    if (raw.len > want)
        return AP_E_INVALID;
    for (size_t i = raw.len; i < want; i++)
        ap_buf_add_char(out, '\0');
    ap_buf_add_str(out, raw);
    return AP_OK;
}

static int
signature_of_ec(struct ap_str raw, const EVP_PKEY *key, struct ap_buf *out)
{
    struct ap_str r;
    struct ap_str s;
    (void)key;
    if (ap_ssh_string(&raw, &r) || ap_ssh_string(&raw, &s) || raw.len)
        return AP_E_INVALID;
    ECDSA_SIG *pair = ECDSA_SIG_new();
    BIGNUM *first = number_of(r);
    BIGNUM *second = number_of(s);
    unsigned char *der = NULL;
    int n = 0;
    if (pair && first && second && ECDSA_SIG_set0(pair, first, second) == 1)
        n = i2d_ECDSA_SIG(pair, &der);
    else {
        BN_free(first);
        BN_free(second);
    }
    if (n > 0)
        ap_buf_add(out, der, (size_t)n);
    OPENSSL_free(der);
    ECDSA_SIG_free(pair);
    return n > 0 ? AP_OK : AP_E_INVALID;
}

/** One row for each kind of key and way to sign with it. */
static const struct kind {
    const char *key;
    const char *signature; /* the name in the signature */
    const char *digest;    /* NULL: the kind has its own */
    const char *group;
    read_key_fn read_key;
    read_signature_fn read_signature;
    bool is_on_token; /* a security key: it signs its own words about the message */
} kinds[] = {
    {"ssh-ed25519", "ssh-ed25519", NULL, NULL, read_ed25519, signature_as_is, false},
    {"ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256", "SHA256", "P-256", read_ec, signature_of_ec,
     false},
    {"ecdsa-sha2-nistp384", "ecdsa-sha2-nistp384", "SHA384", "P-384", read_ec, signature_of_ec,
     false},
    {"ecdsa-sha2-nistp521", "ecdsa-sha2-nistp521", "SHA512", "P-521", read_ec, signature_of_ec,
     false},
    {"ssh-rsa", "rsa-sha2-256", "SHA256", NULL, read_rsa, signature_of_rsa, false},
    {"ssh-rsa", "rsa-sha2-512", "SHA512", NULL, read_rsa, signature_of_rsa, false},
    {"sk-ssh-ed25519@openssh.com", "sk-ssh-ed25519@openssh.com", NULL, NULL, read_ed25519,
     signature_as_is, true},
    {"sk-ecdsa-sha2-nistp256@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com", "SHA256", "P-256",
     read_ec, signature_of_ec, true},
};

static bool
holds(const struct kind *kind, struct ap_str rest, struct ap_str raw, struct ap_str message)
{
    AP_AUTO_BUF struct ap_buf signature = {0};
    EVP_PKEY *key = kind->read_key(rest, kind->group);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    bool ok = false;
    if (!ctx)
        ap_oom(sizeof kind);
    if (key && kind->read_signature(raw, key, &signature) == AP_OK)
        ok = EVP_DigestVerifyInit_ex(ctx, NULL, kind->digest, NULL, NULL, key, NULL) == 1 &&
             EVP_DigestVerify(ctx, (const unsigned char *)signature.ptr, signature.len,
                              (const unsigned char *)message.ptr, message.len) == 1;
    EVP_MD_CTX_free(ctx);
    EVP_PKEY_free(key);
    ERR_clear_error();
    return ok;
}

/* --- security keys ---------------------------------------------------------------------------------- */

/** The last string of a key on a token is the application that it was made for. */
static int
cut_application(struct ap_str *rest, struct ap_str *ret_application)
{
    struct ap_str all = *rest;
    struct ap_str left = *rest;
    size_t at = 0;
    while (left.len > 0) {
        at = all.len - left.len;
        if (ap_ssh_string(&left, ret_application))
            return AP_E_SYNTAX;
    }
    *rest = ap_str_slice(all, 0, at);
    return at > 0 ? AP_OK : AP_E_SYNTAX;
}

/** What the token signed: digest of the application, flags, counter, digest of the message. Flags and counter stand
 *  behind the signature.
 *  errors AP_E_SYNTAX */
static int
add_words_of_token(struct ap_str application, struct ap_str flags_and_counter,
                   struct ap_str message, struct ap_buf *out)
{
    enum { FLAGS_AND_COUNTER_BYTES = 1 + 4 };
    uint8_t digest[AP_SHA256_BYTES];
    if (flags_and_counter.len != FLAGS_AND_COUNTER_BYTES)
        return AP_E_SYNTAX;
    ap_sha256(application, digest);
    ap_buf_add(out, digest, sizeof digest);
    ap_buf_add_str(out, flags_and_counter);
    ap_sha256(message, digest);
    ap_buf_add(out, digest, sizeof digest);
    return AP_OK;
}

static const char *
fault_of_token(const struct kind *kind, struct ap_str key, struct ap_str raw, struct ap_str more,
               struct ap_str message)
{
    AP_AUTO_BUF struct ap_buf words = {0};
    struct ap_str application = AP_STR_NONE;
    if (cut_application(&key, &application) != AP_OK)
        return "its key is damaged";
    if (add_words_of_token(application, more, message, &words) != AP_OK)
        return "flags and counter of the security key are damaged";
    if (!holds(kind, key, raw, ap_buf_str(&words)))
        return "it is not a signature over these bytes";
    return ((unsigned char)more.ptr[0] & TOUCHED) ? NULL
                                                  : "the security key signed without being touched";
}

/** A modulus that can be read, and is shorter than what counts. */
static bool
is_weak_rsa(struct ap_str rest)
{
    struct ap_str e;
    struct ap_str n;
    if (ap_ssh_string(&rest, &e) || ap_ssh_string(&rest, &n))
        return false;
    while (n.len && n.ptr[0] == '\0')
        n = ap_str_slice(n, 1, n.len);
    return n.len < RSA_BYTES_MIN;
}

static const char *
fault_of(const struct kind *kind, struct ap_str key, struct ap_str raw, struct ap_str more,
         struct ap_str message)
{
    if (kind->is_on_token)
        return fault_of_token(kind, key, raw, more, message);
    if (kind->read_key == read_rsa && is_weak_rsa(key))
        return "its key is too weak: RSA needs 2048 bits";
    return more.len == 0 && holds(kind, key, raw, message)
               ? NULL
               : "it is not a signature over these bytes";
}

int
ap_ssh_key_verify(struct ap_str key, struct ap_str signature, struct ap_str message,
                  const char **ret_why)
{
    struct ap_str kind;
    struct ap_str way;
    struct ap_str raw;
    bool is_known = false;
    const char *why = "it is not a signature by a key of its kind";
    if (ap_ssh_string(&key, &kind) || ap_ssh_string(&signature, &way) ||
        ap_ssh_string(&signature, &raw)) {
        *ret_why = "its key or signature is damaged";
        return AP_E_INVALID;
    }
    for (size_t i = 0; i < AP_COUNT(kinds) && why; i++) {
        if (!ap_str_is(kind, kinds[i].key))
            continue;
        is_known = true;
        if (ap_str_is(way, kinds[i].signature))
            why = fault_of(&kinds[i], key, raw, signature, message);
    }
    if (!is_known)
        return AP_E_NOTFOUND;
    if (why)
        *ret_why = why;
    return why ? AP_E_INVALID : AP_OK;
}
