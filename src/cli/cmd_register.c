/* `apipack register`: the evidence register for a spreadsheet, and back.
 * Place in the flow: cli; edit/register does the work.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/cleanup.h"
#include "base/path.h"
#include "base/utf8.h"
#include "cli/guard.h"
#include "cli/outputs.h"
#include "cli/write.h"
#include "edit/register.h"
#include "port/fs.h"
#include "tables/rows.h"

const struct ap_opt_spec ap_cmd_register_options[] = {
    {AP_OPT_DRY_RUN, 0, "dry-run", NULL, "show what would be done, write nothing"},
    {AP_OPT_END, 0, NULL, NULL, NULL},
};

static struct ap_str
file_argument(const struct ap_cli *cli)
{
    return cli->line.args.n > 1 ? cli->line.args.items[1] : AP_STR_NONE;
}

static bool
is_dry(const struct ap_cli *cli)
{
    return ap_opt_given(&cli->line, AP_OPT_DRY_RUN);
}

/** Is FILE the workspace's own register? */
static bool
is_own_register(struct ap_cli *cli, const struct ap_run *run, struct ap_str file)
{
    struct ap_str own = run->ws->evidence.register_file;
    return own.len && ap_cli_same_file(cli, file, ap_path_join(cli->mem, run->ws->dir, own));
}

/** No other file of the workspace, and over the register itself an export must not lose the columns that only it has. */
static int
check_overwrite(struct ap_cli *cli, const struct ap_run *run, struct ap_str file)
{
    struct ap_str bytes;
    if (!is_own_register(cli, run, file))
        return ap_exit_of(cli, ap_cli_guard(cli, run->ws, file));
    if (ap_fs_read(ap_arena_copy(cli->mem, file).ptr, AP_ROWS_MAX_BYTES, cli->mem, &bytes))
        return AP_EXIT_OK;
    struct ap_str others = ap_register_other_columns(run->lib, bytes, cli->mem);
    if (others.len == 0)
        return AP_EXIT_OK;
    struct ap_diagnostic *d =
        ap_diag_add(cli->dg, AP_CLI007, (struct ap_place){file, 0, 0},
                    "this register has columns that an export has not: %.*s", AP_FMT(others));
    ap_diag_hint(cli->dg, d, "export to another file; import puts changes into the register");
    return AP_EXIT_USAGE;
}

static int
write_export(struct ap_cli *cli, const struct ap_sheet *sheet, struct ap_str file)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    bool to_stdout = file.len == 0 || ap_str_is(file, "-");
    if (ap_str_iends(file, AP_STR(".xlsx")))
        return ap_cli_write_sheets(cli, file, sheet, 1);
    ap_sheet_csv(sheet, !to_stdout, &out); /* a file is for Excel */
    return ap_cli_write(cli, file, ap_buf_str(&out));
}

static int
export_register(struct ap_cli *cli, const struct ap_run *run)
{
    struct ap_str file = file_argument(cli);
    struct ap_sheet sheet;
    int code = check_overwrite(cli, run, file);
    if (code)
        return code;
    ap_register_export(run->evidence, cli->mem, &sheet);
    size_t n = sheet.n_cells / sheet.n_columns;
    if (is_dry(cli)) {
        ap_cli_say(cli, "would write %zu %s to %.*s", n, n == 1 ? "row" : "rows",
                   AP_FMT(file.len ? file : AP_STR("standard output")));
        return AP_EXIT_OK;
    }
    code = write_export(cli, &sheet, file);
    if (code == AP_EXIT_OK && file.len && !ap_str_is(file, "-"))
        ap_cli_say(cli, "wrote %zu %s to %.*s", n, n == 1 ? "row" : "rows", AP_FMT(file));
    return code;
}

static void
add_value(struct ap_buf *out, struct ap_str value)
{
    if (value.len)
        ap_text_escape(out, value);
    else
        ap_buf_add_c(out, "(empty)");
}

static void
show_changes(const struct ap_register_import *import, struct ap_buf *out)
{
    struct ap_str subject = AP_STR_NONE;
    for (size_t i = 0; i < import->changes.n; i++) {
        const struct ap_register_change *change = &import->changes.items[i];
        if (!ap_str_eq(subject, change->subject)) {
            subject = change->subject;
            ap_text_escape(out, subject);
            ap_buf_add_char(out, '\n');
        }
        ap_buf_printf(out, "  ");
        ap_text_escape(out, ap_str_from(change->field));
        ap_buf_add_c(out, ": ");
        add_value(out, change->before);
        ap_buf_add_c(out, " -> ");
        add_value(out, change->after);
        ap_buf_add_char(out, '\n');
    }
}

