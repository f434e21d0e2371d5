/* An upload run: folders, the pack, the files out of it, what is done to them afterwards.
 * Place in the flow: vault.
 * SPDX-License-Identifier: Apache-2.0 */
#include "vault/upload.h"

#include <unistd.h>

#include "base/cleanup.h"
#include "base/path.h"
#include "port/fs.h"
#include "port/unzip.h"
#include "vault/upload_columns.h"

struct running {
    struct ap_upload_plan *plan;
    struct ap_remote *remote;
    struct ap_journal journal;
    struct ap_arena *mem;
    struct ap_str ensured; /* the folder that was made last */
};

static struct ap_str
path_in_library(const struct running *r, struct ap_str path)
{
    struct ap_str folder = r->plan->place.folder;
    return folder.len ? ap_arena_join(r->mem, folder, "/", path) : path;
}

static int
ensure(struct running *r, struct ap_str path)
{
    AP_AUTO_ARENA struct ap_arena scratch = {0};
    struct ap_str folder = ap_path_dir(path);
    if (ap_str_eq(folder, r->ensured))
        return AP_OK;
    r->ensured = folder;
    return ap_place_ensure(r->remote, &r->plan->place, folder, &scratch);
}

static int
send(struct running *r, struct ap_upload_file *file, struct ap_transfer *transfer)
{
    const struct ap_upload_options *o = &r->plan->options;
    transfer->path = path_in_library(r, file->path);
    transfer->label = file->name;
    transfer->on_conflict = o->on_conflict;
    transfer->verify_download = o->verify_download;
    /* The pack is the record; the files are a view of it. */
    transfer->may_alter = file->member != SIZE_MAX;
    int result = ensure(r, transfer->path);
    if (result == AP_OK)
        result = ap_transfer_send(r->remote, &r->plan->place, &r->journal, transfer, r->mem,
                                  &file->arrived);
    file->done = result == AP_OK;
    return result;
}

struct unpacking {
    int fd;
    uint64_t offset;
};

static int
write_piece(void *ctx, struct ap_str piece)
{
    struct unpacking *u = ctx;
    int result = ap_fd_write_at(u->fd, u->offset, piece);
    u->offset += piece.len;
    return result;
}

static int
unpacked_otherwise(const struct running *r, const struct ap_upload_file *file)
{
    (void)ap_diag_add(r->remote->dg, AP_VLT020, (struct ap_place){.file = file->name},
                      "its bytes in the pack are not those of the manifest");
    return AP_E_INVALID;
}

/** A file out of the pack, by way of memory or an unlinked file: no path is opened. */
static int
send_member(struct running *r, struct ap_unzip *zip, struct ap_upload_file *file)
{
    AP_AUTO_FD int fd = -1;
    struct ap_transfer transfer = {0};
    int result = ap_fs_anonymous(NULL, file->bytes, &fd);
    if (result)
        return result;
    struct unpacking u = {fd, 0};
    result = ap_unzip_read(zip, file->member, file->bytes, write_piece, &u);
    if (result)
        return result == AP_E_IO ? result : unpacked_otherwise(r, file);
    transfer.fd = fd;
    result = ap_transfer_hash(&transfer, r->remote->out.cancel, r->mem);
    if (result == AP_OK && !ap_str_eq(transfer.sha256, file->sha256))
        return unpacked_otherwise(r, file);
    return result ? result : send(r, file, &transfer);
}

/** A file that is refused does not keep the others back; what is interrupted ends the run. */
static int
send_members(struct running *r)
{
    struct ap_unzip *zip = NULL;
    int refused = AP_OK;
    int result = r->plan->files.n > 1 ? ap_unzip_open(r->plan->fd, &zip) : AP_OK;
    for (size_t i = 1; result == AP_OK && i < r->plan->files.n; i++) {
        result = send_member(r, zip, &r->plan->files.items[i]);
        if (result == AP_E_REMOTE) {
            refused = result;
            result = AP_OK;
        }
    }
    ap_unzip_close(zip);
    return result ? result : refused;
}

static struct ap_str
item_path(const struct running *r, const struct ap_upload_file *file, const char *rest)
{
    return ap_arena_printf(r->mem, "/drives/%.*s/items/%.*s/%s",
                           AP_FMT(ap_url_encode(r->mem, r->plan->place.drive_id)),
                           AP_FMT(ap_url_encode(r->mem, file->arrived.item_id)), rest);
}

