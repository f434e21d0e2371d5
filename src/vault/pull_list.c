/* What lies in the library below the folder: all pages, or what changed since the last pull.
 * Place in the flow: vault; names from the server are only names here.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/map.h"
#include "base/path.h"
#include "vault/pull_parts.h"

#define MAX_DEPTH 64
#define MAX_ITEMS 2000000
#define EXPAND    "$expand=listItem($expand=fields)"

struct listing {
    struct ap_pull *pull;
    struct ap_map by_id; /* -> index in pull->items */
    struct ap_strs folders;
    struct ap_str folder; /* that is being read, below the root of --from */
    struct ap_strs changed, deleted;
};

static struct ap_node *
copy_node(const struct ap_node *from, struct ap_arena *mem)
{
    struct ap_node *to = ap_arena_new(mem, struct ap_node);
    *to = *from;
    to->text = ap_arena_copy(mem, from->text);
    if (from->kind == AP_NODE_SEQ) {
        to->items = ap_arena_array(mem, struct ap_node *, from->n);
        for (size_t i = 0; i < from->n; i++)
            to->items[i] = copy_node(from->items[i], mem);
    } else if (from->kind == AP_NODE_MAP) {
        to->pairs = ap_arena_array(mem, struct ap_pair, from->n);
        for (size_t i = 0; i < from->n; i++) {
            to->pairs[i] = from->pairs[i];
            to->pairs[i].key = ap_arena_copy(mem, from->pairs[i].key);
            to->pairs[i].value = copy_node(from->pairs[i].value, mem);
        }
    }
    return to;
}

static struct ap_pull_item *
item_of(struct listing *l, struct ap_str id)
{
    uint32_t at = ap_map_get(&l->by_id, id);
    return at == AP_NONE ? NULL : &l->pull->items.items[at];
}

/** A file as Graph describes it, into the list. */
static int
take_file(struct listing *l, const struct ap_node *node, struct ap_str path)
{
    struct ap_pull *pull = l->pull;
    struct ap_arena *mem = pull->mem;
    struct ap_str id = ap_reply_text(node, "id");
    const struct ap_node *fields = ap_reply_member(node, "listItem.fields");
    int64_t size = ap_reply_number(node, "size");
    if (pull->items.n >= MAX_ITEMS)
        return AP_E_LIMIT;
    struct ap_pull_item *item = item_of(l, id);
    struct ap_str known = item ? item->sha256 : AP_STR_NONE;
    struct ap_str known_ctag = item ? item->ctag : AP_STR_NONE;
    if (!item) {
        item = ap_vec_push(mem, &pull->items);
        id = ap_arena_copy(mem, id);
        ap_map_set(&l->by_id, mem, id, (uint32_t)(pull->items.n - 1));
    } else {
        id = item->id;
    }
    *item = (struct ap_pull_item){
        .id = id,
        .path = ap_arena_copy(mem, path),
        .ctag = ap_arena_copy(mem, ap_reply_text(node, "cTag")),
        .etag = ap_arena_copy(mem, ap_reply_text(node, "eTag")),
        .quickxor = ap_arena_copy(mem, ap_reply_text(node, "file.hashes.quickXorHash")),
        .sha256 = known,
        .known_ctag = known_ctag,
        .bytes = size < 0 ? 0 : (uint64_t)size,
        .malware = ap_reply_member(node, "malware") != NULL,
        .seen = true,
        .fields = fields ? copy_node(fields, mem) : NULL,
    };
    return AP_OK;
}

/** What an item must have to be told from others, and to be put somewhere. */
static int
check_item(const struct listing *l, const struct ap_node *node)
{
    static const char *const needed[] = {"id", "name"};
    for (size_t i = 0; i < AP_COUNT(needed); i++)
        if (ap_reply_text(node, needed[i]).len == 0)
            return ap_graph_lacks(l->pull->remote, needed[i]);
    return AP_OK;
}

static int
take_child(void *ctx, const struct ap_node *node)
{
    struct listing *l = ctx;
    struct ap_arena *mem = l->pull->mem;
    struct ap_str name = ap_reply_text(node, "name");
    int result = check_item(l, node);
    if (result)
        return result;
    struct ap_str path =
        l->folder.len ? ap_arena_join(mem, l->folder, "/", name) : ap_arena_copy(mem, name);
    if (ap_reply_member(node, "folder")) {
        *ap_vec_push(mem, &l->folders) = path;
        return l->folders.n > MAX_ITEMS ? AP_E_LIMIT : AP_OK;
    }
    return ap_reply_member(node, "file") ? take_file(l, node, path) : AP_OK;
}

static size_t
depth_of(struct ap_str path)
{
    size_t n = 1;
    for (size_t i = 0; i < path.len; i++)
        n += path.ptr[i] == '/';
    return n;
}

static struct ap_str
below(const struct ap_pull *pull, struct ap_str path)
{
    struct ap_str folder = pull->place.folder;
    if (!path.len || !folder.len)
        return path.len ? path : folder;
    return ap_arena_join(pull->mem, folder, "/", path);
}

/** Take the delta's place before listing: a change during the listing is then seen by the next pull. */
static int
mark_delta(struct listing *l)
{
    struct ap_pull *pull = l->pull;
    struct ap_outcome outcome;
    const struct ap_node *root;
    struct ap_str path = ap_place_path(&pull->place, AP_STR_NONE, "/delta?token=latest", pull->mem);
    int result = ap_graph_get(pull->remote, path, pull->mem, &outcome, &root);
    pull->delta_link = root ? ap_reply_text(root, "@odata.deltaLink") : AP_STR_NONE;
    return result; /* a library without delta is read whole every time */
}

