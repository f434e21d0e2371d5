/* What another program prints, bounded in size and time (POSIX).
 * Place in the flow: port; the command line asks git who the user is.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"

/** Run `words[0]`, found by PATH, with its output read to the end; stdin is empty, stderr is thrown away.
 *
 *  words    ends with NULL; no shell is involved
 *  errors   AP_E_NOTFOUND (no such program), AP_E_INVALID (it ended with a failure), AP_E_LIMIT (more than `max` bytes, or longer than
 *           `timeout_ms`; it is ended then), AP_E_IO */
AP_CHECKED int ap_command_output(const char *const *words, size_t max, int timeout_ms,
                                 struct ap_arena *mem, struct ap_str *ret_output);

/** What a program is given and says beside its output. */
struct ap_command_io {
    int in;                     /* its standard input, read from where it stands; -1: empty */
    const ap_stop *cancel; /* NULL, or non-zero to end it: AP_E_CANCELLED then */
    size_t max_errors;          /* bytes of standard error that are kept; 0: thrown away */
    struct ap_str errors;       /* what was kept, in `mem` */
};
/** As ap_command_output(), with standard input and error. `io->errors` is filled whenever the program was started. */
AP_CHECKED int ap_command_run(const char *const *words, struct ap_command_io *io, size_t max,
                              int timeout_ms, struct ap_arena *mem, struct ap_str *ret_output);
