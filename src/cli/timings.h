/* Where the time of a run went: --timings.
 * Place in the flow: cli, which alone reads the clock.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "run/run.h"

#define AP_TIMINGS_MAX 16u

struct ap_timing {
    const char *stage; /* a literal */
    int64_t begin_ns;
    int64_t begin_cpu_ns; /* of all threads; not of apipack-extract */
};

struct ap_timings {
    struct ap_timing marks[AP_TIMINGS_MAX];
    size_t n;
};

/** A stage begins, the one before ends; for ap_run_options.on_stage. Stages beyond AP_TIMINGS_MAX go to the last. */
void ap_timings_mark(void *timings, const char *stage);
/** A table on standard error: seconds of wall and processor, and share of each stage, and how fast evidence was inspected. Ends the last. */
void ap_timings_show(const struct ap_timings *timings, const struct ap_run *run);
