/* What to do next: one action per gap, by day, weight and owner, with the exact file to produce or to mend.
 * Place in the flow: report; the text, Markdown and HTML reports show it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "report/context.h"

struct ap_action {
    const struct ap_verdict *verdict;
    const char *verb;   /* "produce", "have reviewed", "take the secret out of" */
    struct ap_str file; /* expected file name, or the path of the file to mend */
};

/** What mends a slot that is `status`, whatever it is now: verb and file. */
struct ap_action ap_report_mend(const struct ap_report_context *ctx, const struct ap_verdict *verdict,
                                enum ap_status status);
/** Actions for all gaps: what blocks disclosure first, then what a baseline does not know, by due day, severity of the control, owner, slot. */
void ap_report_actions(const struct ap_report_context *ctx, struct ap_action **ret_actions, size_t *ret_n);