static int
list_all(struct listing *l)
{
    struct ap_pull *pull = l->pull;
    int result = mark_delta(l);
    for (size_t i = 0; i < pull->items.n; i++)
        pull->items.items[i].seen = false;
    *ap_vec_push(pull->mem, &l->folders) = AP_STR("");
    for (size_t i = 0; result == AP_OK && i < l->folders.n; i++) {
        l->folder = l->folders.items[i];
        if (depth_of(l->folder) > MAX_DEPTH)
            return AP_E_LIMIT;
        struct ap_str path = ap_place_path(&pull->place, below(pull, l->folder),
                                           ":/children?$top=200&" EXPAND, pull->mem);
        result =
            ap_graph_pages(pull->remote, path, "read the folder", take_child, l, pull->mem, NULL);
    }
    return result == AP_E_NOTFOUND ? AP_E_REMOTE : result;
}

static int
take_change(void *ctx, const struct ap_node *node)
{
    struct listing *l = ctx;
    struct ap_arena *mem = l->pull->mem;
    struct ap_str id = ap_arena_copy(mem, ap_reply_text(node, "id"));
    if (id.len == 0)
        return ap_graph_lacks(l->pull->remote, "id");
    if (ap_reply_member(node, "deleted"))
        *ap_vec_push(mem, &l->deleted) = id;
    else
        *ap_vec_push(mem, &l->changed) = id;
    return l->changed.n + l->deleted.n > MAX_ITEMS ? AP_E_LIMIT : AP_OK;
}

/** The path of an item below the folder of --from, by its parent's; false when it lies elsewhere. */
static bool
path_below(const struct ap_pull *pull, const struct ap_node *node, struct ap_str *ret_path)
{
    struct ap_str parent = ap_reply_text(node, "parentReference.path");
    size_t root = ap_str_find(parent, ':'); /* /drives/ID/root:/a/b */
    struct ap_str decoded;
    if (root == parent.len ||
        ap_url_decode(ap_str_slice(parent, root + 1, parent.len), pull->mem, &decoded))
        decoded = AP_STR("");
    struct ap_str whole = ap_arena_join(pull->mem, decoded, "/", ap_reply_text(node, "name"));
    while (ap_str_starts(whole, AP_STR("/")))
        whole = ap_str_slice(whole, 1, whole.len);
    struct ap_str folder = pull->place.folder;
    if (folder.len == 0) {
        *ret_path = whole;
        return true;
    }
    if (whole.len <= folder.len + 1 || whole.ptr[folder.len] != '/' ||
        !ap_str_ieq(ap_str_slice(whole, 0, folder.len), folder))
        return false;
    *ret_path = ap_str_slice(whole, folder.len + 1, whole.len);
    return true;
}

static int
read_change(struct listing *l, struct ap_str id)
{
    struct ap_pull *pull = l->pull;
    struct ap_outcome outcome;
    const struct ap_node *node;
    struct ap_str path = ap_arena_printf(pull->mem, "/drives/%.*s/items/%.*s?" EXPAND,
                                         AP_FMT(ap_url_encode(pull->mem, pull->place.drive_id)),
                                         AP_FMT(ap_url_encode(pull->mem, id)));
    int result = ap_graph_get(pull->remote, path, pull->mem, &outcome, &node);
    struct ap_pull_item *known = item_of(l, id);
    struct ap_str below_path;
    if (result)
        return result;
    if (outcome.cls != AP_RETRY_DONE && outcome.cls != AP_RETRY_MISSING)
        return ap_graph_refused(pull->remote, &outcome, "read the file", known ? known->path : id);
    if (node && (result = check_item(l, node)) != AP_OK)
        return result;
    bool inside = node && ap_reply_member(node, "file") && path_below(pull, node, &below_path);
    if (inside)
        return take_file(l, node, below_path);
    if (known)
        known->seen = false; /* gone, or moved out of the folder */
    return AP_OK;
}

/** A folder that was renamed or moved moves all that lies in it, and delta names the folder alone. */
static bool
has_folder_change(struct listing *l)
{
    return l->folders.n > 0;
}

static int
note_folder(void *ctx, const struct ap_node *node)
{
    struct listing *l = ctx;
    if (ap_reply_member(node, "folder") && !ap_reply_member(node, "root"))
        *ap_vec_push(l->pull->mem, &l->folders) = AP_STR("");
    return take_change(ctx, node);
}

static int
list_changes(struct listing *l)
{
    struct ap_pull *pull = l->pull;
    struct ap_str next = AP_STR_NONE;
    int result = ap_graph_pages(pull->remote, pull->delta_link, "read what changed", note_folder, l,
                                pull->mem, &next);
    if (result)
        return result;
    if (has_folder_change(l)) {
        l->folders.n = 0;
        return list_all(l);
    }
    pull->delta_link = next;
    for (size_t i = 0; i < pull->items.n; i++) {
        pull->items.items[i].seen = true;
        pull->items.items[i].known_ctag = pull->items.items[i].ctag;
    }
    for (size_t i = 0; i < l->deleted.n; i++) {
        struct ap_pull_item *item = item_of(l, l->deleted.items[i]);
        if (item)
            item->seen = false;
    }
    for (size_t i = 0; result == AP_OK && i < l->changed.n; i++)
        result = read_change(l, l->changed.items[i]);
    return result;
}

int
ap_pull_list(struct ap_pull *pull)
{
    struct listing l = {.pull = pull};
    for (size_t i = 0; i < pull->items.n; i++)
        ap_map_set(&l.by_id, pull->mem, pull->items.items[i].id, (uint32_t)i);
    if (pull->delta_link.len) {
        int result = list_changes(&l);
        if (result != AP_E_NOTFOUND) /* 410: the link is too old */
            return result;
        l.folders.n = 0;
    }
    return list_all(&l);
}
