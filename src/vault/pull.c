/* A pull: for each file what both sides have, and what follows.
 * Place in the flow: vault.
 * SPDX-License-Identifier: Apache-2.0 */
#include "vault/pull.h"

#include <errno.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/path.h"
#include "evidence/evidence.h"
#include "port/fs.h"
#include "vault/names.h"
#include "vault/pull_parts.h"
#include "vault/transfer.h"
#include "vault/upload.h"

static const struct {
    const char *done, *would;
} action_names[AP_N_PULL] = {
    [AP_PULL_SAME] = {"same", "same"},
    [AP_PULL_NEW] = {"new", "would fetch"},
    [AP_PULL_CHANGED] = {"changed", "would replace"},
    [AP_PULL_COLUMNS] = {"columns", "would change"},
    [AP_PULL_KEPT] = {"kept", "would keep"},
    [AP_PULL_CONFLICT] = {"conflict", "conflict"},
    [AP_PULL_REWRITTEN] = {"rewritten", "rewritten"},
    [AP_PULL_DELETED] = {"deleted there", "deleted there"},
    [AP_PULL_LEFT_OUT] = {"left out", "left out"},
};

const char *
ap_pull_action_name(enum ap_pull_action action, bool dry_run)
{
    return dry_run ? action_names[action].would : action_names[action].done;
}

static void
leave_out(struct ap_pull_item *item, const char *why)
{
    item->action = AP_PULL_LEFT_OUT;
    item->words = ap_str_from(why);
}

/** A pack that was uploaded here, or its receipt, is no evidence. */
static bool
is_pack(const struct ap_pull *pull, const struct ap_pull_item *item)
{
    struct ap_str name = ap_path_base(item->path);
    if (ap_str_ends(name, AP_STR(AP_RECEIPT_SUFFIX)) ||
        ap_str_ends(name, AP_STR(AP_JOURNAL_SUFFIX)))
        return true;
    if (!ap_str_iends(name, AP_STR(".zip")))
        return false;
    if (ap_str_contains(name, AP_STR("-API-Evidence-Pack-")))
        return true;
    bool has_id = false;
    bool has_more = false;
    for (size_t i = 0; i < pull->wanted.n; i++) {
        struct ap_strs values = {NULL, 0, 0};
        const struct ap_column *column = ap_columns_find(&pull->there, pull->wanted.items[i].name);
        struct ap_str key = pull->wanted.items[i].key;
        if (!column)
            continue;
        ap_column_values(column, item->fields, &pull->people, pull->mem, &values);
        has_id = has_id || (ap_str_is(key, "pack_id") && values.n);
        has_more = has_more || (ap_str_is(key, "control") && values.n);
    }
    return has_id && !has_more;
}

static bool
has_litter(struct ap_str path)
{
    while (path.ptr)
        if (ap_evidence_litter(ap_str_cut(&path, '/')).len)
            return true;
    return false;
}

/** The local name; a name that may not stand below the evidence folder is no name. */
static bool
name_item(struct ap_pull *pull, struct ap_pull_item *item)
{
    struct ap_str local = ap_local_path(item->path, pull->mem);
    const char *why = NULL;
    if (is_pack(pull, item)) {
        leave_out(item, "a pack, or what belongs to its upload");
        return false;
    }
    if (!ap_path_is_confined(local))
        why = "the name leads out of the evidence folder, or holds what no name may";
    else if (ap_str_iends(local, AP_STR(".meta.yaml")))
        why = "it would pose as a sidecar";
    else if (has_litter(local))
        why = "the name is one that evidence never has";
    else if (!ap_pull_path_is_inside(pull, local))
        why = "a link or a file stands where a folder is needed";
    if (!why) {
        item->local = local;
        return true;
    }
    (void)ap_diag_add(pull->remote->dg, AP_VLT028, (struct ap_place){.file = item->path}, "%s",
                      why);
    leave_out(item, why);
    return false;
}

