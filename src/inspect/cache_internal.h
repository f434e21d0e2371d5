/* What the files of the cache share.
 * Place in the flow: inspect; for cache*.c alone.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "inspect/cache.h"
#include "port/digest.h"

/** As given to ap_cache_open(). */
struct ap_str ap_cache_circumstances(const struct ap_cache *cache);
ap_day ap_cache_as_of(const struct ap_cache *cache);
