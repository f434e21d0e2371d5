/* `apipack diff`: two packs compared at the level of controls.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/cleanup.h"
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

static int
format_of(struct ap_cli *cli, enum format *ret_format, struct ap_str *ret_output)
{
    struct ap_str value = ap_opt_value(&cli->line, AP_OPT_FORMAT);
    size_t equals = ap_str_find(value, '=');
    struct ap_str name = value.len ? ap_str_slice(value, 0, equals) : AP_STR("text");
    *ret_output = equals < value.len ? ap_str_slice(value, equals + 1, value.len)
                                     : ap_opt_value(&cli->line, AP_OPT_OUTPUT);
    for (int i = 0; i < N_FORMATS; i++)
        if (ap_str_is(name, names[i])) {
            *ret_format = (enum format)i;
            return AP_OK;
        }
    ap_cli_bad_value(cli, "--format", value, "text, json or markdown");
    return AP_E_INVALID;
}

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
    AP_AUTO_BUF struct ap_buf out = {0};
    enum format format;
    struct ap_str output;
    struct ap_verify_options verify = {.unlock = ap_cli_unlock(cli), .cancel = cli->cancel};
    struct ap_since_side sides[2];
    struct ap_since since;
    if (format_of(cli, &format, &output) || ap_common_jobs(cli, &verify.n_workers))
        return AP_EXIT_USAGE;
    if (verify.n_workers == 0)
        verify.n_workers = ap_pool_processors();
    for (size_t i = 0; i < AP_COUNT(sides); i++) {
        int rc = ap_since_read(cli->line.args.items[i].ptr, &verify, cli->mem, &sides[i], cli->dg);
        if (rc != AP_OK)
            return rc == AP_E_SYNTAX ? AP_EXIT_INTEGRITY : ap_exit_of(cli, rc);
    }
    ap_since_make(&sides[0], &sides[1], true, cli->mem, &since);
    render(&since, format, &out);
    return ap_cli_write(cli, output, ap_buf_str(&out));
}
