/* The walk: every entry below the evidence folder becomes an item or a sidecar; nothing is dropped.
 * Place in the flow: evidence, first step.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/path.h"
#include "base/utf8.h"
#include "evidence/parts.h"

static const char *const always_ignored[] = {"~$*", "Thumbs.db", ".DS_Store", "desktop.ini", ".*"};

static struct ap_str
ignoring_rule(void *ctx, struct ap_str path, bool is_dir)
{
    const struct ap_evidence_job *job = ctx;
    struct ap_str name = ap_path_base(path);
    (void)is_dir;
    for (size_t i = 0; i < AP_COUNT(always_ignored); i++)
        if (ap_str_glob(ap_str_from(always_ignored[i]), name))
            return ap_str_from(always_ignored[i]);
    for (size_t i = 0; i < job->ws->evidence.ignore.n; i++)
        if (ap_str_glob(job->ws->evidence.ignore.items[i], path))
            return job->ws->evidence.ignore.items[i];
    struct ap_str shown = ap_path_join(job->mem, job->ws->evidence.folder, path);
    return ap_str_eq(shown, job->ws->evidence.register_file) ? AP_STR("the register") : AP_STR_NONE;
}

bool
ap_evidence_is_link(struct ap_str name)
{
    return ap_str_ends(name, AP_STR(".link.yaml"));
}

/** A name that is not clean text is shown escaped, everywhere and always the same way. */
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

static struct ap_str
shown_path(struct ap_evidence_job *job, struct ap_str rel, bool clean)
{
    struct ap_str path = ap_path_join(job->mem, job->ws->evidence.folder, rel);
    if (clean)
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
    } rows[] = {
        [AP_ENTRY_SYMLINK_OUT] =
            {AP_NAM008,
             "a symbolic link that leads to a folder, out of the evidence folder, or nowhere"},
        [AP_ENTRY_OTHER] = {AP_NAM007, "not a regular file (a FIFO, socket or device)"},
        [AP_ENTRY_UNREADABLE_DIR] = {AP_NAM009,
                                     "the folder cannot be read, so what lies in it is not known"},
    };
    if (kind == AP_ENTRY_FILE || kind == AP_ENTRY_DIR)
        return;
    item->unreadable = true;
    ap_evidence_say(job, item, rows[kind].code, (struct ap_place){item->path, 0, 0},
                    ap_str_from(rows[kind].message))
        ->invalidates = true;
}

static void
add_item(struct ap_evidence_job *job, const struct ap_entry *entry)
{
    struct ap_item *item = &job->out->items.items[job->out->items.n];
    bool clean = is_clean(entry->path);
    item->index = (uint32_t)job->out->items.n++;
    item->rel = entry->path;
    item->path = shown_path(job, entry->path, clean);
    item->name = ap_path_base(clean ? entry->path : item->path);
    item->canonical_name = item->name;
    item->bytes = entry->bytes;
    item->place.file = item->path;
    item->ignored = entry->ignored;
    item->ignored_why = entry->why;
    item->performed = item->collected = item->effective = item->extraction.run_at = AP_DAY_NONE;
    item->extraction.records = -1;
    ap_map_put(&job->item_by_rel, job->mem, item->rel, item->index);
    if (item->ignored)
        return;
    if (!clean)
        ap_evidence_say(job, item, AP_NAM004, item->place,
                        AP_STR("the name holds control characters or is not UTF-8"))
            ->invalidates = true;
    say_kind(job, item, entry->kind);
}

int
ap_evidence_walk(struct ap_evidence_job *job)
{
    struct ap_entries entries = {0};
    int r = ap_fs_walk(job->out->root_fd, ignoring_rule, job, job->mem, &entries);
    if (r < 0)
        return r;
    /* Allocated at once: findings point at items. */
    job->out->items.items = ap_arena_array(job->mem, struct ap_item, entries.n + 1);
    job->out->items.cap = entries.n + 1;
    for (size_t i = 0; i < entries.n; i++) {
        const struct ap_entry *entry = &entries.items[i];
        if (!entry->ignored && entry->kind == AP_ENTRY_FILE &&
            ap_str_ends(entry->path, AP_STR(".meta.yaml")))
            *ap_vec_push(job->mem, &job->sidecars) = *entry;
        else
            add_item(job, entry);
    }
    return AP_OK;
}
