/* A program started without a shell, read through a pipe until it ends.
 * Place in the flow: port.
 * SPDX-License-Identifier: Apache-2.0 */
#include "port/command.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "port/child.h"
#include "port/fs.h"

extern char **environ;

/** `in` and `err`: -1 for /dev/null. */
static int
start(const char *const *words, int in, int out, int err, pid_t *ret_pid)
{
    posix_spawn_file_actions_t actions;
    if (posix_spawn_file_actions_init(&actions) != 0)
        return ENOMEM;
    int r = in < 0 ? posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
                   : posix_spawn_file_actions_adddup2(&actions, in, 0);
    if (r == 0)
        r = posix_spawn_file_actions_adddup2(&actions, out, 1);
    if (r == 0)
        r = err < 0 ? posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
                    : posix_spawn_file_actions_adddup2(&actions, err, 2);
    /* The words are not changed; the interface is older than const. */
    union {
        const char *const *in;
        char *const *out;
    } argv = {words};
    if (r == 0)
        r = posix_spawnp(ret_pid, words[0], &actions, NULL, argv.out, environ);
    (void)posix_spawn_file_actions_destroy(&actions);
    return r;
}

#define LOOK_MS 200 /* between two looks at whether it is to be ended */

/** Read until the other end is closed. */
static int
read_all(int fd, const ap_stop *cancel, char *bytes, size_t max, int timeout_ms, size_t *ret_n)
{
    int64_t deadline = ap_clock_ms() + timeout_ms;
    size_t n = 0;
    for (;;) {
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        int64_t left = deadline - ap_clock_ms();
        if (ap_is_stopped(cancel))
            return AP_E_CANCELLED;
        int ready = left > 0 ? poll(&wait, 1, left < LOOK_MS ? (int)left : LOOK_MS) : 0;
        if (ready == 0 && left > LOOK_MS)
            continue;
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0)
            return ready < 0 ? AP_E_IO : AP_E_LIMIT;
        ssize_t got = read(fd, bytes + n, max + 1 - n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return AP_E_IO;
        n += (size_t)got;
        if (n > max)
            return AP_E_LIMIT;
        if (got == 0) {
            *ret_n = n;
            return AP_OK;
        }
    }
}

static int
end_of(pid_t pid, int result)
{
    int status = 0;
    if (result != AP_OK)
        (void)kill(pid, SIGKILL);
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return AP_E_IO;
    if (result != AP_OK)
        return result;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? AP_OK : AP_E_INVALID;
}

int
ap_command_output(const char *const *words, size_t max, int timeout_ms, struct ap_arena *mem,
                  struct ap_str *ret_output)
{
    struct ap_command_io io = {.in = -1};
    return ap_command_run(words, &io, max, timeout_ms, mem, ret_output);
}

/** What was written to standard error: a file, so that a full pipe stops nobody. */
static void
keep_errors(int fd, struct ap_command_io *io, struct ap_arena *mem)
{
    size_t n = 0;
    char *bytes = ap_arena_alloc(mem, io->max_errors + 1);
    if (ap_fd_read_at(fd, 0, bytes, io->max_errors, &n) == AP_OK)
        io->errors = (struct ap_str){bytes, n};
}

int
ap_command_run(const char *const *words, struct ap_command_io *io, size_t max, int timeout_ms,
               struct ap_arena *mem, struct ap_str *ret_output)
{
    int ends[2];
    pid_t pid = 0;
    size_t n = 0;
    AP_AUTO_FD int err = -1;
    char *bytes = ap_arena_alloc(mem, max + 1);
    if (io->max_errors && ap_fs_anonymous(NULL, io->max_errors, &err) != AP_OK)
        return AP_E_IO;
    if (pipe2(ends, O_CLOEXEC) != 0)
        return AP_E_IO;
    AP_AUTO_FD int in = ends[0];
    int r = start(words, io->in, ends[1], err, &pid);
    (void)close(ends[1]);
    if (r != 0) {
        errno = r;
        return r == ENOENT || r == EACCES || r == ENOTDIR ? AP_E_NOTFOUND : AP_E_IO;
    }
    r = end_of(pid, read_all(in, io->cancel, bytes, max, timeout_ms, &n));
    if (err >= 0)
        keep_errors(err, io, mem);
    if (r == AP_OK)
        *ret_output = (struct ap_str){bytes, n};
    return r;
}
