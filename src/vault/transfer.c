/* One file sent: looked for first, by PUT or session, renamed where it had to go beside its name, verified.
 * Place in the flow: vault.
 * SPDX-License-Identifier: Apache-2.0 */
#include "vault/transfer.h"

#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/path.h"
#include "port/digest.h"
#include "port/fs.h"
#include "vault/quickxor.h"
#include "vault/transfer_parts.h"

#define READ_BYTES (1u << 20)

const char *
ap_on_conflict_name(enum ap_on_conflict policy)
{
    static const char *const names[] = {"fail", "replace", "rename"};
    return names[policy];
}

static int
hash_all(struct ap_transfer *t, struct ap_digest *digest, struct ap_quickxor *quickxor,
         char *buffer, const ap_stop *cancel)
{
    for (uint64_t at = 0;;) {
        size_t n;
        if (ap_is_stopped(cancel))
            return AP_E_CANCELLED;
        int result = ap_fd_read_at(t->fd, at, buffer, READ_BYTES, &n);
        if (result || n == 0)
            return result ? result : at == t->bytes ? AP_OK : AP_E_IO;
        ap_digest_add(digest, buffer, n);
        ap_quickxor_add(quickxor, (struct ap_str){buffer, n});
        at += n;
    }
}

int
ap_transfer_hash(struct ap_transfer *transfer, const ap_stop *cancel, struct ap_arena *mem)
{
    struct stat st;
    uint8_t raw[AP_SHA256_BYTES];
    char hex[AP_SHA256_TEXT];
    struct ap_quickxor quickxor = {0};
    if (fstat(transfer->fd, &st))
        return AP_E_IO;
    transfer->bytes = (uint64_t)st.st_size;
    transfer->mtime_s = st.st_mtim.tv_sec;
    transfer->mtime_ns = st.st_mtim.tv_nsec;
    AP_AUTO_FREE char *buffer = ap_xmalloc(READ_BYTES);
    struct ap_digest *digest = ap_digest_new();
    ap_digest_start(digest);
    int result = hash_all(transfer, digest, &quickxor, buffer, cancel);
    ap_digest_end(digest, raw);
    ap_digest_free(digest);
    ap_sha256_text(raw, hex);
    transfer->sha256 = ap_arena_copy(mem, ap_str_from(hex));
    transfer->quickxor = ap_quickxor_text(&quickxor, mem);
    return result;
}

int
ap_sending_unchanged(const struct ap_sending *s)
{
    struct stat st;
    const struct ap_transfer *t = s->transfer;
    if (fstat(t->fd, &st) == 0 && (uint64_t)st.st_size == t->bytes &&
        st.st_mtim.tv_sec == t->mtime_s && st.st_mtim.tv_nsec == t->mtime_ns)
        return AP_OK;
    (void)ap_diag_add(s->remote->dg, AP_VLT016, (struct ap_place){.file = t->label},
                      "its size or time is not what it was");
    return AP_E_IO;
}

struct ap_str
ap_sending_rename_json(struct ap_str name, const char *behavior, struct ap_str source_url,
                       struct ap_arena *mem)
{
    struct ap_json_text body;
    ap_json_text_open(&body);
    ap_json_kv_str(&body.json, "name", name);
    ap_json_kv_c(&body.json, "@microsoft.graph.conflictBehavior", behavior);
    if (source_url.len)
        ap_json_kv_str(&body.json, "@microsoft.graph.sourceUrl", source_url);
    return ap_json_text_close(&body, mem);
}

/** Small files, and the empty one, which no session can carry. A lost answer is followed by a look. */
static int
put_small(struct ap_sending *s)
{
    const struct ap_transfer *t = s->transfer;
    int n_tries = 0;
    for (;;) {
        struct ap_outcome answer;
        const struct ap_node *root;
        struct ap_str rest =
            ap_arena_printf(&s->scratch, ":/content?@microsoft.graph.conflictBehavior=%s",
                            ap_on_conflict_name(t->on_conflict));
        const struct ap_graph_call call = {
            .method = "PUT",
            .path = ap_place_path(s->place, s->path, rest.ptr, &s->scratch),
            .raw = true,
            .fd = t->fd,
            .file_bytes = t->bytes,
            .once = true,
        };
        int result = ap_sending_unchanged(s);
        if (result == AP_OK)
            result = ap_graph_call(s->remote, &call, &s->scratch, &answer);
        if (result)
            return result;
        bool there;
        bool same;
        if (answer.cls == AP_RETRY_DONE) {
            result = ap_graph_json(s->remote, &answer, &s->scratch, &root);
            if (result == AP_OK)
                ap_arrived_read(root, s->mem, &s->arrived);
            s->done = result == AP_OK;
            return result;
        }
        if (answer.cls != AP_RETRY_LATER && answer.cls != AP_RETRY_CONFLICT)
            return ap_graph_refused(s->remote, &answer, "send the file", s->path);
        if (answer.cls == AP_RETRY_LATER)
            result = ap_remote_wait(s->remote, &answer, &n_tries);
        if (result == AP_OK)
            result = ap_sending_look(s, s->path, &there, &same, &s->arrived);
        if (result)
            return result;
        s->done = same;
        if (same)
            return AP_OK;
        if (answer.cls == AP_RETRY_CONFLICT)
            return ap_sending_taken(s);
    }
}

