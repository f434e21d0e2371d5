/* Reads a table beside apipack.yaml: the file, its header, its cells.
 * Place in the flow: workspace; samples.c and registers.c say what the rows mean.
 * SPDX-License-Identifier: Apache-2.0 */
#include "workspace/table.h"

#include <errno.h>

#include "base/cleanup.h"
#include "port/fs.h"
#include "tables/rows.h"

#define TABLE_BYTES (16u << 20)

struct ap_diagnostic *
ap_table_fault(struct ap_table_file *table, enum ap_code code, struct ap_place place,
               struct ap_str message)
{
    table->valid = false;
    return ap_diag_add(table->dg, code, place, "%.*s", AP_FMT(message));
}

static struct ap_place
line_of(const struct ap_table_file *table, uint32_t line)
{
    return (struct ap_place){table->ref->text, line, 1};
}

static int
read_bytes(struct ap_table_file *table, const struct ap_workspace *ws, struct ap_str *ret_bytes)
{
    struct ap_str dir = ap_arena_copy(table->mem, ws->dir.len ? ws->dir : AP_STR("."));
    AP_AUTO_FD int dir_fd = -1;
    AP_AUTO_FD int fd = -1;
    int result = ap_fs_open_dir(dir.ptr, &dir_fd);
    if (result == AP_OK)
        result = ap_fs_open_below(dir_fd, table->ref->text, &fd);
    if (result != AP_OK)
        return result;
    AP_AUTO_BUF struct ap_buf buf = {0};
    char block[16384];
    size_t n = 0;
    do {
        result = ap_fd_read_at(fd, buf.len, block, sizeof block, &n);
        ap_buf_add(&buf, block, result == AP_OK ? n : 0);
        if (buf.len > TABLE_BYTES)
            result = AP_E_LIMIT;
    } while (result == AP_OK && n > 0);
    if (result == AP_OK)
        *ret_bytes = ap_arena_copy(table->mem, ap_buf_str(&buf));
    return result;
}

static struct ap_str
header_words(const struct ap_table_file *table)
{
    struct ap_str words = AP_STR_NONE;
    for (size_t k = 0; k < table->n_columns; k++)
        words =
            ap_arena_join(table->mem, words, k ? ", " : "", ap_str_from(table->columns[k].header));
    return words;
}

static bool
read_header(struct ap_table_file *table, const struct ap_row *row)
{
    for (size_t k = 0; k < table->n_columns; k++) {
        struct ap_str header = ap_str_from(table->columns[k].header);
        table->at[k] = SIZE_MAX;
        for (size_t i = 0; i < row->n && table->at[k] == SIZE_MAX; i++)
            if (ap_str_ieq(ap_str_trim(row->cells[i].text), header))
                table->at[k] = i;
        if (table->at[k] != SIZE_MAX || !table->columns[k].needed)
            continue;
        struct ap_diagnostic *d = ap_table_fault(
            table, AP_WSP015, line_of(table, row->line),
            ap_arena_printf(table->mem, "the header has no column \"%.*s\"", AP_FMT(header)));
        ap_diag_hint(table->dg, d, "the header is: %.*s", AP_FMT(header_words(table)));
    }
    return table->valid;
}

static void
read_rows(struct ap_table_file *table, struct ap_rows *rows, ap_table_row_fn take, void *out)
{
    struct ap_row row = {0};
    size_t n = 0;
    int more = ap_rows_next(rows, table->mem, &row);
    if (more == 0) {
        ap_table_fault(table, AP_WSP015, line_of(table, 1), AP_STR("the file is empty"));
        return;
    }
    if (more == 1 && !read_header(table, &row))
        return;
    while (more == 1 && (more = ap_rows_next(rows, table->mem, &row)) == 1) {
        if (n++ >= table->max_rows) {
            ap_table_fault(
                table, AP_WSP003, line_of(table, row.line),
                ap_arena_printf(table->mem, "more than %zu %s", table->max_rows, table->what));
            return;
        }
        take(table, &row, out);
    }
    if (more < 0)
        ap_table_fault(table, AP_WSP015, line_of(table, rows->book ? 0 : rows->csv.line),
                       rows->book           ? AP_STR("the workbook is damaged")
                       : more == AP_E_LIMIT ? AP_STR("too many cells in one row")
                                            : AP_STR("a quote is never closed"));
}

