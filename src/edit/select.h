/* Which evidence items a command means: files as people name them, and filters that narrow the choice.
 * Place in the flow: edit; review works on what comes out.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "model/assessment.h"

/** One file as it was given. */
struct ap_named_file {
    struct ap_str given;     /* "gateway/X.json", "evidence/gateway/X.json", "X.json", also the name of a sidecar; globs are allowed */
    struct ap_str from_here; /* the same as a path relative to the workspace, if it can be one of the current folder; or empty */
};
AP_VEC(ap_named_files, struct ap_named_file);

/** All that is given must hold; files are alternatives of each other. Empty: any. */
struct ap_selection {
    struct ap_named_files files;
    struct ap_str control; /* glob over control ids and requirements, or a family: "AUTH" */
    struct ap_str owner;   /* a person, or a team that the owner belongs to */
    bool has_period;
    struct ap_period period; /* the item's period lies in it */
    enum ap_review_status status; /* AP_REVIEW_NONE: any; an item without a review counts as uploaded */
};
AP_VEC(ap_item_list, uint32_t);

/** The items that are meant, ascending, each once; ignored ones never are.
 *
 *  errors  AP_E_NOTFOUND after CLI014: a file is no evidence, fits several (all are named), or nothing is left */
AP_CHECKED int ap_select_items(const struct ap_assessment *as, const struct ap_selection *selection, struct ap_arena *mem,
                               struct ap_item_list *ret_items, struct ap_diag *dg);