/** The file went beside its name: now it gets it. */
static int
take_name(struct ap_sending *s)
{
    struct ap_outcome answer;
    const struct ap_node *root;
    const struct ap_transfer *t = s->transfer;
    if (ap_str_eq(s->path, t->path))
        return AP_OK;
    const char *behavior = t->on_conflict == AP_CONFLICT_RENAME ? "rename" : "fail";
    const struct ap_graph_call call = {
        .method = "PATCH",
        .path = ap_arena_printf(&s->scratch, "/drives/%.*s/items/%.*s",
                                AP_FMT(ap_url_encode(&s->scratch, s->place->drive_id)),
                                AP_FMT(ap_url_encode(&s->scratch, s->arrived.item_id))),
        .json = ap_sending_rename_json(ap_path_base(t->path), behavior, AP_STR_NONE, &s->scratch),
    };
    int result = ap_graph_call(s->remote, &call, &s->scratch, &answer);
    if (result)
        return result;
    if (answer.cls == AP_RETRY_CONFLICT)
        return ap_sending_taken(s);
    if (answer.cls != AP_RETRY_DONE)
        return ap_graph_refused(s->remote, &answer, "give the file its name", t->path);
    result = ap_graph_json(s->remote, &answer, &s->scratch, &root);
    if (result)
        return result;
    ap_arrived_read(root, s->mem, &s->arrived);
    s->path = t->path;
    return AP_OK;
}

static int
send_it(struct ap_sending *s)
{
    bool there;
    bool same;
    const struct ap_transfer *t = s->transfer;
    int result = ap_sending_look(s, t->path, &there, &same, &s->arrived);
    if (result == AP_OK && there && !same && s->arrived.bytes == t->bytes &&
        s->arrived.quickxor.len == 0)
        result = ap_sending_read_back(s, &same); /* no hash to tell by */
    if (result)
        return result;
    if (there && same) {
        s->arrived.was_there = true;
        struct ap_journal_entry *entry = ap_journal_find(s->journal, t->path);
        result = entry ? ap_transfer_abort(s->remote, s->journal, entry) : AP_OK;
        return result ? result : ap_sending_verify(s);
    }
    if (there && t->on_conflict == AP_CONFLICT_FAIL && !ap_journal_find(s->journal, t->path))
        return ap_sending_taken(s);
    result = t->bytes <= AP_SMALL_MAX ? put_small(s) : ap_session_send(s);
    if (result == AP_OK)
        result = take_name(s);
    return result ? result : ap_sending_verify(s);
}

int
ap_transfer_send(struct ap_remote *remote, const struct ap_remote_place *place,
                 struct ap_journal *journal, const struct ap_transfer *transfer,
                 struct ap_arena *mem, struct ap_arrived *ret_arrived)
{
    struct ap_sending s = {
        .remote = remote,
        .place = place,
        .journal = journal,
        .transfer = transfer,
        .mem = mem,
        .path = transfer->path,
    };
    int result = send_it(&s);
    ap_arena_release(&s.scratch);
    if (result == AP_OK)
        *ret_arrived = s.arrived;
    return result;
}

int
ap_transfer_abort(struct ap_remote *remote, struct ap_journal *journal,
                  struct ap_journal_entry *entry)
{
    AP_AUTO_ARENA struct ap_arena scratch = {0};
    struct ap_outcome answer;
    const struct ap_http_request request = {.method = "DELETE", .url = entry->upload_url};
    int result = ap_remote_send(remote, AP_AT_SESSION, &request, AP_SEND_AGAIN, &scratch, &answer);
    if (result)
        return result;
    entry->closed = true; /* 204, or it was over already */
    return ap_journal_save(journal);
}
