/* What a scan found, for people, for machines and as SARIF.
 * Place in the flow: report; `scan` prints it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/buf.h"
#include "model/inspection.h"

struct ap_leak_file {
    struct ap_str path; /* as shown */
    const struct ap_record *record;
};
struct ap_leak_files {
    struct ap_leak_file *items;
    size_t n;
    size_t cap;
};

void ap_leaks_text(const struct ap_leak_files *files, struct ap_buf *out);
void ap_leaks_json(const struct ap_leak_files *files, struct ap_buf *out);
void ap_leaks_sarif(const struct ap_leak_files *files, struct ap_buf *out);
/** The severity of a file that could not be scanned: nobody has approved it yet. */
#define AP_LEAKS_UNSCANNABLE AP_HIGH
