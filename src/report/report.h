/* One assessment, rendered many ways: a row of formats.def and one file each.
 * Place in the flow: report; deterministic bytes into a buffer.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/buf.h"
#include "model/plan.h"
#include "schema/schema.h"

struct ap_page_sources; /* report/page_sources.h */

struct ap_report_input {
    const struct ap_assessment *as;
    const struct ap_plan *plan;  /* never NULL: `check` plans too, to know withheld items and the name */
    const struct ap_diag *diags; /* the operator's faults so far; may be NULL */
    const struct ap_page_sources *sources; /* templates of the workspace; NULL: the built-in ones */
    struct ap_diag *faults; /* where a renderer says why it cannot; may be NULL */
    /** Takes what is ready out of the buffer of a long report, which is empty then; NULL: all of it stays there. */
    void (*spill)(void *ctx, struct ap_buf *out);
    void *spill_ctx;
    bool compared; /* mark what the baseline does not know; never in a pack, which knows no baseline */
    bool in_pack;  /* it lies in the pack: links lead to its files */
    bool to_file;  /* not to standard output: CSV gets the mark by which spreadsheets know UTF-8 */
    bool paper;    /* a page that is printed at once: on A4 */
    bool verbose;  /* the text report: entry by entry */
    bool color;
    bool ascii; /* the terminal is not UTF-8 */
    int width;  /* columns, 0: 80 */
};

struct ap_report_format {
    const char *name;      /* "json" */
    const char *extension; /* "json" */
    const char *title;
    bool in_check;         /* offered by check --format */
    bool binary;           /* no text for a terminal */
    const char *pack_name; /* "gap-report.json", as an audience's `reports` names it; NULL: not for packs */
    const char *pack_path; /* "reports/gap-report.json" */
    /** errors AP_E_INVALID (a template of the workspace), AP_E_LIMIT, AP_E_IO, AP_E_NOTFOUND: said in in->faults */
    int (*render)(const struct ap_report_input *in, struct ap_buf *out);
};

/** NULL when unknown. */
const struct ap_report_format *ap_report_format(struct ap_str name);
const struct ap_report_format *ap_report_formats(size_t *ret_n);

/** check/v1 as a table: for `apipack schema check`. */
extern const struct ap_schema ap_check_schema;
