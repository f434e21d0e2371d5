/* Lines to the person, and the environment as views.
 * Place in the flow: vault.
 * SPDX-License-Identifier: Apache-2.0 */
#include "vault/outside.h"

#include "base/cleanup.h"

static void tell(void (*to)(void *, struct ap_str), void *ctx, const char *fmt, va_list args)
    AP_PRINTF(3, 0);

static void
tell(void (*to)(void *, struct ap_str), void *ctx, const char *fmt, va_list args)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    if (to)
        to(ctx, ap_arena_vprintf(&mem, fmt, args));
}

void
ap_outside_say(const struct ap_outside *out, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    tell(out->say, out->ctx, fmt, args);
    va_end(args);
}

void
ap_outside_trace(const struct ap_outside *out, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    tell(out->trace, out->ctx, fmt, args);
    va_end(args);
}

struct ap_str
ap_outside_env(const struct ap_outside *out, const char *name)
{
    return ap_str_from(out->env(name));
}
