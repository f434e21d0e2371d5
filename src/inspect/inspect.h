/* The single read: each evidence file once, through a pool of threads.
 * Place in the flow: inspect, between catalogue and assess.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "model/inspection.h"

struct ap_inspect_options {
    unsigned n_threads;    /* 0: processors */
    bool pack;             /* also keep packed bytes in a spool */
    const char *spool_dir; /* folder for the spool when packing: that of the output */
    const volatile int *cancel; /* NULL, or non-zero to stop */
    const char *extract_program; /* path of apipack-extract, or NULL: looked up beside the executable */
};

/** Inspect every item that is not ignored. The output never depends on the number of threads.
 *  errors AP_E_CANCELLED, AP_E_IO (the spool); what is wrong with single items becomes a finding of its record
 *  owns   ap_inspection_close() closes the spool */
AP_CHECKED int ap_inspect(const struct ap_catalogue *cat, const struct ap_inspect_options *options, struct ap_arena *mem,
                          struct ap_inspection **ret_inspection, struct ap_diag *dg);
void ap_inspection_close(struct ap_inspection *insp);
