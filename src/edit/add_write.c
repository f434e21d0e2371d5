/* Carries out one order: the old file is kept, the new one put into place, its sidecar written.
 * Place in the flow: edit, last step of add.c. Whatever fails, no half of a file is left, and no file without its old bytes.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/path.h"
#include "edit/add_parts.h"
#include "edit/sidecar.h"
#include "evidence/evidence.h"
#include "port/digest.h"
#include "port/fs.h"
#include "port/fs_place.h"

#define BLOCK_BYTES 65536u
#define MAX_KEPT    1000 /* of one name */

struct placing {
    struct ap_add_job *job;
    const struct ap_add_item *item;
    struct ap_add_result *result;
    struct ap_str from, to; /* on the disk */
    struct ap_outfile *out; /* NULL: the file itself is moved */
    struct ap_sidecar car;
    struct ap_str car_before; /* its text, to be put back */
    bool car_was_new;
    char old_sha256[AP_SHA256_TEXT];
};

static struct ap_str
on_disk(const struct placing *p, struct ap_str rel)
{
    const struct ap_workspace *ws = p->job->cat->ws;
    struct ap_str folder = ap_path_join(p->job->mem, ws->dir, ws->evidence.folder);
    return ap_path_join(p->job->mem, folder, rel);
}

static struct ap_str
shown(const struct placing *p, struct ap_str rel)
{
    return ap_path_join(p->job->mem, p->job->cat->ws->evidence.folder, rel);
}

static int
system_fault(const struct placing *p, struct ap_str file, const char *what, int error_number)
{
    (void)ap_diag_add(p->job->dg, AP_CLI008, (struct ap_place){file, 0, 0}, "%s: %s", what,
                      ap_error_text(error_number));
    return AP_E_IO;
}

/** The folder of `rel`, below the evidence folder. A link on the way would lead out of it. */
static int
make_folder_of(const struct placing *p, struct ap_str rel)
{
    struct ap_str folder = ap_path_dir(rel);
    struct ap_str unreal = ap_add_unreal_folder(p->job, folder);
    if (unreal.len)
        return system_fault(p, shown(p, unreal), "this is no folder", ENOTDIR);
    struct ap_str path = on_disk(p, folder);
    return ap_fs_make_dirs(path.ptr) == AP_OK
               ? AP_OK
               : system_fault(p, shown(p, folder), "cannot make the folder", errno);
}

/* --- the new bytes ------------------------------------------------------------------------------ */

static int
copy_and_digest(struct placing *p, int fd, char ret_sha256[AP_SHA256_TEXT])
{
    char block[BLOCK_BYTES];
    uint8_t sum[AP_SHA256_BYTES];
    struct ap_digest *digest = ap_digest_new();
    int result = AP_OK;
    ap_digest_start(digest);
    for (uint64_t at = 0; result == AP_OK;) {
        const ap_stop *cancel = p->job->options->cancel;
        size_t n = 0;
        result =
            ap_is_stopped(cancel) ? AP_E_CANCELLED : ap_fd_read_at(fd, at, block, sizeof block, &n);
        if (result != AP_OK || n == 0)
            break;
        ap_digest_add(digest, block, n);
        result = ap_outfile_write(p->out, (struct ap_str){block, n});
        at += n;
    }
    ap_digest_end(digest, sum);
    ap_digest_free(digest);
    ap_sha256_text(sum, ret_sha256);
    return result;
}

/** The bytes that were checked are the bytes that are filed. */
static int
must_be_the_same(const struct placing *p, const char *sha256)
{
    if (strcmp(sha256, p->item->sha256) == 0)
        return AP_OK;
    (void)ap_diag_add(p->job->dg, AP_CLI008, (struct ap_place){p->item->order->file.text, 0, 0},
                      "the file changed while it was added");
    return AP_E_IO;
}

static int
copy_beside(struct placing *p)
{
    AP_AUTO_FD int fd = -1;
    uint64_t bytes;
    char sha256[AP_SHA256_TEXT];
    if (ap_fs_open_file(p->from.ptr, &fd, &bytes) != AP_OK)
        return system_fault(p, p->from, "the file cannot be read", errno);
    if (ap_outfile_open(p->to.ptr, &p->out) != AP_OK)
        return system_fault(p, shown(p, p->item->rel), "cannot write the file", errno);
    int result = copy_and_digest(p, fd, sha256);
    if (result == AP_E_IO)
        return system_fault(p, shown(p, p->item->rel), "cannot copy the file", errno);
    return result == AP_OK ? must_be_the_same(p, sha256) : result;
}

/** Within one file system the file itself is moved; else it is copied, and removed at the end. */
static bool
can_be_moved(const struct placing *p)
{
    struct stat file;
    struct stat folder;
    struct ap_str dir = ap_arena_copy(p->job->mem, ap_path_dir(p->to));
    return lstat(p->from.ptr, &file) == 0 && stat(dir.ptr, &folder) == 0 &&
           file.st_dev == folder.st_dev;
}

