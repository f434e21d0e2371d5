/* Seals: the signatures of a tag manifest, then the stamp over them; each is checked as a reader would check it.
 * Place in the flow: pack; after all listed files are known.
 * SPDX-License-Identifier: Apache-2.0 */
#include "pack/seal.h"

#include <errno.h>

#include "pack/internal.h"
#include "pack/stamp.h"
#include "port/sshsig.h"

bool
ap_seal_is_empty(const struct ap_seal *seal)
{
    return !seal->signer && !seal->ssh_key && seal->timestamp_url.len == 0;
}

static void
add_file(struct ap_tag_files *files, struct ap_str list_path, const char *end, struct ap_str bytes,
         struct ap_arena *mem)
{
    struct ap_tag_file *file = ap_vec_push(mem, files);
    *file = (struct ap_tag_file){ap_arena_join(mem, list_path, end, AP_STR_NONE), bytes};
}

static int
sign_with_certificate(const struct ap_seal *seal, struct ap_str list, struct ap_arena *mem,
                      struct ap_str *ret_der, struct ap_diag *dg)
{
    struct ap_cms_trust nobody = {0};
    struct ap_cms_facts facts = {.why = "OpenSSL refuses"};
    if (ap_cms_sign(seal->signer, list, mem, ret_der) == AP_OK &&
        ap_cms_verify(*ret_der, list, &nobody, mem, &facts) == AP_OK)
        return AP_OK;
    (void)ap_diag_add(dg, AP_PCK004, (struct ap_place){0}, "the signature cannot be made: %s",
                      facts.why);
    return AP_E_INVALID;
}

static int
report_ssh(int rc, const char *key, struct ap_str why, struct ap_diag *dg)
{
    struct ap_place place = {.file = ap_str_from(key)};
    struct ap_diagnostic *d = NULL;
    if (rc == AP_E_NOTFOUND) {
        d = ap_diag_add(dg, AP_PCK008, place, "there is no ssh-keygen on this machine");
        ap_diag_hint(dg, d, "install OpenSSH, or sign with a certificate: --sign KEY --cert CERT");
    } else if (rc == AP_E_LIMIT) {
        (void)ap_diag_add(dg, AP_PCK008, place, "ssh-keygen did not end in two minutes");
    } else if (rc == AP_E_IO) {
        (void)ap_diag_add(dg, AP_PCK008, place, "ssh-keygen cannot be run: %s",
                          ap_error_text(errno));
    } else {
        (void)ap_diag_add(dg, AP_PCK008, place, "ssh-keygen did not sign: %.*s", AP_FMT(why));
    }
    return rc == AP_E_NOTFOUND ? rc : AP_E_IO;
}

static int
sign_with_ssh(const struct ap_seal *seal, struct ap_str list, struct ap_arena *mem,
              struct ap_str *ret_armored, struct ap_diag *dg)
{
    struct ap_str why = AP_STR_NONE;
    struct ap_sshsig_facts facts;
    int rc = ap_sshsig_sign(seal->ssh_key, list, AP_SEAL_NAMESPACE, mem, ret_armored, &why);
    if (rc == AP_OK) {
        rc = ap_sshsig_verify(*ret_armored, list, AP_SEAL_NAMESPACE, mem, &facts);
        if (rc == AP_E_NOTFOUND) /* a kind that only ssh-keygen checks */
            return AP_OK;
        why = ap_str_from(facts.why);
    }
    return rc == AP_OK ? AP_OK : report_ssh(rc, seal->ssh_key, why, dg);
}

/** What a stamp is put over: a signature, whose time it then proves; in an unsigned pack the list itself. */
static struct ap_str
subject_of_stamp(const struct ap_tag_files *made, const struct ap_tag_files *present,
                 struct ap_str list_path, struct ap_str list, struct ap_arena *mem)
{
    static const char *const ends[] = {".p7s", ".sig"};
    const struct ap_tag_files *const both[] = {made, present};
    for (size_t i = 0; i < AP_COUNT(ends); i++) {
        struct ap_str path = ap_arena_join(mem, list_path, ends[i], AP_STR_NONE);
        for (size_t k = 0; k < AP_COUNT(both); k++) {
            const struct ap_tag_file *file = ap_pack_find_tag(both[k], path.ptr);
            if (file)
                return file->bytes;
        }
    }
    return list;
}

int
ap_seal_make(const struct ap_seal *seal, struct ap_str list_path, struct ap_str list,
             const struct ap_tag_files *present, struct ap_arena *mem,
             struct ap_tag_files *ret_files, struct ap_diag *dg)
{
    struct ap_tag_files files = {0};
    struct ap_str bytes = AP_STR_NONE;
    int rc = AP_OK;
    if (seal->signer) {
        rc = sign_with_certificate(seal, list, mem, &bytes, dg);
        add_file(&files, list_path, ".p7s", bytes, mem);
    }
    if (rc == AP_OK && seal->ssh_key) {
        rc = sign_with_ssh(seal, list, mem, &bytes, dg);
        add_file(&files, list_path, ".sig", bytes, mem);
    }
    if (rc == AP_OK && seal->timestamp_url.len) {
        struct ap_str subject = subject_of_stamp(&files, present, list_path, list, mem);
        rc = ap_stamp_get(seal, subject, mem, &bytes, dg);
        add_file(&files, list_path, ".tsr", bytes, mem);
    }
    if (rc == AP_OK)
        *ret_files = files;
    return rc;
}
