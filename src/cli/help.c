/* Usage, options and summaries, printed from the tables that the parser reads: they cannot drift apart.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#include "cli/help.h"

#include "base/cleanup.h"
#include "cli/common.h"
#include "cli/text.h"

enum { OPTION_COLUMN = 26 };

static void
usage_lines(struct ap_buf *out, const char *usage)
{
    const char *lead = "usage: ";
    struct ap_str rest = ap_str_from(usage);
    while (rest.ptr) {
        struct ap_str line = ap_str_cut(&rest, '\n');
        bool continued = line.len > 0 && line.ptr[0] == ' ';
        ap_buf_printf(out, "%s%s%.*s\n", lead, continued ? "        " : "apipack ", AP_FMT(line));
        lead = "       ";
    }
}

/** Does the command give a common option a meaning of its own? */
static bool
is_replaced(const struct ap_opt_spec *option, const struct ap_opt_spec *own)
{
    for (const struct ap_opt_spec *o = own; o && o->id != AP_OPT_END; o++)
        if (ap_str_is(ap_str_from(option->name), o->name))
            return true;
    return false;
}

/** `own`: options that stand elsewhere already, or NULL. */
static void
option_rows(struct ap_buf *out, const struct ap_opt_spec *options, const struct ap_opt_spec *own,
            struct ap_arena *mem, size_t width)
{
    for (const struct ap_opt_spec *o = options; o->id != AP_OPT_END; o++) {
        if (is_replaced(o, own))
            continue;
        struct ap_str letter =
            o->letter ? ap_arena_printf(mem, "-%c, ", o->letter) : AP_STR("    ");
        struct ap_str left = ap_arena_printf(mem, "%.*s--%s%s%s", AP_FMT(letter), o->name,
                                             o->arg ? " " : "", o->arg ? o->arg : "");
        ap_text_pair(out, left, OPTION_COLUMN, ap_str_from(o->help), width);
    }
}

static void
command_help(struct ap_cli *cli, const struct ap_command *command, struct ap_buf *out)
{
    size_t width = (size_t)ap_text_width();
    usage_lines(out, command->usage);
    ap_buf_add_char(out, '\n');
    ap_text_wrap(out, ap_str_from(command->details), 0, 0, width);
    if (command->options[0].id != AP_OPT_END) {
        ap_buf_add_c(out, "\nOptions:\n");
        option_rows(out, command->options, NULL, cli->mem, width);
    }
    ap_buf_add_c(out, "\nCommon options:\n");
    option_rows(out, ap_common_options, command->options, cli->mem, width);
}

static void
program_help(struct ap_cli *cli, struct ap_buf *out)
{
    size_t width = (size_t)ap_text_width();
    size_t n;
    const struct ap_command *commands = ap_commands(&n);
    usage_lines(out, "[OPTIONS] COMMAND [ARGUMENTS]");
    ap_buf_add_char(out, '\n');
    ap_text_wrap(
        out,
        AP_STR("Checks a folder of evidence against a control library, and packs it with a "
               "manifest and a gap report into one zip."),
        0, 0, width);
    ap_buf_add_c(out, "\nCommands:\n");
    for (size_t i = 0; i < n; i++)
        ap_text_pair(out, ap_str_from(commands[i].name), 10, ap_str_from(commands[i].summary),
                     width);
    ap_buf_add_c(out, "\nCommon options:\n");
    option_rows(out, ap_common_options, NULL, cli->mem, width);
    ap_buf_add_char(out, '\n');
    ap_text_wrap(out,
                 AP_STR("Exit codes: 0 nothing at or above --fail-on; 1 gaps; 2 wrong usage, "
                        "workspace or library; 4 a secret was held back; 5 the output or the "
                        "system failed; 6 the remote side refused for good; 7 the transfer was "
                        "interrupted, run it again; 70 a bug."),
                 0, 0, width);
}

int
ap_help_show(struct ap_cli *cli, const struct ap_command *command)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    if (command)
        command_help(cli, command, &out);
    else
        program_help(cli, &out);
    return ap_cli_print(cli, ap_buf_str(&out));
}

int
ap_help_version(struct ap_cli *cli)
{
    return ap_cli_print(cli, AP_STR("apipack " APIPACK_VERSION "\n"));
}
