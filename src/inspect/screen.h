/* Strings that leave in packs and reports pass the scan: titles, notes, reasons, URLs, file names, fields of the workspace.
 * Place in the flow: inspect, between inspect and assess; what later stages say is made of strings that passed.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "inspect/inspect.h"

/** Mask every secret in the strings of workspace, overlays, evidence and findings, in place, and report each (SEC011, a blocker).
 *
 *  ws, lib, ev their texts are changed, of the library those of overlays; the files that they were read from are not
 *  cat         what its slots copied of both is masked too
 *  insp        an item whose name holds a secret is withheld from packs
 *  dg          messages made so far are masked too
 *  gives       findings go to ev->findings */
void ap_screen(const struct ap_scan_setup *setup, struct ap_workspace *ws, struct ap_library *lib,
               struct ap_evidence *ev, struct ap_catalogue *cat, struct ap_inspection *insp,
               struct ap_arena *mem, struct ap_diag *dg);
/** Mask every secret in what is said so far: for faults that end a run before its strings are screened. */
void ap_screen_faults(const struct ap_scan_rules *rules, struct ap_arena *mem, struct ap_diag *dg);
