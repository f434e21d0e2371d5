/* The walk: everything below a folder, each thing stat'ed once, sorted by its path.
 * Place in the flow: port; the evidence stage begins with it.
 * SPDX-License-Identifier: Apache-2.0 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "port/fs.h"
#include "port/fs_internal.h"

#define MAX_ENTRIES 2000000u

struct walk {
    int root_fd;
    ap_ignore_fn ignore;
    void *ctx;
    struct ap_arena *mem;
    struct ap_entries entries;
    size_t n_seen; /* entries, and folders entered */
    bool starved;  /* this process has no descriptor left: that says nothing about the folder */
};

/** What a link leads to, judged without opening it. */
static void
classify_link(const struct walk *walk, struct ap_entry *entry)
{
    struct stat st;
    AP_AUTO_FD int fd = ap_fs_beneath(walk->root_fd, entry->path, O_PATH);
    if (fd < 0 || fstat(fd, &st) != 0) {
        entry->kind = errno == ENOENT || errno == ELOOP || errno == ENOTDIR
                          ? AP_ENTRY_SYMLINK_NOWHERE
                          : AP_ENTRY_SYMLINK_OUT;
        return;
    }
    entry->kind = S_ISREG(st.st_mode)   ? AP_ENTRY_FILE
                  : S_ISDIR(st.st_mode) ? AP_ENTRY_SYMLINK_DIR
                                        : AP_ENTRY_OTHER;
    entry->bytes = S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0;
}

static void
classify(const struct walk *walk, const struct stat *st, struct ap_entry *entry)
{
    if (S_ISREG(st->st_mode)) {
        entry->kind = AP_ENTRY_FILE;
        entry->bytes = (uint64_t)st->st_size;
    } else if (S_ISDIR(st->st_mode)) {
        entry->kind = AP_ENTRY_DIR;
    } else if (S_ISLNK(st->st_mode)) {
        entry->link = true;
        classify_link(walk, entry);
    } else {
        entry->kind = AP_ENTRY_OTHER;
    }
}

static void
keep(struct walk *walk, const struct ap_entry *entry)
{
    *ap_vec_push(walk->mem, &walk->entries) = *entry;
}

static int walk_folder(struct walk *walk, int fd, struct ap_str path, int depth);

/** Open and walk the folder `entry`; if that is not possible it becomes an entry itself. */
static int
enter(struct walk *walk, int parent_fd, const char *name, struct ap_entry *entry, int depth)
{
    if (depth >= AP_WALK_MAX_DEPTH) {
        entry->kind = AP_ENTRY_DEEP_DIR;
        keep(walk, entry);
        return AP_OK;
    }
    int fd = openat(parent_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT)
        return AP_OK; /* gone meanwhile */
    walk->starved = fd < 0 && (errno == EMFILE || errno == ENFILE);
    int rc = fd < 0 ? AP_E_IO : walk_folder(walk, fd, entry->path, depth + 1);
    if (rc != AP_E_IO || walk->starved)
        return rc;
    entry->kind = AP_ENTRY_UNREADABLE_DIR;
    keep(walk, entry);
    return AP_OK;
}

/** One name of the open folder `fd`. AP_E_IO: the folder gives names but nothing behind them. */
static int
visit(struct walk *walk, int fd, struct ap_str folder, const char *name, int depth)
{
    struct stat st;
    if (fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT ? AP_OK : AP_E_IO;
    if (++walk->n_seen > MAX_ENTRIES)
        return AP_E_LIMIT;
    struct ap_str base = ap_str_from(name);
    struct ap_entry entry = {0};
    entry.path =
        folder.len ? ap_arena_join(walk->mem, folder, "/", base) : ap_arena_copy(walk->mem, base);
    classify(walk, &st, &entry);
    if (walk->ignore)
        entry.why = walk->ignore(walk->ctx, entry.path, entry.kind == AP_ENTRY_DIR);
    entry.ignored = entry.why.len > 0;
    if (entry.kind == AP_ENTRY_DIR && !entry.ignored)
        return enter(walk, fd, name, &entry, depth);
    keep(walk, &entry);
    return AP_OK;
}

/** Takes `fd` over. */
static int
walk_folder(struct walk *walk, int fd, struct ap_str path, int depth)
{
    DIR *dir = fdopendir(fd);
    if (!dir) {
        (void)close(fd);
        return AP_E_IO;
    }
    int rc = AP_OK;
    while (rc == AP_OK) {
        errno = 0;
        const struct dirent *found = readdir(dir); /* glibc: safe on a stream of one's own */
        if (!found) {
            rc = errno == 0 ? AP_OK : AP_E_IO;
            break;
        }
        if (strcmp(found->d_name, ".") != 0 && strcmp(found->d_name, "..") != 0)
            rc = visit(walk, fd, path, found->d_name, depth);
    }
    int err = errno;
    (void)closedir(dir);
    errno = err;
    return rc;
}

static int
by_path(const void *a, const void *b)
{
    return ap_str_cmp(((const struct ap_entry *)a)->path, ((const struct ap_entry *)b)->path);
}

/** A folder that changes while it is read may give a name twice. */
static void
drop_repeats(struct ap_entries *entries)
{
    size_t n = 0;
    for (size_t i = 0; i < entries->n; i++)
        if (n == 0 || !ap_str_eq(entries->items[n - 1].path, entries->items[i].path))
            entries->items[n++] = entries->items[i];
    entries->n = n;
}

int
ap_fs_walk(int root_fd, ap_ignore_fn ignore, void *ctx, struct ap_arena *mem,
           struct ap_entries *ret_entries)
{
    struct walk walk = {.root_fd = root_fd, .ignore = ignore, .ctx = ctx, .mem = mem};
    int fd = openat(root_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return AP_E_IO;
    int rc = walk_folder(&walk, fd, AP_STR(""), 0);
    if (rc != AP_OK)
        return rc;
    if (walk.entries.n > 1)
        qsort(walk.entries.items, walk.entries.n, sizeof *walk.entries.items, by_path);
    drop_repeats(&walk.entries);
    *ret_entries = walk.entries;
    return AP_OK;
}
