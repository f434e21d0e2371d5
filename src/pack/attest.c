/* A statement about a pack: its digest as subject, its state as predicate.
 * Place in the flow: pack; reads the pack that was written, writes one file.
 * SPDX-License-Identifier: Apache-2.0 */
#include "pack/attest.h"

#include <errno.h>

#include "base/cleanup.h"
#include "base/path.h"
#include "pack/internal.h"
#include "port/digest.h"
#include "port/fs.h"
#include "report/records.h"

#define PIECE_BYTES (1u << 20)

static int
digest_file(const char *path, const ap_stop *cancel, char hex[AP_SHA256_TEXT])
{
    AP_AUTO_FD int fd = -1;
    uint64_t bytes;
    uint8_t raw[AP_SHA256_BYTES];
    int rc = ap_fs_open_file(path, &fd, &bytes);
    if (rc != AP_OK)
        return AP_E_IO;
    AP_AUTO_FREE char *piece = ap_xmalloc(PIECE_BYTES);
    struct ap_digest *digest = ap_digest_new();
    size_t n = PIECE_BYTES;
    for (uint64_t at = 0; rc == AP_OK && n == PIECE_BYTES; at += n) {
        rc = ap_is_stopped(cancel) ? AP_E_CANCELLED : ap_fd_read_at(fd, at, piece, PIECE_BYTES, &n);
        if (rc == AP_OK)
            ap_digest_add(digest, piece, n);
    }
    ap_digest_end(digest, raw);
    ap_digest_free(digest);
    ap_sha256_text(raw, hex);
    return rc;
}

static void
add_predicate(struct ap_json *json, const struct ap_plan *plan)
{
    const struct ap_catalogue *cat = plan->as->cat;
    ap_json_key(json, "predicate");
    ap_json_object_open(json);
    ap_json_kv_c(json, "pack_id", plan->pack_id);
    ap_json_kv_bool(json, "complete", plan->complete);
    ap_json_kv_str(json, "organization", cat->ws->organization);
    ap_json_kv_str(json, "product", cat->ws->product);
    ap_record_window(json, cat->window);
    ap_record_day(json, "as_of", plan->as->day);
    ap_json_kv_str(json, "audience", plan->audience->id);
    ap_record_library(json, cat->lib);
    ap_record_tool(json);
    ap_json_key(json, "coverage");
    ap_json_fraction(json, plan->as->coverage);
    ap_manifest_counts(json, plan);
    ap_json_object_close(json);
}

static void
render(const struct ap_plan *plan, struct ap_str name, const char *hex, struct ap_buf *out)
{
    struct ap_json json;
    ap_json_init(&json, out);
    ap_json_object_open(&json);
    ap_json_kv_c(&json, "_type", "https://in-toto.io/Statement/v1");
    ap_json_key(&json, "subject");
    ap_json_array_open(&json);
    ap_json_object_open(&json);
    ap_json_kv_str(&json, "name", name);
    ap_json_key(&json, "digest");
    ap_json_object_open(&json);
    ap_json_kv_c(&json, "sha256", hex);
    ap_json_object_close(&json);
    ap_json_object_close(&json);
    ap_json_array_close(&json);
    ap_json_kv_c(&json, "predicateType", "https://apipack.dev/evidence-pack/v1");
    add_predicate(&json, plan);
    ap_json_object_close(&json);
    ap_json_end(&json);
}

int
ap_attest_write(const struct ap_plan *plan, const char *pack, const ap_stop *cancel,
                struct ap_arena *mem, struct ap_str *ret_path, struct ap_diag *dg)
{
    AP_AUTO_BUF struct ap_buf text = {0};
    char hex[AP_SHA256_TEXT];
    struct ap_str path = ap_arena_join(mem, ap_str_from(pack), ".intoto.json", AP_STR_NONE);
    int rc = digest_file(pack, cancel, hex);
    if (rc == AP_OK) {
        render(plan, ap_path_base(ap_str_from(pack)), hex, &text);
        rc = ap_fs_write_atomic(path.ptr, ap_buf_str(&text));
    }
    if (rc == AP_OK)
        *ret_path = path;
    if (rc == AP_OK || rc == AP_E_CANCELLED)
        return rc;
    (void)ap_diag_add(dg, AP_PCK001, (struct ap_place){.file = path},
                      "cannot write the statement: %s", ap_error_text(errno));
    return AP_E_IO;
}
