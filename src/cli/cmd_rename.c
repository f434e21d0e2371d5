/* `apipack rename`: names that break the naming rules are put right, where there is one right name.
 * Place in the flow: cli; edit/rename does the work.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/cleanup.h"
#include "base/utf8.h"
#include "cli/write.h"
#include "edit/rename.h"

const struct ap_opt_spec ap_cmd_rename_options[] = {
    {AP_OPT_DRY_RUN, 0, "dry-run", NULL,
     "show what would be renamed, change nothing (the default)"},
    {AP_OPT_APPLY, 0, "apply", NULL, "rename"},
    {AP_OPT_END, 0, NULL, NULL, NULL},
};

static void
add_rename(const struct ap_rename *rename, bool apply, struct ap_buf *out)
{
    const char *with = rename->has_sidecar && rename->has_row ? " (sidecar and register row too)"
                       : rename->has_sidecar                  ? " (sidecar too)"
                       : rename->has_row                      ? " (register row too)"
                                                              : "";
    ap_buf_add_c(out, !apply         ? "would rename  "
                      : rename->done ? "renamed       "
                                     : "not renamed   ");
    ap_text_escape(out, rename->item->path);
    ap_buf_add_c(out, " -> ");
    ap_text_escape(out, rename->name);
    ap_buf_printf(out, "%s\n", with);
}

static void
add_open(const struct ap_rename_open *open, struct ap_buf *out)
{
    ap_buf_add_c(out, open->refused ? "refused       " : "open          ");
    ap_text_escape(out, open->item->path);
    ap_buf_add_c(out, ": ");
    ap_text_escape(out, open->reason);
    ap_buf_add_char(out, '\n');
}

static void
add_mention(const struct ap_rename_mention *mention, struct ap_buf *out)
{
    ap_buf_add_c(out, "by hand       ");
    ap_text_escape(out, mention->place.file);
    ap_buf_printf(out, ":%u: ", mention->place.line);
    ap_text_escape(out, mention->name);
    ap_buf_add_c(out, " -> ");
    ap_text_escape(out, mention->to);
    ap_buf_add_char(out, '\n');
}

static int
show(struct ap_cli *cli, const struct ap_rename_plan *plan, bool apply)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    size_t n_refused = 0;
    size_t n_done = 0;
    for (size_t i = 0; i < plan->renames.n; i++) {
        add_rename(&plan->renames.items[i], apply, &out);
        n_done += plan->renames.items[i].done;
    }
    for (size_t i = 0; i < plan->open.n; i++) {
        add_open(&plan->open.items[i], &out);
        n_refused += plan->open.items[i].refused;
    }
    for (size_t i = 0; i < plan->mentions.n; i++)
        add_mention(&plan->mentions.items[i], &out);
    ap_buf_printf(&out, "%zu %s, %zu refused, %zu open\n", apply ? n_done : plan->renames.n,
                  apply ? "renamed" : "would be renamed", n_refused, plan->open.n - n_refused);
    if (!apply && plan->renames.n)
        ap_cli_say(cli, "apipack rename --apply does it.");
    int code = cli->quiet ? AP_EXIT_OK : ap_cli_print(cli, ap_buf_str(&out));
    return code != AP_EXIT_OK ? code : n_refused ? AP_EXIT_GAPS : AP_EXIT_OK;
}

static int
run_and_rename(struct ap_cli *cli, const struct ap_run_options *options, bool apply,
               struct ap_run *run)
{
    struct ap_rename_plan plan = {0};
    int result = ap_run_catalogue(options, cli->mem, run, cli->dg);
    if (result == AP_OK)
        result = ap_rename_make_plan(run->evidence, cli->mem, &plan, cli->dg);
    if (result < 0)
        return ap_exit_of(cli, result);
    if (*cli->cancel)
        return AP_EXIT_SIGNAL + *cli->cancel;
    result = apply ? ap_rename_apply(&plan, cli->dg) : AP_OK;
    int code = show(cli, &plan, apply);
    return result < 0 ? AP_EXIT_SYSTEM : code;
}

int
ap_cmd_rename(struct ap_cli *cli)
{
    AP_AUTO_LOCK struct ap_lock lock = AP_LOCK_NONE;
    struct ap_run_options options;
    struct ap_run run = {0};
    bool apply = ap_opt_given(&cli->line, AP_OPT_APPLY);
    if (apply && ap_opt_given(&cli->line, AP_OPT_DRY_RUN)) {
        (void)ap_cli_fault(cli, AP_CLI004, "--apply and --dry-run exclude each other");
        return AP_EXIT_USAGE;
    }
    if (ap_common_run_options(cli, &options))
        return AP_EXIT_USAGE;
    if (apply && ap_cli_lock(cli, &lock) < 0)
        return AP_EXIT_SYSTEM;
    int code = run_and_rename(cli, &options, apply, &run);
    ap_run_close(&run);
    return code;
}
