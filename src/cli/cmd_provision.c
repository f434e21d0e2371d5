/* `apipack provision`: the library's metadata columns in SharePoint, compared and made.
 * Place in the flow: cli; vault/provision does the work.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/cleanup.h"
#include "base/utf8.h"
#include "cli/vault.h"
#include "vault/provision.h"

const struct ap_opt_spec ap_cmd_provision_options[] = {
    {AP_OPT_VAULT_TO, 0, "to", "URL",
     "the document library (default: sharepoint.library of the workspace)"},
    {AP_OPT_DRY_RUN, 0, "dry-run", NULL, "compare alone, change nothing"},
    AP_VAULT_OPTIONS,
    {AP_OPT_END, 0, NULL, NULL, NULL},
};

static const char *const state_words[] = {
    [AP_COLUMN_FITS] = "fits",
    [AP_COLUMN_MISSING] = "missing",
    [AP_COLUMN_MADE] = "made",
    [AP_COLUMN_DRIFTED] = "drifted",
};

static int
show(struct ap_cli *cli, const struct ap_provision *p, bool dry)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    for (size_t i = 0; i < p->changes.n; i++) {
        const struct ap_column_change *change = &p->changes.items[i];
        bool would = dry && change->state == AP_COLUMN_MISSING;
        ap_buf_printf(&out, "%-12s", would ? "would make" : state_words[change->state]);
        ap_text_escape(&out, change->wanted->name);
        ap_buf_printf(&out, " (%s)", ap_column_kind_name(change->wanted->kind));
        if (change->words.len) {
            ap_buf_add_c(&out, ": ");
            ap_text_escape(&out, change->words);
        }
        ap_buf_add_char(&out, '\n');
    }
    ap_buf_printf(&out, "%zu %s, %zu drifted\n", dry ? p->n_missing : p->n_made,
                  dry ? "would be made" : "made", p->n_drifted);
    return cli->quiet ? AP_EXIT_OK : ap_cli_print(cli, ap_buf_str(&out));
}

int
ap_cmd_provision(struct ap_cli *cli)
{
    struct ap_cli_library opened = {NULL, NULL};
    struct ap_library_url url;
    struct ap_remote remote = {0};
    struct ap_provision provision = {0};
    struct ap_str to;
    const char *why;
    bool dry = ap_opt_given(&cli->line, AP_OPT_DRY_RUN);
    int result = ap_cli_open_library(cli, &opened);
    if (result == AP_OK)
        result = ap_cli_vault_url(cli, AP_OPT_VAULT_TO, "--to", opened.ws, &to);
    if (result)
        return ap_exit_of(cli, result);
    if (ap_library_url_parse(to, cli->mem, &url, &why)) {
        (void)ap_cli_fault(cli, AP_VLT001, "%.*s: %s", AP_FMT(ap_url_shown(to)), why);
        return AP_EXIT_USAGE;
    }
    result = ap_cli_remote(cli, opened.ws, &remote);
    if (result == AP_OK)
        result = ap_provision_run(&remote, &url, opened.lib, !dry, cli->mem, &provision);
    int code = ap_exit_of(cli, result);
    int shown = provision.changes.n ? show(cli, &provision, dry) : AP_EXIT_OK;
    ap_remote_close(&remote);
    if (code == AP_EXIT_OK && provision.n_drifted)
        code = AP_EXIT_REMOTE;
    return code ? code : shown;
}
