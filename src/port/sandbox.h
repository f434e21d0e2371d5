/* What a process gives up before it parses hostile bytes (Linux).
 * Place in the flow: port; apipack-extract enters it before its first document.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/base.h"

/** Which walls stand; more are better, none is promised by every kernel. */
struct ap_sandbox {
    bool limits; /* memory, descriptors, file size 0, no core */
    bool no_new_privileges;
    bool seccomp; /* only reading, memory and talking over open descriptors */
};

/** Enter it, for good. Under AddressSanitizer or ThreadSanitizer only what they bear is set.
 *  memory_bytes  bound of the address space */
struct ap_sandbox ap_sandbox_enter(uint64_t memory_bytes);

/** Become the program words[0], with bounds and without the right to use the network, to write files or to start
 *  processes. Its environment is small and always the same, but for TESSDATA_PREFIX.
 *
 *  words    a path, arguments, NULL
 *  errors   AP_E_IO (the bounds cannot be set), AP_E_NOTFOUND (it cannot be started); else it does not return */
AP_CHECKED int ap_sandbox_run(unsigned cpu_s, uint64_t memory_bytes, char *const *words);

/** Let the process use `seconds` of CPU time from now on; then it is killed. */
void ap_sandbox_cpu(unsigned seconds);
