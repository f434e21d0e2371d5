/* Time stamps (OpenSSL TS): requests, and replies that must hold in every part.
 * Place in the flow: port; what is sent is a digest alone.
 * SPDX-License-Identifier: Apache-2.0 */
#include "port/timestamp.h"

#include <openssl/err.h>
#include <openssl/ts.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "port/cms_internal.h"
#include "port/digest.h"
#include "port/secret_file.h"

#define NONCE_BYTES 8

/* --- the request ------------------------------------------------------------------------------------ */

static bool
set_imprint(TS_REQ *request, struct ap_str content)
{
    uint8_t digest[AP_SHA256_BYTES];
    TS_MSG_IMPRINT *imprint = TS_MSG_IMPRINT_new();
    X509_ALGOR *algorithm = X509_ALGOR_new();
    ap_sha256(content, digest);
    bool ok = imprint && algorithm &&
              X509_ALGOR_set0(algorithm, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, NULL) == 1 &&
              TS_MSG_IMPRINT_set_algo(imprint, algorithm) == 1 &&
              TS_MSG_IMPRINT_set_msg(imprint, digest, sizeof digest) == 1 &&
              TS_REQ_set_msg_imprint(request, imprint) == 1;
    X509_ALGOR_free(algorithm);
    TS_MSG_IMPRINT_free(imprint);
    return ok;
}

static bool
set_nonce(TS_REQ *request, const uint8_t bytes[NONCE_BYTES])
{
    BIGNUM *number = BN_bin2bn(bytes, NONCE_BYTES, NULL);
    ASN1_INTEGER *nonce = number ? BN_to_ASN1_INTEGER(number, NULL) : NULL;
    bool ok = nonce && TS_REQ_set_nonce(request, nonce) == 1;
    ASN1_INTEGER_free(nonce);
    BN_free(number);
    return ok;
}

int
ap_timestamp_request(struct ap_str content, struct ap_arena *mem, struct ap_str *ret_der)
{
    uint8_t nonce[NONCE_BYTES];
    if (ap_random_bytes(nonce, sizeof nonce) != AP_OK)
        return AP_E_IO;
    nonce[0] |= 0x40; /* eight bytes, and positive */
    TS_REQ *request = TS_REQ_new();
    BIO *out = BIO_new(BIO_s_mem());
    if (!request || !out || TS_REQ_set_version(request, 1) != 1 || !set_imprint(request, content) ||
        !set_nonce(request, nonce) || TS_REQ_set_cert_req(request, 1) != 1 ||
        i2d_TS_REQ_bio(out, request) != 1)
        ap_oom(content.len); /* nothing else can fail here */
    TS_REQ_free(request);
    *ret_der = ap_x509_drain(out, mem);
    return AP_OK;
}

/* --- the reply -------------------------------------------------------------------------------------- */

struct check {
    struct ap_arena *mem;
    struct ap_timestamp_facts *facts;
    TS_RESP *reply;
    TS_TST_INFO *info; /* lives in reply */
    X509 *authority;   /* lives in reply */
    STACK_OF(X509) * roots;
};

static int
refuse(struct check *c, const char *why)
{
    c->facts->why = why;
    return AP_E_INVALID;
}

static int
parse(struct check *c, struct ap_str der)
{
    const unsigned char *at = (const unsigned char *)der.ptr;
    unsigned char *again = NULL;
    if (der.len == 0 || der.len > AP_TIMESTAMP_BYTES_MAX)
        return refuse(c, "it has no possible size");
    c->reply = d2i_TS_RESP(NULL, &at, (long)der.len);
    if (!c->reply)
        return refuse(c, "it is no reply of a time stamp authority");
    int n = i2d_TS_RESP(c->reply, &again);
    if (!ap_x509_is_exact(der, again, n))
        return refuse(c, "it holds bytes that belong to no reply, or is no DER");
    long status = ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(TS_RESP_get_status_info(c->reply)));
    if (status != TS_STATUS_GRANTED && status != TS_STATUS_GRANTED_WITH_MODS)
        return refuse(c, "the authority did not grant it");
    c->info = TS_RESP_get_tst_info(c->reply);
    if (!c->info || !TS_RESP_get_token(c->reply))
        return refuse(c, "the reply holds no stamp");
    return AP_OK;
}

/** The imprint is the SHA-256, SHA-384 or SHA-512 of the content. */
static int
check_imprint(struct check *c, struct ap_str content)
{
    static const struct {
        int nid;
        enum ap_hash hash;
    } known[] = {
        {NID_sha256, AP_HASH_SHA256}, {NID_sha384, AP_HASH_SHA384}, {NID_sha512, AP_HASH_SHA512}};
    uint8_t digest[AP_HASH_BYTES_MAX];
    TS_MSG_IMPRINT *imprint = TS_TST_INFO_get_msg_imprint(c->info);
    const ASN1_OBJECT *id = NULL;
    X509_ALGOR_get0(&id, NULL, NULL, TS_MSG_IMPRINT_get_algo(imprint));
    const ASN1_OCTET_STRING *told = TS_MSG_IMPRINT_get_msg(imprint);
    for (size_t i = 0; i < AP_COUNT(known); i++) {
        if (OBJ_obj2nid(id) != known[i].nid)
            continue;
        struct ap_digest *running = ap_digest_new_of(known[i].hash);
        size_t n = ap_hash_bytes(known[i].hash);
        if (!running)
            break;
        ap_digest_add(running, content.ptr, content.len);
        ap_digest_finish(running, digest);
        ap_digest_free(running);
        if ((size_t)ASN1_STRING_length(told) == n &&
            memcmp(ASN1_STRING_get0_data(told), digest, n) == 0)
            return AP_OK;
        return refuse(c, "it is a stamp over other bytes");
    }
    return refuse(c, "it rests on a digest other than SHA-256, SHA-384 and SHA-512");
}

