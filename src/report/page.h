/* The HTML pages: what their templates may name.
 * Place in the flow: report; page*.c makes the fields, templates/report/ the page. docs/formats/templates.md lists the fields.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "report/actions.h"
#include "report/report.h"
#include "report/template.h"

/** One page being rendered; the `user` of all its elements. */
struct ap_page {
    const struct ap_report_context *ctx;
    const char *up; /* from the page to the root of the pack: "" or "../" */
    bool linked;    /* it lies in the pack: files are linked */
    struct ap_action *actions;
    size_t n_actions; /* those that the audience may know */
    size_t n_others, n_others_open; /* slots that the audience only has counted */
};

/** How good a state is, as a class of the style sheet: good, wait, bad, dim. */
const char *ap_page_tone(const struct ap_verdict *verdict);
/** `state` and `tone`. */
void ap_page_state(struct ap_fields *fields, const char *word, const char *tone);
/** A list of texts, each `.`; `list` must outlive the element. */
void ap_page_texts(struct ap_fields *fields, const char *key, const struct ap_strs *list);
/** `slot` and `anchor` of a slot. */
void ap_page_slot(struct ap_fields *fields, const struct ap_slot *slot);
/** `href` to a file of the pack; left out where the page lies elsewhere. */
void ap_page_href(const struct ap_page *page, struct ap_fields *fields, struct ap_str path);
/** The owner by name, where the audience may know. */
struct ap_str ap_page_owner(const struct ap_page *page, struct ap_str owner);

/** "soc2-2017 iso27017-2026": frameworks in view that the control maps to, for the filter. */
struct ap_str ap_page_frameworks_of(const struct ap_page *page, const struct ap_control *control,
                                    struct ap_arena *mem);

/* The parts of the root. */
void ap_page_answer(const struct ap_page *page, struct ap_fields *root);
void ap_page_heat(const struct ap_page *page, struct ap_fields *root);
void ap_page_controls(const struct ap_page *page, struct ap_fields *root);
void ap_page_frameworks(const struct ap_page *page, struct ap_fields *root);
void ap_page_work(const struct ap_page *page, struct ap_fields *root); /* answers, requests, registers */
void ap_page_since(const struct ap_page *page, struct ap_fields *root);
void ap_page_items(const struct ap_page *page, struct ap_fields *root);
void ap_page_files(const struct ap_page *page, struct ap_fields *root);
void ap_page_left_out(const struct ap_page *page, struct ap_fields *root);
