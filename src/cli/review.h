/* What `review` and its dialogue share.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "cli/write.h"
#include "edit/review.h"
#include "edit/select.h"

/** One call of the command. */
struct ap_review_call {
    struct ap_cli *cli;
    struct ap_run run;
    struct ap_decision decision;
    struct ap_selection selection;
    struct ap_item_list items;
    bool dry_run;
    bool interactive;
    size_t n_done, n_idle, n_refused;
};

/** Plan, and unless it is a dry run write, one item; adds a line to `out`. Gives an exit code: 0 also where it was refused. */
int ap_review_one(struct ap_review_call *call, struct ap_review_plan *plan, struct ap_buf *out);
/** Ask about one item after the other on the terminal. Gives an exit code. */
int ap_review_talk(struct ap_review_call *call);
