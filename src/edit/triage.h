/* Files with names that say little: for each a proposal what it is evidence of. Nothing is changed.
 * Place in the flow: edit; `apipack triage` writes the proposals as MAP.csv, `apipack add --map` takes them.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "edit/match.h"
#include "model/catalogue.h"

enum ap_confidence { AP_CONFIDENCE_LOW, AP_CONFIDENCE_MEDIUM, AP_CONFIDENCE_HIGH, AP_CONFIDENCE_NAMED };
extern const struct ap_choice ap_confidence_words[]; /* low, medium, high, named: its name says it */

/** What is proposed for one file. With `req` the row can be added as it stands; without, a person must decide. */
struct ap_proposal {
    struct ap_str file; /* as the program can open it */
    const struct ap_requirement *req;
    const struct ap_requirement *choices[AP_MATCH_BEST]; /* best first; NULL: no more */
    enum ap_confidence confidence;
    struct ap_str period; /* one of period, or version and status */
    struct ap_str version;
    enum ap_doc_status status;
    struct ap_str owner, source, title;
    struct ap_str why; /* sentences for people */

    /* for the comparison of proposals with each other */
    double score;
    char sha256[AP_SHA256_TEXT]; /* "" when it was not read to its end */
};
AP_VEC(ap_proposals, struct ap_proposal);

struct ap_triage {
    struct ap_proposals proposals; /* sorted by path */
    size_t n_open;                 /* of them without a requirement */
    size_t n_named;                /* left out: evidence of the workspace with a right name */
    size_t n_ignored;              /* left out: hidden files, what editors leave behind, sidecars, links of the file system */
};

#define AP_TRIAGE_MAX_FILES 20000u

/** Look at every file below `dir`.
 *
 *  dir     a folder, inside the evidence folder or elsewhere; paths of proposals begin with it
 *  errors  AP_E_INVALID (CLI010: no such folder, it cannot be read, more than AP_TRIAGE_MAX_FILES files), AP_E_CANCELLED; a file that
 *          cannot be read is a proposal that says so */
AP_CHECKED int ap_triage(const struct ap_catalogue *cat, struct ap_str dir, const ap_stop *cancel, struct ap_arena *mem,
                         struct ap_triage *ret_triage, struct ap_diag *dg);
