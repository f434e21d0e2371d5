/* The sheets of the workbook that auditors ask for.
 * Place in the flow: report; xlsx.c puts them together.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "report/context.h"
#include "tables/sheet.h"

/** A row per slot that the audience sees; the CSV report too. */
void ap_report_slot_sheet(const struct ap_report_context *ctx, struct ap_sheet *ret_sheet);

void ap_workbook_summary(const struct ap_report_context *ctx, struct ap_sheet *ret_sheet);
/** The eight metadata columns as the library labels them, then its own fields, then what is known of the file. Outsiders: what is packed for them. */
void ap_workbook_evidence(const struct ap_report_context *ctx, struct ap_sheet *ret_sheet);
void ap_workbook_gaps(const struct ap_report_context *ctx, struct ap_sheet *ret_sheet);
void ap_workbook_findings(const struct ap_report_context *ctx, struct ap_sheet *ret_sheet);
/** A row a control: its proof, its readiness, and what its evidence says. */
void ap_workbook_controls(const struct ap_report_context *ctx, struct ap_sheet *ret_sheet);
void ap_workbook_frameworks(const struct ap_report_context *ctx, struct ap_sheet *ret_sheet);
/** Exceptions, what is not asked for, and what is withheld. */
void ap_workbook_exceptions(const struct ap_report_context *ctx, struct ap_sheet *ret_sheet);
