/* `apipack triage`: what badly named files may be evidence of, as a map to be edited by hand.
 * Place in the flow: cli; edit/triage does the work.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/cleanup.h"
#include "base/path.h"
#include "cli/guard.h"
#include "edit/map.h"

const struct ap_opt_spec ap_cmd_triage_options[] = {
    {AP_OPT_END, 0, NULL, NULL, NULL},
};

static void
say_summary(const struct ap_cli *cli, const struct ap_triage *triage, struct ap_str file)
{
    size_t n = triage->proposals.n;
    ap_cli_say(cli, "%zu file%s: %zu with a proposal, %zu for you to decide.", n, n == 1 ? "" : "s",
               n - triage->n_open, triage->n_open);
    if (triage->n_named)
        ap_cli_say(cli, "%zu more in the evidence folder have a right name already.",
                   triage->n_named);
    if (triage->n_ignored)
        ap_cli_say(
            cli, "%zu left out: hidden files, sidecars, symbolic links, what editors leave behind.",
            triage->n_ignored);
    if (file.len && !ap_str_is(file, "-"))
        ap_cli_say(cli, "Next: look through %.*s, then run apipack add --map %.*s", AP_FMT(file),
                   AP_FMT(file));
}

int
ap_cmd_triage(struct ap_cli *cli)
{
    struct ap_run_options options;
    if (ap_common_run_options(cli, &options))
        return AP_EXIT_USAGE;
    struct ap_str file = ap_opt_value(&cli->line, AP_OPT_OUTPUT);
    struct ap_str dir = ap_arena_copy(cli->mem, cli->line.args.items[0]);
    while (dir.len > 1 && dir.ptr[dir.len - 1] == '/')
        dir = ap_arena_copy(cli->mem, ap_str_slice(dir, 0, dir.len - 1));
    struct ap_run run = {0};
    struct ap_triage triage = {{NULL, 0, 0}, 0, 0, 0};
    int result = ap_run_catalogue(&options, cli->mem, &run, cli->dg);
    if (result == AP_OK)
        result = ap_cli_guard(cli, run.ws, file);
    if (result == AP_OK)
        result = ap_triage(run.cat, dir, cli->cancel, cli->mem, &triage, cli->dg);
    int code = ap_exit_of(cli, result);
    if (code == AP_EXIT_OK) {
        AP_AUTO_BUF struct ap_buf out = {0};
        bool is_stream = file.len == 0 || ap_str_is(file, "-");
        ap_map_write(&triage, !is_stream, cli->mem, &out);
        code = ap_cli_write(cli, file, ap_buf_str(&out));
    }
    if (code == AP_EXIT_OK)
        say_summary(cli, &triage, file);
    ap_run_close(&run);
    return code;
}
