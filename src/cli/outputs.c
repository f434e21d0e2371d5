/* Reads --format NAME and NAME=FILE against a command's own list of forms.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#include "cli/outputs.h"

#include <errno.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cli/guard.h"

/** "markdown, csv or xlsx" */
static struct ap_str
words_of(const char *const *forms, size_t n, struct ap_arena *mem)
{
    struct ap_str words = ap_str_from(forms[0]);
    for (size_t i = 1; i < n; i++)
        words = ap_arena_join(mem, words, i + 1 < n ? ", " : " or ", ap_str_from(forms[i]));
    return words;
}

static int
add(struct ap_cli *cli, const char *const *forms, size_t n_forms, struct ap_str value,
    struct ap_output_orders *orders)
{
    size_t equals = ap_str_find(value, '=');
    struct ap_str name = ap_str_slice(value, 0, equals);
    struct ap_str file = ap_opt_value(&cli->line, AP_OPT_OUTPUT);
    if (equals < value.len)
        file = ap_str_slice(value, equals + 1, value.len);
    else if (file.len == 0)
        file = AP_STR("-");
    size_t form = 0;
    while (form < n_forms && !ap_str_is(name, forms[form]))
        form++;
    if (form == n_forms || file.len == 0) {
        ap_cli_bad_value(cli, "--format", value,
                         form == n_forms ? words_of(forms, n_forms, cli->mem).ptr
                                         : "NAME or NAME=FILE");
        return AP_E_INVALID;
    }
    for (size_t i = 0; i < orders->n; i++) {
        if (!ap_str_eq(orders->items[i].file, file))
            continue;
        struct ap_diagnostic *d = ap_cli_fault(
            cli, AP_CLI004, "two formats go to the same place: \"%.*s\"", AP_FMT(file));
        ap_diag_hint(cli->dg, d, "give each its own file: --format %s=FILE", forms[form]);
        return AP_E_INVALID;
    }
    *ap_vec_push(cli->mem, orders) = (struct ap_output_order){form, file};
    return AP_OK;
}

int
ap_common_outputs(struct ap_cli *cli, const char *const *forms, size_t n_forms, size_t fallback,
                  struct ap_output_orders *ret_orders)
{
    struct ap_strs values = ap_opt_values(&cli->line, AP_OPT_FORMAT, cli->mem);
    struct ap_output_orders orders = {NULL, 0, 0};
    int result = AP_OK;
    if (values.n == 0)
        result = add(cli, forms, n_forms, ap_str_from(forms[fallback]), &orders);
    for (size_t i = 0; i < values.n; i++)
        if (add(cli, forms, n_forms, values.items[i], &orders))
            result = AP_E_INVALID;
    if (result == AP_OK)
        *ret_orders = orders;
    return result;
}

int
ap_common_outputs_beside(struct ap_cli *cli, const char *const *forms, size_t n_forms,
                         size_t fallback, struct ap_output_orders *ret_orders)
{
    struct ap_output_orders orders = {NULL, 0, 0};
    int result = ap_common_outputs(cli, forms, n_forms, fallback, &orders);
    for (size_t i = 0; i < orders.n; i++)
        for (size_t k = 0; k < cli->line.args.n; k++) {
            struct ap_str file = orders.items[i].file;
            if (!ap_cli_same_file(cli, file, cli->line.args.items[k]))
                continue;
            (void)ap_diag_add(cli->dg, AP_CLI020, (struct ap_place){file, 0, 0},
                              "the output would replace what %s reads", cli->command->name);
            result = AP_E_INVALID;
        }
    if (result == AP_OK)
        *ret_orders = orders;
    return result;
}

int
ap_outputs_guard(struct ap_cli *cli, const struct ap_workspace *ws,
                 const struct ap_output_orders *orders)
{
    int result = AP_OK;
    for (size_t i = 0; i < orders->n; i++)
        if (ap_cli_guard(cli, ws, orders->items[i].file))
            result = AP_E_INVALID;
    return result;
}

int
ap_cli_write_sheets(struct ap_cli *cli, struct ap_str file, const struct ap_sheet *sheets, size_t n)
{
    if ((file.len == 0 || ap_str_is(file, "-")) && isatty(STDOUT_FILENO)) {
        struct ap_diagnostic *d =
            ap_cli_fault(cli, AP_CLI004, "a workbook is no text for a terminal");
        ap_diag_hint(cli->dg, d, "give it a file: -o FILE.xlsx");
        return AP_EXIT_USAGE;
    }
    AP_AUTO_BUF struct ap_buf out = {0};
    int result = ap_sheet_xlsx(sheets, n, cli->mem, &out);
    if (result == AP_OK)
        return ap_cli_write(cli, file, ap_buf_str(&out));
    const char *why = result == AP_E_LIMIT ? "more rows, or longer cells, than a workbook holds"
                                           : ap_error_text(errno);
    struct ap_diagnostic *d = ap_cli_fault(cli, AP_CLI008, "the workbook cannot be made: %s", why);
    ap_diag_hint(cli->dg, d, "take --format csv");
    return AP_EXIT_SYSTEM;
}
