/* The sections of a pack's index.
 * Place in the flow: report; private to html_index.c and its files of tables.
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
/** What changed since another pack; nothing where none was named. */
void ap_html_since(const struct ap_report_context *ctx, struct ap_buf *out);

/* html_views.c; nothing where there is nothing to say. */
void ap_html_frameworks(const struct ap_report_context *ctx, struct ap_buf *out);
void ap_html_answers(const struct ap_report_context *ctx, struct ap_buf *out); /* readiness, questions */
void ap_html_requests(const struct ap_report_context *ctx, struct ap_buf *out);
void ap_html_registers(const struct ap_report_context *ctx, struct ap_buf *out);
/** A cell with the open risks, actions and findings about a control. */
void ap_html_open_of(const struct ap_report_context *ctx, const struct ap_control *control, struct ap_buf *out);

/** A link to the row of a slot in the table of all slots, which has the id that ap_html_slot_row gives it. */
void ap_html_slot_link(struct ap_buf *out, const struct ap_slot *slot);
/** `<tr id="…">` of that row. */
void ap_html_slot_row(struct ap_buf *out, const struct ap_slot *slot);
