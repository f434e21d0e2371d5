/* What is wrong, as one list: gaps and findings with a rule, a weight, a place and a fingerprint.
 * Place in the flow: report; the formats of code hosts and CI services are made of it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "report/context.h"

struct ap_issue {
    /* stable: the requirement of a gap ("AUTH-04/rotation-ticket"), the code of a finding ("REV001") */
    struct ap_str rule;
    struct ap_str title;              /* of the rule */
    const struct ap_verdict *gap;     /* NULL for a finding */
    const struct ap_finding *finding; /* NULL for a gap */
    enum ap_severity severity;        /* a gap weighs as its control */
    struct ap_place place;            /* a file below the workspace, line and column at least 1 */
    struct ap_str message;            /* one line, fit to be shown */
    struct ap_str fix;                /* likewise; may be empty */
    /* 64 hex digits, unique in a run; of a gap the same as long as its slot is one */
    struct ap_str fingerprint;
    bool known;      /* the baseline has it */
};

/** Everything that the plan's audience may know, the new before what a baseline knows, then worst first, gaps before findings.
 *
 *  place   of a gap: the evidence that causes it; of what is missing its row of the register, else its requirement in a library of the
 *          workspace, else apipack.yaml */
void ap_report_issues(const struct ap_report_context *ctx, struct ap_issue **ret_issues,
                      size_t *ret_n);
/** What mends a gap, for the plan's audience: "produce NAME; due DAY, owner WHO". */
struct ap_str ap_report_fix(const struct ap_report_context *ctx, const struct ap_verdict *verdict);
/** `s` on one line, with nothing in it that a terminal or a CI service takes for a command. */
struct ap_str ap_report_plain(struct ap_arena *mem, struct ap_str s);
