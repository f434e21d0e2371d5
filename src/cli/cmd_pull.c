/* `apipack pull`: evidence and its columns out of SharePoint into the workspace.
 * Place in the flow: cli; vault/pull does the work.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/cleanup.h"
#include "base/utf8.h"
#include "cli/vault.h"
#include "cli/write.h"
#include "vault/pull.h"

const struct ap_opt_spec ap_cmd_pull_options[] = {
    {AP_OPT_VAULT_FROM, 0, "from", "URL",
     "the document library, or a folder in it (default: sharepoint.library of the workspace)"},
    {AP_OPT_DRY_RUN, 0, "dry-run", NULL, "show what would change, change nothing"},
    AP_VAULT_OPTIONS,
    {AP_OPT_END, 0, NULL, NULL, NULL},
};

static int
show(struct ap_cli *cli, const struct ap_pull *pull)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    size_t n_changes = 0;
    for (size_t i = 0; i < pull->items.n; i++) {
        const struct ap_pull_item *item = &pull->items.items[i];
        bool change = item->action == AP_PULL_NEW || item->action == AP_PULL_CHANGED ||
                      item->action == AP_PULL_COLUMNS;
        n_changes += change;
        if (item->action == AP_PULL_SAME && !cli->verbose)
            continue;
        ap_buf_printf(&out, "%-14s", ap_pull_action_name(item->action, pull->options.dry_run));
        ap_text_escape(&out, item->local.len ? item->local : item->path);
        if (item->words.len && item->action >= AP_PULL_DELETED) {
            ap_buf_add_c(&out, ": ");
            ap_text_escape(&out, item->words);
        }
        ap_buf_add_char(&out, '\n');
    }
    ap_buf_printf(&out, "%zu %s, %zu same, %zu deleted there\n", n_changes,
                  pull->options.dry_run ? "would change" : "changed",
                  pull->n[AP_PULL_SAME] + pull->n[AP_PULL_KEPT] + pull->n[AP_PULL_REWRITTEN],
                  pull->n[AP_PULL_DELETED]);
    return cli->quiet ? AP_EXIT_OK : ap_cli_print(cli, ap_buf_str(&out));
}

static int
run_pull(struct ap_cli *cli, const struct ap_pull_options *options)
{
    struct ap_remote remote = {0};
    struct ap_pull pull = {0};
    int result = ap_cli_remote(cli, options->ws, &remote);
    if (result == AP_OK)
        result = ap_pull_run(options, &remote, cli->mem, &pull);
    int code = ap_exit_of(cli, result);
    int shown = pull.items.n || result == AP_OK ? show(cli, &pull) : AP_EXIT_OK;
    ap_remote_close(&remote);
    bool open = false; /* something that a person must decide */
    for (size_t i = 0; i < cli->dg->n; i++)
        open = open || cli->dg->items[i].code == AP_VLT028 || cli->dg->items[i].code == AP_VLT029 ||
               cli->dg->items[i].code == AP_VLT031;
    if (code == AP_EXIT_OK && open)
        code = AP_EXIT_GAPS;
    return code ? code : shown;
}

int
ap_cmd_pull(struct ap_cli *cli)
{
    AP_AUTO_LOCK struct ap_lock lock = AP_LOCK_NONE;
    struct ap_cli_library opened = {NULL, NULL};
    struct ap_pull_options options = {.dry_run = ap_opt_given(&cli->line, AP_OPT_DRY_RUN)};
    if (!options.dry_run && ap_cli_lock(cli, &lock) < 0)
        return AP_EXIT_SYSTEM;
    int result = ap_cli_open_library(cli, &opened);
    if (result == AP_OK && !opened.ws) {
        (void)ap_cli_fault(cli, AP_WSP009, "%s", "");
        result = AP_E_NOTFOUND;
    }
    if (result == AP_OK)
        result = ap_cli_vault_url(cli, AP_OPT_VAULT_FROM, "--from", opened.ws, &options.from);
    if (result)
        return ap_exit_of(cli, result);
    options.ws = opened.ws;
    options.lib = opened.lib;
    options.today = ap_cli_today();
    return run_pull(cli, &options);
}
