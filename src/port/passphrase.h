/* A passphrase asked for on the terminal, without an echo (POSIX termios).
 * Place in the flow: port; the command line asks for those of keys and encrypted packs.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"

#define AP_PASSPHRASE_MAX 1024 /* bytes */

/** Ask on the terminal of this process. A signal ends the question and leaves the terminal as it was.
 *  errors AP_E_NOTFOUND (standard input is no terminal, or its end was reached), AP_E_CANCELLED (a signal), AP_E_LIMIT, AP_E_IO */
AP_CHECKED int ap_passphrase_ask(const char *prompt, struct ap_arena *mem,
                                 struct ap_str *ret_passphrase);
