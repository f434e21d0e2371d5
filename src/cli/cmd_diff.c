/* `apipack diff`: two packs compared at the level of controls.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/cleanup.h"
#include "cli/outputs.h"
#include "cli/seal.h"
#include "pack/since.h"
#include "port/pool.h"
#include "report/since.h"

const struct ap_opt_spec ap_cmd_diff_options[] = {
    {AP_OPT_PASSPHRASE_FILE, 0, "passphrase-file", "FILE",
     "of encrypted packs: the passphrase is its first line"},
    {AP_OPT_END, 0, NULL, NULL, NULL},
};

enum format { TEXT, JSON, MARKDOWN, N_FORMATS };
static const char *const names[N_FORMATS] = {"text", "json", "markdown"};

static void
render(const struct ap_since *since, enum format format, struct ap_buf *out)
{
    struct ap_json json;
    switch (format) {
    case JSON:
        ap_json_init(&json, out);
        ap_since_json(&json, since);
        ap_json_end(&json);
        break;
    case MARKDOWN:
        ap_since_markdown(since, 1, out);
        break;
    default:
        ap_since_text(since, out);
    }
}

int
ap_cmd_diff(struct ap_cli *cli)
{
    struct ap_output_orders orders = {NULL, 0, 0};
    struct ap_verify_options verify = {.unlock = ap_cli_unlock(cli), .cancel = cli->cancel};
    struct ap_since_side sides[2];
    struct ap_since since;
    if (ap_common_outputs_beside(cli, names, N_FORMATS, TEXT, &orders) ||
        ap_common_jobs(cli, &verify.n_workers))
        return AP_EXIT_USAGE;
    if (verify.n_workers == 0)
        verify.n_workers = ap_pool_processors();
    for (size_t i = 0; i < AP_COUNT(sides); i++) {
        int rc = ap_since_read(cli->line.args.items[i].ptr, &verify, cli->mem, &sides[i], cli->dg);
        if (rc != AP_OK)
            return rc == AP_E_SYNTAX ? AP_EXIT_INTEGRITY : ap_exit_of(cli, rc);
    }
    ap_since_make(&sides[0], &sides[1], true, cli->mem, &since);
    int code = AP_EXIT_OK;
    for (size_t i = 0; i < orders.n && code == AP_EXIT_OK; i++) {
        AP_AUTO_BUF struct ap_buf out = {0};
        render(&since, (enum format)orders.items[i].form, &out);
        code = ap_cli_write(cli, orders.items[i].file, ap_buf_str(&out));
    }
    return code;
}
