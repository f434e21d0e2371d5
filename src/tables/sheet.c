/* CSV as spreadsheets read it without being fooled; sheets handed to the XLSX writer.
 * Place in the flow: tables.
 * SPDX-License-Identifier: Apache-2.0 */
#include "tables/sheet.h"

#include "base/cleanup.h"
#include "base/utf8.h"
#include "tables/csv.h"

static bool
has_char(struct ap_str set, char c)
{
    return ap_str_find(set, c) < set.len;
}

static void
add_cell(struct ap_buf *out, struct ap_str text, bool apostrophe)
{
    bool quote = apostrophe;
    for (size_t i = 0; i < text.len; i++)
        quote = quote || has_char(AP_STR("\",;\t|\r\n"), text.ptr[i]);
    if (!quote) {
        ap_buf_add_str(out, text);
        return;
    }
    ap_buf_add_c(out, apostrophe ? "\"'" : "\"");
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"')
            ap_buf_add_char(out, '"');
        ap_buf_add_char(out, text.ptr[i]);
    }
    ap_buf_add_char(out, '"');
}

void
ap_csv_add_cell(struct ap_buf *out, struct ap_str text)
{
    add_cell(out, text, ap_cell_is_formula(text));
}

void
ap_csv_add_cell_as_is(struct ap_buf *out, struct ap_str text)
{
    add_cell(out, text, false);
}

void
ap_csv_add_row(struct ap_buf *out, const struct ap_str *cells, size_t n, char delimiter)
{
    for (size_t i = 0; i < n; i++) {
        if (i)
            ap_buf_add_char(out, delimiter);
        ap_csv_add_cell(out, cells[i]);
    }
    ap_buf_add_c(out, "\r\n");
}

struct ap_str *
ap_sheet_row(struct ap_sheet *sheet, struct ap_arena *mem)
{
    size_t start = sheet->n_cells;
    for (size_t i = 0; i < sheet->n_columns; i++) {
        sheet->cells =
            ap_vec_room(mem, sheet->cells, sizeof *sheet->cells, sheet->n_cells, &sheet->cap);
        sheet->cells[sheet->n_cells++] = AP_STR_NONE;
    }
    return &sheet->cells[start];
}

static size_t
count_rows(const struct ap_sheet *sheet)
{
    return sheet->n_columns ? sheet->n_cells / sheet->n_columns : 0;
}

void
ap_sheet_make_plain(struct ap_sheet *sheet, struct ap_arena *mem)
{
    for (size_t i = 0; i < sheet->n_cells; i++) {
        AP_AUTO_BUF struct ap_buf text = {0};
        ap_text_escape(&text, sheet->cells[i]);
        if (!ap_str_eq(ap_buf_str(&text), sheet->cells[i]))
            sheet->cells[i] = ap_arena_copy(mem, ap_buf_str(&text));
    }
}

void
ap_sheet_csv(const struct ap_sheet *sheet, bool with_bom, struct ap_buf *out)
{
    if (with_bom)
        ap_buf_add_c(out, "\xEF\xBB\xBF");
    for (size_t c = 0; c < sheet->n_columns; c++) {
        ap_buf_add_c(out, c ? "," : "");
        ap_csv_add_cell(out, ap_str_from(sheet->header[c]));
    }
    ap_buf_add_c(out, "\r\n");
    for (size_t r = 0; r < count_rows(sheet); r++)
        ap_csv_add_row(out, &sheet->cells[r * sheet->n_columns], sheet->n_columns, ',');
}

/** The header becomes the first row. */
static struct ap_xlsx_sheet
with_header(const struct ap_sheet *sheet, struct ap_arena *mem)
{
    struct ap_str *cells = ap_arena_array(mem, struct ap_str, sheet->n_columns + sheet->n_cells);
    for (size_t c = 0; c < sheet->n_columns; c++)
        cells[c] = ap_str_from(sheet->header[c]);
    for (size_t i = 0; i < sheet->n_cells; i++)
        cells[sheet->n_columns + i] = sheet->cells[i];
    return (struct ap_xlsx_sheet){.name = ap_str_from(sheet->name),
                                  .cells = cells,
                                  .n_columns = sheet->n_columns,
                                  .n_rows = count_rows(sheet) + 1,
                                  .look = sheet->look};
}

int
ap_sheet_xlsx(const struct ap_sheet *sheets, size_t n, struct ap_arena *mem, struct ap_buf *out)
{
    struct ap_xlsx_sheet *ready = ap_arena_array(mem, struct ap_xlsx_sheet, n);
    for (size_t i = 0; i < n; i++)
        ready[i] = with_header(&sheets[i], mem);
    return ap_xlsx_write(ready, n, out);
}
