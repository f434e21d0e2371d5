/* The connection of one run: settings, token, requests with their repetition. All that speaks to a server goes through here.
 * Place in the flow: vault; auth_*.c fill the token, graph.h is the bearer's only user.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "diag/diag.h"
#include "vault/outside.h"
#include "vault/reply.h"
#include "vault/retry.h"
#include "vault/url.h"

#define AP_VAULT_MAX_WAIT_S 1800

struct ap_remote;

/** A way to sign in: how to tell that it is set up, and how to get a token by it. */
struct ap_credential {
    const char *name; /* as --auth takes it */
    bool (*is_set)(const struct ap_outside *out);
    /** errors AP_E_REMOTE, AP_E_AGAIN, AP_E_INVALID, AP_E_CANCELLED; reported */
    int (*obtain)(struct ap_remote *remote, struct ap_arena *scratch);
};
extern const struct ap_credential
    ap_credentials[]; /* ends with a row without name; in the order in which they are tried */

/** What the command line and the workspace say. */
struct ap_remote_options {
    struct ap_str auth;           /* --auth; empty: by what the environment holds */
    struct ap_str tenant, client; /* of the workspace; the environment wins */
    struct ap_str cacert;         /* empty: the system's */
    int64_t max_wait_s;           /* all waits of a run together; 0: AP_VAULT_MAX_WAIT_S */
};

struct ap_token {
    struct ap_str text; /* never shown */
    int64_t renew_at;   /* seconds since 1970 */
};

struct ap_remote {
    struct ap_outside out;
    struct ap_arena *mem; /* of the run */
    struct ap_diag *dg;
    struct ap_http *http;
    struct ap_str authority; /* "https://login.microsoftonline.com" */
    struct ap_str graph;     /* "https://graph.microsoft.com"; the bearer goes nowhere else */
    struct ap_url graph_url;
    struct ap_str federation_audience;
    struct ap_str tenant, client;
    const struct ap_credential *credential;
    struct ap_token token;
    struct ap_arena token_mem; /* of the token; emptied with it */
    int64_t max_wait_ms, waited_ms;
};

/** Read the settings; nothing is sent yet.
 *  errors AP_E_INVALID (VLT002, VLT005; the file of certificates: VLT007) */
AP_CHECKED int ap_remote_open(const struct ap_outside *out, const struct ap_remote_options *options,
                              struct ap_arena *mem, struct ap_remote *ret_remote,
                              struct ap_diag *dg);
/** Also wipes the token. A zeroed one is fine. */
void ap_remote_close(struct ap_remote *remote);

/** A reply, judged. */
struct ap_outcome {
    struct ap_http_reply http;
    enum ap_retry_class cls;
    struct ap_remote_error error;
};

/** What becomes of a request whose answer was lost. */
enum ap_send_mode {
    AP_SEND_AGAIN, /* it is repeated */
    AP_SEND_ONCE,  /* LATER is given back: the caller has to look first. BUSY is waited out, and given back too */
};
/** Send, and repeat what the table says may be repeated blindly (LATER, BUSY) within its bounds; every other outcome is the caller's.
 *
 *  errors  AP_E_AGAIN (VLT006 not reached, VLT008 too busy), AP_E_REMOTE (VLT007), AP_E_IO (VLT016: the file behind the body),
 *          AP_E_CANCELLED, or what a sink gave */
AP_CHECKED int ap_remote_send(struct ap_remote *remote, enum ap_retry_where where,
                              const struct ap_http_request *request, enum ap_send_mode mode,
                              struct ap_arena *scratch, struct ap_outcome *ret_answer);
/** Wait before the next try of a step, and count it.
 *  errors AP_E_AGAIN: its tries or the budget are used up, reported (VLT006, VLT008), or AP_E_REMOTE (VLT012); AP_E_CANCELLED */
AP_CHECKED int ap_remote_wait(struct ap_remote *remote, const struct ap_outcome *answer,
                              int *n_tries);

/** See to it that there is a token that lasts some minutes. Errors as obtain() */
AP_CHECKED int ap_remote_sign_in(struct ap_remote *remote);
/** Keep a token that was obtained. */
void ap_remote_keep_token(struct ap_remote *remote, struct ap_str token, int64_t expires_in_s);
void ap_remote_forget_token(struct ap_remote *remote);

/** The roles in the token, for --check; they are shown, never trusted. Empty where it cannot be read. */
void ap_remote_roles(const struct ap_remote *remote, struct ap_arena *mem,
                     struct ap_strs *ret_roles);

uint32_t ap_vault_random(void);
/** A GUID. */
struct ap_str ap_vault_guid(struct ap_arena *mem);
