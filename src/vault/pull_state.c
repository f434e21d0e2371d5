/* What the last pull knew, kept in the workspace's own folder.
 * Place in the flow: vault.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>

#include "base/cleanup.h"
#include "base/path.h"
#include "port/fs.h"
#include "port/secret_file.h"
#include "vault/pull_parts.h"

#define SCHEMA    "apipack.dev/pull-state/v1"
#define STATE_MAX (16u << 20)

void
ap_pull_state_write(const struct ap_pull *pull, struct ap_buf *out)
{
    struct ap_json json;
    ap_json_init(&json, out);
    ap_json_object_open(&json);
    ap_json_kv_c(&json, "schema", SCHEMA);
    ap_json_kv_str(&json, "from", pull->options.from);
    ap_json_kv_str(&json, "delta_link", pull->delta_link);
    ap_json_key(&json, "items");
    ap_json_array_open(&json);
    for (size_t i = 0; i < pull->items.n; i++) {
        const struct ap_pull_item *item = &pull->items.items[i];
        if (!item->seen || (!item->local.len && !item->sha256.len))
            continue;
        ap_json_object_open(&json);
        ap_json_kv_str(&json, "id", item->id);
        ap_json_kv_str(&json, "path", item->path);
        ap_json_kv_str(&json, "ctag", item->settled ? item->ctag : item->known_ctag);
        ap_json_kv_str(&json, "etag", item->etag);
        ap_json_kv_str(&json, "quickxor", item->quickxor);
        ap_json_kv_str(&json, "sha256", item->sha256);
        ap_json_kv_int(&json, "bytes", (int64_t)item->bytes);
        ap_json_object_close(&json);
    }
    ap_json_array_close(&json);
    ap_json_object_close(&json);
    ap_json_end(&json);
}

int
ap_pull_state_parse(struct ap_str bytes, struct ap_pull *pull)
{
    const struct ap_node *root;
    if (ap_reply_parse(bytes, pull->mem, &root) ||
        !ap_str_is(ap_reply_text(root, "schema"), SCHEMA))
        return AP_E_SYNTAX;
    if (!ap_str_eq(ap_reply_text(root, "from"), pull->options.from))
        return AP_OK;
    pull->delta_link = ap_reply_text(root, "delta_link");
    const struct ap_node *items = ap_reply_member(root, "items");
    for (size_t i = 0; items && items->kind == AP_NODE_SEQ && i < items->n; i++) {
        const struct ap_node *node = items->items[i];
        int64_t size = ap_reply_number(node, "bytes");
        struct ap_pull_item item = {
            .id = ap_reply_text(node, "id"),
            .path = ap_reply_text(node, "path"),
            .ctag = ap_reply_text(node, "ctag"),
            .etag = ap_reply_text(node, "etag"),
            .quickxor = ap_reply_text(node, "quickxor"),
            .sha256 = ap_reply_text(node, "sha256"),
            .bytes = size < 0 ? 0 : (uint64_t)size,
        };
        if (!item.id.len || !ap_path_is_confined(item.path) || size < 0)
            return AP_E_SYNTAX;
        *ap_vec_push(pull->mem, &pull->items) = item;
    }
    return AP_OK;
}

static struct ap_str
state_path(const struct ap_pull *pull)
{
    return ap_path_join(pull->mem, pull->options.ws->dir, AP_STR(AP_PULL_STATE));
}

int
ap_pull_state_read(struct ap_pull *pull)
{
    struct ap_str bytes;
    int result = ap_fs_read(state_path(pull).ptr, STATE_MAX, pull->mem, &bytes);
    if (result == AP_E_NOTFOUND)
        return AP_OK;
    if (result == AP_OK && ap_pull_state_parse(bytes, pull) == AP_OK)
        return AP_OK;
    (void)ap_diag_add(
        pull->remote->dg, AP_VLT033, (struct ap_place){.file = AP_STR(AP_PULL_STATE)}, "%s",
        result ? ap_fs_read_why(result, STATE_MAX, pull->mem) : "it is none of apipack's");
    return AP_E_IO;
}

int
ap_pull_state_save(const struct ap_pull *pull)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    ap_pull_state_write(pull, &out);
    if (ap_secret_file_replace(state_path(pull).ptr, ap_buf_str(&out)) == AP_OK)
        return AP_OK;
    (void)ap_diag_add(pull->remote->dg, AP_CLI008, (struct ap_place){.file = AP_STR(AP_PULL_STATE)},
                      "cannot be written: %s", ap_error_text(errno));
    return AP_E_IO;
}
