/* LOG001, LOG005, LOG008 to LOG010: a log of refused calls holds refusals, of its own period.
 * Place in the flow: inspect; on request of RATE-05 and whoever names throttle-log.
 * SPDX-License-Identifier: Apache-2.0
 *
 * A refusal is a record whose result is 429 or a word of `throttle_results`, or one of whose `throttle_fields` says so; what a
 * word of `throttle_dry_run` says was refused by a limit that only counts. */
#include <inttypes.h>

#include "inspect/content/content.h"

void
ap_check_throttle_log_begin(struct ap_subject *s, const struct ap_call *call)
{
    ap_log_begin(s, call->state, call->args, false);
}

void
ap_check_throttle_log_end(struct ap_subject *s, const struct ap_call *call)
{
    struct ap_log_state *log = call->state;
    if (!ap_log_end(s, log))
        return;
    ap_log_say_dry_run(s, log);
    ap_log_say_undated(s, log);
    if (log->refused.n == 0) {
        bool none = s->item->extraction.present && s->item->extraction.records == 0;
        if (!none)
            (void)ap_subject_fault(s, AP_LOG008, 0,
                                   "none of %" PRIu64
                                   " records has the result 429 or says that a limit refused it",
                                   log->n);
        return;
    }
    ap_log_say_outside(s, log, &log->refused_outside, log->refused.n, "refused calls");
}