static int
do_to(struct running *r, const struct ap_upload_file *file, const char *method, const char *rest,
      struct ap_str json, const char *what, struct ap_str *ret_link)
{
    AP_AUTO_ARENA struct ap_arena scratch = {0};
    struct ap_outcome outcome;
    const struct ap_node *root;
    const struct ap_graph_call call = {
        .method = method, .path = item_path(r, file, rest), .json = json};
    int result = ap_graph_call(r->remote, &call, &scratch, &outcome);
    if (result)
        return result;
    if (outcome.cls != AP_RETRY_DONE)
        return ap_graph_refused(r->remote, &outcome, what, file->name);
    if (ret_link && ap_reply_parse(outcome.http.body, &scratch, &root) == AP_OK)
        *ret_link = ap_arena_copy(r->mem, ap_reply_text(root, "link.webUrl"));
    return AP_OK;
}

/** A library that requires check-out hides what is not checked in. */
static int
check_in(struct running *r)
{
    int result = AP_OK;
    for (size_t i = 0; result == AP_OK && i < r->plan->files.n; i++) {
        const struct ap_upload_file *file = &r->plan->files.items[i];
        if (file->done && file->arrived.checked_out)
            result = do_to(r, file, "POST", "checkin",
                           AP_STR("{\"checkInAs\":\"published\",\"comment\":\"apipack\"}"),
                           "check the file in", NULL);
    }
    return result;
}

static struct ap_str
label_json(struct ap_str label, struct ap_arena *mem)
{
    struct ap_json_text body;
    ap_json_text_open(&body);
    ap_json_kv_str(&body.json, "name", label);
    return ap_json_text_close(&body, mem);
}

/** The link, then the label: a label may forbid every later change. */
static int
finish(struct running *r)
{
    const struct ap_upload_file *pack = &r->plan->files.items[0];
    const struct ap_upload_options *o = &r->plan->options;
    int result = check_in(r);
    if (result == AP_OK && o->link)
        result = do_to(r, pack, "POST", "createLink",
                       AP_STR("{\"type\":\"view\",\"scope\":\"organization\"}"), "make a link",
                       &r->plan->link);
    for (size_t i = 0; result == AP_OK && o->label.len && i < r->plan->files.n; i++)
        if (r->plan->files.items[i].done)
            result = do_to(r, &r->plan->files.items[i], "PATCH", "retentionLabel",
                           label_json(o->label, r->mem), "set the retention label", NULL);
    return result;
}

/** A journal that a run to another address left: its sessions are of no use here, and hold names there. */
static int
close_old(struct running *r)
{
    int result = AP_OK;
    if (ap_str_eq(r->journal.to, r->plan->options.to))
        return AP_OK;
    for (size_t i = 0; result == AP_OK && i < r->journal.entries.n; i++)
        if (!r->journal.entries.items[i].closed)
            result = ap_transfer_abort(r->remote, &r->journal, &r->journal.entries.items[i]);
    r->journal.to = r->plan->options.to;
    return result;
}

int
ap_upload_run(struct ap_upload_plan *plan, struct ap_remote *remote, const struct ap_library *lib,
              struct ap_arena *mem)
{
    struct running r = {.plan = plan, .remote = remote, .mem = mem};
    int result = ap_journal_open(plan->options.pack, plan->options.to, mem, &r.journal, remote->dg);
    if (result == AP_OK)
        result = close_old(&r);
    if (result == AP_OK)
        result = ap_place_find(remote, &plan->url, mem, &plan->place);
    if (result == AP_OK)
        result = send(&r, &plan->files.items[0], &plan->pack);
    int files = result ? result : send_members(&r);
    if (result || (files && files != AP_E_REMOTE))
        return result ? result : files;
    if (plan->options.files)
        result = ap_upload_columns(plan, remote, lib);
    if (result == AP_OK)
        result = finish(&r);
    return result ? result : files;
}

int
ap_upload_abort(const struct ap_upload_options *options, struct ap_remote *remote,
                struct ap_arena *mem, size_t *ret_n)
{
    struct ap_journal journal;
    *ret_n = 0;
    int result = ap_journal_open(options->pack, options->to, mem, &journal, remote->dg);
    for (size_t i = 0; result == AP_OK && i < journal.entries.n; i++) {
        result = ap_transfer_abort(remote, &journal, &journal.entries.items[i]);
        *ret_n += result == AP_OK;
    }
    return result;
}
