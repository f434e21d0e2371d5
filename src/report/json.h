/* The parts of check/v1 that have files of their own.
 * Place in the flow: report; called by json.c in the order of the document.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "report/records.h"

/** `"evidence"`: every file, with what it is used for. */
void ap_report_json_evidence(struct ap_json *json, const struct ap_report_context *ctx);
/** `"dealbreakers"`, `"answers"`, `"readiness"`. */
void ap_report_json_answers(struct ap_json *json, const struct ap_report_context *ctx);
/** `"edge"`, `"frameworks_coverage"`, `"tuned"`, `"diagnostics"`. */
void ap_report_json_extras(struct ap_json *json, const struct ap_report_context *ctx,
                           const struct ap_diag *diags);
/** frameworks_coverage, registers, requests, disabled. */
void ap_report_json_views(struct ap_json *json, const struct ap_report_context *ctx);
/** `"open"`: ids of the open risks, actions and findings about a control. */
void ap_report_json_linked(struct ap_json *json, const struct ap_report_context *ctx,
                           const struct ap_control *control);
