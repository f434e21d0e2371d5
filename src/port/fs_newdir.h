/* A new folder that appears whole or not at all (POSIX).
 * Place in the flow: port; a pack is extracted into one.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/str.h"

/** A folder being filled beside its final place: `.NAME.apipack-PID-XXXXXX`. One file at a time is written. */
struct ap_newdir;

/** errors AP_E_EXISTS (something is at `path`), AP_E_NOTFOUND (the folder above), AP_E_INVALID, AP_E_IO (errno) */
AP_CHECKED int ap_newdir_open(const char *path, struct ap_newdir **ret_dir);
/** Begin a file; folders on the way are made. `path` must be confined. AP_E_INVALID, AP_E_EXISTS, AP_E_IO */
AP_CHECKED int ap_newdir_file_open(struct ap_newdir *dir, struct ap_str path);
AP_CHECKED int ap_newdir_file_write(struct ap_newdir *dir, struct ap_str bytes);
AP_CHECKED int ap_newdir_file_close(struct ap_newdir *dir);
/** A folder, with those on the way; it may be there. */
AP_CHECKED int ap_newdir_make(struct ap_newdir *dir, struct ap_str path);
/** Give it its name, unless something is there by now (AP_E_EXISTS); frees `dir` whatever the result. */
AP_CHECKED int ap_newdir_commit(struct ap_newdir *dir);
/** Remove all of it and free `dir`; NULL is fine. */
void ap_newdir_abort(struct ap_newdir *dir);
