/* From words to a command: options before and after its name, help, version, the count of arguments.
 * Place in the flow: cli; main() calls it, it calls one command.
 * SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"
#include "cli/common.h"
#include "cli/help.h"

static const struct ap_command commands[] = {
#define AP_COMMAND(name, min_args, max_args, summary, usage, details)                              \
    {#name, ap_cmd_##name, min_args, max_args, summary, usage, details, ap_cmd_##name##_options},
#include "cli/commands.def"
#undef AP_COMMAND
};

const struct ap_command *
ap_commands(size_t *ret_n)
{
    *ret_n = AP_COUNT(commands);
    return commands;
}

const struct ap_command *
ap_command_find(struct ap_str name)
{
    for (size_t i = 0; i < AP_COUNT(commands); i++)
        if (ap_str_is(name, commands[i].name))
            return &commands[i];
    return NULL;
}

void
ap_command_unknown(struct ap_cli *cli, struct ap_str name)
{
    struct ap_strs known = {NULL, 0, 0};
    for (size_t i = 0; i < AP_COUNT(commands); i++)
        *ap_vec_push(cli->mem, &known) = ap_str_from(commands[i].name);
    struct ap_diagnostic *d =
        ap_cli_fault(cli, AP_CLI001, "unknown command \"%.*s\"", AP_FMT(name));
    struct ap_str nearest = ap_strs_nearest(&known, name);
    if (nearest.len)
        ap_diag_hint(cli->dg, d, "did you mean \"%.*s\"?", AP_FMT(nearest));
}

static bool
arguments_fit(struct ap_cli *cli)
{
    const struct ap_command *command = cli->command;
    size_t n = cli->line.args.n;
    if (n < command->min_args)
        (void)ap_cli_fault(cli, AP_CLI005, "%s: an argument is missing", command->name);
    else if (n > command->max_args)
        (void)ap_cli_fault(cli, AP_CLI005, "%s: one argument too many: \"%.*s\"", command->name,
                           AP_FMT(cli->line.args.items[command->max_args]));
    else
        return true;
    return false;
}

/** Read all words; on success cli->line holds the options and the command's arguments. */
static int
read_words(struct ap_cli *cli, struct ap_words *words)
{
    int result = ap_opt_parse(words, NULL, ap_common_options, AP_OPT_TO_ARGUMENT, cli->mem,
                              &cli->line, cli->dg);
    if (cli->line.args.n == 0)
        return result;
    struct ap_str name = cli->line.args.items[0];
    cli->line.args = (struct ap_strs){NULL, 0, 0};
    cli->command = ap_command_find(name);
    if (!cli->command) {
        ap_command_unknown(cli, name);
        return AP_E_INVALID;
    }
    int rest = ap_opt_parse(words, cli->command->options, ap_common_options, AP_OPT_TO_END,
                            cli->mem, &cli->line, cli->dg);
    return result ? result : rest;
}

int
ap_cli_main(struct ap_cli *cli, char **items, size_t n_words)
{
    struct ap_words words = {items, n_words, 0};
    int result = read_words(cli, &words);
    if (ap_common_apply(cli) || result)
        return AP_EXIT_USAGE;
    if (ap_opt_given(&cli->line, AP_OPT_VERSION))
        return ap_help_version(cli);
    if (!cli->command || ap_opt_given(&cli->line, AP_OPT_HELP))
        return ap_help_show(cli, cli->command);
    if (!arguments_fit(cli))
        return AP_EXIT_USAGE;
    return cli->command->run(cli);
}
