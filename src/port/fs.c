/* Bounded reads, positional I/O on descriptors, anonymous files, folders.
 * Place in the flow: port.
 * SPDX-License-Identifier: Apache-2.0 */
#include "port/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "port/fs_internal.h"

#define MEMORY_MAX (64u << 20) /* an anonymous file up to this size lives in memory */
#define GROW_MIN   4096u

/** Read to the end of `fd`, also when it is longer than `expected`: files grow while they are read. */
static int
read_to_end(int fd, size_t expected, size_t max, struct ap_arena *mem, struct ap_str *ret_bytes)
{
    size_t cap = (expected < max ? expected : max) + 1;
    size_t len = 0;
    char *bytes = ap_arena_alloc(mem, cap + 1);
    for (;;) {
        size_t n = 0;
        if (ap_fd_read_at(fd, len, bytes + len, cap - len, &n) != AP_OK)
            return AP_E_IO;
        len += n;
        if (len > max)
            return AP_E_LIMIT;
        if (len < cap)
            break;
        cap = cap * 2 + GROW_MIN < max ? cap * 2 + GROW_MIN : max + 1;
        char *bigger = ap_arena_alloc(mem, cap + 1);
        memcpy(bigger, bytes, len);
        bytes = bigger;
    }
    *ret_bytes = (struct ap_str){bytes, len};
    return AP_OK;
}

int
ap_fs_read(const char *path, size_t max, struct ap_arena *mem, struct ap_str *ret_bytes)
{
    AP_AUTO_FD int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0)
        return ap_fs_result(errno);
    struct stat st;
    if (fstat(fd, &st) != 0)
        return AP_E_IO;
    if (!S_ISREG(st.st_mode)) {
        errno = S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
        return AP_E_INVALID;
    }
    if (max > SIZE_MAX / 4)
        max = SIZE_MAX / 4;
    if ((uint64_t)st.st_size > max)
        return AP_E_LIMIT;
    return read_to_end(fd, (size_t)st.st_size, max, mem, ret_bytes);
}

int
ap_fs_make_dirs(const char *path)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    size_t len = strlen(path);
    char *part = ap_arena_alloc(&mem, len + 1);
    int err = 0;
    for (size_t i = 0; i <= len; i++) {
        /* The path as far as each '/', and at last the whole of it. */
        if (i > 0 && (path[i] == '/' || path[i] == '\0') && path[i - 1] != '/' &&
            mkdir(part, 0777) != 0)
            err = errno; /* EEXIST, or EROFS for a mount point: what is there in the end decides */
        part[i] = path[i];
    }
    struct stat st;
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
        return AP_OK;
    errno = err == EEXIST ? ENOTDIR : err;
    return AP_E_IO;
}

static int
open_unlinked(const char *dir)
{
    int fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL))
        return fd;
    AP_AUTO_ARENA struct ap_arena mem = {0};
    size_t len = strlen(dir) + sizeof "/.apipack-XXXXXX";
    char *name = ap_arena_alloc(&mem, len);
    (void)snprintf(name, len, "%s/.apipack-XXXXXX", dir);
    fd = mkostemp(name, O_CLOEXEC);
    if (fd >= 0)
        (void)unlink(name);
    return fd;
}

int
ap_fs_anonymous(const char *dir, uint64_t bytes_hint, int *ret_fd)
{
    int fd = -1;
    if (bytes_hint <= MEMORY_MAX)
        fd = memfd_create("apipack", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0)
        fd = open_unlinked(dir ? dir : P_tmpdir);
    if (fd < 0)
        return AP_E_IO;
    *ret_fd = fd;
    return AP_OK;
}

void
ap_fd_seal(int fd)
{
    /* An unlinked file has no seals (EINVAL): nobody else has its descriptor either. */
    (void)fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL);
}

const void *
ap_fd_map(int fd, size_t bytes)
{
    void *map = mmap(NULL, bytes, PROT_READ, MAP_PRIVATE, fd, 0);
    if (map == MAP_FAILED)
        return NULL;
    return map;
}

void
ap_fd_unmap(const void *map, size_t bytes)
{
    (void)munmap((void *)(uintptr_t)map, bytes);
}

int
ap_fd_write(int fd, struct ap_str bytes)
{
    for (size_t done = 0; done < bytes.len;) {
        ssize_t n = write(fd, bytes.ptr + done, bytes.len - done);
        if (n < 0 && errno != EINTR)
            return AP_E_IO;
        if (n > 0)
            done += (size_t)n;
    }
    return AP_OK;
}

int
ap_fd_write_at(int fd, uint64_t offset, struct ap_str bytes)
{
    for (size_t done = 0; done < bytes.len;) {
        ssize_t n = pwrite(fd, bytes.ptr + done, bytes.len - done, (off_t)(offset + done));
        if (n < 0 && errno != EINTR)
            return AP_E_IO;
        if (n > 0)
            done += (size_t)n;
    }
    return AP_OK;
}

const char *
ap_fs_read_why(int result, size_t max, struct ap_arena *mem)
{
    if (result == AP_E_LIMIT)
        return ap_arena_printf(mem, "it is larger than %zu MiB", max >> 20).ptr;
    return result == AP_E_NOTFOUND  ? "there is no such file"
           : result == AP_E_INVALID ? "it is not a regular file"
                                    : ap_error_text(errno);
}

int
ap_fd_read_at(int fd, uint64_t offset, void *buffer, size_t size, size_t *ret_n)
{
    size_t done = 0;
    while (done < size) {
        ssize_t n = pread(fd, (char *)buffer + done, size - done, (off_t)(offset + done));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return AP_E_IO;
        if (n == 0)
            break;
        done += (size_t)n;
    }
    *ret_n = done;
    return AP_OK;
}
