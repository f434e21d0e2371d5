/* SSH signatures (the format of `ssh-keygen -Y`), checked with OpenSSL's primitives; made by ssh-keygen itself.
 * Place in the flow: port; pack signs with SSH keys and verifies with it, review binds approvals.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"

struct ap_sshsig_facts {
    const char *why;           /* why it does not hold */
    struct ap_str kind;        /* "ssh-ed25519" */
    struct ap_str key;         /* the public key as SSH writes it, raw */
    struct ap_str fingerprint; /* "SHA256:…" as ssh-keygen -l prints it */
};

/** Is `armored` an SSH signature over `content` in that namespace?
 *  errors AP_E_INVALID (facts->why), AP_E_NOTFOUND (a kind of key that is not known here: nothing is said) */
AP_CHECKED int ap_sshsig_verify(struct ap_str armored, struct ap_str content,
                                const char *name_space, struct ap_arena *mem,
                                struct ap_sshsig_facts *facts);

/** The base64 of an armored signature in one line, without its armor. */
struct ap_str ap_sshsig_bare(struct ap_str armored, struct ap_arena *mem);

/** Is the key one of a file of public keys (`ssh-ed25519 AAAA…` lines) or of allowed signers (ssh-keygen(1)), for
 *  that namespace? Lines with an option other than namespaces are passed over.
 *  ret_principals  who it is, in a file of allowed signers; else empty */
bool ap_ssh_key_is_listed(struct ap_str file, struct ap_str key, const char *name_space,
                          struct ap_arena *mem, struct ap_str *ret_principals);
/** Does the text hold a line with a public key? */
bool ap_ssh_is_key_file(struct ap_str file);

/** Sign by `ssh-keygen -Y sign`, which may ask on the terminal, or the agent.
 *  key     path of a private key, or of a public key whose private half the agent has
 *  errors  AP_E_NOTFOUND (there is no ssh-keygen), AP_E_INVALID (it refused: *ret_why is its last line), AP_E_LIMIT (not
 *          done in two minutes), AP_E_IO */
AP_CHECKED int ap_sshsig_sign(const char *key, struct ap_str content, const char *name_space,
                              struct ap_arena *mem, struct ap_str *ret_armored,
                              struct ap_str *ret_why);
