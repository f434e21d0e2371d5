/* Replies of Graph and Entra read: the error object walked to its deepest known code, members by path.
 * Place in the flow: vault; server replies are hostile until they were read here.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/node.h"

#define AP_REPLY_ERRORS_DEEP 8

/** What an error object says. */
struct ap_remote_error {
    /* the deepest one that is known, else the outermost; empty: no error object */
    struct ap_str code;
    struct ap_str message; /* for people; at most 300 bytes */
};

/** The error in the body of a reply of Graph ({"error": {"code", "message", "innerError": …}}). A body that is none gives an empty code. */
struct ap_remote_error ap_remote_error_read(struct ap_str body, struct ap_arena *mem);

/** The text of a member, or an empty view; `path` is "file.hashes.quickXorHash". A name with dots of its own stands alone. */
struct ap_str ap_reply_text(const struct ap_node *node, const char *path);
/** A member that is there, or NULL. */
const struct ap_node *ap_reply_member(const struct ap_node *node, const char *path);
/** A number from 0 to INT64_MAX, or -1. */
int64_t ap_reply_number(const struct ap_node *node, const char *path);
/** The smallest first byte of nextExpectedRanges: "26-", "26-50"; -1 when there is none. */
int64_t ap_reply_next_offset(const struct ap_node *session);
/** Parse a body that should be a JSON object. AP_E_SYNTAX */
AP_CHECKED int ap_reply_parse(struct ap_str body, struct ap_arena *mem,
                              const struct ap_node **ret_node);
