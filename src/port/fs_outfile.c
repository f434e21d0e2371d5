/* Files that appear whole or not at all: written beside their place, fsynced, renamed.
 * Place in the flow: port; packs, reports and everything that edits a workspace go out through here.
 * SPDX-License-Identifier: Apache-2.0 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "port/fs.h"
#include "port/fs_internal.h"

#define MAX_OPEN     64
#define MAX_SHOWN    200 /* bytes of the target's name in its temporary's, which must fit NAME_MAX */
#define MAX_TRIES    100
#define RANDOM_CHARS 6

enum { SLOT_FREE, SLOT_TAKEN, SLOT_ON_DISK };

/** The register of open temporaries: static and without locks, so that a signal handler can read it. What a slot on
 *  disk holds is not changed until it is free again. */
struct ap_outfile {
    atomic_int state;
    int fd;
    int dir_fd;
    mode_t mode;
    char name[NAME_MAX + 1]; /* of the temporary */
    char final_name[NAME_MAX + 1];
};
static struct ap_outfile slots[MAX_OPEN];

static struct ap_outfile *
take_slot(void)
{
    for (size_t i = 0; i < MAX_OPEN; i++) {
        int expected = SLOT_FREE;
        if (atomic_compare_exchange_strong(&slots[i].state, &expected, SLOT_TAKEN)) {
            slots[i].fd = -1;
            slots[i].dir_fd = -1;
            return &slots[i];
        }
    }
    return NULL;
}

/** Give the slot back with all that it holds; errno stays. */
static void
free_slot(struct ap_outfile *out, bool remove)
{
    int err = errno;
    if (remove && out->dir_fd >= 0)
        (void)unlinkat(out->dir_fd, out->name, 0);
    int fd = out->fd;
    int dir_fd = out->dir_fd;
    atomic_store(&out->state, SLOT_FREE);
    if (fd >= 0)
        (void)close(fd);
    if (dir_fd >= 0)
        (void)close(dir_fd);
    errno = err;
}

/** Open the folder of `path` and learn the name in it. */
static int
open_folder(struct ap_outfile *out, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    size_t dir_len = slash ? (size_t)(slash - path) : 0;
    if (*name == '\0' || strcmp(name, ".") == 0 || strcmp(name, "..") == 0) {
        errno = EISDIR;
        return AP_E_INVALID;
    }
    if (strlen(name) > NAME_MAX || dir_len >= PATH_MAX) {
        errno = ENAMETOOLONG;
        return AP_E_IO;
    }
    memcpy(out->final_name, name, strlen(name) + 1);
    char dir[PATH_MAX] = ".";
    if (slash == path)
        dir[0] = '/';
    else if (slash)
        memcpy(dir, path, dir_len); /* the rest is zero */
    return ap_fs_open_dir(dir, &out->dir_fd);
}

