/* A fixed pool of threads over an indexed work list (POSIX threads).
 * Place in the flow: port; inspect runs on it, results go by index so that order never depends on timing.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/base.h"

/** Called once per index; `worker` is 0 … n_workers-1. A negative result stops the pool; the lowest index's wins. */
typedef int (*ap_pool_fn)(void *ctx, unsigned worker, size_t index);

/** Run fn for 0 … n-1 on `n_workers` threads (1 = on the caller's). Returns when all are done or stopped.
 *  *cancel (may be NULL) is looked at between items: AP_E_CANCELLED. */
AP_CHECKED int ap_pool_run(unsigned n_workers, size_t n, const ap_stop *cancel, ap_pool_fn fn, void *ctx);
unsigned ap_pool_processors(void);
