/* An upload session as a state machine: the server's offset is the only one that counts.
 * Place in the flow: vault. The bearer never goes to an uploadUrl, and an uploadUrl is never shown.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/date.h"
#include "base/path.h"
#include "vault/transfer_parts.h"

#define MAX_SESSIONS 8
#define MAX_STALLED  8
#define MAX_DENIED   2
#define FOREIGN_MS   900000ll /* how long somebody else's session is waited for */

struct session {
    struct ap_sending *s;
    struct ap_journal_entry *entry; /* NULL: no session is open */
    uint64_t fragment;
    uint64_t best; /* the furthest offset so far; beyond it tries count anew */
    int n_sessions;
    int n_tries;   /* since the offset moved */
    int n_stalled; /* answers without progress */
    int n_denied;  /* 403 since the offset moved */
    int64_t foreign_ms;
    /* an answer to createUploadSession was lost: the session that holds the name is ours */
    bool own_lost;
};

static const char *
behavior_of(const struct ap_transfer *t)
{
    return ap_on_conflict_name(t->on_conflict);
}

static struct ap_str
create_json(const struct session *x, struct ap_arena *mem)
{
    const struct ap_transfer *t = x->s->transfer;
    struct ap_json_text body;
    ap_json_text_open(&body);
    ap_json_key(&body.json, "item");
    ap_json_object_open(&body.json);
    ap_json_kv_c(&body.json, "@microsoft.graph.conflictBehavior", behavior_of(t));
    ap_json_kv_str(&body.json, "name", ap_path_base(x->s->path));
    ap_json_kv_int(&body.json, "fileSize", (int64_t)t->bytes);
    ap_json_key(&body.json, "fileSystemInfo"); /* here, so that it makes no second version */
    ap_json_object_open(&body.json);
    ap_json_kv_str(&body.json, "lastModifiedDateTime", ap_time_str(mem, t->mtime_s));
    ap_json_object_close(&body.json);
    ap_json_object_close(&body.json);
    return ap_json_text_close(&body, mem);
}

/** Take down a session: before its first byte is sent. */
static int
note_session(struct session *x, const struct ap_node *root)
{
    struct ap_sending *s = x->s;
    struct ap_url url;
    struct ap_str address = ap_reply_text(root, "uploadUrl");
    if (ap_url_parse(address, &s->scratch, &url) || !url.https) {
        (void)ap_diag_add(s->remote->dg, AP_VLT015, (struct ap_place){.file = s->path},
                          "the address to upload to is not https://");
        return AP_E_REMOTE;
    }
    x->entry = ap_journal_add(s->journal);
    *x->entry = (struct ap_journal_entry){
        .path = s->path,
        .sha256 = s->transfer->sha256,
        .upload_url = ap_arena_copy(s->journal->mem, address),
        .size = (int64_t)s->transfer->bytes,
        .created_s = s->remote->out.now_s(),
    };
    x->n_sessions++;
    return ap_journal_save(s->journal);
}

/** The bytes are there under the name already: a lost answer, or somebody was quicker with the same. */
static int
look_at_destination(struct session *x, bool *ret_there)
{
    struct ap_sending *s = x->s;
    bool same;
    int result = ap_sending_look(s, s->path, ret_there, &same, &s->arrived);
    s->done = result == AP_OK && same;
    return result;
}

/** Somebody else's session holds the name. When patience ends, ours goes beside it and is renamed at its end. */
static int
wait_for_foreign(struct session *x, const struct ap_outcome *answer, int *n_tries)
{
    struct ap_remote *remote = x->s->remote;
    int64_t limit = remote->max_wait_ms / 2 < FOREIGN_MS ? remote->max_wait_ms / 2 : FOREIGN_MS;
    int64_t step = ap_retry_policies[AP_RETRY_SESSION_TAKEN].base_ms;
    bool patient = step <= remote->max_wait_ms - remote->waited_ms;
    if (!x->own_lost && patient && x->foreign_ms + step <= limit) {
        x->foreign_ms += step;
        return ap_remote_wait(remote, answer, n_tries);
    }
    if (!ap_str_eq(x->s->path, x->s->transfer->path)) {
        (void)ap_diag_add(remote->dg, AP_VLT021, (struct ap_place){.file = x->s->path},
                          "not even a name beside it is free: %.*s", AP_FMT(answer->error.message));
        return AP_E_AGAIN;
    }
    ap_outside_say(&remote->out, "another upload holds the name: sending under a name beside it");
    x->s->path = ap_arena_printf(x->s->mem, "%.*s.%.*s", AP_FMT(x->s->transfer->path),
                                 AP_FMT(ap_vault_guid(&x->s->scratch)));
    return AP_OK;
}

