/* `apipack init`: options, or questions on a terminal, to a new workspace.
 * Place in the flow: cli; edit/init does the work.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/path.h"
#include "cli/common.h"
#include "edit/init.h"
#include "library/library.h"

const struct ap_opt_spec ap_cmd_init_options[] = {
    {AP_OPT_SAMPLE, 0, "sample", NULL, "a filled workspace with real gaps"},
    {AP_OPT_ORG, 0, "org", "NAME", "organization (default: the folder's name)"},
    {AP_OPT_PRODUCT, 0, "product", "NAME", "product (default: API)"},
    {AP_OPT_END, 0, NULL, NULL, NULL},
};

/** The folder: the argument, below -C when both are given. */
static struct ap_str
target_dir(struct ap_cli *cli)
{
    struct ap_str base = ap_opt_value(&cli->line, AP_OPT_DIRECTORY);
    struct ap_str dir = cli->line.args.n ? cli->line.args.items[0] : AP_STR_NONE;
    if (base.len && dir.len && dir.ptr[0] != '/')
        return ap_path_join(cli->mem, base, dir);
    return dir.len ? dir : base.len ? base : AP_STR(".");
}

/** The last segment of the folder's full path; it need not exist yet. */
static struct ap_str
folder_name(struct ap_cli *cli, struct ap_str dir)
{
    while (dir.len > 1 && dir.ptr[dir.len - 1] == '/')
        dir.len--;
    AP_AUTO_FREE char *full = realpath(ap_arena_copy(cli->mem, dir).ptr, NULL);
    struct ap_str name = ap_path_base(full ? ap_str_from(full) : dir);
    return name.len ? ap_arena_copy(cli->mem, name) : AP_STR("Organization");
}

/** Ask on the terminal; an empty answer, and the end of the input, mean the default. */
static struct ap_str
ask(struct ap_cli *cli, const char *question, struct ap_str fallback)
{
    AP_AUTO_FREE char *line = NULL;
    size_t cap = 0;
    ap_cli_say(cli, "%s [%.*s]?", question, AP_FMT(fallback));
    ssize_t n = getline(&line, &cap, stdin);
    struct ap_str answer = ap_str_trim((struct ap_str){line, n > 0 ? (size_t)n : 0});
    return answer.len ? ap_arena_copy(cli->mem, answer) : fallback;
}

static struct ap_str
given_or_asked(struct ap_cli *cli, bool terminal, enum ap_opt_id id, const char *question,
               struct ap_str fallback)
{
    if (ap_opt_given(&cli->line, id))
        return ap_opt_value(&cli->line, id);
    return terminal ? ask(cli, question, fallback) : fallback;
}

static int
window(struct ap_cli *cli, bool terminal, struct ap_init_options *options)
{
    int result = ap_common_window(cli, &options->from, &options->to);
    if (result || options->from != AP_DAY_NONE)
        return result;
    struct ap_period period = ap_period_of(AP_PERIOD_QUARTER, ap_cli_today());
    if (terminal) {
        struct ap_str text = ask(cli, "Audit window", ap_period_str(cli->mem, period));
        if (ap_period_parse(text, &period)) {
            ap_cli_bad_value(cli, "the audit window", text, "a period: 2026-Q2, 2026-05, FROM..TO");
            return AP_E_INVALID;
        }
    }
    options->from = period.span.from;
    options->to = period.span.to - 1;
    return AP_OK;
}

/** Every framework must be one of the built-in library. */
static int
frameworks(struct ap_cli *cli, struct ap_strs *ret_ids)
{
    *ret_ids = ap_opt_values(&cli->line, AP_OPT_FRAMEWORK, cli->mem);
    if (ret_ids->n == 0)
        return AP_OK;
    struct ap_library_source source = {AP_STR("builtin"), AP_STR("."), {NULL, 0, 0}};
    struct ap_library *lib = NULL;
    int result = ap_library_load(&source, cli->mem, &lib, cli->dg);
    for (size_t i = 0; result == AP_OK && i < ret_ids->n; i++)
        if (!ap_library_framework(lib, ret_ids->items[i])) {
            ap_cli_bad_value(cli, "--framework", ret_ids->items[i],
                             "an id that apipack list frameworks shows");
            result = AP_E_INVALID;
        }
    return result;
}

static int
options_for_empty(struct ap_cli *cli, struct ap_init_options *options)
{
    bool terminal = isatty(STDIN_FILENO) && isatty(STDERR_FILENO) && !cli->quiet;
    options->organization =
        given_or_asked(cli, terminal, AP_OPT_ORG, "Organization", folder_name(cli, options->dir));
    options->product = given_or_asked(cli, terminal, AP_OPT_PRODUCT, "Product", AP_STR("API"));
    if (options->organization.len == 0)
        ap_cli_bad_value(cli, "--org", options->organization, "a name");
    if (options->product.len == 0)
        ap_cli_bad_value(cli, "--product", options->product, "a name");
    if (options->organization.len == 0 || options->product.len == 0)
        return AP_E_INVALID;
    int result = window(cli, terminal, options);
    return result ? result : frameworks(cli, &options->frameworks);
}

/** The sample is one company's quarter: nothing of it can be chosen. */
static int
options_for_sample(struct ap_cli *cli)
{
    static const enum ap_opt_id excluded[] = {AP_OPT_ORG,  AP_OPT_PRODUCT, AP_OPT_PERIOD,
                                              AP_OPT_FROM, AP_OPT_TO,      AP_OPT_FRAMEWORK};
    for (size_t i = 0; i < cli->line.opts.n; i++)
        for (size_t k = 0; k < AP_COUNT(excluded); k++)
            if (cli->line.opts.items[i].spec->id == excluded[k]) {
                (void)ap_cli_fault(cli, AP_CLI004, "--%s and --sample exclude each other",
                                   cli->line.opts.items[i].spec->name);
                return AP_E_INVALID;
            }
    return AP_OK;
}

int
ap_cmd_init(struct ap_cli *cli)
{
    struct ap_init_options options = {.dir = target_dir(cli),
                                      .sample = ap_opt_given(&cli->line, AP_OPT_SAMPLE)};
    int result = options.sample ? options_for_sample(cli) : options_for_empty(cli, &options);
    if (result)
        return ap_exit_of(cli, result);
    if (*cli->cancel)
        return AP_EXIT_SIGNAL + *cli->cancel;
    struct ap_strs made;
    result = ap_init_workspace(&options, cli->mem, &made, cli->dg);
    if (result == AP_E_NOTFOUND)
        return AP_EXIT_SYSTEM;
    if (result)
        return ap_exit_of(cli, result);
    ap_cli_say(cli, "Made a workspace in %.*s (%zu files).", AP_FMT(options.dir), made.n);
    ap_cli_say(
        cli,
        "Next: put evidence into %.*s/evidence (%.*s/templates has documents to start from), "
        "then run apipack -C %.*s check",
        AP_FMT(options.dir), AP_FMT(options.dir), AP_FMT(options.dir));
    return AP_EXIT_OK;
}
