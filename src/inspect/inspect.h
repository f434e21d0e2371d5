/* The single read: each evidence file once, through a pool of threads.
 * Place in the flow: inspect, between catalogue and assess.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "inspect/scan/scan.h"
#include "model/allow.h"
#include "model/inspection.h"
#include "model/progress.h"

/** What the scan needs to know of the workspace. */
struct ap_scan_setup {
    const struct ap_scan_rules *rules;
    const struct ap_strs *own_domains;
    struct ap_str key; /* of the workspace; empty: secrets get no id */
    struct ap_allow_list *allow; /* NULL: none; what is used is marked */
    ap_day as_of;
};

struct ap_inspect_options {
    unsigned n_threads;    /* 0: processors */
    bool pack;             /* also keep packed bytes in a spool */
    const char *spool_dir; /* folder for the spool when packing: that of the output */
    int level;             /* of deflate, when packing; 0: by the kind of each file */
    bool sha512;           /* also take this digest of each file */
    const ap_stop *cancel; /* NULL, or non-zero to stop */
    const struct ap_progress *progress; /* NULL: nobody looks */
    const char *extract_program; /* path of apipack-extract, or NULL: looked up beside the executable */
    const struct ap_scan_setup *scan; /* NULL: no scan */
    const char *cache_path; /* of the inspection cache, or NULL; without a key of the workspace there is none */
    ap_day day;     /* the as-of day; 0: not known */
    bool ocr;       /* letters in pictures are read by tesseract, if it is installed */
    bool scan_only; /* none of the other checks but those that open documents */
};

/** Inspect every item that is not ignored. The output never depends on the number of threads.
 *  errors AP_E_CANCELLED, AP_E_IO (the spool); what is wrong with single items becomes a finding of its record
 *  owns   ap_inspection_close() closes the spool */
AP_CHECKED int ap_inspect(const struct ap_catalogue *cat, const struct ap_inspect_options *options, struct ap_arena *mem,
                          struct ap_inspection **ret_inspection, struct ap_diag *dg);
void ap_inspection_close(struct ap_inspection *insp);
