/* --format of commands that write documents of their own: which forms are asked for, and where each goes.
 * Place in the flow: cli; reports of the assessment go the way of reports.c.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "cli/common.h"
#include "tables/sheet.h"

/** One document to write: the index of its form and the file it goes to, "-" for standard output. */
struct ap_output_order {
    size_t form;
    struct ap_str file;
};
AP_VEC(ap_output_orders, struct ap_output_order);

/** What --format and -o ask for.
 *
 *  forms     the words that --format takes
 *  fallback  the form without a --format
 *  errors    AP_E_INVALID (CLI004: unknown form, two forms for one place) */
AP_CHECKED int ap_common_outputs(struct ap_cli *cli, const char *const *forms, size_t n_forms,
                                 size_t fallback, struct ap_output_orders *ret_orders);
/** The same, where the command's arguments are the files that it reads: none of them is written over.
 *  errors AP_E_INVALID (also CLI020) */
AP_CHECKED int ap_common_outputs_beside(struct ap_cli *cli, const char *const *forms, size_t n_forms,
                                        size_t fallback, struct ap_output_orders *ret_orders);
/** May the documents be written where they shall go? All are looked at: AP_E_INVALID after ap_cli_guard(). */
AP_CHECKED int ap_outputs_guard(struct ap_cli *cli, const struct ap_workspace *ws,
                                const struct ap_output_orders *orders);
/** Write a workbook, never to a terminal (CLI004): an exit code. */
int ap_cli_write_sheets(struct ap_cli *cli, struct ap_str file, const struct ap_sheet *sheets,
                        size_t n);
