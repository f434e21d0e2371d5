/* A helper program at the other end of a socket: sent descriptors, spoken to in bounded frames.
 * Place in the flow: port (POSIX); inspect keeps apipack-extract behind it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "port/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
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

void
ap_child_stop(struct ap_child *child)
{
    if (child->pid <= 0)
        return;
    (void)close(child->socket);
    (void)kill(child->pid, SIGKILL);
    while (waitpid(child->pid, NULL, 0) < 0 && errno == EINTR)
        continue;
    *child = (struct ap_child){.pid = 0, .socket = -1};
}

struct frame_head {
    uint32_t kind;
    uint32_t bytes;
};

/* Room for one descriptor in a control message, aligned as the kernel wants it. */
union control {
    struct cmsghdr align;
    char bytes[CMSG_SPACE(sizeof(int))];
};

static int
send_all(int socket, const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t sent = send(socket, bytes, n, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return AP_E_IO;
        bytes += sent;
        n -= (size_t)sent;
    }
    return AP_OK;
}

int
ap_frame_send(int socket, uint32_t kind, struct ap_str payload, int fd)
{
    if (payload.len > AP_FRAME_MAX)
        return AP_E_LIMIT;
    struct frame_head head = {kind, (uint32_t)payload.len};
    struct iovec part = {&head, sizeof head};
    union control control;
    memset(&control, 0, sizeof control);
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (fd >= 0) {
        message.msg_control = &control;
        message.msg_controllen = sizeof control;
        struct cmsghdr *c = CMSG_FIRSTHDR(&message);
        c->cmsg_level = SOL_SOCKET;
        c->cmsg_type = SCM_RIGHTS;
        c->cmsg_len = CMSG_LEN(sizeof fd);
        memcpy(CMSG_DATA(c), &fd, sizeof fd);
    }
    ssize_t sent;
    do
        sent = sendmsg(socket, &message, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    /* Eight bytes into a socket that is read in turn are never split. */
    if (sent != (ssize_t)sizeof head)
        return AP_E_IO;
    return send_all(socket, payload.ptr, payload.len);
}

static int
wait_readable(int socket, int64_t deadline)
{
    for (;;) {
        int64_t left = deadline < 0 ? -1 : deadline - ap_clock_ms();
        if (deadline >= 0 && left <= 0)
            return AP_E_CANCELLED;
        struct pollfd p = {.fd = socket, .events = POLLIN};
        int r = poll(&p, 1, (int)left);
        if (r > 0)
            return AP_OK;
        if (r < 0 && errno != EINTR)
            return AP_E_IO;
    }
}

static int
receive_all(int socket, int64_t deadline, char *bytes, size_t n)
{
    while (n > 0) {
        int r = wait_readable(socket, deadline);
        if (r < 0)
            return r;
        ssize_t got = recv(socket, bytes, n, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return AP_E_IO;
        bytes += got;
        n -= (size_t)got;
    }
    return AP_OK;
}

/* The descriptor in a received message, or -1. */
static int
fd_in(struct msghdr *message)
{
    int fd = -1;
    for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c; c = CMSG_NXTHDR(message, c))
        if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS &&
            c->cmsg_len == CMSG_LEN(sizeof fd))
            memcpy(&fd, CMSG_DATA(c), sizeof fd);
    return fd;
}

static int
receive_head(int socket, int64_t deadline, struct frame_head *ret_head, int *ret_fd)
{
    struct frame_head head;
    union control control;
    struct iovec part = {&head, sizeof head};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = &control,
                             .msg_controllen = sizeof control};
    int r = wait_readable(socket, deadline);
    if (r < 0)
        return r;
    ssize_t got;
    do
        got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    while (got < 0 && errno == EINTR);
    if (got <= 0)
        return AP_E_IO;
    int fd = fd_in(&message);
    r = receive_all(socket, deadline, (char *)&head + got, sizeof head - (size_t)got);
    if (r < 0) {
        if (fd >= 0)
            (void)close(fd);
        return r;
    }
    *ret_head = head;
    *ret_fd = fd;
    return AP_OK;
}

int
ap_frame_receive(int socket, int timeout_ms, uint32_t *ret_kind, char *payload, size_t size,
                 size_t *ret_n, int *ret_fd)
{
    int64_t deadline = timeout_ms < 0 ? -1 : ap_clock_ms() + timeout_ms;
    struct frame_head head;
    int fd = -1;
    int r = receive_head(socket, deadline, &head, &fd);
    if (r < 0)
        return r;
    r = head.bytes > size ? AP_E_LIMIT : receive_all(socket, deadline, payload, head.bytes);
    if (fd >= 0 && (r < 0 || !ret_fd)) {
        (void)close(fd);
        fd = -1;
    }
    if (r < 0)
        return r;
    *ret_kind = head.kind;
    *ret_n = head.bytes;
    if (ret_fd)
        *ret_fd = fd;
    return AP_OK;
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
