/* What the file-system sources share among themselves.
 * Place in the flow: port; included by fs*.c only.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "port/fs.h"

/** openat() that never leaves `root_fd`: -1 and errno EXDEV when a link or `..` would.
 *  flags  O_PATH or O_RDONLY with what goes with them; O_CLOEXEC is added */
int ap_fs_beneath(int root_fd, struct ap_str path, int flags);
/** The result code that stands for `err`, an errno of open() or stat(); errno is set to it. */
int ap_fs_result(int err);
/** Close, with errno left as it is. */
void ap_fs_close(int fd);
