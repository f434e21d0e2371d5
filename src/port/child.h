/* A helper program at the other end of a socket: started, sent descriptors, spoken to in bounded frames.
 * Place in the flow: port (POSIX); inspect keeps apipack-extract behind it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/str.h"

#define AP_FRAME_MAX 65536u /* payload of one frame */
#define AP_CHILD_SOCKET 3   /* the child's end of the socket pair */

struct ap_child {
    int pid; /* 0: none is running */
    int socket;
};

/** Start `program`, with its end of a socket pair as descriptor AP_CHILD_SOCKET, stdin and stdout on /dev/null, an
 *  environment of LC_ALL=C alone, and no other descriptor of ours but stderr.
 *  errors AP_E_NOTFOUND (no such program), AP_E_IO */
AP_CHECKED int ap_child_start(const char *program, struct ap_child *ret_child);
/** End it, if it runs, and reap it. The struct may be started again. */
void ap_child_stop(struct ap_child *child);

/** One frame: 32-bit kind, 32-bit length, payload. `fd` travels with it; -1: none.
 *  errors AP_E_IO (the other side is gone), AP_E_LIMIT (payload above AP_FRAME_MAX) */
AP_CHECKED int ap_frame_send(int socket, uint32_t kind, struct ap_str payload, int fd);

/** Wait at most `timeout_ms` (-1: for ever) for a frame; *ret_n bytes of payload are in `payload`. A descriptor
 *  that came along is given in *ret_fd (-1: none), which may be NULL: then one that comes is closed.
 *  errors AP_E_IO (end of stream, or the system), AP_E_LIMIT (longer than `size`), AP_E_CANCELLED (no frame in time) */
AP_CHECKED int ap_frame_receive(int socket, int timeout_ms, uint32_t *ret_kind, char *payload,
                                size_t size, size_t *ret_n, int *ret_fd);

/** Monotonic milliseconds, for deadlines only. */
int64_t ap_clock_ms(void);

/** `NAME` in the folder of the running program. Gives a heap string, or NULL. */
char *ap_program_beside(const char *name);
