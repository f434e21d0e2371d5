/* Any bytes as XML through the checks on documents: findings and facts are bounded, never a crash.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#define READER_KIND AP_KIND_XML
#define READER_CHECKS                                                                              \
    "review-signoff", "runbook-steps", "ticket-closure", "alert-catalogue", "tenant-protections",  \
        "retention", "rate-limit-config"
#include "reader.h"
