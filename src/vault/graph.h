/* Microsoft Graph: calls with the bearer, to the configured host alone; pages; refusals in words.
 * Place in the flow: vault, above remote.h; upload, pull and provision speak to SharePoint through it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "vault/remote.h"

struct ap_graph_call {
    const char *method;
    struct ap_str path; /* "/drives/…", encoded; or a whole address that Graph gave (nextLink) */
    struct ap_str json; /* body, or empty */
    bool raw;           /* the body is `file_bytes` of `fd` */
    int fd;
    uint64_t file_bytes;
    bool once; /* a lost answer is given back (AP_RETRY_LATER): the caller looks first */
};

/** Call Graph. 401 gets a new token once, a locked item a few tries; every other outcome comes back as it is.
 *
 *  errors  as ap_remote_send(); AP_E_REMOTE: not signed in (VLT003), or an address that is not Graph's (VLT015) */
AP_CHECKED int ap_graph_call(struct ap_remote *remote, const struct ap_graph_call *call,
                             struct ap_arena *scratch, struct ap_outcome *ret_answer);
/** GET a JSON object. *ret_answer is of any class; *ret_root is NULL unless it is AP_RETRY_DONE.
 *  errors  as ap_graph_call(); AP_E_REMOTE: the body is no JSON (VLT015) */
AP_CHECKED int ap_graph_get(struct ap_remote *remote, struct ap_str path, struct ap_arena *scratch,
                            struct ap_outcome *ret_answer, const struct ap_node **ret_root);
/** The JSON of an answer with a result. AP_E_REMOTE (VLT015) */
AP_CHECKED int ap_graph_json(struct ap_remote *remote, const struct ap_outcome *answer,
                             struct ap_arena *scratch, const struct ap_node **ret_root);

/** Report that an answer of success lacks a member that it must have. Gives AP_E_REMOTE (VLT015) */
int ap_graph_lacks(struct ap_remote *remote, const char *field);

/** Given each entry of `value` of all pages; it lives until the function returns. A negative result stops and is handed on. */
typedef int (*ap_graph_entry_fn)(void *ctx, const struct ap_node *entry);
/** All pages from `path` on, at most AP_GRAPH_PAGES. *ret_last (may be NULL): of the last page `@odata.deltaLink`, in `mem`.
 *  errors  as ap_graph_get(); a page without a list (VLT015); a refusal is reported for `what` (ap_graph_refused) but for a 410,
 *          which is AP_E_NOTFOUND */
#define AP_GRAPH_PAGES 100000
AP_CHECKED int ap_graph_pages(struct ap_remote *remote, struct ap_str path, const char *what,
                              ap_graph_entry_fn fn, void *ctx, struct ap_arena *mem,
                              struct ap_str *ret_last);

/** Report a refusal by its status: permission, not found, conflict, locked, no room, else the server's words.
 *  what    that was tried, as the end of "cannot …": "read the document library"
 *  gives   AP_E_REMOTE */
int ap_graph_refused(struct ap_remote *remote, const struct ap_outcome *answer, const char *what,
                     struct ap_str subject);
