/* The parts of the Markdown report.
 * Place in the flow: report; private to the files of markdown*.c.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "report/context.h"
#include "report/escape.h"

/** "## Title" and the head of a table; title and columns are literals of ours. */
void ap_markdown_head(struct ap_buf *out, const char *title, const char *const *columns, size_t n);
/** A row; every cell is escaped. */
void ap_markdown_row(struct ap_buf *out, const struct ap_str *cells, size_t n);

#define AP_MARKDOWN_SUMMARY (1024u * 1024u) /* bytes that GitHub shows as the summary of a step */
#define AP_MARKDOWN_COMMENT 65536u          /* characters of a comment; bytes are never fewer */
/** Cut the finished report to at most so many bytes: the same number of rows of each table, and below it how many are left out. */
void ap_markdown_fit(struct ap_buf *out, size_t most);

void ap_markdown_gaps(const struct ap_report_context *ctx, struct ap_buf *out);
void ap_markdown_sections(const struct ap_report_context *ctx, struct ap_buf *out);
void ap_markdown_withheld(const struct ap_report_context *ctx, struct ap_buf *out);
void ap_markdown_edges(const struct ap_report_context *ctx, struct ap_buf *out);
void ap_markdown_findings(const struct ap_report_context *ctx, struct ap_buf *out);
/* markdown_views.c */
void ap_markdown_standing(const struct ap_report_context *ctx, struct ap_buf *out); /* frameworks, readiness, questions */
void ap_markdown_work(const struct ap_report_context *ctx, struct ap_buf *out);     /* requests, registers */
void ap_markdown_summaries(const struct ap_report_context *ctx, struct ap_buf *out); /* what the evidence says, by control */
void ap_markdown_coverage(const struct ap_report_context *ctx, struct ap_buf *out); /* by framework id */
void ap_markdown_left_out(const struct ap_report_context *ctx, struct ap_buf *out);
