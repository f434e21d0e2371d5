/* Sign-in by a token of somebody whom the application trusts: GitHub, Azure DevOps, a file that Kubernetes keeps fresh.
 * Place in the flow: vault; the foreign token is fetched anew for every token, for it lasts minutes.
 * SPDX-License-Identifier: Apache-2.0 */
#include "port/fs.h"
#include "vault/auth.h"

#define NO_PLACE ((struct ap_place){AP_STR_NONE, 0, 0})
#define FILE_MAX (64u << 10)

bool
ap_auth_file_is_set(const struct ap_outside *out)
{
    return ap_outside_env(out, "AZURE_FEDERATED_TOKEN_FILE").len > 0;
}

int
ap_auth_file(struct ap_remote *remote, struct ap_arena *scratch)
{
    struct ap_str path;
    struct ap_str token;
    int result = ap_auth_need(remote, "AZURE_FEDERATED_TOKEN_FILE", &path);
    if (result)
        return result;
    result = ap_fs_read(path.ptr, FILE_MAX, scratch, &token);
    if (result || ap_str_trim(token).len == 0) {
        (void)ap_diag_add(remote->dg, AP_VLT004, (struct ap_place){.file = path},
                          "the federated token cannot be read: %s",
                          result ? ap_fs_read_why(result, FILE_MAX, scratch) : "the file is empty");
        return AP_E_INVALID;
    }
    return ap_auth_by_assertion(remote, ap_str_trim(token), scratch);
}

/** The foreign token stands in one member of the answer. */
static int
exchange(struct ap_remote *remote, struct ap_http_request *request, const char *bearer_name,
         const char *member, struct ap_arena *scratch)
{
    struct ap_outcome answer;
    struct ap_str bearer;
    const struct ap_node *root = NULL;
    struct ap_url url;
    int result = ap_auth_need(remote, bearer_name, &bearer);
    if (result)
        return result;
    if (ap_url_parse(request->url, scratch, &url) || !url.https) {
        (void)ap_diag_add(remote->dg, AP_VLT005, NO_PLACE,
                          "the address of the CI's token service is no https:// address");
        return AP_E_INVALID;
    }
    ap_http_add_header(request, scratch, "Authorization",
                       ap_arena_join(scratch, AP_STR("Bearer"), " ", bearer));
    ap_http_add_header(request, scratch, "Accept", AP_STR("application/json"));
    result = ap_remote_send(remote, AP_AT_LOGIN, request, AP_SEND_AGAIN, scratch, &answer);
    if (result)
        return result;
    if (answer.cls == AP_RETRY_DONE)
        (void)!ap_reply_parse(answer.http.body, scratch, &root);
    struct ap_str token = ap_reply_text(root, member);
    if (token.len == 0) {
        struct ap_diagnostic *d = ap_diag_add(
            remote->dg, AP_VLT003, NO_PLACE,
            "the CI's token service gave no token (it answered %ld)", answer.http.status);
        ap_diag_hint(remote->dg, d,
                     "the job needs the permission to ask for one: on GitHub "
                     "permissions: id-token: write");
        return AP_E_REMOTE;
    }
    return ap_auth_by_assertion(remote, token, scratch);
}

bool
ap_auth_github_is_set(const struct ap_outside *out)
{
    return ap_outside_env(out, "ACTIONS_ID_TOKEN_REQUEST_URL").len > 0;
}

int
ap_auth_github(struct ap_remote *remote, struct ap_arena *scratch)
{
    struct ap_str url;
    int result = ap_auth_need(remote, "ACTIONS_ID_TOKEN_REQUEST_URL", &url);
    if (result)
        return result;
    struct ap_http_request request = {.method = "GET"};
    request.url = ap_arena_printf(scratch, "%.*s%saudience=%.*s", AP_FMT(url),
                                  ap_str_contains(url, AP_STR("?")) ? "&" : "?",
                                  AP_FMT(ap_url_encode(scratch, remote->federation_audience)));
    return exchange(remote, &request, "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "value", scratch);
}

bool
ap_auth_devops_is_set(const struct ap_outside *out)
{
    return ap_outside_env(out, "SYSTEM_OIDCREQUESTURI").len > 0;
}

int
ap_auth_devops(struct ap_remote *remote, struct ap_arena *scratch)
{
    struct ap_str url;
    struct ap_str connection;
    int result = ap_auth_need(remote, "SYSTEM_OIDCREQUESTURI", &url);
    if (result == AP_OK)
        result = ap_auth_need(remote, "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID", &connection);
    if (result)
        return result;
    struct ap_http_request request = {.method = "POST"};
    request.url = ap_arena_printf(scratch, "%.*s?api-version=7.1&serviceConnectionId=%.*s",
                                  AP_FMT(url), AP_FMT(ap_url_encode(scratch, connection)));
    return exchange(remote, &request, "SYSTEM_ACCESSTOKEN", "oidcToken", scratch);
}
