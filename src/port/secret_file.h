/* Random bytes and files that only their owner may read (getrandom, POSIX).
 * Place in the flow: port; the workspace key is made through it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/str.h"

/** Fill `out` from the system's generator. AP_E_IO */
AP_CHECKED int ap_random_bytes(void *out, size_t len);

/** Create a file with mode 0600, whatever the umask; never replaces one.
 *  errors AP_E_EXISTS, AP_E_IO (errno); nothing is left behind on failure */
AP_CHECKED int ap_secret_file_write_new(const char *path, struct ap_str bytes);
/** The same, in place of whatever file is there: written beside it, synced and renamed. errors AP_E_IO (errno) */
AP_CHECKED int ap_secret_file_replace(const char *path, struct ap_str bytes);
