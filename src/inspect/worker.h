/* One thread of the pool: its private memory, reused for one file after the other.
 * Place in the flow: inspect; made by inspect.c, used by read.c.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "inspect/cache.h"
#include "inspect/extract/client.h"
#include "inspect/inspect.h"
#include "inspect/packing.h"
#include "inspect/private.h"
#include "inspect/scan/row.h"
#include "port/digest.h"

/** The program that opens documents; it lies beside ours. */
#define AP_NAME_OF_EXTRACTOR "apipack-extract"

/** What all workers share; only the spool changes. */
struct ap_job {
    const struct ap_catalogue *cat;
    const struct ap_inspect_options *options;
    const struct ap_check *table;
    size_t n_table;
    const char *program; /* apipack-extract, or NULL */
    struct ap_helpers helpers;
    struct ap_spool spool;
    struct ap_cache *cache; /* NULL: none */
};

struct ap_worker {
    struct ap_job *job;
    struct ap_arena results; /* findings and facts of its files, until they are merged */
    struct ap_arena scratch; /* one file */
    struct ap_digest *digest;
    struct ap_digest *sha512; /* NULL: not asked for */
    struct ap_window window;
    struct ap_text text;
    struct ap_packing packing;
    struct ap_extractor extractor;
    struct ap_scanning scanning;
    char *head;      /* AP_HEAD_BYTES */
    char *tail;      /* AP_TAIL_BYTES */
    int saved_errno; /* of the fault that stops the run */
};

void ap_worker_init(struct ap_worker *w, struct ap_job *job);
void ap_worker_release(struct ap_worker *w);

/** Inspect one file below the evidence folder into its record.
 *  errors AP_E_IO (the spool), AP_E_CANCELLED; what is wrong with the file becomes a finding */
AP_CHECKED int ap_worker_inspect(struct ap_worker *w, const struct ap_item *item,
                                 struct ap_record *record);
/** The same for a file that is open: the read itself. */
AP_CHECKED int ap_worker_read(struct ap_worker *w, int fd, const struct ap_item *item,
                              struct ap_record *record);
