/* Any bytes as the sheets of a workbook, as the extractor gives them, through the checks on documents and rows: findings and facts are bounded, never a crash.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#define READER_KIND AP_KIND_XLSX
#define READER_CHECKS                                                                              \
    "review-signoff", "runbook-steps", "ticket-closure", "alert-catalogue", "tenant-protections",  \
        "retention", "rate-limit-config", "scope-matrix", "token-register", "endpoint-list",       \
        "register-hygiene", "log-sample", "throttle-log"
#define READER_SHEETS
#define READER_AREAS (AP_SEGMENT_ASIDE | AP_SEGMENT_CELLS | AP_SEGMENT_AREAS)
#include "inspect/extract/protocol.h"
#include "reader.h"
