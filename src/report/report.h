/* One assessment, rendered many ways: a row of formats.def and one file each.
 * Place in the flow: report; deterministic text into a buffer.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/buf.h"
#include "model/plan.h"

struct ap_report_input {
    const struct ap_assessment *as;
    const struct ap_plan *plan;  /* never NULL: `check` plans too, to know withheld items and the name */
    const struct ap_diag *diags; /* the operator's faults so far */
    bool color;
    bool ascii; /* the terminal is not UTF-8 */
    int width;  /* columns, 0: 80 */
};

struct ap_report_format {
    const char *name;      /* "json" */
    const char *extension; /* "json" */
    const char *title;
    bool in_check; /* offered by check --format */
    void (*render)(const struct ap_report_input *in, struct ap_buf *out);
};

/** NULL when unknown. */
const struct ap_report_format *ap_report_format(struct ap_str name);
const struct ap_report_format *ap_report_formats(size_t *ret_n);
