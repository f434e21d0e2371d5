/* The name and folder of a file that is added, and what has the name already.
 * Place in the flow: edit, below add.c.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>
#include <sys/stat.h>

#include "base/path.h"
#include "edit/add_parts.h"
#include "evidence/evidence.h"
#include "naming/naming.h"
#include "port/unicode.h"

#define MAX_SEQ 9999

static struct ap_str
name_with(const struct ap_add_job *job, const struct ap_add_item *item, struct ap_str seq)
{
    const struct ap_name_parts parts = {
        .stem = item->stem,
        .period = item->has_period ? &item->name_period : NULL,
        .version = item->version,
        .status = item->status,
        .seq = seq,
        .ext = item->ext,
    };
    return ap_naming_write(job->cat->lib->naming, &parts, job->mem);
}

void
ap_add_index_evidence(struct ap_add_job *job)
{
    const struct ap_items *items = &job->cat->evidence->items;
    job->folders = ap_arena_array(job->mem, const struct ap_str *, job->cat->lib->n_requirements);
    for (size_t i = 0; i < items->n; i++) {
        const struct ap_item *item = &items->items[i];
        if (item->ignored)
            continue;
        (void)ap_map_put(&job->named, job->mem, ap_unicode_fold(job->mem, item->name), (uint32_t)i);
        struct ap_str *folder = ap_arena_new(job->mem, struct ap_str);
        *folder = ap_path_dir(item->rel);
        for (size_t k = 0; k < item->n_requirements; k++)
            job->folders[item->requirements[k]] = folder; /* the last one in order of paths */
    }
}

struct ap_str
ap_add_unreal_folder(const struct ap_add_job *job, struct ap_str folder)
{
    struct ap_str base = ap_path_join(job->mem, job->cat->ws->dir, job->cat->ws->evidence.folder);
    for (size_t i = 1; i <= folder.len; i++) {
        if (i < folder.len && folder.ptr[i] != '/')
            continue;
        struct ap_str part = ap_str_slice(folder, 0, i);
        struct stat st;
        if (lstat(ap_path_join(job->mem, base, part).ptr, &st) == 0 && !S_ISDIR(st.st_mode))
            return part;
    }
    return AP_STR_NONE;
}

/** Evidence of this name, in whatever folder; case does not count, as it does not on every disk. */
static const struct ap_item *
evidence_named(const struct ap_add_job *job, struct ap_str name)
{
    uint32_t index = ap_map_get(&job->named, ap_unicode_fold(job->mem, name));
    return index == AP_NONE ? NULL : &job->cat->evidence->items.items[index];
}

static bool
is_taken(const struct ap_add_job *job, struct ap_str name)
{
    return ap_map_get(&job->taken, ap_unicode_fold(job->mem, name)) != AP_NONE;
}

/** Where the requirement's evidence lies: the folder of its last item; else the top. */
static struct ap_str
folder_for(const struct ap_add_job *job, const struct ap_add_item *item)
{
    if (job->options->into.len)
        return job->options->into;
    const struct ap_str *folder = job->folders[item->req->index];
    return folder ? *folder : AP_STR_NONE;
}

static struct ap_str
full_path(const struct ap_add_job *job, struct ap_str rel)
{
    struct ap_str folder = ap_path_join(job->mem, job->cat->ws->dir, job->cat->ws->evidence.folder);
    return ap_path_join(job->mem, folder, rel);
}

/** 1: the same bytes, 0: others. */
static int
has_same_bytes(struct ap_add_job *job, const struct ap_add_item *item, const struct ap_item *other)
{
    char sha256[AP_SHA256_TEXT];
    if (other->bytes != item->bytes)
        return 0;
    int result = ap_add_digest_of(job, full_path(job, other->rel), sha256);
    if (result == AP_OK)
        return strcmp(sha256, item->sha256) == 0;
    (void)ap_diag_add(job->dg, AP_CLI008, (struct ap_place){other->path, 0, 0},
                      "the evidence cannot be read");
    return result;
}

/** The next name that nothing has; on the way, evidence of the same bytes is looked for. */
static int
next_free(struct ap_add_job *job, struct ap_add_item *item, struct ap_str *name)
{
    for (int seq = 2; seq <= MAX_SEQ; seq++) {
        item->existing = evidence_named(job, *name);
        if (!item->existing && !is_taken(job, *name))
            return AP_OK;
        int same = item->existing ? has_same_bytes(job, item, item->existing) : 0;
        if (same != 0) {
            item->action = AP_ADD_SAME;
            return same < 0 ? same : AP_OK;
        }
        *name = name_with(job, item, ap_arena_printf(job->mem, "%02d", seq));
        if (name->len == 0)
            break;
    }
    (void)ap_add_fault(job, item, &item->order->file,
                       "no further name is free for %.*s in this period", AP_FMT(item->req->ref));
    return AP_OK;
}

static int
only_one(struct ap_add_job *job, struct ap_add_item *item, struct ap_str name)
{
    uint32_t before = ap_map_get(&job->taken, ap_unicode_fold(job->mem, name));
    if (before != AP_NONE) {
        (void)ap_add_fault(job, item, &item->order->file,
                           "the name %.*s is taken by an earlier row", AP_FMT(name));
        return AP_OK;
    }
    item->existing = evidence_named(job, name);
    if (!item->existing)
        return AP_OK;
    int same = has_same_bytes(job, item, item->existing);
    if (same != 0) {
        item->action = AP_ADD_SAME;
        return same < 0 ? same : AP_OK;
    }
    if (job->options->replace) {
        item->action = AP_ADD_REPLACE;
        return AP_OK;
    }
    struct ap_diagnostic *d =
        ap_add_fault(job, item, &item->order->file, "%.*s is there already, with other bytes",
                     AP_FMT(item->existing->path));
    ap_diag_hint(job->dg, d,
                 "give --replace: the old file is kept in %s/, and the review begins anew",
                 AP_EVIDENCE_KEPT);
    return AP_OK;
}

/** Several naming rules, or those of a library of one's own, may not be able to write what was given. */
static void
cannot_be_written(struct ap_add_job *job, struct ap_add_item *item)
{
    const struct ap_add_order *order = item->order;
    if (item->version.len)
        (void)ap_add_fault(job, item, &order->version, "%s \"%.*s\" cannot stand in a file name",
                           ap_add_word(&order->version, AP_ADD_VERSION), AP_FMT(item->version));
    else
        (void)ap_add_fault(job, item, &order->period,
                           "no naming rule of the library can write %.*s for %.*s",
                           AP_FMT(ap_period_str(job->mem, item->name_period)), AP_FMT(item->stem));
}

int
ap_add_name(struct ap_add_job *job, struct ap_add_item *item, uint32_t index)
{
    struct ap_str name = name_with(job, item, AP_STR_NONE);
    if (name.len == 0) {
        cannot_be_written(job, item);
        return AP_OK;
    }
    bool several = ap_place_takes_several(item->req) && !job->options->replace;
    int result = several ? next_free(job, item, &name) : only_one(job, item, name);
    if (result != AP_OK || item->is_wrong)
        return result;
    item->rel =
        item->existing ? item->existing->rel : ap_path_join(job->mem, folder_for(job, item), name);
    (void)ap_map_put(&job->taken, job->mem, ap_unicode_fold(job->mem, ap_path_base(item->rel)),
                     index);
    return AP_OK;
}
