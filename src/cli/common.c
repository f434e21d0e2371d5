/* The common options, read from their table into run options.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#include "cli/common.h"

#include <stdlib.h>
#include <time.h>

#include "cli/progress.h"
#include "port/child.h"

const struct ap_opt_spec ap_common_options[] = {
    {AP_OPT_DIRECTORY, 'C', "directory", "DIR",
     "the workspace (default: the nearest folder upward with apipack.yaml)"},
    {AP_OPT_LIBRARY, 0, "library", "DIR", "control library: a folder, or builtin"},
    {AP_OPT_AS_OF, 0, "as-of", "DAY",
     "judge as of this day (default: audit.as_of, else today in UTC)"},
    {AP_OPT_FROM, 0, "from", "DAY", "first day of the audit window, with --to"},
    {AP_OPT_TO, 0, "to", "DAY", "last day of the audit window, with --from"},
    {AP_OPT_PERIOD, 0, "period", "P", "audit window as a period: 2026-Q2, 2026-05, 2026-H1, 2026"},
    {AP_OPT_FRAMEWORK, 0, "framework", "ID", "only what this framework asks for; may be repeated"},
    {AP_OPT_AUDIENCE, 0, "audience", "ID", "internal, auditor or buyer (default: auditor)"},
    {AP_OPT_FAIL_ON, 0, "fail-on", "LEVEL",
     "exit 1 at never, gap, low, medium, high or blocker (default: gap)"},
    {AP_OPT_BASELINE, 0, "baseline", "FILE", "a former check/v1 JSON: only what is new counts"},
    {AP_OPT_FORMAT, 0, "format", "F[=FILE]",
     "output format, with =FILE into a file; may be repeated"},
    {AP_OPT_OUTPUT, 'o', "output", "FILE", "where the output goes; - is standard output"},
    {AP_OPT_JOBS, 'j', "jobs", "N", "threads (default: processors)"},
    {AP_OPT_NO_CACHE, 0, "no-cache", NULL,
     "read what was found before from no cache, and keep nothing"},
    {AP_OPT_OCR, 0, "ocr", NULL, "also read the letters in pictures, with tesseract"},
    {AP_OPT_COLOR, 0, "color", "WHEN", "auto, always or never"},
    {AP_OPT_QUIET, 'q', "quiet", NULL, "print nothing but errors and what is asked for"},
    {AP_OPT_VERBOSE, 'v', "verbose", NULL, "print more"},
    {AP_OPT_NO_PROGRESS, 0, "no-progress", NULL, "no progress display"},
    {AP_OPT_CACERT, 0, "cacert", "FILE",
     "trust the certificates in this file (PEM) instead of the system's"},
    {AP_OPT_HELP, 'h', "help", NULL, "show the help of the command"},
    {AP_OPT_VERSION, 0, "version", NULL, "show the version"},
    {AP_OPT_END, 0, NULL, NULL, NULL},
};

static const struct ap_choice color_words[] = {
    {"auto", AP_COLOR_AUTO}, {"always", AP_COLOR_ALWAYS}, {"never", AP_COLOR_NEVER}, {NULL, 0}};

static const struct ap_choice fail_on_words[] = {{"never", AP_FAIL_NEVER},
                                                 {"gap", AP_FAIL_GAP},
                                                 {"low", AP_FAIL_LOW},
                                                 {"medium", AP_FAIL_MEDIUM},
                                                 {"high", AP_FAIL_HIGH},
                                                 {"blocker", AP_FAIL_BLOCKER},
                                                 {NULL, 0}};

void
ap_cli_bad_value(struct ap_cli *cli, const char *option, struct ap_str value, const char *expected)
{
    enum { SHOWN_MAX = 200 };
    struct ap_diagnostic *d = ap_cli_fault(cli, AP_CLI004, "%s \"%.*s\"%s is not valid", option,
                                           AP_FMT(ap_str_slice(value, 0, SHOWN_MAX)),
                                           value.len > SHOWN_MAX ? " and so on" : "");
    ap_diag_hint(cli->dg, d, "it takes %s", expected);
}

/** One word of a table; `fallback` when the option is not given. */
static int
choice_of(struct ap_cli *cli, enum ap_opt_id id, const char *option, const struct ap_choice *words,
          const char *expected, int fallback, int *ret_value)
{
    int value = fallback;
    if (ap_opt_given(&cli->line, id)) {
        struct ap_str word = ap_opt_value(&cli->line, id);
        value = ap_word_value(words, word);
        if (value < 0) {
            ap_cli_bad_value(cli, option, word, expected);
            return AP_E_INVALID;
        }
    }
    *ret_value = value;
    return AP_OK;
}

