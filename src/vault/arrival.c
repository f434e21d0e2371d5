/* What is at a path, and whether it is what was sent.
 * Place in the flow: vault.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/cleanup.h"
#include "base/path.h"
#include "port/digest.h"
#include "vault/transfer_parts.h"

#define HASH_TRIES 3

const char *
ap_arrival_name(enum ap_arrival arrival)
{
    static const char *const names[] = {"verified", "altered-by-server", "hash-unavailable"};
    return names[arrival];
}

void
ap_arrived_read(const struct ap_node *item, struct ap_arena *mem, struct ap_arrived *ret_arrived)
{
    int64_t size = ap_reply_number(item, "size");
    *ret_arrived = (struct ap_arrived){
        .item_id = ap_arena_copy(mem, ap_reply_text(item, "id")),
        .name = ap_arena_copy(mem, ap_reply_text(item, "name")),
        .web_url = ap_arena_copy(mem, ap_reply_text(item, "webUrl")),
        .etag = ap_arena_copy(mem, ap_reply_text(item, "eTag")),
        .quickxor = ap_arena_copy(mem, ap_reply_text(item, "file.hashes.quickXorHash")),
        .bytes = size < 0 ? UINT64_MAX : (uint64_t)size,
        .checked_out = ap_str_is(ap_reply_text(item, "publication.level"), "checkout"),
    };
}

static bool
is_same(const struct ap_transfer *t, const struct ap_arrived *a)
{
    if (a->bytes != t->bytes)
        return false;
    return t->bytes == 0 || ap_str_eq(a->quickxor, t->quickxor);
}

int
ap_sending_look(struct ap_sending *s, struct ap_str path, bool *ret_there, bool *ret_same,
                struct ap_arrived *ret_arrived)
{
    struct ap_outcome answer;
    const struct ap_node *root;
    *ret_there = *ret_same = false;
    for (int n = 0;;) {
        struct ap_str call = ap_place_path(s->place, path, "", &s->scratch);
        int result = ap_graph_get(s->remote, call, &s->scratch, &answer, &root);
        if (result)
            return result;
        if (answer.cls == AP_RETRY_MISSING)
            return AP_OK;
        if (answer.cls != AP_RETRY_DONE)
            return ap_graph_refused(s->remote, &answer, "read the file", path);
        *ret_there = true;
        if (!ap_reply_member(root, "file"))
            return AP_OK;
        ap_arrived_read(root, s->mem, ret_arrived);
        *ret_same = is_same(s->transfer, ret_arrived);
        bool unknown = ret_arrived->quickxor.len == 0 && ret_arrived->bytes == s->transfer->bytes;
        if (*ret_same || !unknown || n++ == HASH_TRIES)
            return AP_OK;
        result = s->remote->out.pause(s->remote->out.ctx, (int64_t)500 * n);
        if (result)
            return result;
    }
}

int
ap_sending_taken(struct ap_sending *s)
{
    struct ap_diagnostic *d =
        ap_diag_add(s->remote->dg, AP_VLT011, (struct ap_place){.file = s->transfer->path},
                    "a file with other bytes is there already");
    if (!ap_str_eq(s->path, s->transfer->path))
        ap_diag_hint(s->remote->dg, d, "ours was sent as %.*s beside it; nothing was replaced",
                     AP_FMT(ap_path_base(s->path)));
    return AP_E_REMOTE;
}

static int
add_to_digest(void *ctx, struct ap_str piece)
{
    ap_digest_add(ctx, piece.ptr, piece.len);
    return AP_OK;
}

/** The address of the bytes: Graph sends us to a host that gets no bearer. */
static int
ask_download(struct ap_sending *s, struct ap_str *ret_url)
{
    struct ap_outcome answer;
    struct ap_url url;
    const struct ap_graph_call call = {
        .method = "GET",
        .path = ap_arena_printf(&s->scratch, "/drives/%.*s/items/%.*s/content",
                                AP_FMT(ap_url_encode(&s->scratch, s->place->drive_id)),
                                AP_FMT(ap_url_encode(&s->scratch, s->arrived.item_id))),
    };
    int result = ap_graph_call(s->remote, &call, &s->scratch, &answer);
    if (result)
        return result;
    if (answer.cls != AP_RETRY_DONE)
        return ap_graph_refused(s->remote, &answer, "read the file back", s->path);
    *ret_url = ap_http_header(&answer.http, "Location");
    if (ap_url_parse(*ret_url, &s->scratch, &url) == AP_OK && url.https)
        return AP_OK;
    (void)ap_diag_add(s->remote->dg, AP_VLT015, (struct ap_place){.file = s->path},
                      "no https:// address to read the file back from");
    return AP_E_REMOTE;
}

