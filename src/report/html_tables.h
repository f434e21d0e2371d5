/* The sections of a pack's index.
 * Place in the flow: report; private to html_index.c and its two files of tables.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "report/html.h"

void ap_html_dealbreakers(const struct ap_report_context *ctx, struct ap_buf *out);
void ap_html_controls(const struct ap_report_context *ctx, struct ap_buf *out);
void ap_html_periods(const struct ap_report_context *ctx, struct ap_buf *out);
void ap_html_slots(const struct ap_report_context *ctx, struct ap_buf *out);
void ap_html_files(const struct ap_report_context *ctx, struct ap_buf *out);
void ap_html_gaps(const struct ap_report_context *ctx, struct ap_buf *out);
void ap_html_exceptions(const struct ap_report_context *ctx, struct ap_buf *out);
void ap_html_withheld(const struct ap_report_context *ctx, struct ap_buf *out);
