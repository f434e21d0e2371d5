/* Scope-bound release for what lives outside arenas.
 * Place in the flow: base.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"

#define AP_CLEANUP(fn) __attribute__((cleanup(fn)))

/** Keeps errno: the function that ends may be giving AP_E_IO. */
static inline void
ap_cleanup_fd(int *fd)
{
    int error = errno;
    if (*fd >= 0)
        (void)close(*fd);
    errno = error;
}

/** Takes the address of a pointer to any type. */
static inline void
ap_cleanup_free(void *pointer_to_pointer)
{
    void *memory;
    memcpy(&memory, pointer_to_pointer, sizeof memory);
    free(memory);
}

/** `AP_AUTO_FD int fd = -1;` and so on: released when the scope ends. */
#define AP_AUTO_FD AP_CLEANUP(ap_cleanup_fd)
#define AP_AUTO_FREE AP_CLEANUP(ap_cleanup_free)
#define AP_AUTO_BUF AP_CLEANUP(ap_buf_release)
#define AP_AUTO_ARENA AP_CLEANUP(ap_arena_release)
