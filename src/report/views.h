/* What several renderers say of frameworks, readiness, registers and requests, in the same words.
 * Place in the flow: report.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "report/context.h"

/** A register: its key in JSON, its heading, and what one entry is called. */
struct ap_views_register {
    const char *key, *heading, *noun;
};
const struct ap_views_register *ap_views_register(enum ap_tracked_kind kind);
bool ap_views_is_about(const struct ap_tracked_verdict *verdict, const struct ap_control *control);
/** "open, due 2026-05-30, OVERDUE"; "closed 2026-05-12, without evidence". */
struct ap_str ap_views_tracked_state(const struct ap_report_context *ctx,
                                     const struct ap_tracked_verdict *verdict);
/** "3 entries, 2 open, 1 overdue, 1 closed without evidence"; empty when the register has no entry. */
struct ap_str ap_views_tracked_count(const struct ap_report_context *ctx,
                                     enum ap_tracked_kind kind);
/** The entries about a control, "R-3 Unthrottled sync (Platform, due 2026-09-30)"; the open ones of this kind. */
void ap_views_open_of(const struct ap_report_context *ctx, const struct ap_control *control,
                      enum ap_tracked_kind kind, struct ap_strs *ret_lines);
/** A risk or action that an exception names, with its state; just the id where no register has it. */
struct ap_str ap_views_link(const struct ap_report_context *ctx, enum ap_tracked_kind kind,
                            struct ap_str id);

/** "risk R-3 (open, due 2026-09-30), action CA-7 (closed)"; empty when the exception names neither. */
struct ap_str ap_views_rests_on(const struct ap_report_context *ctx,
                                const struct ap_exception *exception);

/** "12 of 20 ids proven, 5 partly, 2 open, 1 not-asked". */
struct ap_str ap_views_framework_ids(const struct ap_report_context *ctx,
                                     const struct ap_framework_coverage *whole);
/** "withdrawn, replaced by iso27017-2026"; empty for a current edition. */
struct ap_str ap_views_framework_warning(const struct ap_report_context *ctx,
                                         const struct ap_framework *framework);

/** "5 of 14 lines hold"; empty when the library has none. */
struct ap_str ap_views_readiness(const struct ap_report_context *ctx);
/** "6 Yes, 7 Partial, 3 No"; likewise. */
struct ap_str ap_views_answers(const struct ap_report_context *ctx);
/** "2 of 5 answered, 1 partly, 1 open, 1 no slot, 1 OVERDUE"; empty without requests. */
struct ap_str ap_views_requests(const struct ap_report_context *ctx);
/** What a request asks for: "TENANT-02, 2026-Q2, sample S-4". */
struct ap_str ap_views_asked(const struct ap_report_context *ctx, const struct ap_request *request);
/** "open, OVERDUE". */
struct ap_str ap_views_request_state(const struct ap_report_context *ctx,
                                     const struct ap_request_verdict *verdict);
/** What the auditor says to it: "Open: please send the export"; empty when the list says nothing. */
struct ap_str ap_views_auditor(const struct ap_report_context *ctx,
                               const struct ap_request *request);
/** Whom and what an entry is about: "Platform, TENANT-02, TENANT-06". */
struct ap_str ap_views_tracked_about(const struct ap_report_context *ctx,
                                     const struct ap_tracked_verdict *verdict);

/** What the evidence of a control says, where the audience may see it; else nothing. */
struct ap_str ap_views_summary(const struct ap_report_context *ctx,
                               const struct ap_control_verdict *verdict);

/** "ready", what its maturity rules say, or how many gaps it has. */
struct ap_str ap_views_ready_say(const struct ap_report_context *ctx,
                                 const struct ap_control_verdict *verdict);

/** The ids of the controls whose evidence the finding is about; empty if it is about none. */
struct ap_str ap_views_finding_controls(const struct ap_report_context *ctx,
                                        const struct ap_finding *finding);

/** The values with "; " between them. */
struct ap_str ap_views_joined(const struct ap_report_context *ctx, const struct ap_strs *values);
/** A word of the machine formats for people: "cannot be ruled out" of "cannot-be-ruled-out". */
struct ap_str ap_views_spoken(struct ap_arena *mem, const char *word);

/** What nothing is asked of in this run: controls by the workspace's applicability, then whatever overlays took out. */
struct ap_views_left_out {
    struct ap_str
        id; /* of other things than controls and requirements with their kind: "question Q03" */
    struct ap_str title;
    const char *status; /* "not-applicable", "disabled" */
    struct ap_str reason;
    struct ap_str approver;
};
void ap_views_left_out(const struct ap_report_context *ctx, struct ap_views_left_out **ret_rows,
                       size_t *ret_n);
