/* A lock between processes (flock), with a word of who holds it.
 * Place in the flow: port; edit/lock.h puts the workspace's lock on it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"

/** Take the lock on the file `path`, which is made where it is not there, waiting at most `wait_ms` for another holder.
 *
 *  who      written into the file for others to read while the lock is held: `review (process 812)`
 *  gives    *ret_fd: closing it gives the lock back, and so does the end of the process, however it ends
 *  errors   AP_E_EXISTS (held; *ret_holder says by whom, as far as is known), AP_E_NOTFOUND (this file system has no
 *           locks), AP_E_IO (errno) */
AP_CHECKED int ap_fs_lock(const char *path, int wait_ms, struct ap_str who, struct ap_arena *mem,
                          int *ret_fd, struct ap_str *ret_holder);
