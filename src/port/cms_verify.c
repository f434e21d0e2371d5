/* Checking a detached CMS signature (OpenSSL): does it hold, whose is it, does the reader know them?
 * Place in the flow: port; verify reads .p7s files through it.
 * SPDX-License-Identifier: Apache-2.0 */
#include <openssl/err.h>
#include <openssl/evp.h>

#include "port/cms.h"
#include "port/cms_internal.h"

#define SIGNATURE_BYTES_MAX (1u << 20)

/** One check, with what must be freed after it. */
struct check {
    const struct ap_cms_trust *trust;
    struct ap_arena *mem;
    struct ap_cms_facts *facts;
    CMS_ContentInfo *cms;
    STACK_OF(X509) * pinned;
    STACK_OF(X509) * roots;
    X509 *signer; /* lives in cms or in pinned */
};

static int
refuse(struct check *c, const char *why)
{
    c->facts->why = why;
    return AP_E_INVALID;
}

/** All of the bytes, and in the one form that DER has. */
static int
parse(struct check *c, struct ap_str der)
{
    const unsigned char *at = (const unsigned char *)der.ptr;
    unsigned char *again = NULL;
    if (der.len == 0 || der.len > SIGNATURE_BYTES_MAX)
        return refuse(c, "it has no possible size");
    c->cms = d2i_CMS_ContentInfo(NULL, &at, (long)der.len);
    if (!c->cms || OBJ_obj2nid(CMS_get0_type(c->cms)) != NID_pkcs7_signed)
        return refuse(c, "it is no CMS signature in DER");
    int n = i2d_CMS_ContentInfo(c->cms, &again);
    if (!ap_x509_is_exact(der, again, n))
        return refuse(c, "it holds bytes that belong to no signature, or is no DER");
    ASN1_OCTET_STRING **content = CMS_get0_content(c->cms);
    if (!content || *content)
        return refuse(c, "it brings a copy of what it signs: a detached signature was expected");
    return AP_OK;
}

static bool
is_strong_digest(CMS_SignerInfo *info)
{
    X509_ALGOR *digest = NULL;
    CMS_SignerInfo_get0_algs(info, NULL, NULL, &digest, NULL);
    const ASN1_OBJECT *id = NULL;
    X509_ALGOR_get0(&id, NULL, NULL, digest);
    int nid = OBJ_obj2nid(id);
    return nid == NID_sha256 || nid == NID_sha384 || nid == NID_sha512;
}

static int
find_signer(struct check *c)
{
    STACK_OF(CMS_SignerInfo) *infos = CMS_get0_SignerInfos(c->cms);
    if (sk_CMS_SignerInfo_num(infos) != 1)
        return refuse(c, "it is not of exactly one signer");
    CMS_SignerInfo *info = sk_CMS_SignerInfo_value(infos, 0);
    if (!is_strong_digest(info))
        return refuse(c, "it rests on a digest other than SHA-256, SHA-384 and SHA-512");
    (void)CMS_set1_signers_certs(c->cms, c->pinned, 0);
    CMS_SignerInfo_get0_algs(info, NULL, &c->signer, NULL, NULL);
    if (!c->signer)
        return refuse(c, "the signer's certificate is not in it: name it with --signer");
    return AP_OK;
}

static void
describe(struct check *c, bool *ret_weak)
{
    struct ap_cms_facts *facts = c->facts;
    facts->signer = ap_x509_name(X509_get_subject_name(c->signer), c->mem);
    facts->issuer = ap_x509_name(X509_get_issuer_name(c->signer), c->mem);
    facts->key = ap_x509_key(c->signer, c->mem, ret_weak);
    ap_x509_fingerprint(c->signer, facts->fingerprint);
    facts->is_self_signed = X509_self_signed(c->signer, 1) == 1;
    facts->not_before = ap_x509_time(X509_get0_notBefore(c->signer));
    facts->not_after = ap_x509_time(X509_get0_notAfter(c->signer));
}

/** What holds for a pinned certificate too: it was valid, and it may sign. */
static const char *
fault_of_certificate(const struct check *c)
{
    const char *why = c->facts->misuse_why;
    if (!why && c->trust->at > c->facts->not_after)
        why = "certificate has expired";
    if (!why && c->trust->at < c->facts->not_before)
        why = "certificate is not yet valid";
    return why;
}

static void
compare_trust(struct check *c)
{
    struct ap_cms_facts *facts = c->facts;
    facts->misuse_why = ap_x509_unfit(c->signer);
    facts->unfit_why = fault_of_certificate(c);
    for (int i = 0; c->pinned && i < sk_X509_num(c->pinned); i++)
        facts->is_pinned =
            facts->is_pinned || X509_cmp(sk_X509_value(c->pinned, i), c->signer) == 0;
    if (!c->roots)
        return;
    STACK_OF(X509) *between = CMS_get1_certs(c->cms);
    facts->chain_why = facts->unfit_why;
    facts->chains = !facts->chain_why &&
                    ap_x509_chains(c->signer, between, c->roots, c->trust->at, &facts->chain_why);
    ap_x509_free_all(between);
}

static int
check_all(struct check *c, struct ap_str der, struct ap_str content)
{
    bool weak;
    int rc = parse(c, der);
    if (rc == AP_OK)
        rc = find_signer(c);
    if (rc != AP_OK)
        return rc;
    describe(c, &weak);
    if (weak)
        return refuse(c, "the signer's key is too weak, or of a kind that is not supported");
    BIO *in = ap_x509_bio(content);
    int holds =
        CMS_verify(c->cms, c->pinned, NULL, in, NULL, CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY);
    BIO_free(in);
    if (holds != 1)
        return refuse(c, "it is not a signature over these bytes");
    compare_trust(c);
    return AP_OK;
}

int
ap_cms_verify(struct ap_str der, struct ap_str content, const struct ap_cms_trust *trust,
              struct ap_arena *mem, struct ap_cms_facts *facts)
{
    *facts = (struct ap_cms_facts){0};
    struct check c = {.trust = trust, .mem = mem, .facts = facts};
    c.pinned = trust->pinned.len ? ap_x509_read(trust->pinned) : NULL;
    c.roots = trust->ca.len ? ap_x509_read(trust->ca) : NULL;
    int rc = check_all(&c, der, content);
    CMS_ContentInfo_free(c.cms);
    ap_x509_free_all(c.pinned);
    ap_x509_free_all(c.roots);
    ERR_clear_error();
    return rc;
}
