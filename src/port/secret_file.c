/* Random bytes and owner-only files.
 * Place in the flow: port.
 * SPDX-License-Identifier: Apache-2.0 */
#include "port/secret_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/random.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/path.h"
#include "port/fs.h"

int
ap_random_bytes(void *out, size_t len)
{
    unsigned char *at = out;
    for (size_t done = 0; done < len;) {
        ssize_t n = getrandom(at + done, len - done, 0);
        if (n < 0 && errno != EINTR)
            return AP_E_IO;
        if (n > 0)
            done += (size_t)n;
    }
    return AP_OK;
}

int
ap_secret_file_write_new(const char *path, struct ap_str bytes)
{
    AP_AUTO_FD int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return errno == EEXIST ? AP_E_EXISTS : AP_E_IO;
    if (fchmod(fd, 0600) || ap_fd_write_at(fd, 0, bytes) || fsync(fd)) {
        int why = errno;
        (void)unlink(path);
        errno = why;
        return AP_E_IO;
    }
    return AP_OK;
}

int
ap_secret_file_replace(const char *path, struct ap_str bytes)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_str dir = ap_path_dir(ap_str_from(path));
    struct ap_str beside = ap_arena_printf(&mem, "%s.%ld.tmp", path, (long)getpid());
    (void)unlink(beside.ptr);
    int result = ap_secret_file_write_new(beside.ptr, bytes);
    if (result)
        return AP_E_IO;
    if (rename(beside.ptr, path)) {
        int why = errno;
        (void)unlink(beside.ptr);
        errno = why;
        return AP_E_IO;
    }
    AP_AUTO_FD int fd = -1;
    if (ap_fs_open_dir(dir.len ? ap_arena_copy(&mem, dir).ptr : ".", &fd) == AP_OK)
        (void)fsync(fd);
    return AP_OK;
}
