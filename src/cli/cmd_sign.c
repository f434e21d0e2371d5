/* `apipack sign`: a signature or a time stamp added to a pack.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "cli/seal.h"
#include "port/pool.h"

const struct ap_opt_spec ap_cmd_sign_options[] = {
    AP_SEAL_OPTIONS,
    {AP_OPT_SIGN, 0, "key", "KEY", "the same as --sign"},
    {AP_OPT_REPLACE, 0, "replace", NULL, "put it in the place of one that is there"},
    {AP_OPT_END, 0, NULL, NULL, NULL},
};

static int
options_of(struct ap_cli *cli, struct ap_sign_options *ret_options)
{
    struct ap_str output = ap_opt_value(&cli->line, AP_OPT_OUTPUT);
    *ret_options = (struct ap_sign_options){
        .output = cli->line.args.items[0].ptr,
        .replace = ap_opt_given(&cli->line, AP_OPT_REPLACE),
        .unlock = ap_cli_unlock(cli),
        .cancel = cli->cancel,
    };
    if (ap_opt_given(&cli->line, AP_OPT_OUTPUT)) {
        if (output.len == 0 || ap_str_is(output, "-")) {
            ap_cli_bad_value(cli, "-o", output, "the path of a file");
            return AP_E_INVALID;
        }
        ret_options->output = output.ptr;
    }
    if (ap_common_jobs(cli, &ret_options->n_workers))
        return AP_E_INVALID;
    if (ret_options->n_workers == 0)
        ret_options->n_workers = ap_pool_processors();
    return AP_OK;
}

static void
say_what(const struct ap_cli *cli, const struct ap_tag_files *made, const char *output)
{
    for (size_t i = 0; !cli->quiet && i < made->n; i++)
        (void)printf("added: %.*s\n", AP_FMT(made->items[i].path));
    if (!cli->quiet)
        (void)printf("pack: %s\n", output);
    (void)fflush(stdout);
}

int
ap_cmd_sign(struct ap_cli *cli)
{
    struct ap_seal_order order = {0};
    struct ap_sign_options options;
    struct ap_tag_files made;
    int rc = options_of(cli, &options);
    if (rc == AP_OK)
        rc = ap_seal_order(cli, &order);
    if (rc == AP_OK && ap_seal_is_empty(&order.seal)) {
        (void)ap_cli_fault(cli, AP_CLI005,
                           "sign: one of --sign, --ssh-key and --timestamp is missing");
        rc = AP_E_INVALID;
    }
    if (rc == AP_OK) {
        rc = ap_pack_sign(cli->line.args.items[0].ptr, &order.seal, &options, cli->mem, &made,
                          cli->dg);
        if (rc == AP_OK)
            say_what(cli, &made, options.output);
    }
    ap_seal_release(&order);
    return rc == AP_E_SYNTAX ? AP_EXIT_INTEGRITY : ap_exit_of(cli, rc);
}
