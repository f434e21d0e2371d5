/* SSH public keys and the signatures of each kind (RFC 4253, 5656, 8332, 8709), over OpenSSL.
 * Place in the flow: port; private to sshsig.c.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/buf.h"

/** Take a 32-bit number or a string off the front of *bytes. AP_E_SYNTAX */
AP_CHECKED int ap_ssh_number(struct ap_str *bytes, uint32_t *ret_number);
AP_CHECKED int ap_ssh_string(struct ap_str *bytes, struct ap_str *ret_string);
void ap_ssh_add_string(struct ap_buf *out, struct ap_str s);
/** The kind that a public key says it is, or an empty view. */
struct ap_str ap_ssh_key_kind(struct ap_str key);

/** Does the signature of `message` hold? Both are as SSH writes them. Keys on a security key (sk-…) must have been
 *  touched for it.
 *  ret_why  of AP_E_INVALID, in words
 *  source   PROTOCOL.u2f of OpenSSH
 *  errors   AP_E_INVALID (no), AP_E_NOTFOUND (a kind that is not known here) */
AP_CHECKED int ap_ssh_key_verify(struct ap_str key, struct ap_str signature, struct ap_str message,
                                 const char **ret_why);
