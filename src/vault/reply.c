/* Members of replies, and error objects.
 * Place in the flow: vault.
 * SPDX-License-Identifier: Apache-2.0 */
#include "vault/reply.h"

#include "port/json_read.h"

#define MESSAGE_MAX 300

/** Codes that say more than those around them. One that is not here is used only if nothing deeper is. */
static const char *const known[] = {
    "accessDenied",          "activityLimitReached",
    "expiredToken",          "fragmentOutOfOrder",
    "fragmentOverlap",       "fragmentRowCountMismatch",
    "invalidFileName",       "invalidRange",
    "itemNotFound",          "malwareDetected",
    "nameAlreadyExists",     "notAllowed",
    "notSupported",          "pathIsTooLong",
    "quotaLimitReached",     "resourceLocked",
    "resourceModified",      "resyncRequired",
    "serviceNotAvailable",   "sharingDisabled",
    "tooManyRequests",       "unauthenticated",
    "uploadSessionFailed",   "uploadSessionIncomplete",
    "uploadSessionNotFound", "InvalidAuthenticationToken",
};

static bool
is_known(struct ap_str code)
{
    for (size_t i = 0; i < AP_COUNT(known); i++)
        if (ap_str_is(code, known[i]))
            return true;
    return false;
}

int
ap_reply_parse(struct ap_str body, struct ap_arena *mem, const struct ap_node **ret_node)
{
    struct ap_node *root = NULL;
    if (ap_json_parse(body, AP_STR_NONE, mem, &root) || root->kind != AP_NODE_MAP)
        return AP_E_SYNTAX;
    *ret_node = root;
    return AP_OK;
}

const struct ap_node *
ap_reply_member(const struct ap_node *node, const char *path)
{
    if (!node || node->kind != AP_NODE_MAP)
        return NULL;
    const struct ap_node *whole = ap_node_get(node, path);
    if (whole)
        return whole;
    struct ap_str rest = ap_str_from(path);
    while (node && rest.ptr) {
        struct ap_str step = ap_str_cut(&rest, '.');
        const struct ap_node *next = NULL;
        for (size_t i = 0; node->kind == AP_NODE_MAP && i < node->n; i++)
            if (ap_str_eq(node->pairs[i].key, step))
                next = node->pairs[i].value;
        node = next;
    }
    return node;
}

struct ap_str
ap_reply_text(const struct ap_node *node, const char *path)
{
    const struct ap_node *member = ap_reply_member(node, path);
    return member && member->kind == AP_NODE_SCALAR ? member->text : AP_STR_NONE;
}

int64_t
ap_reply_number(const struct ap_node *node, const char *path)
{
    int64_t number;
    return ap_str_to_int(ap_reply_text(node, path), &number) == AP_OK ? number : -1;
}

int64_t
ap_reply_next_offset(const struct ap_node *session)
{
    const struct ap_node *ranges = ap_reply_member(session, "nextExpectedRanges");
    int64_t smallest = -1;
    for (size_t i = 0; ranges && ranges->kind == AP_NODE_SEQ && i < ranges->n; i++) {
        int64_t from;
        struct ap_str range = ranges->items[i]->text;
        if (ranges->items[i]->kind != AP_NODE_SCALAR ||
            ap_str_to_int(ap_str_slice(range, 0, ap_str_find(range, '-')), &from))
            continue;
        smallest = smallest < 0 || from < smallest ? from : smallest;
    }
    return smallest;
}

struct ap_remote_error
ap_remote_error_read(struct ap_str body, struct ap_arena *mem)
{
    struct ap_remote_error error = {AP_STR_NONE, AP_STR_NONE};
    const struct ap_node *root;
    if (body.len == 0 || ap_reply_parse(body, mem, &root))
        return error;
    const struct ap_node *at = ap_reply_member(root, "error");
    error.code = ap_reply_text(at, "code");
    error.message = ap_str_slice(ap_reply_text(at, "message"), 0, MESSAGE_MAX);
    for (int depth = 0; at && depth < AP_REPLY_ERRORS_DEEP; depth++) {
        const struct ap_node *inner = ap_reply_member(at, "innerError");
        at = inner ? inner : ap_reply_member(at, "innererror");
        struct ap_str code = ap_reply_text(at, "code");
        if (is_known(code))
            error.code = code;
    }
    return error;
}