static int
create(struct session *x)
{
    struct ap_sending *s = x->s;
    int n_tries = 0;
    int n_foreign = 0;
    if (x->n_sessions >= MAX_SESSIONS) {
        (void)ap_diag_add(s->remote->dg, AP_VLT006, (struct ap_place){.file = s->path},
                          "%d upload sessions ended before the file was whole", MAX_SESSIONS);
        return AP_E_AGAIN;
    }
    for (;;) {
        struct ap_outcome answer;
        const struct ap_node *root;
        const struct ap_graph_call call = {
            .method = "POST",
            .path = ap_place_path(s->place, s->path, ":/createUploadSession", &s->scratch),
            .json = create_json(x, &s->scratch),
            .once = true,
        };
        int result = ap_graph_call(s->remote, &call, &s->scratch, &answer);
        bool there;
        if (result)
            return result;
        switch (answer.cls) {
        case AP_RETRY_DONE:
            result = ap_graph_json(s->remote, &answer, &s->scratch, &root);
            return result ? result : note_session(x, root);
        case AP_RETRY_LATER:
            x->own_lost = true;
            result = ap_remote_wait(s->remote, &answer, &n_tries);
            break;
        case AP_RETRY_SESSION_TAKEN:
            result = wait_for_foreign(x, &answer, &n_foreign);
            break;
        case AP_RETRY_CONFLICT:
            result = look_at_destination(x, &there);
            if (result || s->done)
                return result;
            return ap_sending_taken(s);
        default:
            return ap_graph_refused(s->remote, &answer, "open an upload session", s->path);
        }
        if (result)
            return result;
    }
}

/** Forget the session here; at the server it is closed as far as that goes, for it holds the name. */
static int
leave_session(struct session *x)
{
    struct ap_journal_entry *entry = x->entry;
    x->entry = NULL;
    return entry ? ap_transfer_abort(x->s->remote, x->s->journal, entry) : AP_OK;
}

static void
tell_progress(const struct session *x, uint64_t offset)
{
    const struct ap_outside *out = &x->s->remote->out;
    if (out->progress)
        out->progress(out->ctx, x->s->transfer->label, offset, x->s->transfer->bytes);
}

static void
tell_sent(void *ctx, uint64_t bytes)
{
    const struct session *x = ctx;
    uint64_t offset = (uint64_t)x->entry->offset + bytes;
    if (offset < x->s->transfer->bytes) /* the end is the server's to tell */
        tell_progress(x, offset);
}

/** An offset of the server's: where to go on. */
static int
take_offset(struct session *x, int64_t offset)
{
    struct ap_sending *s = x->s;
    if (offset < 0 || (uint64_t)offset >= s->transfer->bytes) {
        (void)ap_diag_add(s->remote->dg, AP_VLT015, (struct ap_place){.file = s->path},
                          "it expects bytes that the file does not have");
        return AP_E_REMOTE;
    }
    x->entry->offset = offset;
    if ((uint64_t)offset > x->best) {
        x->best = (uint64_t)offset;
        x->n_tries = x->n_stalled = x->n_denied = 0;
    } else if (++x->n_stalled > MAX_STALLED) {
        (void)ap_diag_add(s->remote->dg, AP_VLT006, (struct ap_place){.file = s->path},
                          "it takes fragments and does not get further than byte %lld",
                          (long long)offset);
        return AP_E_AGAIN;
    }
    tell_progress(x, (uint64_t)offset);
    return ap_journal_save(s->journal);
}

/** The session is not there any more: the file is whole, or all begins anew. */
static int
after_the_end(struct session *x)
{
    bool there;
    int result = look_at_destination(x, &there);
    if (result == AP_OK)
        result = leave_session(x);
    return result;
}

/** Ask the server where it is. */
static int
ask_status(struct session *x)
{
    struct ap_sending *s = x->s;
    struct ap_outcome answer;
    const struct ap_node *root;
    const struct ap_http_request request = {.method = "GET", .url = x->entry->upload_url};
    int result =
        ap_remote_send(s->remote, AP_AT_SESSION, &request, AP_SEND_AGAIN, &s->scratch, &answer);
    if (result)
        return result;
    if (answer.cls == AP_RETRY_DONE) {
        result = ap_graph_json(s->remote, &answer, &s->scratch, &root);
        int64_t offset = result ? -1 : ap_reply_next_offset(root);
        if (result || offset >= 0)
            return result ? result : take_offset(x, offset);
        return after_the_end(x); /* it expects nothing more */
    }
    if (answer.cls == AP_RETRY_GONE || answer.cls == AP_RETRY_ANEW)
        return after_the_end(x);
    return ap_graph_refused(s->remote, &answer, "ask for the state of the upload", s->path);
}

/** All bytes are there, and the name was taken meanwhile. */
static int
commit_beside(struct session *x)
{
    struct ap_sending *s = x->s;
    struct ap_outcome answer;
    const struct ap_node *root;
    bool there;
    int result = look_at_destination(x, &there);
    if (result || s->done) {
        int left = leave_session(x);
        return result ? result : left;
    }
    if (s->transfer->on_conflict != AP_CONFLICT_RENAME) {
        result = leave_session(x);
        return result ? result : ap_sending_taken(s);
    }
    const struct ap_graph_call call = {
        .method = "PUT",
        .path = ap_place_path(s->place, s->path, "", &s->scratch),
        .json = ap_sending_rename_json(ap_path_base(s->path), "rename", x->entry->upload_url,
                                       &s->scratch),
    };
    result = ap_graph_call(s->remote, &call, &s->scratch, &answer);
    if (result == AP_OK && answer.cls != AP_RETRY_DONE)
        result = ap_graph_refused(s->remote, &answer, "give the file another name", s->path);
    if (result == AP_OK)
        result = ap_graph_json(s->remote, &answer, &s->scratch, &root);
    if (result)
        return result;
    ap_arrived_read(root, s->mem, &s->arrived);
    s->done = true;
    x->entry->closed = true;
    return ap_journal_save(s->journal);
}

