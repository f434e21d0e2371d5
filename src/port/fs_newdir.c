/* A new folder that appears whole or not at all: filled beside its place, then renamed.
 * Place in the flow: port.
 * SPDX-License-Identifier: Apache-2.0 */
#include "port/fs_newdir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/path.h"
#include "port/fs.h"
#include "port/fs_internal.h"

#define MAX_SHOWN 200 /* bytes of the target's name in that of the temporary */

struct ap_newdir {
    int parent_fd;
    int fd; /* of the temporary */
    int file_fd;
    char *temporary; /* path, for removal */
    char name[NAME_MAX + 1];
    char temporary_name[NAME_MAX + 1];
};

static void
free_dir(struct ap_newdir *dir)
{
    int err = errno;
    const int fds[] = {dir->file_fd, dir->fd, dir->parent_fd};
    for (size_t i = 0; i < AP_COUNT(fds); i++)
        if (fds[i] >= 0)
            (void)close(fds[i]);
    free(dir->temporary);
    free(dir);
    errno = err;
}

/** Split `path`, which may end in slashes, into its folder and its last name. */
static bool
split(const char *path, struct ap_newdir *dir, char folder[PATH_MAX])
{
    size_t n = strlen(path);
    while (n > 1 && path[n - 1] == '/')
        n--;
    size_t begin = n;
    while (begin > 0 && path[begin - 1] != '/')
        begin--;
    struct ap_str name = {path + begin, n - begin};
    bool ok = name.len > 0 && name.len <= NAME_MAX && begin < PATH_MAX && !ap_str_is(name, ".") &&
              !ap_str_is(name, "..");
    if (!ok)
        return false;
    memcpy(dir->name, name.ptr, name.len);
    (void)snprintf(folder, PATH_MAX, "%.*s", begin ? (int)begin : 1, begin ? path : ".");
    return true;
}

