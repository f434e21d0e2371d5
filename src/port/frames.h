/* Bounded messages over a socket pair, gathered on both sides so that many of them cost one system call.
 * Place in the flow: port (POSIX); inspect and apipack-extract speak so.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/str.h"

#define AP_FRAME_MAX 65536u /* payload of one frame */

/** One end. What is said waits until it is flushed, or until there is much of it. */
struct ap_channel {
    int socket; /* the caller's */
    char *in, *out;
    size_t from, end; /* of `in`: received and not yet taken */
    size_t n_out;
    int fd; /* came along and was not taken; -1: none */
};

/** Speak over `socket`. With `tick_ms` above 0, a wait for the other side ends after so long, and a deadline is
 *  kept to such a tick; with 0 it has no end. */
void ap_channel_open(struct ap_channel *channel, int socket, int tick_ms);
void
ap_channel_close(struct ap_channel *channel); /* the socket stays open; zero-initialised is fine */

/** Say one frame: 32-bit kind, 32-bit length, payload.
 *  errors AP_E_IO (the other side is gone, or takes nothing), AP_E_LIMIT (payload above AP_FRAME_MAX) */
AP_CHECKED int ap_frame_put(struct ap_channel *channel, uint32_t kind, struct ap_str payload);
/** Send what was said. `fd` travels with it; -1: none. */
AP_CHECKED int ap_frame_flush(struct ap_channel *channel, int fd);
/** Wait until `deadline` of ap_clock_ms() (-1: for ever) for the next frame. *ret_payload is valid until the next call.
 *  errors AP_E_IO (end of stream, or the system), AP_E_LIMIT (longer than AP_FRAME_MAX), AP_E_CANCELLED (no frame in time) */
AP_CHECKED int ap_frame_take(struct ap_channel *channel, int64_t deadline, uint32_t *ret_kind,
                             struct ap_str *ret_payload);
/** The descriptor that came along, which is the caller's from now on; -1: none. */
int ap_channel_take_fd(struct ap_channel *channel);
