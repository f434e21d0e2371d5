/* The walk: every entry below the evidence folder becomes an item or a sidecar; nothing is dropped.
 * Place in the flow: evidence, first step.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/path.h"
#include "base/utf8.h"
#include "evidence/parts.h"

struct ap_str
ap_evidence_litter(struct ap_str name)
{
    /* Asked for every entry, so without a glob. */
    static const char *const names[] = {"Thumbs.db", "desktop.ini"};
    if (ap_str_starts(name, AP_STR(".")))
        return AP_STR(".*");
    if (ap_str_starts(name, AP_STR("~$")))
        return AP_STR("~$*");
    for (size_t i = 0; i < AP_COUNT(names); i++)
        if (ap_str_ieq(name, ap_str_from(names[i])))
            return ap_str_from(names[i]);
    return AP_STR_NONE;
}

/** `superseded/` holds what `add --replace` took the place of: it is shown and never judged. */
static struct ap_str
kept_rule(struct ap_str path, bool is_dir)
{
    bool kept = !is_dir && ap_str_starts(path, AP_STR(AP_EVIDENCE_KEPT "/"));
    return kept ? AP_STR("replaced, and kept in " AP_EVIDENCE_KEPT "/") : AP_STR_NONE;
}

static struct ap_str
ignoring_rule(void *ctx, struct ap_str path, bool is_dir)
{
    const struct ap_evidence_job *job = ctx;
    struct ap_str litter = ap_evidence_litter(ap_path_base(path));
    if (litter.len)
        return litter;
    struct ap_str kept = kept_rule(path, is_dir);
    if (kept.len)
        return kept;
    for (size_t i = 0; i < job->ws->evidence.ignore.n; i++)
        if (ap_str_glob(job->ws->evidence.ignore.items[i], path))
            return job->ws->evidence.ignore.items[i];
    return job->register_rel.len && ap_str_eq(path, job->register_rel) ? AP_STR("the register")
                                                                       : AP_STR_NONE;
}

bool
ap_evidence_is_link(struct ap_str name)
{
    return ap_str_ends(name, AP_STR(".link.yaml"));
}

static bool
is_clean(struct ap_str path)
{
    size_t at = 0;
    if (!ap_utf8_valid(path))
        return false;
    while (at < path.len)
        if (ap_utf8_is_unsafe(ap_utf8_next(path, &at)))
            return false;
    return true;
}

struct ap_str
ap_evidence_shown(struct ap_evidence_job *job, struct ap_str rel)
{
    struct ap_str path = ap_path_join(job->mem, job->ws->evidence.folder, rel);
    if (is_clean(rel))
        return path;
    struct ap_buf text = {0};
    ap_text_escape(&text, path);
    path = ap_arena_copy(job->mem, ap_buf_str(&text));
    ap_buf_release(&text);
    return path;
}

static void
say_kind(struct ap_evidence_job *job, struct ap_item *item, enum ap_entry_kind kind)
{
    static const struct {
        enum ap_code code;
        const char *message;
        const char *fix; /* NULL: the code's */
    } rows[] = {
        [AP_ENTRY_SYMLINK_OUT] = {AP_NAM008,
                                  "a symbolic link that leads out of the evidence folder", NULL},
        [AP_ENTRY_SYMLINK_DIR] = {AP_NAM008,
                                  "a symbolic link to a folder: what lies there is read once, "
                                  "under its own path",
                                  "remove the link, or copy the files of the folder"},
        [AP_ENTRY_SYMLINK_NOWHERE] = {AP_NAM008, "a symbolic link that leads to nothing",
                                      "put the file where the link leads, or remove the link"},
        [AP_ENTRY_OTHER] = {AP_NAM007, "not a regular file (a FIFO, socket or device)", NULL},
        [AP_ENTRY_UNREADABLE_DIR] = {AP_NAM009,
                                     "the folder cannot be read, so what lies in it is not known",
                                     NULL},
        [AP_ENTRY_DEEP_DIR] = {AP_NAM009,
                               "the folder lies more than 64 folders deep, so what lies in it is "
                               "not known",
                               "move it up"},
    };
    if (kind == AP_ENTRY_FILE || kind == AP_ENTRY_DIR)
        return;
    item->unreadable = true;
    struct ap_finding *f =
        ap_evidence_say(job, item, rows[kind].code, (struct ap_place){item->path, 0, 0},
                        ap_str_from(rows[kind].message));
    f->invalidates = true;
    if (rows[kind].fix)
        f->fix = ap_str_from(rows[kind].fix);
}

