/* What the commands that write into a workspace share: the lock, who the user is, a change shown before it is made.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "cli/common.h"
#include "edit/lock.h"

/** Take the lock of the workspace that -C names, or the nearest upward; without one nothing is locked, and the run says what is wrong.
 *  The command reads the workspace after this, and gives the lock back when it has written (AP_AUTO_LOCK). */
AP_CHECKED int ap_cli_lock(struct ap_cli *cli, struct ap_lock *ret_lock);

/** The user: --by, else APIPACK_USER, else what git calls them here; a people id where the name is one of the workspace's people.
 *  AP_E_INVALID after CLI005 (nobody is known) or CLI004. */
AP_CHECKED int ap_cli_user(struct ap_cli *cli, const struct ap_workspace *ws, struct ap_str *ret_user);

/** The same where nobody need be known: *ret_user is then empty. `ws` may be NULL. AP_E_INVALID after CLI004. */
AP_CHECKED int ap_cli_user_if_known(struct ap_cli *cli, const struct ap_workspace *ws, struct ap_str *ret_user);

/** The lines of a text that would change: `- ` what is there, `+ ` what would be; escaped for a terminal. */
void ap_cli_show_change(struct ap_buf *out, struct ap_str file, struct ap_str before, struct ap_str after);
