/* Bounded messages over a socket pair, gathered on both sides so that many of them cost one system call.
 * Place in the flow: port (POSIX).
 * SPDX-License-Identifier: Apache-2.0 */
#include "port/frames.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "port/child.h"

struct frame_head {
    uint32_t kind;
    uint32_t bytes;
};

#define ROOM (AP_FRAME_MAX + sizeof(struct frame_head)) /* of the longest frame, on either side */

/* Room for one descriptor in a control message, aligned as the kernel wants it. */
union control {
    struct cmsghdr align;
    char bytes[CMSG_SPACE(sizeof(int))];
};

void
ap_channel_open(struct ap_channel *channel, int socket, int tick_ms)
{
    *channel = (struct ap_channel){.socket = socket, .fd = -1};
    channel->in = ap_xmalloc(ROOM);
    channel->out = ap_xmalloc(ROOM);
    struct timeval tick = {tick_ms / 1000, tick_ms % 1000 * 1000};
    if (tick_ms <= 0)
        return;
    (void)setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &tick, sizeof tick);
    (void)setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &tick, sizeof tick);
}

void
ap_channel_close(struct ap_channel *channel)
{
    int fd = channel->in ? ap_channel_take_fd(channel) : -1;
    if (fd >= 0)
        (void)close(fd);
    free(channel->in);
    free(channel->out);
    *channel = (struct ap_channel){.socket = -1, .fd = -1};
}

/* --- saying -------------------------------------------------------------------------------------- */

static int
send_some(int socket, struct msghdr *message, size_t *ret_n)
{
    ssize_t sent;
    do
        sent = sendmsg(socket, message, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    if (sent <= 0)
        return AP_E_IO;
    *ret_n = (size_t)sent;
    return AP_OK;
}

int
ap_frame_flush(struct ap_channel *channel, int fd)
{
    union control control;
    size_t from = 0;
    while (from < channel->n_out) {
        struct iovec part = {channel->out + from, channel->n_out - from};
        struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
        if (fd >= 0 && from == 0) {
            memset(&control, 0, sizeof control);
            message.msg_control = &control;
            message.msg_controllen = sizeof control;
            struct cmsghdr *c = CMSG_FIRSTHDR(&message);
            c->cmsg_level = SOL_SOCKET;
            c->cmsg_type = SCM_RIGHTS;
            c->cmsg_len = CMSG_LEN(sizeof fd);
            memcpy(CMSG_DATA(c), &fd, sizeof fd);
        }
        size_t n = 0;
        int r = send_some(channel->socket, &message, &n);
        if (r < 0)
            return r;
        from += n;
    }
    channel->n_out = 0;
    return AP_OK;
}

int
ap_frame_put(struct ap_channel *channel, uint32_t kind, struct ap_str payload)
{
    struct frame_head head = {kind, (uint32_t)payload.len};
    if (payload.len > AP_FRAME_MAX)
        return AP_E_LIMIT;
    if (channel->n_out + sizeof head + payload.len > ROOM) {
        int r = ap_frame_flush(channel, -1);
        if (r < 0)
            return r;
    }
    memcpy(channel->out + channel->n_out, &head, sizeof head);
    if (payload.len > 0)
        memcpy(channel->out + channel->n_out + sizeof head, payload.ptr, payload.len);
    channel->n_out += sizeof head + payload.len;
    return AP_OK;
}

/* --- hearing ------------------------------------------------------------------------------------- */

/* One descriptor is kept at most; the kernel closes those for which there was no room. */
static void
keep_fd(struct ap_channel *channel, struct msghdr *message)
{
    for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c; c = CMSG_NXTHDR(message, c)) {
        int fd = -1;
        if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS ||
            c->cmsg_len != CMSG_LEN(sizeof fd))
            continue;
        memcpy(&fd, CMSG_DATA(c), sizeof fd);
        int before = ap_channel_take_fd(channel);
        if (before >= 0)
            (void)close(before);
        channel->fd = fd;
    }
}

/* More bytes behind those that are there. The kernel never gives bytes of two flushes with a descriptor at once. */
static int
receive(struct ap_channel *channel, int64_t deadline)
{
    union control control;
    if (channel->from > 0) {
        memmove(channel->in, channel->in + channel->from, channel->end - channel->from);
        channel->end -= channel->from;
        channel->from = 0;
    }
    for (;;) {
        if (deadline >= 0 && ap_clock_ms() >= deadline)
            return AP_E_CANCELLED;
        struct iovec part = {channel->in + channel->end, ROOM - channel->end};
        struct msghdr message = {.msg_iov = &part,
                                 .msg_iovlen = 1,
                                 .msg_control = &control,
                                 .msg_controllen = sizeof control};
        ssize_t got = recvmsg(channel->socket, &message, MSG_CMSG_CLOEXEC);
        if (got > 0) {
            keep_fd(channel, &message);
            channel->end += (size_t)got;
            return AP_OK;
        }
        if (got == 0 || (errno != EINTR && errno != EAGAIN && errno != EWOULDBLOCK))
            return AP_E_IO;
    }
}

int
ap_frame_take(struct ap_channel *channel, int64_t deadline, uint32_t *ret_kind,
              struct ap_str *ret_payload)
{
    for (;;) {
        struct frame_head head = {0, 0};
        size_t n = channel->end - channel->from;
        if (n >= sizeof head)
            memcpy(&head, channel->in + channel->from, sizeof head);
        if (head.bytes > AP_FRAME_MAX)
            return AP_E_LIMIT;
        if (n >= sizeof head && n - sizeof head >= head.bytes) {
            *ret_kind = head.kind;
            *ret_payload = (struct ap_str){channel->in + channel->from + sizeof head, head.bytes};
            channel->from += sizeof head + head.bytes;
            return AP_OK;
        }
        int r = receive(channel, deadline);
        if (r < 0)
            return r;
    }
}

int
ap_channel_take_fd(struct ap_channel *channel)
{
    int fd = channel->fd;
    channel->fd = -1;
    return fd;
}
