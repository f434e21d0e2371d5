/* The parts of a SARIF 2.1.0 document: one run, its results.
 * Place in the flow: report; the gap report and the scan write theirs with it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/json.h"
#include "diag/diag.h"

/** From the begin to within tool.driver, which stays open for its rules. */
void ap_sarif_open(struct ap_json *json);
/** Ends the driver and begins the results. */
void ap_sarif_results(struct ap_json *json);

struct ap_sarif_result {
    struct ap_str rule;
    size_t rule_index; /* SIZE_MAX: the driver lists no rules */
    enum ap_severity severity;
    struct ap_str message;
    struct ap_place place; /* line 0: the whole file */
    struct ap_str fingerprint;
};
/** Leaves the result open for what it has besides. */
void ap_sarif_result_open(struct ap_json *json, const struct ap_sarif_result *result);
/** Ends the results; the run stays open. */
void ap_sarif_results_close(struct ap_json *json);
/** Ends run and document. */
void ap_sarif_close(struct ap_json *json);

/** `"key": {"text": text}`, in which no link can begin. */
void ap_sarif_message(struct ap_json *json, const char *key, struct ap_str text);
/** note, warning or error. */
const char *ap_sarif_level(enum ap_severity severity);
