/* `apipack completion SHELL`: what the shell needs to complete words, options and values.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/cleanup.h"
#include "cli/common.h"
#include "cli/completion.h"

const struct ap_opt_spec ap_cmd_completion_options[] = {{AP_OPT_END, 0, NULL, NULL, NULL}};

static const struct {
    const char *shell;
    void (*write)(struct ap_arena *mem, struct ap_buf *out);
} shells[] = {
    {"bash", ap_completion_bash}, {"zsh", ap_completion_zsh}, {"fish", ap_completion_fish}};

int
ap_cmd_completion(struct ap_cli *cli)
{
    struct ap_str name = cli->line.args.items[0];
    AP_AUTO_BUF struct ap_buf out = {0};
    for (size_t i = 0; i < AP_COUNT(shells); i++) {
        if (!ap_str_is(name, shells[i].shell))
            continue;
        shells[i].write(cli->mem, &out);
        return ap_cli_write(cli, ap_opt_value(&cli->line, AP_OPT_OUTPUT), ap_buf_str(&out));
    }
    struct ap_diagnostic *d =
        ap_cli_fault(cli, AP_CLI005, "there is no completion for \"%.*s\"", AP_FMT(name));
    ap_diag_hint(cli->dg, d, "it takes bash, zsh or fish");
    return AP_EXIT_USAGE;
}