static int
make_temporary(struct ap_newdir *dir, const char *folder)
{
    struct stat st;
    char text[PATH_MAX + NAME_MAX + 2];
    if (fstatat(dir->parent_fd, dir->name, &st, AT_SYMLINK_NOFOLLOW) == 0)
        return AP_E_EXISTS;
    if (errno != ENOENT)
        return AP_E_IO;
    int n = snprintf(text, sizeof text, "%s/.%.*s.apipack-%ld-XXXXXX", folder, MAX_SHOWN, dir->name,
                     (long)getpid());
    if (n < 0 || (size_t)n >= sizeof text)
        return AP_E_IO;
    if (!mkdtemp(text))
        return AP_E_IO;
    dir->temporary = ap_xmalloc((size_t)n + 1);
    memcpy(dir->temporary, text, (size_t)n + 1);
    (void)snprintf(dir->temporary_name, sizeof dir->temporary_name, "%s", strrchr(text, '/') + 1);
    dir->fd = openat(dir->parent_fd, dir->temporary_name,
                     O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    return dir->fd < 0 ? AP_E_IO : AP_OK;
}

int
ap_newdir_open(const char *path, struct ap_newdir **ret_dir)
{
    char folder[PATH_MAX];
    struct ap_newdir *dir = ap_xmalloc(sizeof *dir);
    *dir = (struct ap_newdir){.parent_fd = -1, .fd = -1, .file_fd = -1};
    int rc = split(path, dir, folder) ? AP_OK : AP_E_INVALID;
    if (rc != AP_OK)
        errno = EINVAL;
    if (rc == AP_OK)
        rc = ap_fs_open_dir(folder, &dir->parent_fd);
    if (rc == AP_OK)
        rc = make_temporary(dir, folder);
    if (rc == AP_OK)
        *ret_dir = dir;
    else
        free_dir(dir);
    return rc;
}

/** The folder that `path` lies in, made where it is missing; never through a link. */
static int
open_parent(struct ap_newdir *dir, struct ap_str path, char last[NAME_MAX + 1])
{
    int fd = fcntl(dir->fd, F_DUPFD_CLOEXEC, 0);
    struct ap_str rest = path;
    while (fd >= 0) {
        struct ap_str part = ap_str_cut(&rest, '/');
        if (part.len == 0 || part.len > NAME_MAX) {
            (void)close(fd);
            errno = ENAMETOOLONG;
            return -1;
        }
        memcpy(last, part.ptr, part.len);
        last[part.len] = '\0';
        if (!rest.ptr)
            return fd;
        int next = mkdirat(fd, last, 0777) != 0 && errno != EEXIST
                       ? -1
                       : openat(fd, last, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        ap_fs_close(fd);
        fd = next;
    }
    return -1;
}

int
ap_newdir_file_open(struct ap_newdir *dir, struct ap_str path)
{
    char last[NAME_MAX + 1];
    if (!ap_path_is_confined(path)) {
        errno = EINVAL;
        return AP_E_INVALID;
    }
    AP_AUTO_FD int parent = open_parent(dir, path, last);
    if (parent < 0)
        return AP_E_IO;
    dir->file_fd = openat(parent, last, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (dir->file_fd >= 0)
        return AP_OK;
    return errno == EEXIST ? AP_E_EXISTS : AP_E_IO;
}

int
ap_newdir_file_write(struct ap_newdir *dir, struct ap_str bytes)
{
    for (size_t done = 0; done < bytes.len;) {
        ssize_t n = write(dir->file_fd, bytes.ptr + done, bytes.len - done);
        if (n < 0 && errno != EINTR)
            return AP_E_IO;
        done += n > 0 ? (size_t)n : 0;
    }
    return AP_OK;
}

int
ap_newdir_file_close(struct ap_newdir *dir)
{
    int fd = dir->file_fd;
    dir->file_fd = -1;
    int rc = fsync(fd) == 0 ? AP_OK : AP_E_IO;
    return close(fd) == 0 ? rc : AP_E_IO;
}

int
ap_newdir_make(struct ap_newdir *dir, struct ap_str path)
{
    char last[NAME_MAX + 1];
    AP_AUTO_FD int parent = ap_path_is_confined(path) ? open_parent(dir, path, last) : -1;
    if (parent < 0)
        return AP_E_IO;
    return mkdirat(parent, last, 0777) == 0 || errno == EEXIST ? AP_OK : AP_E_IO;
}

/** mkdtemp gives 0700; the folder gets what mkdir would have given it. */
static int
set_mode(const struct ap_newdir *dir)
{
    static const char probe[] = ".apipack-mode";
    struct stat st;
    if (mkdirat(dir->fd, probe, 0777) != 0 || fstatat(dir->fd, probe, &st, 0) != 0 ||
        unlinkat(dir->fd, probe, AT_REMOVEDIR) != 0)
        return AP_E_IO;
    return fchmod(dir->fd, st.st_mode & 0777) == 0 ? AP_OK : AP_E_IO;
}

int
ap_newdir_commit(struct ap_newdir *dir)
{
    int rc = set_mode(dir);
    if (rc == AP_OK && renameat2(dir->parent_fd, dir->temporary_name, dir->parent_fd, dir->name,
                                 RENAME_NOREPLACE) != 0)
        rc = errno == EEXIST ? AP_E_EXISTS : AP_E_IO;
    if (rc != AP_OK) {
        ap_newdir_abort(dir);
        return rc;
    }
    (void)fsync(dir->parent_fd);
    free_dir(dir);
    return AP_OK;
}

/** Everything in the folder behind `fd`, which is taken over. Only what this process made lies there. */
static void
remove_below(int fd)
{
    DIR *stream = fd >= 0 ? fdopendir(fd) : NULL;
    if (!stream) {
        if (fd >= 0)
            (void)close(fd);
        return;
    }
    for (const struct dirent *found = readdir(stream); found; found = readdir(stream)) {
        const char *name = found->d_name;
        if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
            continue;
        if (unlinkat(dirfd(stream), name, 0) == 0)
            continue;
        remove_below(openat(dirfd(stream), name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
        (void)unlinkat(dirfd(stream), name, AT_REMOVEDIR);
    }
    (void)closedir(stream);
}

void
ap_newdir_abort(struct ap_newdir *dir)
{
    if (!dir)
        return;
    int err = errno;
    remove_below(openat(dir->parent_fd, dir->temporary_name,
                        O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    (void)unlinkat(dir->parent_fd, dir->temporary_name, AT_REMOVEDIR);
    errno = err;
    free_dir(dir);
}
