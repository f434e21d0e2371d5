/* How far long work has come: a bar with rate and remaining time, on a terminal alone.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "cli/cli.h"
#include "inspect/inspect.h"

/** A bar on standard error for the reading of this run; NULL where nobody looks: no terminal, -q, --no-progress. It appears once the work
 *  has taken a second, and is gone when it is done. Lives as long as the program. */
const struct ap_progress *ap_cli_progress(struct ap_cli *cli);
/** The line, without control characters: "[====>     ]  45 %  120 MB/s  0:12 left". `ms`: since the begin. */
void ap_progress_line(struct ap_buf *out, uint64_t done, uint64_t total, int64_t ms);
