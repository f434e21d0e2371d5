/* What the ways to sign in share: the token request, its answer, Entra's refusals in words.
 * Place in the flow: vault; private to auth_*.c and settings.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "vault/remote.h"

/** A form being filled in: application/x-www-form-urlencoded. */
void ap_form_add(struct ap_buf *form, const char *name, struct ap_str value, struct ap_arena *mem);
/** POST a form below the tenant, "token" or "devicecode". *ret_answer is of any status below 500. */
AP_CHECKED int ap_auth_post(struct ap_remote *remote, const char *what, struct ap_str form,
                            struct ap_arena *scratch, struct ap_outcome *ret_answer);
/** Ask for a token with what `form` holds; client and scope are added. Refusals are reported (VLT003). */
AP_CHECKED int ap_auth_by_form(struct ap_remote *remote, struct ap_buf *form,
                               struct ap_arena *scratch);
/** Ask for a token by an assertion: a JWT of our own, or a foreign token. */
AP_CHECKED int ap_auth_by_assertion(struct ap_remote *remote, struct ap_str assertion,
                                    struct ap_arena *scratch);
/** Keep the token of an answer {"access_token", "expires_in"}. AP_E_REMOTE (VLT015) */
AP_CHECKED int ap_auth_keep(struct ap_remote *remote, const struct ap_outcome *answer,
                            struct ap_arena *scratch);
/** Report an answer that is a refusal: its AADSTS code with cause and mend (VLT003). Gives AP_E_REMOTE. */
int ap_auth_refused(struct ap_remote *remote, const struct ap_outcome *answer,
                    struct ap_arena *scratch);
/** A variable that must be set. AP_E_INVALID (VLT005) */
AP_CHECKED int ap_auth_need(struct ap_remote *remote, const char *name, struct ap_str *ret_value);

/** Cause and mend of an AADSTS code, in one line; NULL when it is not known. */
const char *ap_aadsts_mend(int64_t code);
/** The first AADSTS code in a text; 0: none. */
int64_t ap_aadsts_find(struct ap_str text);

/* one function per way; auth.c has the table */
bool ap_auth_secret_is_set(const struct ap_outside *out);
int ap_auth_secret(struct ap_remote *remote, struct ap_arena *scratch);
bool ap_auth_certificate_is_set(const struct ap_outside *out);
int ap_auth_certificate(struct ap_remote *remote, struct ap_arena *scratch);
bool ap_auth_file_is_set(const struct ap_outside *out);
int ap_auth_file(struct ap_remote *remote, struct ap_arena *scratch);
bool ap_auth_github_is_set(const struct ap_outside *out);
int ap_auth_github(struct ap_remote *remote, struct ap_arena *scratch);
bool ap_auth_devops_is_set(const struct ap_outside *out);
int ap_auth_devops(struct ap_remote *remote, struct ap_arena *scratch);
bool ap_auth_managed_is_set(const struct ap_outside *out);
int ap_auth_managed(struct ap_remote *remote, struct ap_arena *scratch);
bool ap_auth_device_is_set(const struct ap_outside *out);
int ap_auth_device(struct ap_remote *remote, struct ap_arena *scratch);
