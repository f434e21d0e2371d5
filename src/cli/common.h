/* What the commands share: common options, faults, output, the way from results to exit codes.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "cli/cli.h"
#include "run/run.h"

/** Options that every command takes, before or after its name. */
extern const struct ap_opt_spec ap_common_options[];

/** Color, -q and -v, read before anything can fail: 0, or AP_E_INVALID (CLI004). */
AP_CHECKED int ap_common_apply(struct ap_cli *cli);

/** Report a fault that has no place in a file. */
struct ap_diagnostic *ap_cli_fault(struct ap_cli *cli, enum ap_code code, const char *fmt, ...)
    AP_PRINTF(3, 4);
/** The value of an option is wrong (CLI004): names option, value and what it takes. */
void ap_cli_bad_value(struct ap_cli *cli, const char *option, struct ap_str value,
                      const char *expected);

/** What the common options say of a run. AP_E_INVALID after reporting every bad value. */
AP_CHECKED int ap_common_run_options(struct ap_cli *cli, struct ap_run_options *ret_options);
AP_CHECKED int ap_common_fail_on(struct ap_cli *cli, enum ap_fail_on *ret_level);
/** A number of 1 … max; 0 when the option is not given. AP_E_INVALID (CLI004: `what` says what is expected). */
AP_CHECKED int ap_common_number(struct ap_cli *cli, enum ap_opt_id id, const char *name, int max,
                                const char *what, int *ret_number);
/** The number of -j; 0 when it is not given. AP_E_INVALID (CLI004). */
AP_CHECKED int ap_common_jobs(struct ap_cli *cli, unsigned *ret_jobs);
/** The audit window of --period or --from and --to; AP_DAY_NONE when neither is given. `to` is
 * inclusive. */
AP_CHECKED int ap_common_window(struct ap_cli *cli, ap_day *ret_from, ap_day *ret_to);
/** Today in UTC. */
ap_day ap_cli_today(void);

/** One report to render: its format and the file it goes to, "-" for standard output. */
struct ap_report_order {
    const struct ap_report_format *format;
    struct ap_str file;
};
AP_VEC(ap_report_orders, struct ap_report_order);

/** What --format asks for. `target`: where a format without a file goes.
 *  errors AP_E_INVALID (CLI004: unknown format, two formats for one place) */
AP_CHECKED int ap_common_reports(struct ap_cli *cli, struct ap_str target,
                                 struct ap_report_orders *ret_orders);
/** May the reports be written where they shall go? All are looked at: AP_E_INVALID after ap_cli_guard(). */
AP_CHECKED int ap_common_guard_reports(struct ap_cli *cli, const struct ap_run *run,
                                       const struct ap_report_orders *orders);
/** Render all orders, if they may be written; gives an exit code. */
int ap_common_write_reports(struct ap_cli *cli, const struct ap_run *run,
                            const struct ap_report_orders *orders);

/** Write all bytes to standard output: exit code 0, or 5 with the fault reported. */
int ap_cli_print(struct ap_cli *cli, struct ap_str bytes);
/** Write a file in one step, or standard output for "-" and "". */
int ap_cli_write(struct ap_cli *cli, struct ap_str file, struct ap_str bytes);
/** Say something on standard error, unless -q. */
void ap_cli_say(const struct ap_cli *cli, const char *fmt, ...) AP_PRINTF(2, 3);
/** Print the diagnostics on standard error; with -q only errors. */
void ap_cli_diagnostics(const struct ap_cli *cli);

/** The exit code for a stage's result; the words are in diagnostics. */
int ap_exit_of(const struct ap_cli *cli, int result);
/** Is the stream fit for color, as --color, NO_COLOR and the terminal say? */
bool ap_cli_color(const struct ap_cli *cli, int fd);
