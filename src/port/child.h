/* A helper program at the other end of a socket: started, ended, and what it died of.
 * Place in the flow: port (POSIX); inspect keeps apipack-extract behind it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/str.h"

#define AP_CHILD_SOCKET 3 /* the child's end of the socket pair */

struct ap_child {
    int pid; /* 0: none is running */
    int socket;
};

/** Start `program`, with its end of a socket pair as descriptor AP_CHILD_SOCKET, stdin and stdout on /dev/null, an
 *  environment of LC_ALL=C alone, and no other descriptor of ours but stderr.
 *  errors AP_E_NOTFOUND (no such program), AP_E_IO */
AP_CHECKED int ap_child_start(const char *program, struct ap_child *ret_child);
/** End it, if it runs, and reap it. The struct may be started again. Gives the signal that it died of: SIGKILL if it
 *  was alive, 0 if it ended by itself or never ran. */
int ap_child_stop(struct ap_child *child);

/** Monotonic milliseconds, for deadlines only. */
int64_t ap_clock_ms(void);

/** `NAME` in the folder of the running program. Gives a heap string, or NULL. */
char *ap_program_beside(const char *name);
/** `NAME` in the folders of PATH, as an absolute path. Gives a heap string, or NULL. */
char *ap_program_in_path(const char *name);
