/* The receipt of an upload.
 * Place in the flow: vault.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/date.h"
#include "vault/upload.h"

static void
add_file(struct ap_json *json, const struct ap_upload_file *file)
{
    const struct ap_arrived *a = &file->arrived;
    ap_json_object_open(json);
    ap_json_kv_str(json, "name", file->name);
    ap_json_kv_str(json, "remote_name", a->name);
    ap_json_kv_str(json, "web_url", ap_url_shown(a->web_url));
    ap_json_kv_str(json, "item_id", a->item_id);
    ap_json_kv_str(json, "etag", a->etag);
    ap_json_kv_str(json, "sha256", file->sha256);
    ap_json_kv_int(json, "bytes", (int64_t)file->bytes);
    ap_json_kv_int(json, "remote_bytes", a->bytes > INT64_MAX ? -1 : (int64_t)a->bytes);
    ap_json_kv_str_opt(json, "remote_quickxor", a->quickxor);
    ap_json_kv_c(json, "state", ap_arrival_name(a->arrival));
    ap_json_kv_bool(json, "was_there", a->was_there);
    ap_json_kv_bool(json, "columns_set", file->columns_set);
    ap_json_object_close(json);
}

void
ap_upload_receipt(const struct ap_upload_plan *plan, int64_t now_s, struct ap_arena *mem,
                  struct ap_buf *out)
{
    struct ap_json json;
    ap_json_init(&json, out);
    ap_json_object_open(&json);
    ap_json_kv_c(&json, "schema", "apipack.dev/upload-receipt/v1");
    ap_json_kv_str(&json, "uploaded", ap_time_str(mem, now_s));
    ap_json_kv_str(&json, "pack_id", plan->pack_id);
    ap_json_kv_str(&json, "to", ap_url_shown(plan->options.to));
    ap_json_kv_str(&json, "site_id", plan->place.site_id);
    ap_json_kv_str(&json, "drive_id", plan->place.drive_id);
    ap_json_kv_str_opt(&json, "link", plan->link);
    ap_json_key(&json, "files");
    ap_json_array_open(&json);
    for (size_t i = 0; i < plan->files.n; i++)
        if (plan->files.items[i].done)
            add_file(&json, &plan->files.items[i]);
    ap_json_array_close(&json);
    ap_json_object_close(&json);
    ap_json_end(&json);
}
