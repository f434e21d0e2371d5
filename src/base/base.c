/* The out-of-memory hook, allocation that never gives NULL, the system's words.
 * Place in the flow: base.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/base.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EXIT_NO_MEMORY 5

static ap_oom_hook oom_hook;

void
ap_set_oom_hook(ap_oom_hook hook)
{
    oom_hook = hook;
}

void
ap_oom(size_t bytes)
{
    if (oom_hook)
        oom_hook(bytes);
    _exit(EXIT_NO_MEMORY); /* also if the hook returned against its contract */
}

void *
ap_xmalloc(size_t bytes)
{
    void *made = malloc(bytes ? bytes : 1);
    if (!made)
        ap_oom(bytes);
    return made;
}

void *
ap_xrealloc(void *old, size_t bytes)
{
    void *made = realloc(old, bytes ? bytes : 1);
    if (!made)
        ap_oom(bytes);
    return made;
}

const char *
ap_error_text(int error_number)
{
    const char *words = strerrordesc_np(error_number);
    return words ? words : "unknown error";
}
