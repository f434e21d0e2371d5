/* `apipack lint`: the control library alone.
 * Place in the flow: cli; the diagnostics of loading are the result.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/cleanup.h"
#include "cli/open.h"

const struct ap_opt_spec ap_cmd_lint_options[] = {{AP_OPT_END, 0, NULL, NULL, NULL}};

static void
add_unverified(const struct ap_library *lib, struct ap_buf *out)
{
    for (size_t f = 0; f < lib->frameworks.n; f++) {
        const struct ap_framework *framework = &lib->frameworks.items[f];
        for (size_t i = 0; i < framework->ids.n; i++)
            if (!framework->ids.items[i].verified)
                ap_buf_printf(out, "not verified against its source: %.*s:%.*s\n",
                              AP_FMT(framework->id), AP_FMT(framework->ids.items[i].id));
    }
}

static void
add_summary(const struct ap_library *lib, struct ap_buf *out)
{
    ap_buf_printf(
        out, "%.*s %.*s: %zu controls, %zu requirements, %zu frameworks, %zu questions; no error\n",
        AP_FMT(lib->id), AP_FMT(lib->version), lib->controls.n, lib->n_requirements,
        lib->frameworks.n, lib->questions.n);
}

int
ap_cmd_lint(struct ap_cli *cli)
{
    struct ap_cli_library opened;
    int result = ap_cli_open_library(cli, &opened);
    if (result)
        return ap_exit_of(cli, result);
    if (cli->quiet)
        return AP_EXIT_OK;
    AP_AUTO_BUF struct ap_buf out = {0};
    if (cli->verbose)
        add_unverified(opened.lib, &out);
    add_summary(opened.lib, &out);
    return ap_cli_print(cli, ap_buf_str(&out));
}
