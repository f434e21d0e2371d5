/* How far long work has come: a bar with rate and remaining time, on a terminal alone.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "cli/cli.h"
#include "inspect/inspect.h"

struct ap_bar;

/** A bar on standard error for what `label` says is read ("reading evidence"); NULL where nobody looks: no terminal, -q, --no-progress. It appears once the work
 *  has taken a second, and is gone when it is done. Lives as long as the program. */
const struct ap_progress *ap_cli_progress(struct ap_cli *cli, const char *label);
/** The same for a transfer, which is told of by name; one thread. */
struct ap_bar *ap_cli_transfer_bar(struct ap_cli *cli);
/** `done` of `total` bytes of `name` are there; what was there at the first call took no time. All of them: the bar is gone. NULL is fine. */
void ap_bar_show(struct ap_bar *bar, struct ap_str name, uint64_t done, uint64_t total);
/** Make room for a line of text. NULL is fine. */
void ap_bar_wipe(struct ap_bar *bar);
/** The line, without control characters: "[====>     ]  45 %  120 MB/s  0:12 left". `ms`: since the begin, when `from` bytes were there. */
void ap_progress_line(struct ap_buf *out, uint64_t done, uint64_t total, uint64_t from, int64_t ms);
