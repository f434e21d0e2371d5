/* The verdict in words: the same sentence opens every report for people.
 * Place in the flow: report.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "report/context.h"

/** "NOT COMPLETE: 23 gaps", "BLOCKED: secrets in 2 files, 5 gaps", "COMPLETE SO FAR; 4 fall due by 2026-10-15", "COMPLETE". */
struct ap_str ap_report_headline(const struct ap_report_context *ctx);
/** "Coverage 61.5 % (64 of 104 due items proven)". Never rounded up. */
struct ap_str ap_report_coverage(const struct ap_report_context *ctx);
/** "Since the check as of 2026-07-01: 2 new gaps, 1 new finding; 3 gaps known, 1 closed"; empty without a baseline. */
struct ap_str ap_report_since(const struct ap_report_context *ctx);
/** `word`, with " (new)" behind it where the baseline does not know what it stands for. */
struct ap_str ap_report_marked(const struct ap_report_context *ctx, const char *word, bool known);
/** "Northwind Cloud, Northwind API", as one line. */
struct ap_str ap_report_subject(const struct ap_report_context *ctx);
/** "3 gaps", "1 gap": a count with its noun, which takes an s. */
struct ap_str ap_report_count(struct ap_arena *mem, size_t n, const char *noun);
/** "64 satisfied, 2 excepted, 3 missing": the statuses that occur. */
struct ap_str ap_report_statuses(const struct ap_report_context *ctx);
/** "2 high, 10 low", or an empty view. */
struct ap_str ap_report_severities(const struct ap_report_context *ctx);