static void
show_summary(const struct ap_register_import *import, bool dry, struct ap_buf *out)
{
    size_t n = import->changes.n;
    if (n == 0)
        ap_buf_add_c(out, "no differences");
    else
        ap_buf_printf(out, "%zu %s in %zu %s", n, n == 1 ? "difference" : "differences",
                      import->n_items + import->n_requested,
                      import->n_items + import->n_requested == 1 ? "row" : "rows");
    if (import->n_requested)
        ap_buf_printf(out, ", %zu newly requested", import->n_requested);
    if (import->n_without_row)
        ap_buf_printf(out, "; %zu %s without a row, left as %s", import->n_without_row,
                      import->n_without_row == 1 ? "file" : "files",
                      import->n_without_row == 1 ? "it is" : "they are");
    ap_buf_add_char(out, '\n');
    for (size_t i = 0; i < import->files.n; i++) {
        ap_buf_add_c(out, dry ? "would write " : "wrote ");
        ap_text_escape(out, import->files.items[i]);
        ap_buf_add_char(out, '\n');
    }
}

/** The differences first; then, unless it is a rehearsal, the writing. */
static int
import_register(struct ap_cli *cli, const struct ap_run *run)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    struct ap_register_import import;
    struct ap_str file = file_argument(cli);
    struct ap_str bytes;
    int result = ap_fs_read(ap_arena_copy(cli->mem, file).ptr, AP_ROWS_MAX_BYTES, cli->mem, &bytes);
    if (result) {
        (void)ap_diag_add(cli->dg, AP_CLI010, (struct ap_place){file, 0, 0},
                          "the register cannot be read: %s",
                          ap_fs_read_why(result, AP_ROWS_MAX_BYTES, cli->mem));
        return AP_EXIT_USAGE;
    }
    result = ap_register_import(run->evidence, file, bytes, cli->mem, &import, cli->dg);
    if (result)
        return ap_exit_of(cli, result);
    show_changes(&import, &out);
    int code = ap_cli_print(cli, ap_buf_str(&out));
    if (code)
        return code;
    ap_buf_clear(&out);
    result = is_dry(cli) ? AP_OK : ap_register_write(&import, cli->dg);
    if (result)
        return AP_EXIT_SYSTEM;
    show_summary(&import, is_dry(cli), &out);
    return ap_cli_print(cli, ap_buf_str(&out));
}

static bool
is_sheet(struct ap_str file)
{
    return ap_str_iends(file, AP_STR(".csv")) || ap_str_iends(file, AP_STR(".xlsx"));
}

/** Which of the two; false after a fault. */
static bool
read_arguments(struct ap_cli *cli, bool *ret_import)
{
    struct ap_str verb = cli->line.args.items[0];
    struct ap_str file = file_argument(cli);
    *ret_import = ap_str_is(verb, "import");
    if (!*ret_import && !ap_str_is(verb, "export")) {
        (void)ap_cli_fault(cli, AP_CLI005, "register takes export or import, not %.*s",
                           AP_FMT(verb));
        return false;
    }
    if (*ret_import && file.len == 0) {
        struct ap_diagnostic *d =
            ap_cli_fault(cli, AP_CLI005, "register import needs the file to read");
        ap_diag_hint(cli->dg, d, "apipack register import FILE.csv, or FILE.xlsx");
        return false;
    }
    if (!*ret_import && file.len && !ap_str_is(file, "-") && !is_sheet(file)) {
        struct ap_diagnostic *d =
            ap_cli_fault(cli, AP_CLI004, "%.*s: the name must end in .csv or .xlsx", AP_FMT(file));
        ap_diag_hint(cli->dg, d, "the ending says which of the two is written");
        return false;
    }
    return true;
}

int
ap_cmd_register(struct ap_cli *cli)
{
    AP_AUTO_LOCK struct ap_lock held = AP_LOCK_NONE;
    struct ap_run_options options;
    struct ap_run run = {0};
    bool import = false;
    if (!read_arguments(cli, &import) || ap_common_run_options(cli, &options))
        return AP_EXIT_USAGE;
    if (import && !is_dry(cli) && ap_cli_lock(cli, &held))
        return AP_EXIT_SYSTEM;
    int code = ap_exit_of(cli, ap_run_catalogue(&options, cli->mem, &run, cli->dg));
    if (code == AP_EXIT_OK)
        code = import ? import_register(cli, &run) : export_register(cli, &run);
    ap_run_close(&run);
    return code;
}
