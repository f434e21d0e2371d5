/* What the vault may use of the world outside: clock, patience, environment, a line to the person. The command line gives it.
 * Place in the flow: vault; nothing here reads a clock or prints on its own.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"

struct ap_outside {
    const char *(*env)(const char *name); /* NULL: not set */
    int64_t (*now_s)(void);               /* seconds since 1970-01-01 UTC */
    /** Wait; AP_E_CANCELLED when told to stop meanwhile. */
    int (*pause)(void *ctx, int64_t ms);
    /** A line for the person, at once: what to type for a device code, what is waited for. */
    void (*say)(void *ctx, struct ap_str line);
    /** The same, with --verbose only: one line a request. NULL: nobody listens. */
    void (*trace)(void *ctx, struct ap_str line);
    /** So many of so many bytes are there; NULL: nobody listens. */
    void (*progress)(void *ctx, struct ap_str name, uint64_t done, uint64_t total);
    void *ctx;
    const ap_stop *cancel;
};

void ap_outside_say(const struct ap_outside *out, const char *fmt, ...) AP_PRINTF(2, 3);
void ap_outside_trace(const struct ap_outside *out, const char *fmt, ...) AP_PRINTF(2, 3);
/** The variable's value, or an empty view. */
struct ap_str ap_outside_env(const struct ap_outside *out, const char *name);
