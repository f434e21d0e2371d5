/* Files put into place.
 * Place in the flow: port.
 * SPDX-License-Identifier: Apache-2.0 */
#include "port/fs_place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "port/fs.h"
#include "port/fs_internal.h"

#define BLOCK_BYTES 65536u

/** The entry of a folder is on the disk only when the folder is. Best effort: some file systems cannot. */
static void
sync_folder(const char *path)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    const char *slash = strrchr(path, '/');
    const char *folder = !slash ? "." : slash == path ? "/" : NULL;
    if (!folder)
        folder = ap_arena_copy(&mem, (struct ap_str){path, (size_t)(slash - path)}).ptr;
    AP_AUTO_FD int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0)
        (void)fsync(fd);
}

int
ap_fs_move(const char *from, const char *to)
{
    if (rename(from, to) != 0)
        return errno == EXDEV ? AP_E_INVALID : ap_fs_result(errno);
    sync_folder(to);
    sync_folder(from);
    return AP_OK;
}

/** One file under both names, as where the file system folds case. */
static bool
is_one_file(const char *a, const char *b)
{
    struct stat x;
    struct stat y;
    return lstat(a, &x) == 0 && lstat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino &&
           x.st_nlink == 1;
}

int
ap_fs_rename_new(const char *from, const char *to)
{
    int rc = renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
    if (rc != 0 && errno == EEXIST && is_one_file(from, to))
        return ap_fs_move(from, to);
    if (rc != 0 &&
        (errno == EINVAL || errno == ENOSYS)) { /* this file system cannot refuse to replace */
        if (access(to, F_OK) == 0)
            errno = EEXIST;
        else
            return ap_fs_move(from, to);
    }
    if (rc != 0)
        return errno == EEXIST ? AP_E_EXISTS : errno == EXDEV ? AP_E_INVALID : ap_fs_result(errno);
    sync_folder(to);
    return AP_OK;
}

static int
copy_bytes(int fd, struct ap_outfile *out)
{
    char block[BLOCK_BYTES];
    for (uint64_t at = 0;;) {
        size_t n = 0;
        int result = ap_fd_read_at(fd, at, block, sizeof block, &n);
        if (result == AP_OK && n > 0)
            result = ap_outfile_write(out, (struct ap_str){block, n});
        if (result != AP_OK || n == 0)
            return result;
        at += n;
    }
}

static int
copy_new(const char *from, const char *to)
{
    AP_AUTO_FD int fd = -1;
    uint64_t bytes;
    struct ap_outfile *out = NULL;
    if (access(to, F_OK) == 0)
        return AP_E_EXISTS;
    int result = ap_fs_open_file(from, &fd, &bytes);
    if (result == AP_OK)
        result = ap_outfile_open(to, &out);
    if (result == AP_OK)
        result = copy_bytes(fd, out);
    if (result == AP_OK)
        return ap_outfile_commit(out);
    ap_outfile_abort(out);
    return result;
}

int
ap_fs_keep(const char *path, const char *kept)
{
    if (linkat(AT_FDCWD, path, AT_FDCWD, kept, 0) == 0) {
        sync_folder(kept);
        return AP_OK;
    }
    if (errno == EEXIST)
        return AP_E_EXISTS;
    return errno == ENOENT ? AP_E_NOTFOUND : copy_new(path, kept);
}

int
ap_fs_remove(const char *path)
{
    if (unlink(path) != 0)
        return ap_fs_result(errno);
    sync_folder(path);
    return AP_OK;
}
