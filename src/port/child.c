/* A helper program at the other end of a socket: started, ended, and what it died of.
 * Place in the flow: port (POSIX); inspect keeps apipack-extract behind it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "port/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PATH_BYTES 4096

static int
spawn_with_socket(const char *program, int socket, pid_t *ret_pid)
{
    posix_spawn_file_actions_t actions;
    if (posix_spawn_file_actions_init(&actions) != 0)
        return ENOMEM;
    /* Everything of ours is close-on-exec; dup2 onto another number clears that flag for this one
     * alone. */
    int r = posix_spawn_file_actions_adddup2(&actions, socket, AP_CHILD_SOCKET);
    if (r == 0)
        r = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    if (r == 0)
        r = posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    if (r == 0)
        r = posix_spawn_file_actions_addclosefrom_np(&actions, AP_CHILD_SOCKET + 1);
    char name[] = "apipack-extract";
    char locale[] = "LC_ALL=C";
    char *argv[] = {name, NULL};
    char *envp[] = {locale, NULL};
    if (r == 0)
        r = posix_spawn(ret_pid, program, &actions, NULL, argv, envp);
    (void)posix_spawn_file_actions_destroy(&actions);
    return r;
}

int
ap_child_start(const char *program, struct ap_child *ret_child)
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        return AP_E_IO;
    /* dup2 of a descriptor onto itself would leave it close-on-exec. */
    int theirs = fcntl(pair[1], F_DUPFD_CLOEXEC, AP_CHILD_SOCKET + 1);
    (void)close(pair[1]);
    pid_t pid = 0;
    int r = theirs < 0 ? errno : spawn_with_socket(program, theirs, &pid);
    if (theirs >= 0)
        (void)close(theirs);
    if (r != 0) {
        (void)close(pair[0]);
        errno = r;
        return r == ENOENT ? AP_E_NOTFOUND : AP_E_IO;
    }
    *ret_child = (struct ap_child){.pid = (int)pid, .socket = pair[0]};
    return AP_OK;
}

int
ap_child_stop(struct ap_child *child)
{
    int status = 0;
    if (child->pid <= 0)
        return 0;
    (void)close(child->socket);
    (void)kill(child->pid, SIGKILL); /* of no effect on one that is dead: its own signal is told */
    while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
        continue;
    *child = (struct ap_child){.pid = 0, .socket = -1};
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

int64_t
ap_clock_ms(void)
{
    struct timespec now = {0, 0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

char *
ap_program_beside(const char *name)
{
    char self[PATH_BYTES];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    if (n <= 0)
        return NULL;
    self[n] = '\0';
    char *slash = strrchr(self, '/');
    if (!slash)
        return NULL;
    slash[1] = '\0';
    size_t size = strlen(self) + strlen(name) + 1;
    char *path = ap_xmalloc(size);
    (void)snprintf(path, size, "%s%s", self, name);
    return path;
}

char *
ap_program_in_path(const char *name)
{
    const char *list = getenv("PATH");
    struct ap_str rest = list ? ap_str_from(list) : AP_STR_NONE;
    while (rest.ptr && rest.len > 0) {
        struct ap_str folder = ap_str_cut(&rest, ':');
        char path[PATH_BYTES];
        int n = snprintf(path, sizeof path, "%.*s/%s", AP_FMT(folder), name);
        struct stat st;
        if (folder.len == 0 || folder.ptr[0] != '/' || n <= 0 || (size_t)n >= sizeof path)
            continue;
        if (stat(path, &st) == 0 && S_ISREG(st.st_mode) && access(path, X_OK) == 0)
            return strdup(path);
    }
    return NULL;
}
