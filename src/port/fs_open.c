/* Opening what lies below a folder, without ever being led out of it.
 * Place in the flow: port; the walk and every read of evidence come through here.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "base/cleanup.h"
#include "base/path.h"
#include "port/fs_internal.h"

#define MAX_LINKS   16 /* symbolic links followed for one path */
#define MAX_RETRIES 16 /* the kernel asks for another try when something was renamed meanwhile */

void
ap_fs_close(int fd)
{
    int err = errno;
    (void)close(fd);
    errno = err;
}

int
ap_fs_result(int err)
{
    errno = err;
    switch (err) {
    case ENOENT:
    case ENOTDIR:
        return AP_E_NOTFOUND;
    case EXDEV:
    case ELOOP:
    case ENXIO:
    case ENODEV:
    case EISDIR:
        return AP_E_INVALID;
    default:
        return AP_E_IO;
    }
}

static int
open_by_kernel(int root_fd, const char *path, int flags)
{
    struct open_how how = {
        .flags = (unsigned)flags,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS,
    };
    long fd = -1;
    for (int i = 0; i < MAX_RETRIES; i++) {
        fd = syscall(SYS_openat2, root_fd, path, &how, sizeof how);
        if (fd >= 0 || (errno != EAGAIN && errno != EINTR))
            break;
    }
    return (int)fd;
}

/** The parent folder of `path`, opened segment by segment through no link; the last segment as text. */
static int
open_parent(int root_fd, struct ap_str path, char ret_last[NAME_MAX + 1])
{
    int dir = fcntl(root_fd, F_DUPFD_CLOEXEC, 0);
    struct ap_str rest = path;
    while (dir >= 0) {
        struct ap_str part = ap_str_cut(&rest, '/');
        if (part.len > NAME_MAX || part.len == 0 || ap_str_is(part, ".") || ap_str_is(part, "..")) {
            (void)close(dir);
            errno = part.len > NAME_MAX ? ENAMETOOLONG : EXDEV;
            return -1;
        }
        memcpy(ret_last, part.ptr, part.len);
        ret_last[part.len] = '\0';
        if (!rest.ptr)
            return dir;
        int next = openat(dir, ret_last, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        ap_fs_close(dir);
        dir = next;
    }
    return -1;
}

/** `target` as seen from the folder of `path`, in normal form; false when it leads out. */
static bool
resolve_link(struct ap_arena *mem, struct ap_str path, struct ap_str target,
             struct ap_str *ret_path)
{
    if (ap_str_starts(target, AP_STR("/")))
        return false;
    struct ap_str at = ap_path_dir(path);
    struct ap_str rest = target;
    while (rest.ptr) {
        struct ap_str part = ap_str_cut(&rest, '/');
        if (part.len == 0 || ap_str_is(part, "."))
            continue;
        if (!ap_str_is(part, ".."))
            at = at.len ? ap_arena_join(mem, at, "/", part) : ap_arena_copy(mem, part);
        else if (at.len)
            at = ap_path_dir(at);
        else
            return false;
    }
    *ret_path = at;
    return at.len > 0;
}

/** As open_by_kernel, for kernels and sandboxes without openat2 and for paths longer than PATH_MAX.
 * Stricter: only the last segment may be a link. */
static int
open_by_segments(int root_fd, struct ap_str path, int flags)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    for (int i = 0; i < MAX_LINKS; i++) {
        char last[NAME_MAX + 1];
        char target[PATH_MAX];
        AP_AUTO_FD int dir = open_parent(root_fd, path, last);
        if (dir < 0)
            return -1;
        ssize_t n = readlinkat(dir, last, target, sizeof target);
        if (n < 0)
            return errno == EINVAL ? openat(dir, last, flags | O_NOFOLLOW) : -1;
        if ((size_t)n == sizeof target ||
            !resolve_link(&mem, path, (struct ap_str){target, (size_t)n}, &path)) {
            errno = EXDEV;
            return -1;
        }
    }
    errno = ELOOP;
    return -1;
}

int
ap_fs_beneath(int root_fd, struct ap_str path, int flags)
{
    if (path.len == 0 || memchr(path.ptr, '\0', path.len)) {
        errno = EXDEV;
        return -1;
    }
    int fd = -1;
    errno = ENAMETOOLONG;
    if (path.len < PATH_MAX) {
        char text[PATH_MAX]; /* an arena would cost more than the call, for each of 100,000 files */
        memcpy(text, path.ptr, path.len);
        text[path.len] = '\0';
        fd = open_by_kernel(root_fd, text, flags | O_CLOEXEC);
    }
    if (fd < 0 && (errno == ENOSYS || errno == EPERM || errno == ENAMETOOLONG))
        fd = open_by_segments(root_fd, path, flags | O_CLOEXEC);
    return fd;
}

static int
check_regular(int fd)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return AP_E_IO;
    if (S_ISREG(st.st_mode))
        return AP_OK;
    errno = S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
    return AP_E_INVALID;
}

int
ap_fs_open_below(int root_fd, struct ap_str path, int *ret_fd)
{
    /* Looked at through O_PATH first: to open a FIFO or a device is already an act upon it. */
    AP_AUTO_FD int probe = ap_fs_beneath(root_fd, path, O_PATH);
    if (probe < 0)
        return ap_fs_result(errno);
    int rc = check_regular(probe);
    if (rc != AP_OK)
        return rc;
    int fd = ap_fs_beneath(root_fd, path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return ap_fs_result(errno);
    rc = check_regular(fd); /* it may have been swapped since */
    if (rc != AP_OK) {
        ap_fs_close(fd);
        return rc;
    }
    *ret_fd = fd;
    return AP_OK;
}

int
ap_fs_open_dir(const char *path, int *ret_fd)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOTDIR ? AP_E_INVALID : ap_fs_result(errno);
    *ret_fd = fd;
    return AP_OK;
}

int
ap_fs_open_file(const char *path, int *ret_fd, uint64_t *ret_bytes)
{
    struct stat st;
    if (stat(path, &st) != 0)
        return ap_fs_result(errno);
    if (!S_ISREG(st.st_mode)) { /* to open a FIFO or a device is already an act upon it */
        errno = S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
        return AP_E_INVALID;
    }
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0)
        return ap_fs_result(errno);
    int rc = fstat(fd, &st) != 0 ? AP_E_IO : check_regular(fd);
    if (rc != AP_OK) {
        ap_fs_close(fd);
        return rc;
    }
    *ret_fd = fd;
    *ret_bytes = (uint64_t)st.st_size;
    return AP_OK;
}
