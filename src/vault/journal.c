/* The journal read and written.
 * Place in the flow: vault.
 * SPDX-License-Identifier: Apache-2.0 */
#include "vault/journal.h"

#include <errno.h>

#include "base/cleanup.h"
#include "port/digest.h"
#include "port/fs.h"
#include "port/fs_place.h"
#include "port/secret_file.h"
#include "vault/reply.h"
#include "vault/url.h"

#define SCHEMA      "apipack.dev/upload-journal/v1"
#define MAX_BYTES   (1u << 20)
#define MAX_ENTRIES 10000

void
ap_journal_write(const struct ap_journal *journal, struct ap_buf *out)
{
    struct ap_json json;
    ap_json_init(&json, out);
    ap_json_object_open(&json);
    ap_json_kv_c(&json, "schema", SCHEMA);
    ap_json_kv_str(&json, "to", journal->to);
    ap_json_key(&json, "sessions");
    ap_json_array_open(&json);
    for (size_t i = 0; i < journal->entries.n; i++) {
        const struct ap_journal_entry *e = &journal->entries.items[i];
        if (e->closed)
            continue;
        ap_json_object_open(&json);
        ap_json_kv_str(&json, "path", e->path);
        ap_json_kv_str(&json, "sha256", e->sha256);
        ap_json_kv_int(&json, "size", e->size);
        ap_json_kv_int(&json, "offset", e->offset);
        ap_json_kv_int(&json, "created", e->created_s);
        ap_json_kv_str(&json, "upload_url", e->upload_url);
        ap_json_object_close(&json);
    }
    ap_json_array_close(&json);
    ap_json_object_close(&json);
    ap_json_end(&json);
}

static int
read_entry(const struct ap_node *node, struct ap_journal *journal)
{
    struct ap_journal_entry e = {
        .path = ap_reply_text(node, "path"),
        .sha256 = ap_reply_text(node, "sha256"),
        .upload_url = ap_reply_text(node, "upload_url"),
        .size = ap_reply_number(node, "size"),
        .offset = ap_reply_number(node, "offset"),
        .created_s = ap_reply_number(node, "created"),
    };
    uint8_t raw[AP_SHA256_BYTES];
    struct ap_url url;
    if (!e.path.len || e.size < 0 || e.offset < 0 || e.offset > e.size || e.created_s < 0 ||
        ap_sha256_parse(e.sha256, raw) || ap_url_parse(e.upload_url, journal->mem, &url) ||
        !url.https)
        return AP_E_SYNTAX;
    *ap_vec_push(journal->mem, &journal->entries) = e;
    return AP_OK;
}

int
ap_journal_read(struct ap_str bytes, struct ap_journal *journal)
{
    const struct ap_node *root;
    if (bytes.len > MAX_BYTES || ap_reply_parse(bytes, journal->mem, &root) ||
        !ap_str_is(ap_reply_text(root, "schema"), SCHEMA))
        return AP_E_SYNTAX;
    const struct ap_node *sessions = ap_reply_member(root, "sessions");
    if (!sessions || sessions->kind != AP_NODE_SEQ || sessions->n > MAX_ENTRIES)
        return AP_E_SYNTAX;
    journal->to = ap_reply_text(root, "to");
    int result = AP_OK;
    for (size_t i = 0; result == AP_OK && i < sessions->n; i++)
        result = read_entry(sessions->items[i], journal);
    return result;
}

int
ap_journal_open(struct ap_str pack, struct ap_str to, struct ap_arena *mem,
                struct ap_journal *ret_journal, struct ap_diag *dg)
{
    struct ap_str bytes;
    *ret_journal = (struct ap_journal){.mem = mem, .dg = dg};
    ret_journal->file = ap_arena_join(mem, pack, "", AP_STR(AP_JOURNAL_SUFFIX));
    int result = ap_fs_read(ret_journal->file.ptr, MAX_BYTES, mem, &bytes);
    struct ap_place place = {.file = ret_journal->file};
    if (result == AP_E_NOTFOUND) {
        ret_journal->to = to;
        return AP_OK;
    }
    if (result) {
        (void)ap_diag_add(dg, AP_VLT023, place, "cannot be read: %s",
                          ap_fs_read_why(result, MAX_BYTES, mem));
        return AP_E_IO;
    }
    ret_journal->exists = true;
    if (ap_journal_read(bytes, ret_journal)) {
        (void)ap_diag_add(dg, AP_VLT023, place, "it is no journal of an upload");
        return AP_E_IO;
    }
    return AP_OK;
}

struct ap_journal_entry *
ap_journal_find(struct ap_journal *journal, struct ap_str path)
{
    for (size_t i = 0; i < journal->entries.n; i++)
        if (!journal->entries.items[i].closed && ap_str_eq(journal->entries.items[i].path, path))
            return &journal->entries.items[i];
    return NULL;
}

struct ap_journal_entry *
ap_journal_find_of(struct ap_journal *journal, struct ap_str path, struct ap_str sha256)
{
    struct ap_journal_entry *entry = ap_journal_find(journal, path);
    for (size_t i = 0; !entry && i < journal->entries.n; i++) {
        struct ap_journal_entry *e = &journal->entries.items[i];
        if (!e->closed && ap_str_eq(e->sha256, sha256) && ap_str_starts(e->path, path) &&
            e->path.len > path.len && e->path.ptr[path.len] == '.')
            entry = e;
    }
    return entry;
}

struct ap_journal_entry *
ap_journal_add(struct ap_journal *journal)
{
    for (size_t i = 0; i < journal->entries.n; i++) {
        struct ap_journal_entry *free_entry = &journal->entries.items[i];
        if (free_entry->closed) {
            *free_entry = (struct ap_journal_entry){0};
            return free_entry;
        }
    }
    return ap_vec_push(journal->mem, &journal->entries);
}

int
ap_journal_save(struct ap_journal *journal)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    size_t n_open = 0;
    for (size_t i = 0; i < journal->entries.n; i++)
        n_open += !journal->entries.items[i].closed;
    int result;
    if (n_open) {
        ap_journal_write(journal, &out);
        result = ap_secret_file_replace(journal->file.ptr, ap_buf_str(&out));
    } else {
        result = journal->exists ? ap_fs_remove(journal->file.ptr) : AP_OK;
    }
    if (result == AP_OK || result == AP_E_NOTFOUND) {
        journal->exists = n_open > 0;
        return AP_OK;
    }
    (void)ap_diag_add(journal->dg, AP_VLT023, (struct ap_place){.file = journal->file},
                      "cannot be written: %s", ap_error_text(errno));
    return AP_E_IO;
}
