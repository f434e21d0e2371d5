/* Signed approvals: does the signature hold, and is its key the reviewer's?
 * Place in the flow: assess, before the slots.
 * SPDX-License-Identifier: Apache-2.0 */
#include "assess/signature.h"

#include "port/sshsig.h"

#define ARMOR_BEGIN "-----BEGIN SSH SIGNATURE-----\n"
#define ARMOR_END   "\n-----END SSH SIGNATURE-----\n"

enum ap_signing
ap_review_signing(const struct ap_workspace *ws, const struct ap_review *review,
                  struct ap_arena *mem, struct ap_str *ret_why)
{
    struct ap_sshsig_facts facts;
    struct ap_str nobody;
    if (review->signature.len == 0)
        return AP_UNSIGNED;
    struct ap_str statement = ap_review_statement(review, mem);
    struct ap_str armored =
        ap_arena_printf(mem, ARMOR_BEGIN "%.*s" ARMOR_END, AP_FMT(review->signature));
    const struct ap_person *person = ap_workspace_person(ws, review->by);
    *ret_why = AP_STR_NONE;
    if (statement.len == 0) {
        *ret_why = AP_STR("the approval lacks what a signature needs: sha256, by, date");
    } else if (!person || person->keys.n == 0) {
        *ret_why = ap_arena_printf(mem, "no key of %.*s is in apipack.yaml", AP_FMT(review->by));
    } else {
        struct ap_str keys = ap_arena_join_all(mem, &person->keys, "\n");
        int rc = ap_sshsig_verify(armored, statement, AP_REVIEW_NAMESPACE, mem, &facts);
        if (rc == AP_E_NOTFOUND)
            *ret_why = AP_STR("keys of this kind are not checked by this version");
        else if (rc != AP_OK)
            *ret_why = ap_str_from(facts.why);
        else if (!ap_ssh_key_is_listed(keys, facts.key, AP_REVIEW_NAMESPACE, mem, &nobody))
            *ret_why = ap_arena_printf(mem, "the key %.*s is not one of %.*s",
                                       AP_FMT(facts.fingerprint), AP_FMT(review->by));
    }
    return ret_why->len ? AP_FORGED : AP_SIGNED;
}
