/* Any bytes as JSON through the checks on documents and rows: findings and facts are bounded, never a crash.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#define READER_KIND AP_KIND_JSON
#define READER_CHECKS                                                                              \
    "review-signoff", "runbook-steps", "ticket-closure", "alert-catalogue", "tenant-protections",  \
        "retention", "rate-limit-config", "scope-matrix", "token-register", "register-hygiene"
#include "reader.h"
