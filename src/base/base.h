/* Result codes, attributes and the out-of-memory hook that every file shares.
 * Place in the flow: beneath everything; knows no domain word and no third party.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Results of functions that can fail: 0, or one of these. The words for a person are in diagnostics,
 *  made where the cause is known; the code only says how the caller must go on. */
enum ap_err {
    AP_OK = 0,
    AP_E_NOMEM = -1,     /**< no memory; only seen by users of the public API */
    AP_E_IO = -2,        /**< the system failed: errno is meaningful right after the call */
    AP_E_LIMIT = -3,     /**< a bound of ours was reached */
    AP_E_SYNTAX = -4,    /**< the bytes do not parse */
    AP_E_INVALID = -5,   /**< parsed, but against the rules */
    AP_E_NOTFOUND = -6,  /**< not there */
    AP_E_EXISTS = -7,    /**< already there */
    AP_E_CANCELLED = -8, /**< stopped by a signal or by the caller */
    AP_E_BUG = -9,       /**< an invariant of ours does not hold */
    AP_E_REMOTE = -10,   /**< the remote side refused for good */
    AP_E_AGAIN = -11,    /**< the remote side was not there or too busy: the same again may succeed */
};

#define AP_CHECKED __attribute__((warn_unused_result))
#define AP_PRINTF(fmt_at, args_at) __attribute__((format(printf, fmt_at, args_at)))
#define AP_NORETURN __attribute__((noreturn))

#define AP_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/** Asks long work to stop when it is not 0: set by a signal handler or by another thread, lock-free. */
typedef atomic_int ap_stop;

/** NULL never stops. */
static inline bool
ap_is_stopped(const ap_stop *stop)
{
    return stop && atomic_load_explicit(stop, memory_order_relaxed) != 0;
}

/** The index that stands for "none" wherever an index is stored. */
#define AP_NONE UINT32_MAX

/** Called when an allocation of `bytes` fails. It must not return: the CLI's prints a line and ends the
 *  process with exit code 5. The default ends the process with 5 silently. Set once, before any thread. */
typedef void (*ap_oom_hook)(size_t bytes);
void ap_set_oom_hook(ap_oom_hook hook);
AP_NORETURN void ap_oom(size_t bytes);

/** malloc and realloc that end in ap_oom() instead of returning NULL; for what cannot live in an arena. */
void *ap_xmalloc(size_t bytes);
void *ap_xrealloc(void *old, size_t bytes);

/** The system's words for an errno value: never translated, safe in every thread. */
const char *ap_error_text(int error_number);

/** Sizes of a SHA-256 digest: raw, and as hex text with its NUL. */
#define AP_SHA256_BYTES 32
#define AP_SHA256_TEXT 65
