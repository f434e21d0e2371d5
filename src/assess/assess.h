/* Catalogue + inspection -> one status and reason per slot, coverage, proof chain, answers.
 * Place in the flow: assess; pure, once per audience.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "model/assessment.h"

struct ap_assess_options {
    ap_day day; /* as-of */
    struct ap_str audience;
    const struct ap_baseline *baseline; /* or NULL */
};

/** Judge every slot of the catalogue. Cannot fail on valid inputs.
 *  owns the result lives in `mem` and borrows from catalogue and inspection
 *  source docs/architecture.md, "Slot status" */
void ap_assess(const struct ap_catalogue *cat, const struct ap_inspection *insp,
               const struct ap_assess_options *options, struct ap_arena *mem, struct ap_assessment **ret_assessment);

/** What the baseline does not know counts. Would a run with `--fail-on` fail? level: AP_INFO…AP_BLOCKER compare gaps and findings alike. */
enum ap_fail_on { AP_FAIL_NEVER, AP_FAIL_GAP, AP_FAIL_LOW, AP_FAIL_MEDIUM, AP_FAIL_HIGH, AP_FAIL_BLOCKER };
bool ap_assessment_fails(const struct ap_assessment *as, enum ap_fail_on level);

/** How far the requirements together answer a question: all of them must hold. `id` and `ask` stay empty; the reason
 *  names what is open. Requirements that this run does not ask for are left out of the sum. */
void ap_assess_answer(const struct ap_assessment *as, const struct ap_requirement *const *reqs, size_t n,
                      struct ap_arena *mem, struct ap_question_answer *ret_answer);
