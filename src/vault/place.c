/* Sites found from the left, libraries by their address, folders made without a race.
 * Place in the flow: vault.
 * SPDX-License-Identifier: Apache-2.0 */
#include "vault/place.h"

#include "base/path.h"

#define NO_PLACE   ((struct ap_place){AP_STR_NONE, 0, 0})
#define SITE_DEPTH 6 /* of subsites */

struct search {
    struct ap_remote *remote;
    const struct ap_library_url *url;
    struct ap_arena *mem;
    struct ap_remote_place *place;
    size_t n_site;  /* segments that are the site */
    size_t n_drive; /* segments that are site and library; 0: not found */
};

static struct ap_str
joined(const struct ap_library_url *url, size_t from, size_t to, struct ap_arena *mem)
{
    struct ap_strs part = {url->segments.items + from, to - from, 0};
    return ap_arena_join_all(mem, &part, "/");
}

/** Is there a site whose path are the first `n` segments? *ret_found; a refusal other than 404 is reported. */
static int
ask_site(struct search *s, size_t n, bool *ret_found)
{
    struct ap_outcome answer;
    const struct ap_node *root;
    struct ap_str path = joined(s->url, 0, n, s->mem);
    struct ap_str call = n ? ap_arena_printf(s->mem, "/sites/%.*s:/%.*s", AP_FMT(s->url->host),
                                             AP_FMT(ap_url_encode_path(s->mem, path)))
                           : ap_arena_printf(s->mem, "/sites/%.*s", AP_FMT(s->url->host));
    *ret_found = false;
    int result = ap_graph_get(s->remote, call, s->mem, &answer, &root);
    if (result)
        return result;
    if (answer.cls == AP_RETRY_MISSING || answer.http.status == 400)
        return AP_OK;
    if (answer.cls != AP_RETRY_DONE)
        return ap_graph_refused(s->remote, &answer, "read the site", path);
    s->place->site_id = ap_reply_text(root, "id");
    s->place->site_url = ap_reply_text(root, "webUrl");
    s->n_site = n;
    *ret_found = s->place->site_id.len > 0;
    return *ret_found ? AP_OK : ap_graph_lacks(s->remote, "id");
}

/** The longest beginning of the path that is a site: /sites/NAME and its subsites, or the root site. */
static int
find_site(struct search *s)
{
    static const char *const managed[] = {"sites", "teams", "personal", "portals"};
    struct ap_str first = s->url->segments.items[0];
    size_t from = 1;
    for (size_t i = 0; i < AP_COUNT(managed); i++)
        if (ap_str_ieq(first, ap_str_from(managed[i])))
            from = 2;
    bool found = true;
    bool any = false;
    int result = AP_OK;
    for (size_t n = from;
         result == AP_OK && found && n < from + SITE_DEPTH && n <= s->url->segments.n; n++) {
        result = ask_site(s, n, &found);
        any = any || found;
    }
    if (result == AP_OK && !any && from == 1)
        result = ask_site(s, 0, &any);
    if (result || any)
        return result;
    (void)ap_diag_add(s->remote->dg, AP_VLT010, NO_PLACE, "no site is at %.*s/%.*s",
                      AP_FMT(s->url->host), AP_FMT(joined(s->url, 0, s->url->segments.n, s->mem)));
    return AP_E_REMOTE;
}

/** A library's address is the beginning of ours; names are localised and shown differently, so they do not count. */
static int
try_drive(void *ctx, const struct ap_node *drive)
{
    struct search *s = ctx;
    struct ap_url url;
    struct ap_str path;
    if (ap_url_parse(ap_reply_text(drive, "webUrl"), s->mem, &url) ||
        ap_url_decode(url.path, s->mem, &path))
        return AP_OK;
    size_t n = 0;
    while (path.ptr && path.len) {
        struct ap_str segment = ap_str_cut(&path, '/');
        if (segment.len == 0)
            continue;
        if (n >= s->url->segments.n || !ap_str_ieq(segment, s->url->segments.items[n]))
            return AP_OK;
        n++;
    }
    if (n > s->n_site && n > s->n_drive) {
        s->n_drive = n;
        s->place->drive_id = ap_arena_copy(s->mem, ap_reply_text(drive, "id"));
        return s->place->drive_id.len ? AP_OK : ap_graph_lacks(s->remote, "id");
    }
    return AP_OK;
}

