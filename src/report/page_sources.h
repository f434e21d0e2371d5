/* Where the templates of the HTML pages come from: the binary, and the workspace before it.
 * Place in the flow: report; read before anything is rendered, so that rendering touches no disk.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "model/workspace.h"
#include "report/template.h"

struct ap_page_source {
    struct ap_str name; /* "index", "style.css" */
    struct ap_str file; /* "templates/report/index.mustache" */
    struct ap_str text;
};
AP_VEC(ap_page_source_list, struct ap_page_source);

/** What the workspace has of its own; NULL stands for nothing. */
struct ap_page_sources {
    struct ap_page_source_list list;
};

/** Read templates/report/ of the workspace, and check that the pages can be made of it.
 *  errors AP_E_INVALID: said in `dg` (CLI030) */
AP_CHECKED int ap_page_sources_load(const struct ap_workspace *ws, struct ap_arena *mem,
                                    struct ap_page_sources **ret_sources, struct ap_diag *dg);
/** ap_template_source_fn over struct ap_page_sources: the workspace's, else the built-in one. */
int ap_page_find_source(const void *sources, struct ap_str name, struct ap_str *ret_text,
                        struct ap_str *ret_file);
/** A file that is no template, "style.css"; an empty view when there is none. */
struct ap_str ap_page_source(const struct ap_page_sources *sources, struct ap_str name);