/** The local file's digests; *ret_there is false where there is none. */
static int
hash_local(struct ap_pull *pull, const struct ap_pull_item *item, struct ap_transfer *ret_file,
           bool *ret_there)
{
    AP_AUTO_FD int root = -1;
    AP_AUTO_FD int fd = -1;
    struct ap_str folder =
        ap_path_join(pull->mem, pull->options.ws->dir, pull->options.ws->evidence.folder);
    *ret_there = false;
    *ret_file = (struct ap_transfer){0};
    int result = ap_fs_open_dir(ap_arena_copy(pull->mem, folder).ptr, &root);
    if (result == AP_OK)
        result = ap_fs_open_below(root, item->local, &fd);
    if (result == AP_E_NOTFOUND)
        return AP_OK;
    if (result == AP_OK) {
        ret_file->fd = fd;
        result = ap_transfer_hash(ret_file, pull->remote->out.cancel, pull->mem);
        *ret_there = true;
    }
    if (result && result != AP_E_CANCELLED) {
        (void)ap_diag_add(pull->remote->dg, AP_CLI010, (struct ap_place){.file = item->local},
                          "cannot be read: %s", ap_error_text(errno));
        return AP_E_IO;
    }
    return result;
}

static bool
is_office(struct ap_str name)
{
    static const char *const endings[] = {".docx", ".xlsx", ".pptx", ".docm", ".xlsm", ".pptm"};
    for (size_t i = 0; i < AP_COUNT(endings); i++)
        if (ap_str_iends(name, ap_str_from(endings[i])))
            return true;
    return false;
}

/** Did SharePoint change the properties of an Office file alone? Ours stays then; item->words is the digest of theirs. */
static int
is_rewritten(struct ap_pull *pull, struct ap_pull_item *item, bool *ret_same)
{
    AP_AUTO_FD int theirs = -1;
    AP_AUTO_FD int ours = -1;
    uint64_t bytes;
    struct ap_str sha256;
    *ret_same = false;
    if (!is_office(item->local))
        return AP_OK;
    int result = ap_fs_anonymous(NULL, item->bytes, &theirs);
    if (result == AP_OK)
        result = ap_pull_fetch_fd(pull, item, theirs, &sha256);
    if (result == AP_OK)
        result = ap_fs_open_file(ap_pull_disk_path(pull, item).ptr, &ours, &bytes);
    if (result)
        return result;
    *ret_same = ap_office_same(ours, theirs);
    if (*ret_same)
        item->words = sha256;
    return AP_OK;
}

/** Both sides have the file, with other bytes. */
static int
decide_different(struct ap_pull *pull, struct ap_pull_item *item, const struct ap_transfer *ours)
{
    bool rewritten = false;
    bool changed_here = !item->sha256.len || !ap_str_eq(item->sha256, ours->sha256);
    bool changed_there = !item->known_ctag.len || !ap_str_eq(item->known_ctag, item->ctag);
    if (!changed_there) {
        item->action = AP_PULL_KEPT;
        return AP_OK;
    }
    int result = is_rewritten(pull, item, &rewritten);
    if (result)
        return result;
    item->action = rewritten      ? AP_PULL_REWRITTEN
                   : changed_here ? AP_PULL_CONFLICT
                                  : AP_PULL_CHANGED;
    if (item->action == AP_PULL_CONFLICT)
        (void)ap_diag_add(pull->remote->dg, AP_VLT029, (struct ap_place){.file = item->local}, "%s",
                          item->sha256.len ? "it changed here and in SharePoint since the last pull"
                                           : "a file with other bytes has its name here");
    return AP_OK;
}

static int
fetch_if_wanted(struct ap_pull *pull, struct ap_pull_item *item)
{
    if (pull->options.dry_run || (item->action != AP_PULL_NEW && item->action != AP_PULL_CHANGED))
        return AP_OK;
    int result = ap_pull_fetch(pull, item);
    if (result == AP_E_INVALID && item->malware) {
        (void)ap_diag_add(pull->remote->dg, AP_VLT031, (struct ap_place){.file = item->path}, "%s",
                          "");
        leave_out(item, "SharePoint holds it back");
        return AP_OK;
    }
    return result;
}