static int
check_answer(struct check *c, struct ap_str request)
{
    if (request.len == 0)
        return AP_OK;
    const unsigned char *at = (const unsigned char *)request.ptr;
    TS_REQ *asked = d2i_TS_REQ(NULL, &at, (long)request.len);
    const ASN1_INTEGER *nonce = TS_TST_INFO_get_nonce(c->info);
    bool same = asked && nonce && ASN1_INTEGER_cmp(nonce, TS_REQ_get_nonce(asked)) == 0;
    TS_REQ_free(asked);
    return same ? AP_OK : refuse(c, "its nonce is not that of the request: it answers another one");
}

static int
find_authority(struct check *c)
{
    STACK_OF(X509) *signers = PKCS7_get0_signers(TS_RESP_get_token(c->reply), NULL, 0);
    if (sk_X509_num(signers) == 1)
        c->authority = sk_X509_value(signers, 0);
    sk_X509_free(signers);
    if (!c->authority)
        return refuse(c, "it does not hold the certificate of exactly one authority");
    int at = X509_get_ext_by_NID(c->authority, NID_ext_key_usage, -1);
    if (X509_check_purpose(c->authority, X509_PURPOSE_TIMESTAMP_SIGN, 0) != 1 || at < 0 ||
        !X509_EXTENSION_get_critical(X509_get_ext(c->authority, at)))
        return refuse(c,
                      "the certificate is not one for time stamps alone: its extended key usage");
    return AP_OK;
}

static void
describe(struct check *c)
{
    struct ap_timestamp_facts *facts = c->facts;
    char policy[80] = "";
    BIGNUM *number = ASN1_INTEGER_to_BN(TS_TST_INFO_get_serial(c->info), NULL);
    char *serial = number ? BN_bn2hex(number) : NULL;
    (void)OBJ_obj2txt(policy, sizeof policy, TS_TST_INFO_get_policy_id(c->info), 1);
    facts->policy = ap_arena_copy(c->mem, ap_str_from(policy));
    facts->serial = ap_arena_copy(c->mem, ap_str_from(serial));
    facts->at = ap_x509_time(TS_TST_INFO_get_time(c->info));
    OPENSSL_free(serial);
    BN_free(number);
    if (!c->authority)
        return;
    facts->authority = ap_x509_name(X509_get_subject_name(c->authority), c->mem);
    ap_x509_fingerprint(c->authority, facts->fingerprint);
}

/** The signature of the stamp, its reference to the certificate, and the way from there to one of `roots`, all at the
 *  moment that the stamp states. */
static bool
holds_under(const struct check *c, STACK_OF(X509) * roots)
{
    TS_VERIFY_CTX *ctx = TS_VERIFY_CTX_new();
    X509_STORE *store = X509_STORE_new();
    if (!ctx || !store)
        ap_oom(sizeof(void *));
    for (int i = 0; i < sk_X509_num(roots); i++)
        (void)X509_STORE_add_cert(store, sk_X509_value(roots, i));
    (void)X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN);
    X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(store), (time_t)c->facts->at);
    X509_VERIFY_PARAM_set_auth_level(X509_STORE_get0_param(store), 2);
    (void)TS_VERIFY_CTX_set_store(ctx, store); /* owns it now */
    (void)TS_VERIFY_CTX_add_flags(ctx, TS_VFY_VERSION | TS_VFY_SIGNATURE);
    bool ok = TS_RESP_verify_response(ctx, c->reply) == 1;
    TS_VERIFY_CTX_free(ctx);
    ERR_clear_error();
    return ok;
}

static int
check_signature(struct check *c)
{
    STACK_OF(X509) *itself = sk_X509_new_null();
    if (!itself || !sk_X509_push(itself, c->authority))
        ap_oom(sizeof(void *));
    bool ok = holds_under(c, itself);
    sk_X509_free(itself);
    if (!ok)
        return refuse(
            c,
            "its signature does not hold, or its certificate was not valid at the moment stated");
    if (!c->roots)
        return AP_OK;
    c->facts->chains = holds_under(c, c->roots);
    if (!c->facts->chains)
        c->facts->chain_why = "no way leads to the certificates of the file";
    return AP_OK;
}

static int
check_all(struct check *c, struct ap_str reply, struct ap_str content, struct ap_str request)
{
    int rc = parse(c, reply);
    if (rc != AP_OK)
        return rc;
    describe(c);
    rc = check_imprint(c, content);
    if (rc == AP_OK)
        rc = check_answer(c, request);
    if (rc == AP_OK)
        rc = find_authority(c);
    if (rc != AP_OK)
        return rc;
    describe(c);
    return check_signature(c);
}

int
ap_timestamp_verify(struct ap_str reply, struct ap_str content, struct ap_str request,
                    struct ap_str ca, struct ap_arena *mem, struct ap_timestamp_facts *facts)
{
    *facts = (struct ap_timestamp_facts){0};
    struct check c = {.mem = mem, .facts = facts};
    c.roots = ca.len ? ap_x509_read(ca) : NULL;
    int rc = check_all(&c, reply, content, request);
    TS_RESP_free(c.reply);
    ap_x509_free_all(c.roots);
    ERR_clear_error();
    return rc;
}
