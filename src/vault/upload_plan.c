/* The plan of an upload: the pack opened, its manifest read, the names in the library.
 * Place in the flow: vault.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/path.h"
#include "port/fs.h"
#include "port/unzip.h"
#include "vault/names.h"
#include "vault/upload.h"

#define MANIFEST_MAX (16u << 20)

static int
collect(void *ctx, struct ap_str piece)
{
    ap_buf_add(ctx, piece.ptr, piece.len);
    return AP_OK;
}

static int
no_pack(const struct ap_upload_plan *plan, struct ap_diag *dg, const char *why)
{
    (void)ap_diag_add(dg, AP_VLT020, (struct ap_place){.file = plan->options.pack}, "%s", why);
    return AP_E_INVALID;
}

/** "NAME/manifest.json", with the folder that all members lie in. */
static size_t
find_manifest(struct ap_unzip *zip, struct ap_str *ret_folder)
{
    struct ap_unzip_member member;
    for (size_t i = 0; i < ap_unzip_count(zip); i++) {
        if (ap_unzip_member(zip, i, &member) || !ap_str_ends(member.name, AP_STR("/manifest.json")))
            continue;
        *ret_folder = ap_path_dir(member.name);
        if (ap_str_find(*ret_folder, '/') == ret_folder->len)
            return i;
    }
    return SIZE_MAX;
}

/** Where an item of the manifest lies in the library: as in the evidence folder where the pack tells, else as in the pack. */
static struct ap_str
place_of(const struct ap_upload_plan *plan, const struct ap_node *item, struct ap_arena *mem)
{
    struct ap_str source = ap_reply_text(item, "source_path");
    struct ap_str above = ap_arena_join(mem, plan->options.evidence_folder, "", AP_STR("/"));
    if (ap_str_starts(source, above))
        source = ap_str_slice(source, above.len, source.len);
    struct ap_str path = ap_reply_text(item, "path");
    if (!source.len)
        source = ap_str_starts(path, AP_STR("data/")) ? ap_str_slice(path, 5, path.len) : path;
    return ap_path_is_confined(source) ? ap_remote_path(source, mem) : AP_STR_NONE;
}

static int
add_item(struct ap_upload_plan *plan, const struct ap_node *item, struct ap_str folder,
         const struct ap_map *members, struct ap_arena *mem, struct ap_diag *dg)
{
    struct ap_str stored = ap_arena_join(mem, folder, "/", ap_reply_text(item, "path"));
    uint32_t member = ap_map_get(members, stored);
    struct ap_upload_file file = {.item = item, .member = member};
    file.path = place_of(plan, item, mem);
    file.sha256 = ap_reply_text(item, "sha256");
    file.bytes = (uint64_t)ap_reply_number(item, "bytes");
    file.name = ap_local_path(file.path, mem);
    if (member == AP_NONE || !file.path.len || file.sha256.len != AP_SHA256_TEXT - 1)
        return no_pack(plan, dg, "its manifest names a file that it does not hold");
    *ap_vec_push(mem, &plan->files) = file;
    return AP_OK;
}

static int
read_items(struct ap_upload_plan *plan, struct ap_unzip *zip, struct ap_arena *mem,
           struct ap_diag *dg)
{
    AP_AUTO_BUF struct ap_buf text = {0};
    struct ap_str folder;
    struct ap_map members = {0};
    const struct ap_node *root;
    if (plan->options.encrypted_id.len) {
        plan->pack_id = plan->options.encrypted_id;
        return plan->options.files
                   ? no_pack(plan, dg, "it is encrypted: what lies in it cannot be sent besides")
                   : AP_OK;
    }
    size_t at = find_manifest(zip, &folder);
    if (at == SIZE_MAX || ap_unzip_read(zip, at, MANIFEST_MAX, collect, &text))
        return no_pack(plan, dg, "it holds no manifest.json that can be read");
    if (ap_reply_parse(ap_arena_copy(mem, ap_buf_str(&text)), mem, &root) ||
        !ap_str_starts(ap_reply_text(root, "schema"), AP_STR("apipack.dev/manifest/")))
        return no_pack(plan, dg, "its manifest.json is none of apipack's");
    plan->pack_id = ap_reply_text(root, "pack_id");
    if (!plan->options.files)
        return AP_OK;
    for (size_t i = 0; i < ap_unzip_count(zip); i++) {
        struct ap_unzip_member member;
        if (ap_unzip_member(zip, i, &member) == AP_OK)
            (void)ap_map_put(&members, mem, ap_arena_copy(mem, member.name), (uint32_t)i);
    }
    const struct ap_node *items = ap_reply_member(root, "items");
    int result = AP_OK;
    for (size_t i = 0; result == AP_OK && items && items->kind == AP_NODE_SEQ && i < items->n; i++)
        result = add_item(plan, items->items[i], folder, &members, mem, dg);
    return result;
}

