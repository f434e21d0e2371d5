/* What the scan needs to run: compiled detectors, the workspace's key and allow list; and the scan of any path.
 * Place in the flow: run; run.c opens it before inspect, `scan` and `redact` use it alone.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "inspect/inspect.h"
#include "model/workspace.h"

struct ap_scan_run {
    struct ap_scan_rules *rules;
    struct ap_scan_setup setup;
};

/** Compile the detectors, read the key (`key_file`, else .apipack/key of the workspace) and the allow list.
 *
 *  ws        NULL: no workspace, so no allow list, and a key only by `key_file`
 *  errors    AP_E_INVALID (a detector or the allow list), AP_E_IO (a key file that is named and cannot be read) */
AP_CHECKED int ap_scan_run_open(const struct ap_workspace *ws, const struct ap_library *lib,
                                struct ap_str key_file, ap_day as_of, struct ap_arena *mem,
                                struct ap_scan_run *ret_scan, struct ap_diag *dg);
/** Say once that there is no key (SEC012), if a secret was found in the workspace or there is an allow list. */
void ap_scan_run_say_key(const struct ap_scan_run *scan, const struct ap_inspection *insp,
                         struct ap_diag *dg);
void ap_scan_run_close(struct ap_scan_run *scan);
/** Mask secrets in the texts of a library's overlays and of the workspace, which may be NULL, before they are shown. */
void ap_scan_run_mask_library(struct ap_workspace *ws, struct ap_library *lib,
                              struct ap_arena *mem);
/** Mask secrets in all that is said so far, by the built-in detectors: a fault quotes what it is about. The last thing before faults are
 *  shown; whatever the state of workspace and library. */
void ap_scan_run_mask(struct ap_arena *mem, struct ap_diag *dg);

/** What stands at one path: a file, or all files below a folder. */
struct ap_scanned {
    struct ap_evidence evidence; /* items with path as shown */
    struct ap_catalogue cat;
    struct ap_inspection *insp;
};

/** Scan it. errors AP_E_NOTFOUND, AP_E_INVALID (neither file nor folder), AP_E_IO, AP_E_LIMIT, AP_E_CANCELLED: said in `dg` */
AP_CHECKED int ap_scan_run_path(const struct ap_scan_run *scan, const struct ap_library *lib,
                                struct ap_str path, const struct ap_inspect_options *options,
                                struct ap_arena *mem, struct ap_scanned **ret_scanned,
                                struct ap_diag *dg);