int
ap_common_apply(struct ap_cli *cli)
{
    cli->quiet = ap_opt_given(&cli->line, AP_OPT_QUIET);
    cli->verbose = ap_opt_given(&cli->line, AP_OPT_VERBOSE);
    int color = AP_COLOR_AUTO;
    int result = choice_of(cli, AP_OPT_COLOR, "--color", color_words, "auto, always or never",
                           AP_COLOR_AUTO, &color);
    cli->color = (enum ap_color_mode)color;
    return result;
}

int
ap_common_fail_on(struct ap_cli *cli, enum ap_fail_on *ret_level)
{
    int level;
    int result = choice_of(cli, AP_OPT_FAIL_ON, "--fail-on", fail_on_words,
                           "never, gap, low, medium, high or blocker", AP_FAIL_GAP, &level);
    if (result == AP_OK)
        *ret_level = (enum ap_fail_on)level;
    return result;
}

static int
day_of(struct ap_cli *cli, enum ap_opt_id id, const char *option, ap_day *ret_day)
{
    *ret_day = AP_DAY_NONE;
    if (!ap_opt_given(&cli->line, id))
        return AP_OK;
    struct ap_str text = ap_opt_value(&cli->line, id);
    if (ap_day_parse(text, ret_day) == AP_OK)
        return AP_OK;
    ap_cli_bad_value(cli, option, text, "a day: YYYY-MM-DD");
    return AP_E_INVALID;
}

static int
window_of_period(struct ap_cli *cli, ap_day *ret_from, ap_day *ret_to)
{
    struct ap_str text = ap_opt_value(&cli->line, AP_OPT_PERIOD);
    struct ap_period period;
    if (ap_opt_given(&cli->line, AP_OPT_FROM) || ap_opt_given(&cli->line, AP_OPT_TO)) {
        struct ap_diagnostic *d =
            ap_cli_fault(cli, AP_CLI004, "--period and --from/--to exclude each other");
        ap_diag_hint(cli->dg, d, "give the window in one of the two ways");
        return AP_E_INVALID;
    }
    if (ap_period_parse(text, &period)) {
        ap_cli_bad_value(cli, "--period", text,
                         "a period: 2026-Q2, 2026-05, 2026-H1, 2026 or FROM..TO");
        return AP_E_INVALID;
    }
    *ret_from = period.span.from;
    *ret_to = period.span.to - 1;
    return AP_OK;
}

int
ap_common_window(struct ap_cli *cli, ap_day *ret_from, ap_day *ret_to)
{
    *ret_from = *ret_to = AP_DAY_NONE;
    if (ap_opt_given(&cli->line, AP_OPT_PERIOD))
        return window_of_period(cli, ret_from, ret_to);
    ap_day from;
    ap_day to;
    int result = day_of(cli, AP_OPT_FROM, "--from", &from);
    int second = day_of(cli, AP_OPT_TO, "--to", &to);
    if (result || second)
        return AP_E_INVALID;
    if ((from == AP_DAY_NONE) != (to == AP_DAY_NONE)) {
        struct ap_diagnostic *d = ap_cli_fault(cli, AP_CLI004, "--from and --to need each other");
        ap_diag_hint(cli->dg, d, "give both, or a period: --period 2026-Q2");
        return AP_E_INVALID;
    }
    if (from > to) {
        struct ap_diagnostic *d = ap_cli_fault(cli, AP_CLI004, "--from lies after --to");
        ap_diag_hint(cli->dg, d, "give the first day with --from, the last with --to");
        return AP_E_INVALID;
    }
    *ret_from = from;
    *ret_to = to;
    return AP_OK;
}