static int
open_pack(struct ap_upload_plan *plan, struct ap_arena *mem, struct ap_diag *dg)
{
    uint64_t bytes;
    struct ap_unzip *zip = NULL;
    struct ap_place place = {.file = plan->options.pack};
    int result = AP_OK;
    if (plan->options.hashed)
        plan->fd = plan->options.hashed->fd;
    else
        result = ap_fs_open_file(plan->options.pack.ptr, &plan->fd, &bytes);
    if (result) {
        (void)ap_diag_add(dg, AP_CLI010, place, "%s",
                          result == AP_E_NOTFOUND ? "there is no such file" : ap_error_text(errno));
        return result == AP_E_IO ? AP_E_IO : AP_E_NOTFOUND;
    }
    if (ap_unzip_open(plan->fd, &zip))
        return no_pack(plan, dg, "it is no zip archive");
    result = read_items(plan, zip, mem, dg);
    ap_unzip_close(zip);
    return result;
}

/** Characters, not bytes: SharePoint counts UTF-16 units of the decoded path. */
static size_t
characters(struct ap_str text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        n += (c & 0xc0) != 0x80;
        n += c >= 0xf0; /* two units */
    }
    return n;
}

static int
check_lengths(const struct ap_upload_plan *plan, struct ap_diag *dg)
{
    size_t above = 0;
    int result = AP_OK;
    for (size_t i = 0; i < plan->url.segments.n; i++)
        above += characters(plan->url.segments.items[i]) + 1;
    for (size_t i = 0; i < plan->files.n; i++) {
        size_t n = above + characters(plan->files.items[i].path);
        if (n <= AP_REMOTE_PATH_MAX)
            continue;
        (void)ap_diag_add(dg, AP_VLT022, (struct ap_place){.file = plan->files.items[i].name},
                          "%zu characters, at most %d", n, AP_REMOTE_PATH_MAX);
        result = AP_E_INVALID;
    }
    return result;
}

static int
hash_pack(struct ap_upload_plan *plan, struct ap_arena *mem, struct ap_diag *dg)
{
    int result = AP_OK;
    if (plan->options.hashed)
        plan->pack = *plan->options.hashed;
    plan->pack.fd = plan->fd;
    plan->pack.label = ap_path_base(plan->options.pack);
    if (!plan->options.hashed)
        result = ap_transfer_hash(&plan->pack, plan->options.cancel, mem);
    if (result == AP_E_IO)
        (void)ap_diag_add(dg, AP_CLI010, (struct ap_place){.file = plan->options.pack},
                          "cannot read it to its end");
    plan->files.items[0].sha256 = plan->pack.sha256;
    plan->files.items[0].bytes = plan->pack.bytes;
    return result;
}

int
ap_upload_make_plan(const struct ap_upload_options *options, struct ap_arena *mem,
                    struct ap_upload_plan *ret_plan, struct ap_diag *dg)
{
    const char *why;
    *ret_plan = (struct ap_upload_plan){.options = *options, .fd = -1};
    if (ap_library_url_parse(options->to, mem, &ret_plan->url, &why)) {
        (void)ap_diag_add(dg, AP_VLT001, (struct ap_place){AP_STR_NONE, 0, 0}, "%.*s: %s",
                          AP_FMT(ap_url_shown(options->to)), why);
        return AP_E_INVALID;
    }
    struct ap_str name = ap_path_base(options->pack);
    *ap_vec_push(mem, &ret_plan->files) = (struct ap_upload_file){
        .name = name, .path = ap_remote_name(name, mem), .member = SIZE_MAX};
    int result = open_pack(ret_plan, mem, dg);
    if (result == AP_OK)
        result = check_lengths(ret_plan, dg);
    return result ? result : hash_pack(ret_plan, mem, dg);
}

void
ap_upload_close(struct ap_upload_plan *plan)
{
    if (plan->fd >= 0)
        (void)close(plan->fd);
    plan->fd = -1;
}
