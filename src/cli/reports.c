/* --format: which reports are asked for, where they go, and their writing.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#include <langinfo.h>
#include <locale.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cli/guard.h"
#include "cli/sink.h"
#include "cli/text.h"

/** The formats that `check` offers, as words for a hint. */
static struct ap_str
offered(struct ap_arena *mem)
{
    size_t n;
    const struct ap_report_format *formats = ap_report_formats(&n);
    struct ap_str words = AP_STR("one of:");
    for (size_t i = 0; i < n; i++)
        if (formats[i].in_check)
            words = ap_arena_join(mem, words, " ", ap_str_from(formats[i].name));
    return words;
}

static bool
is_taken(const struct ap_report_orders *orders, struct ap_str file)
{
    for (size_t i = 0; i < orders->n; i++)
        if (ap_str_eq(orders->items[i].file, file))
            return true;
    return false;
}

static int
add_order(struct ap_cli *cli, struct ap_str name, struct ap_str file,
          struct ap_report_orders *orders)
{
    const struct ap_report_format *format = ap_report_format(name);
    if (!format || !format->in_check) {
        ap_cli_bad_value(cli, "--format", name, offered(cli->mem).ptr);
        return AP_E_INVALID;
    }
    if (is_taken(orders, file)) {
        struct ap_diagnostic *d = ap_cli_fault(
            cli, AP_CLI004, "two formats go to the same place: \"%.*s\"", AP_FMT(file));
        ap_diag_hint(cli->dg, d, "give each its own file: --format %s=FILE", format->name);
        return AP_E_INVALID;
    }
    if (format->binary && ap_str_is(file, "-") && isatty(STDOUT_FILENO)) {
        struct ap_diagnostic *d =
            ap_cli_fault(cli, AP_CLI004, "%s is no text for a terminal", format->name);
        ap_diag_hint(cli->dg, d, "give it a file: --format %s=FILE.%s", format->name,
                     format->extension);
        return AP_E_INVALID;
    }
    *ap_vec_push(cli->mem, orders) = (struct ap_report_order){format, file};
    return AP_OK;
}

int
ap_common_reports(struct ap_cli *cli, struct ap_str target, struct ap_report_orders *ret_orders)
{
    struct ap_strs values = ap_opt_values(&cli->line, AP_OPT_FORMAT, cli->mem);
    struct ap_report_orders orders = {NULL, 0, 0};
    int result = AP_OK;
    for (size_t i = 0; i < values.n; i++) {
        struct ap_str value = values.items[i];
        size_t equals = ap_str_find(value, '=');
        struct ap_str file =
            equals < value.len ? ap_str_slice(value, equals + 1, value.len) : target;
        if (file.len == 0) {
            ap_cli_bad_value(cli, "--format", value, "NAME or NAME=FILE");
            result = AP_E_INVALID;
        } else if (add_order(cli, ap_str_slice(value, 0, equals), file, &orders)) {
            result = AP_E_INVALID;
        }
    }
    if (result == AP_OK && values.n == 0)
        result = add_order(cli, AP_STR("text"), target, &orders);
    if (result == AP_OK)
        *ret_orders = orders;
    return result;
}

/** Does the locale of the environment not speak UTF-8? The process itself stays in the C locale. */
static bool
locale_is_ascii(void)
{
    locale_t locale = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
    if (locale == (locale_t)0)
        return true;
    bool utf8 = ap_str_is(ap_str_from(nl_langinfo_l(CODESET, locale)), "UTF-8");
    freelocale(locale);
    return !utf8;
}

int
ap_common_guard_reports(struct ap_cli *cli, const struct ap_run *run,
                        const struct ap_report_orders *orders)
{
    int result = AP_OK;
    for (size_t i = 0; i < orders->n; i++)
        if (ap_cli_guard(cli, run->ws, orders->items[i].file))
            result = AP_E_INVALID;
    return result;
}

int
ap_common_write_reports(struct ap_cli *cli, const struct ap_run *run,
                        const struct ap_report_orders *orders)
{
    if (ap_common_guard_reports(cli, run, orders))
        return AP_EXIT_USAGE;
    int code = AP_EXIT_OK;
    for (size_t i = 0; i < orders->n; i++) {
        const struct ap_report_order *order = &orders->items[i];
        bool on_stdout = ap_str_is(order->file, "-");
        struct ap_cli_sink sink;
        ap_cli_sink_begin(&sink, cli, order->file);
        struct ap_report_input input = {
            .as = run->as,
            .plan = run->plan,
            .diags = cli->dg,
            .sources = run->sources,
            .faults = cli->dg,
            .verbose = cli->verbose,
            .spill = ap_cli_sink_spill,
            .spill_ctx = &sink,
            .compared = true,
            .to_file = !on_stdout,
            .color = on_stdout ? ap_cli_color(cli, STDOUT_FILENO) : cli->color == AP_COLOR_ALWAYS,
            .ascii = on_stdout && locale_is_ascii(),
            .width = on_stdout ? ap_text_width() : 0,
        };
        AP_AUTO_BUF struct ap_buf out = {0};
        int rendered = order->format->render(&input, &out);
        if (rendered) {
            ap_cli_sink_drop(&sink);
            code = ap_exit_of(cli, rendered);
            continue;
        }
        ap_cli_sink_spill(&sink, &out);
        if (ap_cli_sink_end(&sink))
            code = AP_EXIT_SYSTEM;
    }
    return code;
}
