/* Which cloud, which endpoints, who signs in: from the environment, the workspace and --auth.
 * Place in the flow: vault; names are those of the Azure SDKs.
 * SPDX-License-Identifier: Apache-2.0 */
#include "vault/remote.h"

#define NO_PLACE ((struct ap_place){AP_STR_NONE, 0, 0})

/** National clouds. The first row is meant when nothing is said. */
static const struct {
    const char *authority; /* host */
    const char *graph;     /* host */
    const char *audience;  /* of federated tokens */
} clouds[] = {
    {"login.microsoftonline.com", "graph.microsoft.com", "api://AzureADTokenExchange"},
    {"login.microsoftonline.us", "graph.microsoft.us", "api://AzureADTokenExchangeUSGov"},
    {"login.chinacloudapi.cn", "microsoftgraph.chinacloudapi.cn",
     "api://AzureADTokenExchangeChina"},
    {"login.partner.microsoftonline.cn", "microsoftgraph.chinacloudapi.cn",
     "api://AzureADTokenExchangeChina"},
};

/** "https://host[:port]" of a setting. */
static int
endpoint(struct ap_remote *remote, const char *name, struct ap_str value, struct ap_str *ret_base,
         struct ap_url *ret_url)
{
    bool bare = !ap_str_contains(value, AP_STR("://")); /* the SDKs take a bare host too */
    struct ap_str text = bare ? ap_arena_printf(remote->mem, "https://%.*s", AP_FMT(value)) : value;
    struct ap_str path;
    if (ap_url_parse(text, remote->mem, ret_url) == AP_OK && ret_url->https &&
        !ret_url->query.len) {
        path = ret_url->path;
        if (path.len == 0 || ap_str_is(path, "/")) {
            *ret_base = ap_arena_printf(remote->mem, "https://%.*s%s%.*s", AP_FMT(ret_url->host),
                                        ret_url->port.len ? ":" : "", AP_FMT(ret_url->port));
            return AP_OK;
        }
    }
    (void)ap_diag_add(remote->dg, AP_VLT005, NO_PLACE, "%s is no https:// address of a host alone",
                      name);
    return AP_E_INVALID;
}

static int
read_cloud(struct ap_remote *remote)
{
    struct ap_url authority;
    struct ap_str host = ap_outside_env(&remote->out, "AZURE_AUTHORITY_HOST");
    struct ap_str graph = ap_outside_env(&remote->out, "APIPACK_GRAPH_ENDPOINT");
    int result =
        endpoint(remote, "AZURE_AUTHORITY_HOST", host.len ? host : ap_str_from(clouds[0].authority),
                 &remote->authority, &authority);
    if (result)
        return result;
    size_t cloud = 0;
    while (cloud < AP_COUNT(clouds) && !ap_str_is(authority.host, clouds[cloud].authority))
        cloud++;
    bool known = cloud < AP_COUNT(clouds);
    if (!known && graph.len == 0) {
        struct ap_diagnostic *d = ap_diag_add(remote->dg, AP_VLT005, NO_PLACE,
                                              "AZURE_AUTHORITY_HOST %.*s is that of no known cloud",
                                              AP_FMT(authority.host));
        ap_diag_hint(remote->dg, d,
                     "name its Graph in APIPACK_GRAPH_ENDPOINT, or correct the host");
        return AP_E_INVALID;
    }
    struct ap_str audience = ap_outside_env(&remote->out, "APIPACK_FEDERATION_AUDIENCE");
    remote->federation_audience =
        audience.len ? audience : ap_str_from(clouds[known ? cloud : 0].audience);
    return endpoint(remote, "APIPACK_GRAPH_ENDPOINT",
                    graph.len ? graph : ap_str_from(clouds[known ? cloud : 0].graph),
                    &remote->graph, &remote->graph_url);
}

static struct ap_str
credential_names(struct ap_arena *mem)
{
    struct ap_strs names = {NULL, 0, 0};
    for (const struct ap_credential *c = ap_credentials; c->name; c++)
        *ap_vec_push(mem, &names) = ap_str_from(c->name);
    return ap_arena_join_all(mem, &names, ", ");
}

