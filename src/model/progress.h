/* How far long work has come.
 * Place in the flow: model; stages tell, cli shows.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/base.h"

/** Told how far the reading has come, in bytes: 0 before it begins, then from any of its threads. */
struct ap_progress {
    void (*show)(void *ctx, uint64_t done, uint64_t total);
    void *ctx;
};
