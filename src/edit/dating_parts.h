/* What the readers of dates and versions share: the words of a text, and what is found in them.
 * Place in the flow: edit; private to dating*.c.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "edit/dating.h"

#define AP_DATING_RUNS 512

/** The runs of letters and digits of a text, in order; what lies beyond AP_DATING_RUNS is not read. */
struct ap_dating_runs {
    struct ap_str items[AP_DATING_RUNS];
    size_t n;
};

struct ap_dating_reading {
    const struct ap_dating_runs *runs;
    struct ap_span window; /* half-open; years far from it are no years */
    bool in_text;          /* running text: what may be chance in a sentence is not taken */
    struct ap_arena *mem;
    struct ap_dating *out;
};

/** Add the periods that the runs say to out->periods. */
void ap_dating_periods(struct ap_dating_reading *r);
