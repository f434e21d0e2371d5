/* The reports of a pack, rendered at the same time.
 * Place in the flow: run; private to it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "run/run.h"

struct ap_run_rendered {
    struct ap_tag_files files; /* their bytes lie in `buffers` */
    struct ap_buf *buffers;
    size_t n;
};

/** What the audience of the plan gets; the bytes do not depend on the number of threads, 0 being that of the
 *  processors.
 *  errors those of ap_report_format's `render`: of the first format that cannot
 *  owns   ap_run_rendered_release(), also after an error */
AP_CHECKED int ap_run_reports(const struct ap_run *run, unsigned n_threads, struct ap_arena *mem,
                              struct ap_run_rendered *ret_rendered, struct ap_diag *dg);
void ap_run_rendered_release(struct ap_run_rendered *rendered);
