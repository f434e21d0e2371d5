/* flock on a file that stays: it is never removed, so that nobody can lock a file of the same name that is another.
 * Place in the flow: port.
 * SPDX-License-Identifier: Apache-2.0 */
#include "port/fs_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "port/child.h"
#include "port/fs.h"
#include "port/fs_internal.h"

#define STEP_MS   25
#define MAX_WORDS 200 /* of the holder, bytes */

static struct ap_str
read_holder(int fd, struct ap_arena *mem)
{
    char words[MAX_WORDS];
    size_t n = 0;
    if (ap_fd_read_at(fd, 0, words, sizeof words, &n) != AP_OK)
        return AP_STR_NONE;
    return ap_arena_copy(mem, ap_str_trim((struct ap_str){words, n}));
}

static int
wait_for_lock(int fd, int wait_ms)
{
    int64_t deadline = ap_clock_ms() + wait_ms;
    while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EOPNOTSUPP || errno == ENOLCK || errno == ENOSYS)
            return AP_E_NOTFOUND;
        if (errno != EWOULDBLOCK && errno != EINTR)
            return AP_E_IO;
        if (ap_clock_ms() >= deadline)
            return AP_E_EXISTS;
        (void)poll(NULL, 0, STEP_MS);
    }
    return AP_OK;
}

int
ap_fs_lock(const char *path, int wait_ms, struct ap_str who, struct ap_arena *mem, int *ret_fd,
           struct ap_str *ret_holder)
{
    int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0666);
    struct stat st;
    if (fd < 0)
        return AP_E_IO;
    int rc = fstat(fd, &st) == 0 ? AP_OK : AP_E_IO;
    if (rc == AP_OK && !S_ISREG(st.st_mode)) {
        errno = EINVAL;
        rc = AP_E_IO;
    }
    if (rc == AP_OK)
        rc = wait_for_lock(fd, wait_ms);
    if (rc == AP_E_EXISTS)
        *ret_holder = read_holder(fd, mem);
    if (rc != AP_OK) {
        ap_fs_close(fd);
        return rc;
    }
    /* For people only: a lock without these words holds just as well. */
    if (ftruncate(fd, 0) == 0)
        (void)!ap_fd_write_at(fd, 0, who);
    *ret_fd = fd;
    return AP_OK;
}