static int
choose_credential(struct ap_remote *remote, struct ap_str auth)
{
    for (const struct ap_credential *c = ap_credentials; c->name; c++) {
        if (auth.len ? !ap_str_is(auth, c->name) : !c->is_set(&remote->out))
            continue;
        remote->credential = c;
        return AP_OK;
    }
    struct ap_str names = credential_names(remote->mem);
    struct ap_diagnostic *d;
    if (auth.len) {
        d = ap_diag_add(remote->dg, AP_VLT002, NO_PLACE, "--auth %.*s is not known", AP_FMT(auth));
        ap_diag_hint(remote->dg, d, "it takes one of: %.*s", AP_FMT(names));
    } else {
        d = ap_diag_add(remote->dg, AP_VLT002, NO_PLACE, "%s", "");
        ap_diag_hint(remote->dg, d,
                     "set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET or "
                     "AZURE_CLIENT_CERTIFICATE_PATH, or use --auth device; see docs/sharepoint.md");
    }
    return AP_E_INVALID;
}

/** An id in an address: a GUID or a domain. */
static int
check_id(struct ap_remote *remote, const char *name, struct ap_str id)
{
    bool ok = id.len > 0 && id.len <= 255;
    for (size_t i = 0; ok && i < id.len; i++) {
        char c = id.ptr[i];
        ok = ap_is_alnum(c) || c == '-' || (c == '.' && i > 0);
    }
    if (ok)
        return AP_OK;
    (void)ap_diag_add(remote->dg, AP_VLT005, NO_PLACE, "%s is %s", name,
                      id.len ? "no id: letters, digits, - and . alone" : "not set");
    return AP_E_INVALID;
}

static struct ap_str
first_of(struct ap_str a, struct ap_str b, struct ap_str c)
{
    return a.len ? a : b.len ? b : c;
}

static int
read_ids(struct ap_remote *remote, const struct ap_remote_options *options)
{
    const struct ap_outside *out = &remote->out;
    remote->tenant = first_of(ap_outside_env(out, "AZURE_TENANT_ID"),
                              ap_outside_env(out, "AZURESUBSCRIPTION_TENANT_ID"), options->tenant);
    remote->client = first_of(ap_outside_env(out, "AZURE_CLIENT_ID"),
                              ap_outside_env(out, "AZURESUBSCRIPTION_CLIENT_ID"), options->client);
    if (ap_str_is(ap_str_from(remote->credential->name), "managed-identity"))
        return remote->client.len ? check_id(remote, "AZURE_CLIENT_ID", remote->client) : AP_OK;
    int result = check_id(remote, "AZURE_TENANT_ID", remote->tenant);
    int second = check_id(remote, "AZURE_CLIENT_ID", remote->client);
    return result ? result : second;
}

int
ap_remote_open(const struct ap_outside *out, const struct ap_remote_options *options,
               struct ap_arena *mem, struct ap_remote *ret_remote, struct ap_diag *dg)
{
    *ret_remote = (struct ap_remote){.out = *out, .mem = mem, .dg = dg};
    struct ap_remote *remote = ret_remote;
    int64_t wait_s = options->max_wait_s ? options->max_wait_s : AP_VAULT_MAX_WAIT_S;
    remote->max_wait_ms = wait_s * 1000;
    int result = read_cloud(remote);
    if (result == AP_OK)
        result = choose_credential(remote, options->auth);
    if (result == AP_OK)
        result = read_ids(remote, options);
    if (result)
        return result;
    struct ap_str cacert = first_of(options->cacert, ap_outside_env(out, "CURL_CA_BUNDLE"),
                                    ap_outside_env(out, "SSL_CERT_FILE"));
    const struct ap_http_options http = {
        .cacert = cacert,
        .user_agent = AP_STR("NONISV|apipack|apipack/" APIPACK_VERSION),
        .cancel = out->cancel,
    };
    if (ap_http_new(&http, &remote->http)) {
        (void)ap_diag_add(dg, AP_VLT007, (struct ap_place){.file = cacert},
                          "the file of certificates cannot be read");
        return AP_E_INVALID;
    }
    return AP_OK;
}
