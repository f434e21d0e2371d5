/* Makes a workspace: apipack.yaml, evidence/, document templates, schemas, .gitattributes, the key; or copies the embedded sample.
 * Place in the flow: edit; nothing that exists is ever overwritten.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/date.h"
#include "diag/diag.h"

/* The key stays private, the rest of the folder is scratch; the schemas go along with the workspace. */
#define AP_HOUSE_IGNORED "*\n!.gitignore\n!*.schema.json\n"

struct ap_init_options {
    struct ap_str dir; /* made with its parents */
    bool sample;       /* the rest is the sample's then */
    struct ap_str organization;
    struct ap_str product;
    ap_day from, to; /* to is inclusive */
    struct ap_strs frameworks;
};

/** Make the workspace in options->dir.
 *
 *  gives   *ret_made: the files that were written, relative to the folder
 *  errors  AP_E_EXISTS (CLI007; nothing was written), AP_E_IO (CLI008), AP_E_NOTFOUND (no sample is
 * built in) */
AP_CHECKED int ap_init_workspace(const struct ap_init_options *options, struct ap_arena *mem,
                                 struct ap_strs *ret_made, struct ap_diag *dg);
