/* Any bytes as OpenAPI: findings and facts are bounded, never a crash.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#define READER_KIND   AP_KIND_YAML
#define READER_CHECKS "endpoint-list"
#include "reader.h"
