/* The steps of triage, each in a file of its own.
 * Place in the flow: edit; private to triage.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "edit/triage.h"
#include "edit/dating.h"
#include "inspect/single.h"

#define AP_TRIAGE_TEXT_BYTES 16384u /* of a file's text are looked at */

struct ap_triage_job {
    const struct ap_catalogue *cat;
    const struct ap_matcher *matcher;
    struct ap_single_reader *reader;
    int root_fd;
    struct ap_arena *mem;
    struct ap_arena scratch; /* one file */
};

/** One file, as far as it is known. */
struct ap_triage_file {
    struct ap_str rel;  /* below the folder */
    struct ap_str name; /* last segment */
    struct ap_str folder;
    struct ap_str ext; /* lower case */
    struct ap_str text;
    struct ap_str unreadable; /* why, or empty */
};

/* triage_read.c: the beginning of its text, through the same read as a run's, and its digest. */
AP_CHECKED int ap_triage_read(struct ap_triage_job *job, struct ap_triage_file *file, uint64_t bytes,
                              char ret_sha256[AP_SHA256_TEXT]);
/** The reader of texts; the owner closes it. */
struct ap_single_reader *ap_triage_reader(const struct ap_library *lib, const ap_stop *cancel);
/* triage_decide.c: owner, source and title; then period, or version and status. p->req is there; the second clears it where
 * the period is not known. */
void ap_triage_describe(struct ap_triage_job *job, const struct ap_triage_file *file, struct ap_proposal *p);
void ap_triage_date(struct ap_triage_job *job, const struct ap_triage_file *file, struct ap_proposal *p);
/** The period of the slot that a period lies in; that period itself where it lies in none. */
struct ap_str ap_triage_slot_period(struct ap_triage_job *job, const struct ap_requirement *req, struct ap_period period);
/** Append a sentence to p->why. */
void ap_triage_say(struct ap_proposal *p, struct ap_arena *mem, const char *fmt, ...) AP_PRINTF(3, 4);
/* triage_clash.c: two files for one place, or of the same bytes. */
void ap_triage_clashes(struct ap_triage_job *job, struct ap_proposals *proposals);
