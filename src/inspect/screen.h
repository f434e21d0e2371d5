/* Strings that leave in packs and reports pass the scan: titles, notes, reasons, URLs, file names, fields of the workspace.
 * Place in the flow: inspect, between inspect and assess; what later stages say is made of strings that passed.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "inspect/inspect.h"

/** What holds strings that leave. They are masked in place; the files that they were read from stay as they are. */
struct ap_screened {
    struct ap_workspace *ws;
    struct ap_library *lib;     /* the strings of its overlays */
    struct ap_evidence *ev;     /* takes the findings */
    struct ap_catalogue *cat;   /* what its slots copied of the three above */
    struct ap_inspection *insp; /* an item whose name holds a secret is withheld from packs */
    struct ap_diag *dg;         /* the messages made so far */
};

/** Mask every secret in these strings, and report each (SEC011, a blocker) in ev->findings. `mem` owns what is written instead. */
void ap_screen(const struct ap_scan_setup *setup, const struct ap_screened *in,
               struct ap_arena *mem);
/** Mask every secret in the texts of a library's overlays and of the workspace, which may be NULL: for commands that show
 *  them without a run. Nothing is reported. */
void ap_screen_library(const struct ap_scan_rules *rules, struct ap_workspace *ws,
                       struct ap_library *lib, struct ap_arena *mem);
/** Mask every secret in what is said so far: for faults that end a run before its strings are screened. */
void ap_screen_faults(const struct ap_scan_rules *rules, struct ap_arena *mem, struct ap_diag *dg);
