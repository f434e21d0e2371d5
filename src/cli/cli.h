/* What every command gets, the table of commands, and the exit codes.
 * Place in the flow: cli, the top; the only layer that prints and exits.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/buf.h"
#include "cli/opt.h"

/** Exit codes that scripts rely on; signals end with 130 and 143. */
enum ap_exit {
    AP_EXIT_OK = 0,
    AP_EXIT_GAPS = 1,    /* done, and something is at or above --fail-on */
    AP_EXIT_USAGE = 2,   /* wrong usage; workspace or library not valid */
    AP_EXIT_INTEGRITY = 3, /* a pack does not hold */
    AP_EXIT_BLOCKED = 4, /* done, and a secret was held back */
    AP_EXIT_SYSTEM = 5,  /* the output or the system failed */
    AP_EXIT_REMOTE = 6,  /* the remote side refused for good */
    AP_EXIT_AGAIN = 7,   /* interrupted or throttled: run the same command again */
    AP_EXIT_BUG = 70,
    AP_EXIT_SIGNAL = 128, /* plus the signal's number */
};

enum ap_color_mode { AP_COLOR_AUTO, AP_COLOR_ALWAYS, AP_COLOR_NEVER };

struct ap_command;

/** One call of the program. */
struct ap_cli {
    struct ap_arena *mem;
    struct ap_diag *dg;
    const struct ap_command *command; /* NULL: none was named */
    struct ap_command_line line;
    enum ap_color_mode color;
    bool quiet;
    bool verbose;
    const ap_stop *cancel; /* number of the signal that asked to stop, or 0 */
};

struct ap_command {
    const char *name;
    int (*run)(struct ap_cli *cli); /* gives an exit code */
    unsigned min_args, max_args;
    const char *summary; /* one line, no full stop */
    const char *usage;   /* a line each, without the program's name */
    const char *details; /* sentences */
    const struct ap_opt_spec *options;
};

#define AP_COMMAND(name, min_args, max_args, summary, usage, details)                              \
    int ap_cmd_##name(struct ap_cli *cli);                                                         \
    extern const struct ap_opt_spec ap_cmd_##name##_options[];
#include "cli/commands.def"
#undef AP_COMMAND

/** All commands, in the order of the help. */
const struct ap_command *ap_commands(size_t *ret_n);
/** NULL when unknown. */
const struct ap_command *ap_command_find(struct ap_str name);
/** Report an unknown command (CLI001) with the nearest one. */
void ap_command_unknown(struct ap_cli *cli, struct ap_str name);

/** Read the command line and run the command; diagnostics are left in `cli->dg`. */
int ap_cli_main(struct ap_cli *cli, char **items, size_t n_words);