int
ap_place_find(struct ap_remote *remote, const struct ap_library_url *url, struct ap_arena *mem,
              struct ap_remote_place *ret_place)
{
    *ret_place = (struct ap_remote_place){0};
    struct search s = {.remote = remote, .url = url, .mem = mem, .place = ret_place};
    int result = find_site(&s);
    if (result)
        return result;
    struct ap_str call = ap_arena_printf(mem, "/sites/%.*s/drives?$select=id,name,webUrl",
                                         AP_FMT(ret_place->site_id));
    result = ap_graph_pages(remote, call, "list the document libraries of the site", try_drive, &s,
                            mem, NULL);
    if (result)
        return result == AP_E_NOTFOUND ? AP_E_REMOTE : result;
    if (s.n_drive) {
        ret_place->folder = joined(url, s.n_drive, url->segments.n, mem);
        return AP_OK;
    }
    struct ap_diagnostic *d = ap_diag_add(remote->dg, AP_VLT010, NO_PLACE,
                                          "no document library of the site %.*s has this address",
                                          AP_FMT(ret_place->site_url));
    ap_diag_hint(remote->dg, d,
                 "take the address from the browser, with the library open: "
                 "https://HOST/sites/SITE/LIBRARY");
    return AP_E_REMOTE;
}

struct ap_str
ap_place_path(const struct ap_remote_place *place, struct ap_str path, const char *rest,
              struct ap_arena *mem)
{
    struct ap_str encoded = ap_url_encode_path(mem, path);
    struct ap_str drive = ap_url_encode(mem, place->drive_id);
    if (path.len == 0)
        return ap_arena_printf(mem, "/drives/%.*s/root%s", AP_FMT(drive),
                               rest[0] == ':' ? rest + 1 : rest);
    return ap_arena_printf(mem, "/drives/%.*s/root:/%.*s%s", AP_FMT(drive), AP_FMT(encoded), rest);
}

static struct ap_str
folder_json(struct ap_str name, struct ap_arena *mem)
{
    struct ap_json_text body;
    ap_json_text_open(&body);
    ap_json_kv_str(&body.json, "name", name);
    ap_json_key(&body.json, "folder");
    ap_json_object_open(&body.json);
    ap_json_object_close(&body.json);
    ap_json_kv_c(&body.json, "@microsoft.graph.conflictBehavior", "fail");
    return ap_json_text_close(&body, mem);
}

/** 409 is "it is there": looked at, for it may be a file. */
static int
make_folder(struct ap_remote *remote, const struct ap_remote_place *place, struct ap_str path,
            struct ap_arena *scratch)
{
    struct ap_outcome answer;
    const struct ap_node *root;
    struct ap_graph_call call = {
        .method = "POST",
        .path = ap_place_path(place, ap_path_dir(path), ":/children", scratch),
        .json = folder_json(ap_path_base(path), scratch),
    };
    int result = ap_graph_call(remote, &call, scratch, &answer);
    if (result || answer.cls == AP_RETRY_DONE)
        return result;
    if (answer.cls != AP_RETRY_CONFLICT)
        return ap_graph_refused(remote, &answer, "make the folder", path);
    result = ap_graph_get(remote, ap_place_path(place, path, "", scratch), scratch, &answer, &root);
    if (result)
        return result;
    if (answer.cls == AP_RETRY_DONE && ap_reply_member(root, "folder"))
        return AP_OK;
    (void)ap_diag_add(remote->dg, AP_VLT011, (struct ap_place){.file = path},
                      "a file has the name of a folder that is needed");
    return AP_E_REMOTE;
}

int
ap_place_ensure(struct ap_remote *remote, const struct ap_remote_place *place, struct ap_str folder,
                struct ap_arena *scratch)
{
    struct ap_outcome answer;
    const struct ap_node *root;
    if (folder.len == 0)
        return AP_OK;
    int result =
        ap_graph_get(remote, ap_place_path(place, folder, "", scratch), scratch, &answer, &root);
    if (result)
        return result;
    if (answer.cls == AP_RETRY_DONE && ap_reply_member(root, "folder"))
        return AP_OK;
    if (answer.cls != AP_RETRY_DONE && answer.cls != AP_RETRY_MISSING)
        return ap_graph_refused(remote, &answer, "read the folder", folder);
    for (size_t i = 0; result == AP_OK && i < folder.len;) {
        size_t end = i + ap_str_find(ap_str_slice(folder, i, folder.len), '/');
        result = make_folder(remote, place, ap_str_slice(folder, 0, end), scratch);
        i = end + 1;
    }
    return result;
}
