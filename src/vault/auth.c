/* The ways to sign in, and the token request that most of them end in.
 * Place in the flow: vault.
 * SPDX-License-Identifier: Apache-2.0 */
#include "vault/auth.h"

#include "base/cleanup.h"

#define NO_PLACE   ((struct ap_place){AP_STR_NONE, 0, 0})
#define ASSERTION  "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
#define LIFETIME_S 3600 /* where an answer does not say */

const struct ap_credential ap_credentials[] = {
    {"secret", ap_auth_secret_is_set, ap_auth_secret},
    {"certificate", ap_auth_certificate_is_set, ap_auth_certificate},
    {"federated-file", ap_auth_file_is_set, ap_auth_file},
    {"github", ap_auth_github_is_set, ap_auth_github},
    {"azure-devops", ap_auth_devops_is_set, ap_auth_devops},
    {"managed-identity", ap_auth_managed_is_set, ap_auth_managed},
    {"device", ap_auth_device_is_set, ap_auth_device},
    {NULL, NULL, NULL},
};

void
ap_form_add(struct ap_buf *form, const char *name, struct ap_str value, struct ap_arena *mem)
{
    ap_buf_printf(form, "%s%s=", form->len ? "&" : "", name);
    ap_buf_add_str(form, ap_url_encode(mem, value));
}

int
ap_auth_need(struct ap_remote *remote, const char *name, struct ap_str *ret_value)
{
    *ret_value = ap_outside_env(&remote->out, name);
    if (ret_value->len)
        return AP_OK;
    (void)ap_diag_add(remote->dg, AP_VLT005, NO_PLACE, "%s is not set", name);
    return AP_E_INVALID;
}

int
ap_auth_post(struct ap_remote *remote, const char *what, struct ap_str form,
             struct ap_arena *scratch, struct ap_outcome *ret_answer)
{
    struct ap_http_request request = {.method = "POST", .body = form};
    request.url = ap_arena_printf(scratch, "%.*s/%.*s/oauth2/v2.0/%s", AP_FMT(remote->authority),
                                  AP_FMT(remote->tenant), what);
    ap_http_add_header(&request, scratch, "Content-Type",
                       AP_STR("application/x-www-form-urlencoded"));
    ap_http_add_header(&request, scratch, "Accept", AP_STR("application/json"));
    return ap_remote_send(remote, AP_AT_LOGIN, &request, AP_SEND_AGAIN, scratch, ret_answer);
}

int
ap_auth_refused(struct ap_remote *remote, const struct ap_outcome *answer, struct ap_arena *scratch)
{
    const struct ap_node *root = NULL;
    (void)!ap_reply_parse(answer->http.body, scratch, &root);
    struct ap_str words = ap_reply_text(root, "error_description");
    struct ap_str trace = ap_reply_text(root, "trace_id");
    struct ap_str error = ap_reply_text(root, "error");
    int64_t code = ap_aadsts_find(words);
    struct ap_diagnostic *d;
    if (code)
        d = ap_diag_add(remote->dg, AP_VLT003, NO_PLACE, "AADSTS%lld%s%.*s%s", (long long)code,
                        trace.len ? " (trace " : "", AP_FMT(ap_str_slice(trace, 0, 64)),
                        trace.len ? ")" : "");
    else
        d = ap_diag_add(remote->dg, AP_VLT003, NO_PLACE, "it answered %ld%s%.*s",
                        answer->http.status, error.len ? " " : "",
                        AP_FMT(ap_str_slice(error, 0, 64)));
    const char *mend = ap_aadsts_mend(code);
    if (mend)
        ap_diag_hint(remote->dg, d, "%s", mend);
    return AP_E_REMOTE;
}

/** It goes into a header: visible characters of ASCII, without blanks. */
static bool
is_bearer(struct ap_str token)
{
    for (size_t i = 0; i < token.len; i++)
        if (token.ptr[i] <= ' ' || token.ptr[i] > '~')
            return false;
    return true;
}

int
ap_auth_keep(struct ap_remote *remote, const struct ap_outcome *answer, struct ap_arena *scratch)
{
    const struct ap_node *root;
    struct ap_str token = AP_STR_NONE;
    if (ap_reply_parse(answer->http.body, scratch, &root) == AP_OK)
        token = ap_reply_text(root, "access_token");
    if (token.len == 0 || !is_bearer(token)) {
        (void)ap_diag_add(remote->dg, AP_VLT015, NO_PLACE, "the sign-in gave no %stoken",
                          token.len ? "usable " : "");
        return AP_E_REMOTE;
    }
    int64_t lifetime = ap_reply_number(root, "expires_in");
    if (lifetime < 0 && ap_reply_number(root, "expires_on") > remote->out.now_s())
        lifetime = ap_reply_number(root, "expires_on") - remote->out.now_s();
    ap_remote_keep_token(remote, token, lifetime > 0 ? lifetime : LIFETIME_S);
    return AP_OK;
}

int
ap_auth_by_form(struct ap_remote *remote, struct ap_buf *form, struct ap_arena *scratch)
{
    struct ap_outcome answer;
    ap_form_add(form, "grant_type", AP_STR("client_credentials"), scratch);
    ap_form_add(form, "client_id", remote->client, scratch);
    ap_form_add(form, "scope", ap_arena_join(scratch, remote->graph, "/", AP_STR(".default")),
                scratch);
    int result = ap_auth_post(remote, "token", ap_buf_str(form), scratch, &answer);
    if (result)
        return result;
    if (answer.cls != AP_RETRY_DONE)
        return ap_auth_refused(remote, &answer, scratch);
    return ap_auth_keep(remote, &answer, scratch);
}

int
ap_auth_by_assertion(struct ap_remote *remote, struct ap_str assertion, struct ap_arena *scratch)
{
    AP_AUTO_BUF struct ap_buf form = {0};
    ap_form_add(&form, "client_assertion_type", AP_STR(ASSERTION), scratch);
    ap_form_add(&form, "client_assertion", assertion, scratch);
    return ap_auth_by_form(remote, &form, scratch);
}

bool
ap_auth_secret_is_set(const struct ap_outside *out)
{
    return ap_outside_env(out, "AZURE_CLIENT_SECRET").len > 0;
}

int
ap_auth_secret(struct ap_remote *remote, struct ap_arena *scratch)
{
    AP_AUTO_BUF struct ap_buf form = {0};
    struct ap_str secret;
    int result = ap_auth_need(remote, "AZURE_CLIENT_SECRET", &secret);
    if (result)
        return result;
    ap_form_add(&form, "client_secret", secret, scratch);
    return ap_auth_by_form(remote, &form, scratch);
}