bool
ap_table_read(struct ap_table_file *table, const struct ap_workspace *ws, ap_table_row_fn take,
              void *out)
{
    struct ap_str bytes = {0};
    struct ap_rows rows;
    struct ap_strs words = {0};
    const char *why = NULL;
    table->valid = true;
    int result = read_bytes(table, ws, &bytes);
    if (result != AP_OK) {
        why = result == AP_E_NOTFOUND  ? "no such file"
              : result == AP_E_LIMIT   ? "larger than 16 MiB"
              : result == AP_E_INVALID ? "not a regular file"
                                       : ap_error_text(errno);
        struct ap_diagnostic *d =
            ap_table_fault(table, AP_WSP015, table->ref->place,
                           ap_arena_printf(table->mem, "cannot read %s \"%.*s\": %s", table->what,
                                           AP_FMT(table->ref->text), why));
        if (result == AP_E_NOTFOUND)
            ap_diag_hint(table->dg, d, "create it, or correct the path");
        return false;
    }
    for (size_t k = 0; k < table->n_columns; k++)
        *ap_vec_push(table->mem, &words) = ap_str_from(table->columns[k].header);
    if (ap_rows_open(bytes, &words, table->mem, &rows, &why) != AP_OK) {
        ap_table_fault(table, AP_WSP015, line_of(table, 1),
                       ap_str_from(why ? why : "the file cannot be read"));
        return false;
    }
    read_rows(table, &rows, take, out);
    return table->valid;
}

/* --- cells ---------------------------------------------------------------------------------------- */

struct ap_ref
ap_table_cell(const struct ap_table_file *table, const struct ap_row *row, size_t column)
{
    size_t at = table->at[column];
    struct ap_place place = line_of(table, row->line);
    if (at >= row->n)
        return (struct ap_ref){AP_STR_NONE, place};
    place.line = row->cells[at].line;
    place.column = row->cells[at].column;
    return (struct ap_ref){ap_cell_plain(ap_str_trim(row->cells[at].text)), place};
}

struct ap_refs
ap_table_values(const struct ap_table_file *table, const struct ap_row *row, size_t column,
                bool commas)
{
    struct ap_ref cell = ap_table_cell(table, row, column);
    struct ap_strs values = {0};
    struct ap_refs refs = {NULL, 0, 0};
    ap_cell_values(cell.text, table->mem, &values);
    for (size_t i = 0; i < values.n; i++) {
        struct ap_str rest = values.items[i];
        do {
            struct ap_str one = commas ? ap_str_cut(&rest, ',') : rest;
            if (ap_str_trim(one).len)
                *ap_vec_push(table->mem, &refs) = (struct ap_ref){ap_str_trim(one), cell.place};
        } while (commas && rest.ptr);
    }
    return refs;
}

ap_day
ap_table_day(struct ap_table_file *table, const struct ap_row *row, size_t column)
{
    struct ap_ref cell = ap_table_cell(table, row, column);
    ap_day day = AP_DAY_NONE;
    if (cell.text.len == 0 || ap_cell_day(cell.text, &day) == AP_OK)
        return day;
    struct ap_diagnostic *d =
        ap_table_fault(table, AP_WSP015, cell.place,
                       ap_arena_printf(table->mem, "%s \"%.*s\" is not a day",
                                       table->columns[column].header, AP_FMT(cell.text)));
    ap_diag_hint(table->dg, d, "write days as YYYY-MM-DD");
    return AP_DAY_NONE;
}

bool
ap_table_id(struct ap_table_file *table, const struct ap_row *row, size_t column, struct ap_str key)
{
    struct ap_ref id = ap_table_cell(table, row, column);
    if (id.text.len == 0) {
        ap_table_fault(table, AP_WSP015, line_of(table, row->line),
                       ap_arena_printf(table->mem, "a %s without %s", table->row_is,
                                       table->columns[column].header));
        return false;
    }
    uint32_t first = ap_map_put(&table->seen, table->mem, key, row->line);
    if (first != AP_NONE) {
        struct ap_diagnostic *d =
            ap_table_fault(table, AP_WSP016, id.place,
                           ap_arena_printf(table->mem, "the %s \"%.*s\" is there twice",
                                           table->row_is, AP_FMT(key)));
        ap_diag_hint(table->dg, d, "the first one is in line %u; rename one of them", first);
    }
    return true;
}
