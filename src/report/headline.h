/* The verdict in words: the same sentence opens every report for people.
 * Place in the flow: report.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "report/context.h"

/** "NOT COMPLETE: 23 gaps", "BLOCKED: secrets in 2 files, 5 gaps", "COMPLETE SO FAR: 4 fall due by 2026-10-15", "COMPLETE". */
struct ap_str ap_report_headline(const struct ap_report_context *ctx);
/** "Coverage 61.5 % (64 of 104 due items proven)". Never rounded up. */
struct ap_str ap_report_coverage(const struct ap_report_context *ctx);
/** "Northwind Cloud, Northwind API", as one line. */
struct ap_str ap_report_subject(const struct ap_report_context *ctx);
/** "3 gaps", "1 gap": a count with its noun, which takes an s. */
struct ap_str ap_report_count(struct ap_arena *mem, size_t n, const char *noun);
/** "64 satisfied, 2 excepted, 3 missing": the statuses that occur. */
struct ap_str ap_report_statuses(const struct ap_report_context *ctx);
/** "2 high, 10 low", or an empty view. */
struct ap_str ap_report_severities(const struct ap_report_context *ctx);
