/* `apipack help [COMMAND]`.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#include "cli/help.h"

const struct ap_opt_spec ap_cmd_help_options[] = {{AP_OPT_END, 0, NULL, NULL, NULL}};

int
ap_cmd_help(struct ap_cli *cli)
{
    if (cli->line.args.n == 0)
        return ap_help_show(cli, NULL);
    const struct ap_command *command = ap_command_find(cli->line.args.items[0]);
    if (command)
        return ap_help_show(cli, command);
    ap_command_unknown(cli, cli->line.args.items[0]);
    return AP_EXIT_USAGE;
}
