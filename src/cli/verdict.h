/* The exit code of a finished assessment.
 * Place in the flow: cli; check and build share it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "cli/common.h"

/** 4 when a secret was held back, 1 when something is at or above `level`, else 0. */
int ap_exit_of_assessment(const struct ap_assessment *as, enum ap_fail_on level);
