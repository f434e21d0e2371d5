/* Addresses: taken apart strictly, compared, and path segments put into them and out of them.
 * Place in the flow: vault; whatever a server sends as an address passes here before it is used.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/vec.h"

#define AP_URL_MAX 8192

/** Views into the text, but for `host`. */
struct ap_url {
    bool https;          /* else http */
    struct ap_str host;  /* lower case, without port */
    struct ap_str port;  /* digits, or empty */
    struct ap_str path;  /* as written; begins with '/' or is empty */
    struct ap_str query; /* without '?' */
};

/** errors AP_E_SYNTAX: no absolute http or https address, credentials in it, bytes that no address holds, too long */
AP_CHECKED int ap_url_parse(struct ap_str text, struct ap_arena *mem, struct ap_url *ret_url);
/** Scheme, host and port are the same; a port left out is the scheme's. */
bool ap_url_same_origin(const struct ap_url *a, const struct ap_url *b);
/** Percent-encoded whatever is not unreserved in RFC 3986, '/' too. */
struct ap_str ap_url_encode(struct ap_arena *mem, struct ap_str text);
/** Each segment encoded, '/' kept. */
struct ap_str ap_url_encode_path(struct ap_arena *mem, struct ap_str path);
/** errors AP_E_SYNTAX: a broken escape, a NUL, or no UTF-8 */
AP_CHECKED int ap_url_decode(struct ap_str text, struct ap_arena *mem, struct ap_str *ret_text);

/** Where in SharePoint: host and decoded path segments. */
struct ap_library_url {
    struct ap_str host;
    struct ap_strs segments;
};
/** The address of a document library or of a folder in it, as the browser's address bar has it: also …/Forms/AllItems.aspx?id=… and
 *  /:f:/r/….
 *  errors AP_E_SYNTAX: *ret_why says what is wrong */
AP_CHECKED int ap_library_url_parse(struct ap_str text, struct ap_arena *mem,
                                    struct ap_library_url *ret_url, const char **ret_why);
