/* The help, written from the tables of commands and options.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "cli/cli.h"

/** The help of a command, or with NULL that of the program; gives an exit code. */
int ap_help_show(struct ap_cli *cli, const struct ap_command *command);
int ap_help_version(struct ap_cli *cli);
