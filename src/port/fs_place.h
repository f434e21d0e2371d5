/* Files put into place: moved, kept under a second name, copied; each in one step and on the disk when it returns.
 * Place in the flow: port; what changes a workspace's evidence goes through here.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/str.h"

/** Rename within one file system; replaces `to`.
 *  errors AP_E_INVALID (another file system: copy instead), AP_E_NOTFOUND, AP_E_IO (errno) */
AP_CHECKED int ap_fs_move(const char *from, const char *to);
/** Rename in place, to a name that must be new; one that differs in case alone is new even where the file system folds case.
 *  errors AP_E_EXISTS, AP_E_INVALID (another file system), AP_E_NOTFOUND, AP_E_IO (errno) */
AP_CHECKED int ap_fs_rename_new(const char *from, const char *to);
/** Give a file a second name that must be new, so that it outlives the first: a hard link, or a copy where there are none.
 *  errors AP_E_EXISTS, AP_E_NOTFOUND, AP_E_IO (errno) */
AP_CHECKED int ap_fs_keep(const char *path, const char *kept);
/** Remove a file. errors AP_E_NOTFOUND, AP_E_IO (errno) */
AP_CHECKED int ap_fs_remove(const char *path);