static bool
moves(const struct placing *p)
{
    return p->job->options->move || p->item->lies_in_evidence;
}

static int
prepare_bytes(struct placing *p)
{
    char sha256[AP_SHA256_TEXT];
    if (!moves(p) || !can_be_moved(p))
        return copy_beside(p);
    if (ap_add_digest_of(p->job, p->from, sha256) != AP_OK)
        return system_fault(p, p->from, "the file cannot be read", errno);
    return must_be_the_same(p, sha256);
}

static int
put_into_place(struct placing *p)
{
    struct ap_outfile *out = p->out;
    p->out = NULL;
    int result = out ? ap_outfile_commit(out) : ap_fs_move(p->from.ptr, p->to.ptr);
    if (result != AP_OK)
        return system_fault(p, shown(p, p->item->rel), "cannot put the file into place", errno);
    if (out && moves(p) && ap_fs_remove(p->from.ptr) != AP_OK)
        return system_fault(p, p->from, "the file was added, and cannot be removed here", errno);
    return AP_OK;
}

/* --- the old bytes ------------------------------------------------------------------------------ */

/** `superseded/NAME.EXT`, or with a number before the extension where that is taken. */
static struct ap_str
kept_name(const struct placing *p, struct ap_str rel, int n)
{
    struct ap_arena *mem = p->job->mem;
    struct ap_str path = ap_path_join(mem, AP_STR(AP_EVIDENCE_KEPT), rel);
    struct ap_str ext = ap_path_ext(path);
    struct ap_str stem = ap_str_slice(path, 0, path.len - ext.len - (ext.len ? 1 : 0));
    return n == 1 ? path
                  : ap_arena_printf(mem, "%.*s.%d%s%.*s", AP_FMT(stem), n, ext.len ? "." : "",
                                    AP_FMT(ext));
}

static int
keep_old(struct placing *p)
{
    struct ap_str old = p->item->existing->rel;
    struct ap_str kept = AP_STR_NONE;
    int result = make_folder_of(p, kept_name(p, old, 1));
    if (result != AP_OK)
        return result;
    if (ap_add_digest_of(p->job, p->to, p->old_sha256) != AP_OK)
        return system_fault(p, shown(p, old), "cannot read the old file", errno);
    result = AP_E_EXISTS;
    for (int n = 1; n <= MAX_KEPT && result == AP_E_EXISTS; n++) {
        kept = kept_name(p, old, n);
        result = ap_fs_keep(p->to.ptr, on_disk(p, kept).ptr);
    }
    if (result != AP_OK)
        return system_fault(p, shown(p, kept), "cannot keep the old file",
                            result == AP_E_EXISTS ? EEXIST : errno);
    p->result->kept = shown(p, kept);
    struct ap_str note = on_disk(p, ap_sidecar_name(kept, p->job->mem));
    if (p->car_was_new)
        return AP_OK;
    result = ap_fs_write_new(note.ptr, p->car_before);
    return result == AP_OK || result == AP_E_EXISTS
               ? AP_OK
               : system_fault(p, note, "cannot keep the old sidecar", errno);
}

/* --- the sidecar -------------------------------------------------------------------------------- */

static int
set_text(struct placing *p, const char *key, struct ap_str text)
{
    return text.len ? ap_sidecar_set(&p->car, key, ap_yaml_text(p->job->mem, text)) : AP_OK;
}

static int
set_word(struct placing *p, const char *key, struct ap_str word)
{
    return word.len ? ap_sidecar_set(&p->car, key, ap_yaml_word(p->job->mem, word)) : AP_OK;
}

static struct ap_node *
received(const struct placing *p)
{
    struct ap_arena *mem = p->job->mem;
    struct ap_node *node = ap_yaml_map(mem);
    ap_yaml_map_text(mem, node, "sha256", ap_str_from(p->item->sha256));
    ap_yaml_map_put(mem, node, "at", ap_yaml_word(mem, ap_day_str(mem, p->job->options->day)));
    ap_yaml_map_text(mem, node, "by", p->job->options->by);
    ap_yaml_map_text(mem, node, "run", ap_str_from(p->job->run_id));
    return node;
}

static struct ap_node *
uploaded(const struct placing *p)
{
    struct ap_node *node = ap_yaml_map(p->job->mem);
    ap_yaml_map_put(p->job->mem, node, "status", ap_yaml_word(p->job->mem, AP_STR("uploaded")));
    return node;
}

static struct ap_str
period_of(const struct placing *p)
{
    const struct ap_add_item *item = p->item;
    if (!item->has_period)
        return AP_STR_NONE;
    return item->period.len ? item->period : ap_period_str(p->job->mem, item->name_period);
}