ap_day
ap_cli_today(void)
{
    return (ap_day)(time(NULL) / AP_DAY_SECONDS);
}

int
ap_common_number(struct ap_cli *cli, enum ap_opt_id id, const char *name, int max, const char *what,
                 int *ret_number)
{
    *ret_number = 0;
    if (!ap_opt_given(&cli->line, id))
        return AP_OK;
    struct ap_str text = ap_opt_value(&cli->line, id);
    int64_t value;
    if (ap_str_to_int(text, &value) == AP_OK && value >= 1 && value <= max) {
        *ret_number = (int)value;
        return AP_OK;
    }
    ap_cli_bad_value(cli, name, text, what);
    return AP_E_INVALID;
}

int
ap_common_jobs(struct ap_cli *cli, unsigned *ret_jobs)
{
    int jobs = 0;
    int result =
        ap_common_number(cli, AP_OPT_JOBS, "-j", 1024, "a number of threads, 1 to 1024", &jobs);
    *ret_jobs = (unsigned)jobs;
    return result;
}

static int
epoch_of(struct ap_cli *cli, int64_t *ret_epoch)
{
    *ret_epoch = -1;
    struct ap_str text = ap_str_from(getenv("SOURCE_DATE_EPOCH"));
    if (text.len == 0 || ap_str_to_int(text, ret_epoch) == AP_OK)
        return AP_OK;
    ap_cli_bad_value(cli, "SOURCE_DATE_EPOCH", text, "seconds since 1970-01-01 UTC");
    return AP_E_INVALID;
}

static void
say_tesseract(struct ap_cli *cli)
{
    char *program = ap_program_in_path("tesseract");
    if (!program)
        (void)ap_cli_fault(cli, AP_CLI018,
                           "--ocr: tesseract is not installed: pictures stay unread");
    free(program);
}

int
ap_common_run_options(struct ap_cli *cli, struct ap_run_options *ret_options)
{
    struct ap_run_options o = {
        .workspace = ap_opt_value(&cli->line, AP_OPT_DIRECTORY),
        .library = ap_opt_value(&cli->line, AP_OPT_LIBRARY),
        .today = ap_cli_today(),
        .frameworks = ap_opt_values(&cli->line, AP_OPT_FRAMEWORK, cli->mem),
        .audience = ap_opt_value(&cli->line, AP_OPT_AUDIENCE),
        .baseline = ap_opt_value(&cli->line, AP_OPT_BASELINE),
        .key_file = ap_str_from(getenv("APIPACK_KEY_FILE")),
        .ocr = ap_opt_given(&cli->line, AP_OPT_OCR),
        .no_cache = ap_opt_given(&cli->line, AP_OPT_NO_CACHE),
        .progress = ap_cli_progress(cli, "reading evidence"),
        .cancel = cli->cancel,
    };
    int results[] = {
        day_of(cli, AP_OPT_AS_OF, "--as-of", &o.as_of),
        ap_common_window(cli, &o.from, &o.to),
        ap_common_jobs(cli, &o.n_threads),
        epoch_of(cli, &o.source_date_epoch),
    };
    for (size_t i = 0; i < AP_COUNT(results); i++)
        if (results[i])
            return AP_E_INVALID;
    if (o.ocr)
        say_tesseract(cli);
    *ret_options = o;
    return AP_OK;
}
