/* One file read by itself, with rows of the caller's choice: for commands that look at files outside the evidence.
 * Place in the flow: inspect; the same read, decoding and extractor as of a run.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "inspect/check.h"
#include "inspect/inspect.h"

struct ap_single_reader;

/** A reader for one thread, reused for many files.
 *
 *  table   rows that see the file; ap_checks for those of a run
 *  scan    what the rows of the scan need; NULL: they find nothing
 *  owns    ap_single_close() frees it, its child process, and all findings and facts of its records */
struct ap_single_reader *ap_single_open(const struct ap_library *lib, const struct ap_check *table, size_t n_table,
                                        const struct ap_scan_setup *scan, const ap_stop *cancel);
void ap_single_close(struct ap_single_reader *reader);

/** Read the open file `fd` from its first byte.
 *
 *  item    gives name, path (for places of findings) and the requirements whose checks are asked for
 *  gives   *ret_record; its findings and facts live until the reader is closed
 *  errors  AP_E_CANCELLED; what is wrong with the file becomes a finding */
AP_CHECKED int ap_single_read(struct ap_single_reader *reader, int fd, const struct ap_item *item,
                              struct ap_record *ret_record);