/** What was known of the old bytes goes into the history; what described them alone does not hold for the new ones. */
static int
remember_old(struct placing *p)
{
    static const char *const of_the_bytes[] = {"performed", "collected", "extraction",
                                               "derived_from"};
    struct ap_arena *mem = p->job->mem;
    struct ap_node *entry = ap_yaml_map(mem);
    ap_yaml_map_put(mem, entry, "at", ap_yaml_word(mem, ap_day_str(mem, p->job->options->day)));
    ap_yaml_map_text(mem, entry, "by", p->job->options->by);
    ap_yaml_map_put(mem, entry, "did", ap_yaml_word(mem, AP_STR("replaced")));
    ap_yaml_map_text(mem, entry, "sha256", ap_str_from(p->old_sha256));
    ap_yaml_map_text(mem, entry, "kept", p->result->kept);
    const struct ap_node *review = ap_sidecar_get(&p->car, "review");
    if (review) {
        struct ap_node *copy = ap_arena_new(mem, struct ap_node);
        *copy = *review;
        ap_yaml_map_put(mem, entry, "review", copy);
    }
    int result = ap_sidecar_remember(&p->car, entry);
    for (size_t i = 0; result == AP_OK && i < AP_COUNT(of_the_bytes); i++)
        if (ap_sidecar_get(&p->car, of_the_bytes[i]))
            result = ap_sidecar_set(&p->car, of_the_bytes[i], NULL);
    return result;
}

static int
describe(struct placing *p)
{
    const struct ap_add_item *item = p->item;
    struct ap_arena *mem = p->job->mem;
    bool replaced = item->action == AP_ADD_REPLACE;
    int result = replaced ? remember_old(p) : AP_OK;
    bool keep_title = replaced && item->order->title.text.len == 0;
    bool keep_owner = replaced && item->order->owner.text.len == 0;
    if (result == AP_OK && !(keep_title && ap_sidecar_get(&p->car, "title")))
        result = set_text(p, "title", item->title);
    if (result == AP_OK && !ap_sidecar_get(&p->car, "control"))
        result = set_text(p, "control", item->req->control->id);
    if (result == AP_OK && !(keep_owner && ap_sidecar_get(&p->car, "owner")))
        result = set_text(p, "owner", item->owner);
    if (result == AP_OK)
        result = set_word(p, "period", period_of(p));
    if (result == AP_OK)
        result = set_text(p, "source", item->source);
    struct ap_node *samples = ap_yaml_list(mem);
    for (size_t i = 0; i < item->samples.n; i++)
        ap_yaml_list_add(mem, samples, ap_yaml_text(mem, item->samples.items[i]));
    if (result == AP_OK && item->samples.n)
        result = ap_sidecar_set(&p->car, "samples", samples);
    for (size_t i = 0; result == AP_OK && i < item->fields.n; i++)
        result = set_text(p, ap_arena_copy(mem, item->fields.items[i].key.text).ptr,
                          item->fields.items[i].value.text);
    if (result == AP_OK)
        result = ap_sidecar_set(&p->car, "review", uploaded(p));
    if (result == AP_OK)
        result = ap_sidecar_set(&p->car, "received", received(p));
    return result;
}

/** The file did not come into place: the sidecar goes back to what it was. */
static void
take_back(struct placing *p)
{
    if (p->car_was_new)
        (void)!ap_fs_remove(p->car.path.ptr);
    else
        (void)!ap_fs_write_atomic(p->car.path.ptr, p->car_before);
}

static int
carry_out(struct placing *p)
{
    struct ap_add_job *job = p->job;
    int result = make_folder_of(p, p->item->rel);
    if (result == AP_OK)
        result =
            ap_sidecar_open(job->cat->ws, job->cat->lib, p->item->rel, job->mem, &p->car, job->dg);
    if (result != AP_OK)
        return result;
    p->car_before = p->car.before;
    p->car_was_new = p->car.is_new;
    result = prepare_bytes(p);
    if (result == AP_OK && p->item->action == AP_ADD_REPLACE)
        result = keep_old(p);
    if (result == AP_OK)
        result = describe(p);
    if (result == AP_OK)
        result = ap_sidecar_save(&p->car);
    if (result != AP_OK)
        return result;
    result = put_into_place(p);
    if (result != AP_OK && access(p->to.ptr, F_OK) != 0)
        take_back(p);
    return result;
}

int
ap_add_write(struct ap_add_job *job, const struct ap_add_item *item, struct ap_add_result *result)
{
    struct placing p = {.job = job, .item = item, .result = result};
    p.from = ap_arena_copy(job->mem, item->order->file.text);
    p.to = on_disk(&p, item->rel);
    *result = (struct ap_add_result){
        .action = item->action, .path = shown(&p, item->rel), .req = item->req};
    result->period = period_of(&p);
    if (item->action == AP_ADD_SAME || job->options->dry_run)
        return AP_OK;
    int code = carry_out(&p);
    ap_outfile_abort(p.out);
    return code;
}
