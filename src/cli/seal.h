/* What the commands that sign, time-stamp and verify share: keys, passphrases, whom to rely on.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "cli/common.h"
#include "pack/seal.h"
#include "pack/verify.h"

/** Rows of an option table: how a pack is sealed. */
#define AP_SEAL_OPTIONS                                                                            \
    {AP_OPT_SIGN, 0, "sign", "KEY", "sign with this private key, PEM or PKCS#12"},                 \
        {AP_OPT_CERT, 0, "cert", "CERT", "the certificate of the key, and those above it (PEM)"},  \
        {AP_OPT_SSH_KEY, 0, "ssh-key", "KEY", "sign with this SSH key, through ssh-keygen"},       \
        {AP_OPT_TIMESTAMP, 0, "timestamp", "URL", "get a time stamp from this authority"},         \
        {AP_OPT_CA, 0, "ca", "FILE", "certificates (PEM) that the time stamp must lead to"},       \
        {AP_OPT_KEY_PASSPHRASE_FILE, 0, "key-passphrase-file", "FILE",                             \
         "the passphrase of the key, where it is not that of --passphrase-file"},                  \
    {                                                                                              \
        AP_OPT_PASSPHRASE_FILE, 0, "passphrase-file", "FILE", "the passphrase is its first line"   \
    }

/** A seal with what must be given back. */
struct ap_seal_order {
    struct ap_seal seal;
    struct ap_cms_signer *signer;
};

/** How the command line wants a pack sealed. AP_E_INVALID after reporting why it cannot be (CLI004, PCK004, PCK007, VFY038). */
AP_CHECKED int ap_seal_order(struct ap_cli *cli, struct ap_seal_order *ret_order);
void ap_seal_release(struct ap_seal_order *order);

/** Whom --signer and --ca name. AP_E_INVALID (VFY038) */
AP_CHECKED int ap_seal_trust(struct ap_cli *cli, struct ap_verify_trust *ret_trust);

/** The passphrase for --encrypt; with a prompt it is asked for twice.
 *  errors AP_E_INVALID (PCK007) */
AP_CHECKED int ap_cli_new_passphrase(struct ap_cli *cli, struct ap_str *ret_passphrase);

/** The passphrase of --passphrase-file or APIPACK_PASSPHRASE; else, with a prompt, that which the user types.
 *  prompt  NULL: do not ask
 *  errors  AP_E_NOTFOUND (there is none), AP_E_INVALID (PCK007) */
AP_CHECKED int ap_cli_passphrase(struct ap_cli *cli, const char *prompt,
                                 struct ap_str *ret_passphrase);

/** An encrypted pack is opened with that passphrase, which is asked for where it is needed. */
struct ap_unlock ap_cli_unlock(struct ap_cli *cli);
