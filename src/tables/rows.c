/* CSV or a workbook, behind one reader.
 * Place in the flow: tables.
 * SPDX-License-Identifier: Apache-2.0 */
#include "tables/rows.h"

/** Both kinds of zip file heads, and that of old Office files, which no CSV begins with. */
static bool
is_workbook(struct ap_str bytes)
{
    return ap_str_starts(bytes, AP_STR("PK\x03\x04")) ||
           ap_str_starts(bytes, AP_STR("PK\x05\x06")) ||
           ap_str_starts(bytes, AP_STR("\xD0\xCF\x11\xE0"));
}

int
ap_rows_open(struct ap_str bytes, const struct ap_strs *words, struct ap_arena *mem,
             struct ap_rows *ret_rows, const char **ret_why)
{
    struct ap_rows rows = {0};
    *ret_why = NULL;
    if (is_workbook(bytes)) {
        int rc = ap_xlsx_open(bytes, words, mem, &rows.book, ret_why);
        if (rc == AP_OK)
            *ret_rows = rows;
        return rc;
    }
    int rc = ap_csv_open(bytes, mem, &rows.csv);
    if (rc == AP_OK)
        *ret_rows = rows;
    else
        *ret_why = rc == AP_E_LIMIT ? "the file is larger than 64 MiB"
                                    : "the file is neither a workbook nor text in a known encoding";
    return rc;
}

int
ap_rows_next(struct ap_rows *rows, struct ap_arena *mem, struct ap_row *ret_row)
{
    if (rows->book)
        return ap_xlsx_next(rows->book, mem, ret_row);
    rows->csv.mem = mem;
    return ap_csv_next(&rows->csv, ret_row);
}

struct ap_place
ap_rows_place(struct ap_str file, const struct ap_row *row, size_t index)
{
    if (index >= row->n)
        return (struct ap_place){file, row->line, 0};
    return (struct ap_place){file, row->cells[index].line, row->cells[index].column};
}

struct ap_str
ap_rows_where(const struct ap_rows *rows, const struct ap_row *row, size_t index,
              struct ap_arena *mem)
{
    char letters[8];
    size_t at = sizeof letters;
    if (!rows->book)
        return ap_arena_printf(mem, "line %u, column %zu",
                               index < row->n ? row->cells[index].line : row->line, index + 1);
    for (size_t n = index + 1; n > 0 && at > 0; n = (n - 1) / 26)
        letters[--at] = (char)('A' + (n - 1) % 26);
    struct ap_str column = {&letters[at], sizeof letters - at};
    return ap_arena_printf(mem, "%.*s%u", AP_FMT(column), row->line);
}
