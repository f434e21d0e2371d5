/* What leaves the program: standard output, files, words on standard error, exit codes.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cli/common.h"
#include "port/fs.h"
#include "run/scan.h"

struct ap_diagnostic *
ap_cli_fault(struct ap_cli *cli, enum ap_code code, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    struct ap_str message = ap_arena_vprintf(cli->mem, fmt, args);
    va_end(args);
    return ap_diag_add(cli->dg, code, (struct ap_place){AP_STR_NONE, 0, 0}, "%.*s",
                       AP_FMT(message));
}

int
ap_cli_print(struct ap_cli *cli, struct ap_str bytes)
{
    if (ap_fd_write(STDOUT_FILENO, bytes) == AP_OK)
        return AP_EXIT_OK;
    int why = errno;
    if (why != EPIPE) /* the reader went away: nobody to tell */
        (void)ap_cli_fault(cli, AP_CLI008, "cannot write to standard output: %s",
                           ap_error_text(why));
    return AP_EXIT_SYSTEM;
}

void
ap_cli_say(const struct ap_cli *cli, const char *fmt, ...)
{
    if (cli->quiet)
        return;
    AP_AUTO_BUF struct ap_buf text = {0};
    va_list args;
    va_start(args, fmt);
    ap_buf_add_str(&text, ap_arena_vprintf(cli->mem, fmt, args));
    va_end(args);
    ap_buf_add_char(&text, '\n');
    (void)ap_fd_write(STDERR_FILENO, ap_buf_str(&text));
}

bool
ap_cli_color(const struct ap_cli *cli, int fd)
{
    if (cli->color != AP_COLOR_AUTO)
        return cli->color == AP_COLOR_ALWAYS;
    const char *no_color = getenv("NO_COLOR");
    const char *term = getenv("TERM");
    return isatty(fd) && !(no_color && *no_color) && !(term && strcmp(term, "dumb") == 0);
}

/** A mend that speaks of COMMAND speaks of the one that was called. */
static void
name_command(const struct ap_cli *cli, struct ap_diagnostic *d)
{
    const struct ap_str word = AP_STR("COMMAND");
    size_t at = 0;
    while (at < d->hint.len && !ap_str_starts(ap_str_slice(d->hint, at, d->hint.len), word))
        at++;
    if (cli->command && at < d->hint.len)
        ap_diag_hint(cli->dg, d, "%.*s%s%.*s", AP_FMT(ap_str_slice(d->hint, 0, at)),
                     cli->command->name, AP_FMT(ap_str_slice(d->hint, at + word.len, d->hint.len)));
}

void
ap_cli_diagnostics(const struct ap_cli *cli)
{
    AP_AUTO_BUF struct ap_buf text = {0};
    bool color = ap_cli_color(cli, STDERR_FILENO);
    ap_scan_run_mask(cli->mem, cli->dg);
    for (size_t i = 0; i < cli->dg->n; i++)
        if (!cli->quiet || cli->dg->items[i].level == AP_ERROR) {
            name_command(cli, &cli->dg->items[i]);
            ap_diag_text(&text, &cli->dg->items[i], color);
        }
    if (cli->dg->n_dropped)
        ap_buf_printf(&text, "%zu more faults are not shown\n", cli->dg->n_dropped);
    (void)ap_fd_write(STDERR_FILENO, ap_buf_str(&text));
}

int
ap_exit_of(const struct ap_cli *cli, int result)
{
    switch (result) {
    case AP_OK:
        return AP_EXIT_OK;
    case AP_E_SYNTAX:
    case AP_E_INVALID:
    case AP_E_NOTFOUND:
    case AP_E_EXISTS:
        return AP_EXIT_USAGE;
    case AP_E_CANCELLED:
        return AP_EXIT_SIGNAL + *cli->cancel;
    case AP_E_REMOTE:
        return AP_EXIT_REMOTE;
    case AP_E_AGAIN:
        return AP_EXIT_AGAIN;
    case AP_E_BUG:
        return AP_EXIT_BUG;
    default:
        return AP_EXIT_SYSTEM;
    }
}
