/* RFC 3161 time stamps (OpenSSL): the request, and a reply held to all that it must say.
 * Place in the flow: port; pack asks for stamps and verifies them. No connection is opened here.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"

#define AP_TIMESTAMP_BYTES_MAX (1u << 20) /* of a reply */

/** A request for a stamp over bytes: SHA-256, a fresh nonce, the authority's certificate wanted.
 *  errors AP_E_IO (no random bytes) */
AP_CHECKED int ap_timestamp_request(struct ap_str content, struct ap_arena *mem,
                                    struct ap_str *ret_der);

struct ap_timestamp_facts {
    const char *why; /* why it does not hold */
    int64_t at;      /* the moment it states, seconds since 1970 */
    struct ap_str policy;
    struct ap_str serial;
    struct ap_str authority; /* subject of the certificate */
    char fingerprint[AP_SHA256_TEXT];
    bool chains; /* to one of the CA's certificates */
    const char *chain_why;
};

/** Is `reply` a granted stamp over `content`, by a certificate that may stamp time? Certificates must be valid at the moment stated.
 *
 *  request  the reply must answer it: nonce, digest; empty: as found in a pack
 *  ca       PEM certificates; empty: the authority is not known
 *  errors   AP_E_INVALID (facts->why) */
AP_CHECKED int ap_timestamp_verify(struct ap_str reply, struct ap_str content,
                                   struct ap_str request, struct ap_str ca, struct ap_arena *mem,
                                   struct ap_timestamp_facts *facts);
