/* Sign-in by the machine's own identity: the token service of a virtual machine (IMDS) or of App Service.
 * Place in the flow: vault; the only place where http:// is spoken, to a link-local or loopback address.
 * SPDX-License-Identifier: Apache-2.0 */
#include "vault/auth.h"

#define NO_PLACE ((struct ap_place){AP_STR_NONE, 0, 0})
#define IMDS     "http://169.254.169.254"

bool
ap_auth_managed_is_set(const struct ap_outside *out)
{
    return ap_outside_env(out, "IDENTITY_ENDPOINT").len > 0 ||
           ap_outside_env(out, "AZURE_POD_IDENTITY_AUTHORITY_HOST").len > 0;
}

/** Nothing leaves the machine or its host in clear text. */
static int
check_place(struct ap_remote *remote, struct ap_str text, struct ap_arena *scratch)
{
    struct ap_url url;
    if (ap_url_parse(text, scratch, &url) == AP_OK &&
        (url.https || ap_str_starts(url.host, AP_STR("127.")) || ap_str_is(url.host, "localhost") ||
         ap_str_starts(url.host, AP_STR("169.254."))))
        return AP_OK;
    (void)ap_diag_add(remote->dg, AP_VLT005, NO_PLACE,
                      "the managed identity's address is neither https:// nor on this machine");
    return AP_E_INVALID;
}

static struct ap_str
resource_of(const struct ap_remote *remote, struct ap_arena *scratch)
{
    struct ap_str client = remote->client.len
                               ? ap_arena_printf(scratch, "&client_id=%.*s", AP_FMT(remote->client))
                               : AP_STR("");
    return ap_arena_printf(scratch, "resource=%.*s%.*s",
                           AP_FMT(ap_url_encode(scratch, remote->graph)), AP_FMT(client));
}

static int
ask(struct ap_remote *remote, struct ap_http_request *request, struct ap_arena *scratch)
{
    struct ap_outcome answer;
    int result = check_place(remote, request->url, scratch);
    if (result == AP_OK)
        result = ap_remote_send(remote, AP_AT_LOGIN, request, AP_SEND_AGAIN, scratch, &answer);
    if (result)
        return result;
    if (answer.cls == AP_RETRY_DONE)
        return ap_auth_keep(remote, &answer, scratch);
    struct ap_diagnostic *d =
        ap_diag_add(remote->dg, AP_VLT003, NO_PLACE,
                    "the managed identity gave no token (it answered %ld)", answer.http.status);
    ap_diag_hint(remote->dg, d,
                 "give this machine an identity, or name a user-assigned one in "
                 "AZURE_CLIENT_ID");
    return AP_E_REMOTE;
}

int
ap_auth_managed(struct ap_remote *remote, struct ap_arena *scratch)
{
    struct ap_http_request request = {.method = "GET", .allow_plain = true, .no_proxy = true};
    struct ap_str endpoint = ap_outside_env(&remote->out, "IDENTITY_ENDPOINT");
    struct ap_str resource = resource_of(remote, scratch);
    if (endpoint.len) {
        struct ap_str header;
        int result = ap_auth_need(remote, "IDENTITY_HEADER", &header);
        if (result)
            return result;
        request.url = ap_arena_printf(scratch, "%.*s?%.*s&api-version=2019-08-01", AP_FMT(endpoint),
                                      AP_FMT(resource));
        ap_http_add_header(&request, scratch, "X-IDENTITY-HEADER", header);
        return ask(remote, &request, scratch);
    }
    struct ap_str host = ap_outside_env(&remote->out, "AZURE_POD_IDENTITY_AUTHORITY_HOST");
    if (host.len == 0)
        host = AP_STR(IMDS);
    request.url =
        ap_arena_printf(scratch, "%.*s/metadata/identity/oauth2/token?api-version=2018-02-01&%.*s",
                        AP_FMT(host), AP_FMT(resource));
    ap_http_add_header(&request, scratch, "Metadata", AP_STR("true"));
    return ask(remote, &request, scratch);
}
