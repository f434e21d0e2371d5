/* Any bytes as configuration of Envoy through the check on rate limits: findings and facts are bounded, never a crash.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#define READER_KIND   AP_KIND_YAML
#define READER_CHECKS "rate-limit-config"
#include "reader.h"