/** A download that breaks off begins anew, a few times. */
int
ap_sending_read_back(struct ap_sending *s, bool *ret_same)
{
    char hex[AP_SHA256_TEXT];
    uint8_t raw[AP_SHA256_BYTES];
    struct ap_digest *digest = ap_digest_new();
    struct ap_outcome answer = {0};
    int result = AP_OK;
    int n_tries = 0;
    for (bool again = true; again && result == AP_OK;) {
        struct ap_http_request request = {
            .method = "GET", .sink = add_to_digest, .sink_ctx = digest};
        ap_digest_start(digest);
        result = ask_download(s, &request.url);
        if (result == AP_OK)
            result = ap_remote_send(s->remote, AP_AT_DOWNLOAD, &request, AP_SEND_ONCE, &s->scratch,
                                    &answer);
        again = result == AP_OK && answer.cls != AP_RETRY_DONE;
        if (again && answer.cls != AP_RETRY_BUSY) {
            answer.cls = AP_RETRY_LATER;
            result = ap_remote_wait(s->remote, &answer, &n_tries);
        }
    }
    ap_digest_end(digest, raw);
    ap_digest_free(digest);
    ap_sha256_text(raw, hex);
    *ret_same = ap_str_is(s->transfer->sha256, hex);
    return result;
}

static int
report_altered(struct ap_sending *s)
{
    const struct ap_transfer *t = s->transfer;
    struct ap_place place = {.file = t->path};
    s->arrived.arrival = AP_ARRIVED_ALTERED;
    (void)ap_diag_add(s->remote->dg, t->may_alter ? AP_VLT018 : AP_VLT017, place,
                      "%llu bytes were sent, and %llu are there%s", (unsigned long long)t->bytes,
                      (unsigned long long)s->arrived.bytes,
                      t->bytes == s->arrived.bytes ? ", with another hash" : "");
    return t->may_alter ? AP_OK : AP_E_REMOTE;
}

int
ap_sending_verify(struct ap_sending *s)
{
    const struct ap_transfer *t = s->transfer;
    bool there = true;
    bool same = is_same(t, &s->arrived);
    int result = AP_OK;
    if (!same) { /* the first answer may lack the hash, or be older than what SharePoint made of it */
        struct ap_str dir = ap_path_dir(s->path);
        struct ap_str path =
            dir.len ? ap_arena_join(s->mem, dir, "/", s->arrived.name) : s->arrived.name;
        result = ap_sending_look(s, path, &there, &same, &s->arrived);
    }
    bool unknown = !same && s->arrived.bytes == t->bytes && s->arrived.quickxor.len == 0;
    if (result == AP_OK && (t->verify_download || (unknown && !t->may_alter)) && there) {
        result = ap_sending_read_back(s, &same); /* a pack is never left unproved */
        unknown = false;
    }
    if (result)
        return result;
    if (!there) {
        (void)ap_diag_add(s->remote->dg, AP_VLT017, (struct ap_place){.file = t->path},
                          "the file is not there any more");
        return AP_E_REMOTE;
    }
    if (unknown) {
        s->arrived.arrival = AP_ARRIVED_UNHASHED;
        (void)ap_diag_add(s->remote->dg, AP_VLT019, (struct ap_place){.file = t->path}, "%s", "");
        return AP_OK;
    }
    s->arrived.arrival = AP_ARRIVED_VERIFIED;
    return same ? AP_OK : report_altered(s);
}