static int
take_result(struct session *x, const struct ap_outcome *answer)
{
    struct ap_sending *s = x->s;
    const struct ap_node *root;
    int result = ap_graph_json(s->remote, answer, &s->scratch, &root);
    if (result)
        return result;
    if (answer->http.status == 202)
        return take_offset(x, ap_reply_next_offset(root));
    ap_arrived_read(root, s->mem, &s->arrived);
    s->done = true;
    x->entry->closed = true;
    x->entry = NULL;
    return ap_journal_save(s->journal);
}

static int
make_smaller(struct session *x)
{
    uint64_t half = x->fragment / 2 / AP_FRAGMENT_UNIT * AP_FRAGMENT_UNIT;
    x->fragment = half ? half : AP_FRAGMENT_UNIT;
    return leave_session(x);
}

/** For good: the session is closed, so that it does not hold the name. */
static int
give_up(struct session *x, const struct ap_outcome *answer)
{
    int result = leave_session(x);
    return result ? result : ap_graph_refused(x->s->remote, answer, "send the file", x->s->path);
}

/** What follows from the answer to a fragment. */
static int
go_on(struct session *x, struct ap_outcome *answer)
{
    struct ap_sending *s = x->s;
    int result;
    switch (answer->cls) {
    case AP_RETRY_DONE:
        return take_result(x, answer);
    case AP_RETRY_BUSY: /* waited out */
        return AP_OK;
    case AP_RETRY_LATER: /* it may have been stored */
    case AP_RETRY_LOCKED:
        result = ap_remote_wait(s->remote, answer, &x->n_tries);
        return result ? result : ask_status(x);
    case AP_RETRY_LOOK:
        return ask_status(x);
    case AP_RETRY_ANEW:
        if (answer->http.status == 403 &&
            ++x->n_denied > MAX_DENIED) /* not its end: no permission to write */
            return give_up(x, answer);
        return after_the_end(x);
    case AP_RETRY_GONE:
        return after_the_end(x);
    case AP_RETRY_SMALLER:
        return make_smaller(x);
    case AP_RETRY_CONFLICT:
        return commit_beside(x);
    default:
        return give_up(x, answer);
    }
}

static int
send_fragment(struct session *x)
{
    struct ap_sending *s = x->s;
    struct ap_outcome answer;
    uint64_t offset = (uint64_t)x->entry->offset;
    uint64_t left = s->transfer->bytes - offset;
    struct ap_http_request request = {
        .method = "PUT",
        .url = x->entry->upload_url,
        .from_fd = true,
        .body_fd = s->transfer->fd,
        .body_offset = offset,
        .body_bytes = left < x->fragment ? left : x->fragment,
        .sent = tell_sent,
        .sent_ctx = x,
    };
    int result = ap_sending_unchanged(s);
    if (result)
        return result;
    ap_http_add_header(&request, &s->scratch, "Content-Range",
                       ap_arena_printf(&s->scratch, "bytes %llu-%llu/%llu",
                                       (unsigned long long)offset,
                                       (unsigned long long)(offset + request.body_bytes - 1),
                                       (unsigned long long)s->transfer->bytes));
    ap_http_add_header(&request, &s->scratch, "Content-Type", AP_STR("application/octet-stream"));
    result = ap_remote_send(s->remote, AP_AT_SESSION, &request, AP_SEND_ONCE, &s->scratch, &answer);
    return result ? result : go_on(x, &answer);
}

/** A session of an earlier run: gone on with if it is young and of these bytes, else closed. */
static int
resume(struct session *x)
{
    struct ap_sending *s = x->s;
    struct ap_journal_entry *entry = ap_journal_find_of(s->journal, s->path, s->transfer->sha256);
    if (!entry)
        return AP_OK;
    x->entry = entry;
    s->path = entry->path;
    bool young = s->remote->out.now_s() - entry->created_s < AP_JOURNAL_SESSION_S;
    if (!young || entry->size != (int64_t)s->transfer->bytes ||
        !ap_str_eq(entry->sha256, s->transfer->sha256))
        return leave_session(x);
    x->n_sessions++;
    return ask_status(x);
}

int
ap_session_send(struct ap_sending *s)
{
    struct session x = {.s = s, .fragment = AP_FRAGMENT_BYTES};
    int result = resume(&x);
    while (result == AP_OK && !s->done) {
        ap_arena_release(&s->scratch);
        result = x.entry ? send_fragment(&x) : create(&x);
    }
    tell_progress(&x, s->transfer->bytes); /* over, however it ended */
    return result;
}
