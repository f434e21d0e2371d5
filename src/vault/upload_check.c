/* --check: every permission that an upload needs, tried one after the other, nothing left behind.
 * Place in the flow: vault.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/cleanup.h"
#include "vault/columns.h"
#include "vault/upload.h"

struct checking {
    struct ap_remote *remote;
    struct ap_arena *mem;
    struct ap_upload_probes *probes;
    struct ap_remote_place place;
};

static void
passed(struct checking *c, const char *what, struct ap_str words)
{
    *ap_vec_push(c->mem, c->probes) = (struct ap_upload_probe){ap_str_from(what), true, words};
}

static void
failed(struct checking *c, const char *what, struct ap_str words)
{
    *ap_vec_push(c->mem, c->probes) = (struct ap_upload_probe){ap_str_from(what), false, words};
}

/** The last diagnostic's words, for a step that failed. */
static struct ap_str
why(const struct checking *c)
{
    const struct ap_diag *dg = c->remote->dg;
    return dg->n ? dg->items[dg->n - 1].message : AP_STR("it did not work");
}

static int
check_sign_in(struct checking *c)
{
    struct ap_strs roles = {NULL, 0, 0};
    int result = ap_remote_sign_in(c->remote);
    if (result) {
        failed(c, "sign-in", why(c));
        return result;
    }
    ap_remote_roles(c->remote, c->mem, &roles);
    passed(c, "sign-in", ap_arena_copy(c->mem, ap_str_from(c->remote->credential->name)));
    if (roles.n)
        passed(c, "permissions in the token", ap_arena_join_all(c->mem, &roles, ", "));
    else
        failed(c, "permissions in the token",
               AP_STR("the token holds none: an administrator grants Sites.Selected and consents "
                      "to it"));
    return AP_OK;
}

/** A session under a name of its own, closed at once: the only way to know that writing is allowed. */
static int
probe_write(struct checking *c)
{
    AP_AUTO_ARENA struct ap_arena scratch = {0};
    struct ap_outcome outcome;
    const struct ap_node *root;
    struct ap_url url;
    struct ap_str name =
        ap_arena_printf(&scratch, "apipack-check-%.*s.tmp", AP_FMT(ap_vault_guid(&scratch)));
    struct ap_str json = ap_arena_printf(
        &scratch, "{\"item\":{\"@microsoft.graph.conflictBehavior\":\"fail\",\"name\":\"%.*s\"}}",
        AP_FMT(name));
    const struct ap_graph_call call = {
        .method = "POST",
        .path = ap_place_path(&c->place, name, ":/createUploadSession", &scratch),
        .json = json,
    };
    int result = ap_graph_call(c->remote, &call, &scratch, &outcome);
    if (result == AP_OK && outcome.cls != AP_RETRY_DONE) {
        result = ap_graph_refused(c->remote, &outcome, "write into the library", AP_STR_NONE);
        failed(c, "write",
               ap_arena_printf(
                   c->mem,
                   "%.*s; an administrator grants it with POST /sites/%.*s/permissions "
                   "{\"roles\":[\"write\"],\"grantedTo\":[{\"application\":{\"id\":\"%.*s\"}}]}",
                   AP_FMT(why(c)), AP_FMT(c->place.site_id), AP_FMT(c->remote->client)));
        return result;
    }
    if (result)
        return result;
    passed(c, "write", AP_STR("an upload session was opened and closed"));
    if (ap_reply_parse(outcome.http.body, &scratch, &root))
        return AP_OK;
    const struct ap_http_request close = {.method = "DELETE",
                                          .url = ap_reply_text(root, "uploadUrl")};
    if (ap_url_parse(close.url, &scratch, &url) || !url.https)
        return AP_OK;
    return ap_remote_send(c->remote, AP_AT_SESSION, &close, AP_SEND_AGAIN, &scratch, &outcome);
}

static int
check_columns(struct checking *c, const struct ap_library *lib)
{
    struct ap_columns wanted = {NULL, 0, 0};
    struct ap_columns there = {NULL, 0, 0};
    struct ap_strs missing = {NULL, 0, 0};
    ap_columns_wanted(lib, c->mem, &wanted);
    int result = ap_columns_read(c->remote, &c->place, c->mem, &there);
    if (result) {
        failed(c, "columns", why(c));
        return result;
    }
    for (size_t i = 0; i < wanted.n; i++)
        if (!ap_columns_find(&there, wanted.items[i].name))
            *ap_vec_push(c->mem, &missing) = wanted.items[i].name;
    passed(c, "columns",
           missing.n ? ap_arena_printf(c->mem,
                                       "missing, for --files: %.*s (apipack provision makes them)",
                                       AP_FMT(ap_arena_join_all(c->mem, &missing, ", ")))
                     : AP_STR("all there"));
    return AP_OK;
}

int
ap_upload_check(struct ap_remote *remote, const struct ap_library_url *url,
                const struct ap_library *lib, struct ap_arena *mem,
                struct ap_upload_probes *ret_probes)
{
    struct checking c = {.remote = remote, .mem = mem, .probes = ret_probes};
    int result = check_sign_in(&c);
    if (result)
        return result;
    result = ap_place_find(remote, url, mem, &c.place);
    if (result) {
        failed(&c, "site and library", why(&c));
        return result;
    }
    passed(&c, "site", c.place.site_url);
    passed(&c, "library and folder",
           c.place.folder.len ? c.place.folder : AP_STR("the library's root"));
    int write = probe_write(&c);
    int columns = check_columns(&c, lib);
    return write ? write : columns;
}