static void
add_item(struct ap_evidence_job *job, const struct ap_entry *entry)
{
    struct ap_item *item = &job->out->items.items[job->out->items.n];
    bool clean = is_clean(entry->path);
    item->index = (uint32_t)job->out->items.n++;
    item->path = ap_evidence_shown(job, entry->path);
    item->rel = clean ? ap_str_slice(item->path, item->path.len - entry->path.len, item->path.len)
                      : ap_arena_copy(job->mem, entry->path);
    item->name = ap_path_base(item->path);
    item->canonical_name = item->name;
    item->bytes = entry->bytes;
    item->place.file = item->path;
    item->ignored = entry->ignored;
    item->ignored_why = entry->why;
    item->kept =
        entry->ignored && kept_rule(entry->path, entry->kind == AP_ENTRY_DIR).ptr == entry->why.ptr;
    item->performed = item->collected = item->effective = item->extraction.run_at = AP_DAY_NONE;
    item->extraction.records = -1;
    (void)ap_map_put(&job->item_by_rel, &job->stage, item->rel, item->index);
    if (item->ignored)
        return;
    if (!clean)
        ap_evidence_say(job, item, AP_NAM004, item->place,
                        AP_STR("the name holds control characters or is not UTF-8"))
            ->invalidates = true;
    say_kind(job, item, entry->kind);
}

static bool
is_sidecar(const struct ap_entry *entry)
{
    return !entry->ignored && entry->kind == AP_ENTRY_FILE &&
           ap_str_ends(entry->path, AP_STR(".meta.yaml"));
}

/** The sidecar of a kept file belongs to it; nobody reads it any more. */
static bool
is_kept_sidecar(const struct ap_entry *entry)
{
    return entry->ignored && entry->kind == AP_ENTRY_FILE && kept_rule(entry->path, false).len &&
           ap_str_ends(entry->path, AP_STR(".meta.yaml"));
}

/** Where the register lies below the evidence folder, if it does. */
static void
find_register(struct ap_evidence_job *job)
{
    struct ap_str folder = job->ws->evidence.folder;
    struct ap_str file = job->ws->evidence.register_file;
    if (!ap_str_ends(folder, AP_STR("/")))
        folder = ap_arena_join(&job->stage, folder, "", AP_STR("/"));
    if (ap_str_starts(file, folder))
        job->register_rel = ap_str_slice(file, folder.len, file.len);
}

int
ap_evidence_walk(struct ap_evidence_job *job)
{
    struct ap_entries entries = {0};
    find_register(job);
    int r = ap_fs_walk(job->out->root_fd, ignoring_rule, job, &job->stage, &entries);
    if (r < 0)
        return r;
    size_t n_items = 0;
    for (size_t i = 0; i < entries.n; i++)
        n_items += !is_sidecar(&entries.items[i]) && !is_kept_sidecar(&entries.items[i]);
    job->out->items.items = ap_arena_array(job->mem, struct ap_item, n_items);
    job->out->items.cap = n_items;
    for (size_t i = 0; i < entries.n; i++) {
        const struct ap_entry *entry = &entries.items[i];
        if (is_sidecar(entry))
            *ap_vec_push(&job->stage, &job->sidecars) = *entry;
        else if (!is_kept_sidecar(entry))
            add_item(job, entry);
    }
    return AP_OK;
}