static int
pull_one(struct ap_pull *pull, struct ap_pull_item *item)
{
    struct ap_transfer ours;
    bool there;
    bool changed;
    if (!name_item(pull, item))
        return AP_OK;
    if (item->malware) {
        (void)ap_diag_add(pull->remote->dg, AP_VLT031, (struct ap_place){.file = item->path}, "%s",
                          "");
        leave_out(item, "SharePoint holds it back");
        return AP_OK;
    }
    int result = hash_local(pull, item, &ours, &there);
    if (result)
        return result;
    bool same = there && ours.bytes == item->bytes &&
                (item->bytes == 0 || ap_str_eq(ours.quickxor, item->quickxor));
    if (same) {
        item->action = AP_PULL_SAME;
        item->sha256 = ours.sha256;
    } else if (!there) {
        item->action = AP_PULL_NEW;
    } else {
        result = decide_different(pull, item, &ours);
    }
    if (result == AP_OK)
        result = fetch_if_wanted(pull, item);
    if (result || item->action == AP_PULL_CONFLICT || item->action == AP_PULL_LEFT_OUT ||
        item->action == AP_PULL_KEPT)
        return result;
    bool fetched = item->action == AP_PULL_NEW || item->action == AP_PULL_CHANGED;
    struct ap_str sha256 = fetched ? item->sha256 : ours.sha256;
    if (item->action == AP_PULL_REWRITTEN)
        item->sha256 = ours.sha256;
    result = ap_pull_columns(pull, item, sha256, &changed);
    if (changed && item->action == AP_PULL_SAME)
        item->action = AP_PULL_COLUMNS;
    return result;
}

static int
by_path(const void *a, const void *b)
{
    return ap_str_cmp(((const struct ap_pull_item *)a)->path,
                      ((const struct ap_pull_item *)b)->path);
}

void
ap_pull_tell(const struct ap_pull *pull, uint64_t bytes)
{
    const struct ap_outside *out = &pull->remote->out;
    if (out->progress)
        out->progress(out->ctx, AP_STR("pulling"), pull->bytes_done + bytes, pull->bytes_all);
}

static int
pull_all(struct ap_pull *pull)
{
    int result = AP_OK;
    for (size_t i = 0; i < pull->items.n; i++)
        pull->bytes_all += pull->items.items[i].seen ? pull->items.items[i].bytes : 0;
    if (pull->items.n)
        qsort(pull->items.items, pull->items.n, sizeof *pull->items.items, by_path);
    for (size_t i = 0; result == AP_OK && i < pull->items.n; i++) {
        struct ap_pull_item *item = &pull->items.items[i];
        if (item->seen) {
            result = pull_one(pull, item);
            item->settled = result == AP_OK && item->action != AP_PULL_CONFLICT;
            pull->bytes_done += item->bytes;
            ap_pull_tell(pull, 0);
        } else {
            item->action = AP_PULL_DELETED;
            item->words = AP_STR("the file here stays as it is");
        }
        pull->n[item->action]++;
    }
    pull->bytes_done = pull->bytes_all;
    ap_pull_tell(pull, 0);
    return result;
}

static bool
has_person(const struct ap_pull *pull)
{
    for (size_t i = 0; i < pull->wanted.n; i++) {
        const struct ap_column *column = ap_columns_find(&pull->there, pull->wanted.items[i].name);
        if (column && column->kind == AP_COLUMN_PERSON)
            return true;
    }
    return false;
}

int
ap_pull_run(const struct ap_pull_options *options, struct ap_remote *remote, struct ap_arena *mem,
            struct ap_pull *ret_pull)
{
    const char *why;
    struct ap_pull *pull = ret_pull;
    *pull = (struct ap_pull){.options = *options, .remote = remote, .mem = mem};
    if (ap_library_url_parse(options->from, mem, &pull->url, &why)) {
        (void)ap_diag_add(remote->dg, AP_VLT001, (struct ap_place){AP_STR_NONE, 0, 0}, "%.*s: %s",
                          AP_FMT(ap_url_shown(options->from)), why);
        return AP_E_INVALID;
    }
    ap_columns_wanted(options->lib, mem, &pull->wanted);
    int result = ap_pull_state_read(pull);
    if (result == AP_OK)
        result = ap_place_find(remote, &pull->url, mem, &pull->place);
    if (result == AP_OK)
        result = ap_columns_read(remote, &pull->place, mem, &pull->there);
    if (result == AP_OK && has_person(pull))
        result = ap_site_people_read(remote, &pull->place, mem, &pull->people);
    if (result == AP_OK)
        result = ap_pull_list(pull);
    if (result)
        return result;
    result = pull_all(pull);
    if (result || pull->n[AP_PULL_CONFLICT])
        pull->delta_link = AP_STR_NONE; /* what is not settled is looked at again */
    if (options->dry_run)
        return result;
    int saved = ap_pull_state_save(pull);
    return result ? result : saved;
}
