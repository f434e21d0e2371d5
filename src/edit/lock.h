/* The lock of a workspace: one command writes at a time.
 * Place in the flow: edit; every command that changes a workspace holds it from before it reads until it has written.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "diag/diag.h"

/** How long a second writer waits for the first. */
#define AP_LOCK_WAIT_MS 3000

struct ap_lock {
    int fd; /* -1: not held */
};

/** Take the lock of the workspace in `dir` (its file is .apipack/lock, which stays and is never stale: the system gives the lock back when its
 *  process ends).
 *
 *      AP_AUTO_LOCK struct ap_lock lock = AP_LOCK_NONE;
 *      int r = ap_lock_take(ws->dir, "review", AP_LOCK_WAIT_MS, mem, &lock, dg);
 *      if (r < 0)
 *          return r;
 *
 *  command  what others read as its holder
 *  errors   AP_E_IO after WSP021 (another command holds it, named by its words and process) or CLI008 (the file cannot be made).
 *           A file system without locks gives a warning WSP021 and success */
AP_CHECKED int ap_lock_take(struct ap_str dir, const char *command, int wait_ms, struct ap_arena *mem,
                            struct ap_lock *ret_lock, struct ap_diag *dg);
/** Give it back; one that is not held is fine. */
void ap_lock_release(struct ap_lock *lock);

#define AP_LOCK_NONE {-1}
#define AP_AUTO_LOCK __attribute__((cleanup(ap_lock_release)))