/** The mode of the file to be replaced; 0 when there is none. */
static int
look_at_target(struct ap_outfile *out)
{
    struct stat st;
    out->mode = 0;
    if (fstatat(out->dir_fd, out->final_name, &st, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT ? AP_OK : AP_E_IO;
    if (!S_ISREG(st.st_mode)) {
        errno = S_ISDIR(st.st_mode) ? EISDIR : S_ISLNK(st.st_mode) ? ELOOP : EINVAL;
        return AP_E_INVALID;
    }
    out->mode = st.st_mode & 0777;
    return AP_OK;
}

/** The beginning of every temporary's name for this target: `.NAME.apipack-`; gives its length. */
static size_t
temporary_prefix(const struct ap_outfile *out, char prefix[NAME_MAX + 1])
{
    int n = snprintf(prefix, NAME_MAX + 1, ".%.*s.apipack-", MAX_SHOWN, out->final_name);
    return n > 0 ? (size_t)n : 0;
}

/** `PID-XXXXXX`: the process that the name of a temporary tells, or 0 when it is none of ours. */
static pid_t
pid_of_temporary(const char *suffix)
{
    char *end = NULL;
    if (*suffix < '1' || *suffix > '9')
        return 0;
    errno = 0;
    long pid = strtol(suffix, &end, 10);
    if (errno != 0 || pid > INT_MAX || *end != '-' || strlen(end + 1) != RANDOM_CHARS)
        return 0;
    return (pid_t)pid;
}

/** The lock tells more than the process number, which means nothing in another container and may be
 * in use again: only a file that is unlocked and whose process is gone (or is, by its number, this one) is stale. */
static bool
is_stale(int dir_fd, const char *name, pid_t pid)
{
    bool is_gone = kill(pid, 0) != 0 && errno == ESRCH;
    if (!is_gone && pid != getpid())
        return false;
    AP_AUTO_FD int fd = openat(dir_fd, name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
        return false;
    if (flock(fd, LOCK_EX | LOCK_NB) == 0)
        return true;
    return errno != EWOULDBLOCK && is_gone; /* no locks on this file system */
}

static void
remove_stale(const struct ap_outfile *out)
{
    char prefix[NAME_MAX + 1];
    size_t n = temporary_prefix(out, prefix);
    int fd = openat(out->dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
    if (!dir) {
        if (fd >= 0)
            (void)close(fd);
        return; /* a folder that may be written but not read: nothing to tidy */
    }
    for (const struct dirent *found = readdir(dir); found; found = readdir(dir)) {
        if (strncmp(found->d_name, prefix, n) != 0)
            continue;
        pid_t pid = pid_of_temporary(found->d_name + n);
        if (pid > 0 && is_stale(out->dir_fd, found->d_name, pid))
            (void)unlinkat(out->dir_fd, found->d_name, 0);
    }
    (void)closedir(dir);
}

static void
name_temporary(struct ap_outfile *out)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
    unsigned char noise[RANDOM_CHARS] = {0};
    (void)!getrandom(noise, sizeof noise, GRND_NONBLOCK); /* O_EXCL guards uniqueness, not this */
    char text[RANDOM_CHARS + 1] = {0};
    for (size_t i = 0; i < RANDOM_CHARS; i++)
        text[i] = letters[noise[i] % 32];
    char prefix[NAME_MAX + 1]; /* not in place: what it is made of lies in the same struct */
    size_t n = temporary_prefix(out, prefix);
    memcpy(out->name, prefix, n);
    (void)snprintf(out->name + n, sizeof out->name - n, "%ld-%s", (long)getpid(), text);
}

static int
create_temporary(struct ap_outfile *out)
{
    /* A new file is made with 0666, so that the kernel applies umask and default ACLs and tells us
     * the mode: to ask for the umask would change it for other threads. */
    mode_t mode = out->mode ? 0600 : 0666;
    for (int i = 0; i < MAX_TRIES && out->fd < 0; i++) {
        name_temporary(out);
        /* Before the file is there: a signal may come in between. */
        atomic_store(&out->state, SLOT_ON_DISK);
        out->fd = openat(out->dir_fd, out->name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                         mode);
        if (out->fd >= 0)
            break;
        atomic_store(&out->state, SLOT_TAKEN);
        if (errno != EEXIST)
            return AP_E_IO;
    }
    struct stat st;
    if (out->fd < 0 || fstat(out->fd, &st) != 0)
        return AP_E_IO;
    if (!out->mode)
        out->mode = st.st_mode & 0777;
    (void)flock(out->fd, LOCK_EX | LOCK_NB);
    return fchmod(out->fd, 0600) == 0 ? AP_OK : AP_E_IO;
}

int
ap_outfile_open(const char *path, struct ap_outfile **ret_out)
{
    struct ap_outfile *out = take_slot();
    if (!out)
        return AP_E_LIMIT;
    int rc = open_folder(out, path);
    if (rc == AP_OK)
        rc = look_at_target(out);
    if (rc == AP_OK) {
        remove_stale(out);
        rc = create_temporary(out);
    }
    if (rc != AP_OK) {
        free_slot(out, out->fd >= 0);
        return rc;
    }
    *ret_out = out;
    return AP_OK;
}

int
ap_outfile_fd(const struct ap_outfile *out)
{
    return out->fd;
}

int
ap_outfile_write(struct ap_outfile *out, struct ap_str bytes)
{
    return ap_fd_write(out->fd, bytes);
}

static int
replace(const struct ap_outfile *out)
{
    return renameat(out->dir_fd, out->name, out->dir_fd, out->final_name);
}

/** Give the temporary its name only if that is free. */
static int
place_new(const struct ap_outfile *out)
{
    int rc = renameat2(out->dir_fd, out->name, out->dir_fd, out->final_name, RENAME_NOREPLACE);
    if (rc == 0 || (errno != EINVAL && errno != ENOSYS))
        return rc;
    rc = linkat(out->dir_fd, out->name, out->dir_fd, out->final_name, 0);
    if (rc == 0)
        (void)unlinkat(out->dir_fd, out->name, 0);
    return rc;
}

static int
finish(struct ap_outfile *out, int (*place)(const struct ap_outfile *out))
{
    if (fchmod(out->fd, out->mode) != 0 || fsync(out->fd) != 0 || place(out) != 0) {
        int rc = errno == EEXIST ? AP_E_EXISTS : AP_E_IO;
        free_slot(out, true);
        return rc;
    }
    /* The new file is in place and whole: a folder that cannot be synced does not undo that. */
    (void)fsync(out->dir_fd);
    free_slot(out, false);
    return AP_OK;
}

int
ap_outfile_commit(struct ap_outfile *out)
{
    return finish(out, replace);
}

void
ap_outfile_abort(struct ap_outfile *out)
{
    if (out)
        free_slot(out, true);
}

void
ap_outfile_abort_all(void)
{
    int err = errno;
    for (size_t i = 0; i < MAX_OPEN; i++)
        if (atomic_load(&slots[i].state) == SLOT_ON_DISK)
            (void)unlinkat(slots[i].dir_fd, slots[i].name, 0);
    errno = err;
}

static int
write_whole(const char *path, struct ap_str bytes, int (*place)(const struct ap_outfile *out))
{
    struct ap_outfile *out = NULL;
    int rc = ap_outfile_open(path, &out);
    if (rc != AP_OK)
        return rc;
    rc = ap_outfile_write(out, bytes);
    if (rc == AP_OK)
        return finish(out, place);
    ap_outfile_abort(out);
    return rc;
}

int
ap_fs_write_atomic(const char *path, struct ap_str bytes)
{
    return write_whole(path, bytes, replace);
}

int
ap_fs_write_new(const char *path, struct ap_str bytes)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    const char *slash = strrchr(path, '/');
    if (slash && slash != path) {
        size_t dir_len = (size_t)(slash - path);
        int rc = ap_fs_make_dirs(ap_arena_copy(&mem, (struct ap_str){path, dir_len}).ptr);
        if (rc != AP_OK)
            return rc;
    }
    struct stat st;
    if (lstat(path, &st) == 0) {
        errno = EEXIST;
        return AP_E_EXISTS;
    }
    return write_whole(path, bytes, place_new);
}
