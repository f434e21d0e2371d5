/* What proves who made a pack and when: signatures and a time stamp over its tag manifest.
 * Place in the flow: pack; the last entries of a zip, made when it is written or added later.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "pack/pack.h"
#include "pack/verify.h"
#include "port/cms.h"

#define AP_SEAL_NAMESPACE "apipack" /* of SSH signatures */

/** How a pack is sealed; zero-initialised: not at all. */
struct ap_seal {
    struct ap_cms_signer *signer; /* NULL: no CMS signature */
    const char *ssh_key;          /* a path; NULL: no SSH signature */
    struct ap_str timestamp_url;  /* empty: no time stamp */
    struct ap_str tsa_ca; /* PEM certificates that the stamp must lead to; empty: any authority */
    struct ap_str cacert; /* file for TLS, as --cacert */
    const ap_stop *cancel;
};

bool ap_seal_is_empty(const struct ap_seal *seal);

/** Make the files that seal `list`, the bytes of the tag manifest `list_path`. What is made is checked before it is given.
 *
 *  present  signatures that the pack has already: a stamp is put over them
 *  errors   AP_E_INVALID (PCK004: the key), AP_E_NOTFOUND (PCK008: no ssh-keygen), AP_E_IO (PCK008), AP_E_CANCELLED;
 *           of the authority: AP_E_REMOTE (PCK009: refused for good), AP_E_AGAIN (PCK010: try again) */
AP_CHECKED int ap_seal_make(const struct ap_seal *seal, struct ap_str list_path, struct ap_str list,
                            const struct ap_tag_files *present, struct ap_arena *mem,
                            struct ap_tag_files *ret_files, struct ap_diag *dg);

struct ap_sign_options {
    const char *output; /* path of the signed zip; it may be the pack's own */
    bool replace; /* signatures of the same kind, and a stamp that was put over them, make room */
    struct ap_unlock unlock; /* of an encrypted pack: what is added is encrypted as the rest */
    unsigned n_workers;
    const ap_stop *cancel;
};

/** Add what `seal` asks for to a pack that verifies; every other entry stays byte for byte.
 *  errors as ap_seal_make(), and AP_E_SYNTAX (PCK006: it does not verify), AP_E_INVALID (PCK005: signed already), AP_E_NOTFOUND
 *         (VFY001), AP_E_IO (PCK001) */
AP_CHECKED int ap_pack_sign(const char *path, const struct ap_seal *seal,
                            const struct ap_sign_options *options, struct ap_arena *mem,
                            struct ap_tag_files *ret_files, struct ap_diag *dg);
