/* The three forms of a table.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#include "cli/table.h"

#include "base/cleanup.h"
#include "base/json.h"
#include "base/utf8.h"
#include "cli/text.h"
#include "tables/sheet.h"

struct ap_table_cell *
ap_table_row(struct ap_table *table, struct ap_arena *mem)
{
    size_t start = table->n_cells;
    for (size_t i = 0; i < table->n_columns; i++) {
        table->cells =
            ap_vec_room(mem, table->cells, sizeof *table->cells, table->n_cells, &table->cap);
        table->cells[table->n_cells++] = (struct ap_table_cell){AP_STR_NONE, 0, {NULL, 0, 0}};
    }
    return &table->cells[start];
}

static size_t
count_rows(const struct ap_table *table)
{
    return table->n_columns ? table->n_cells / table->n_columns : 0;
}

static const struct ap_table_cell *
cell_at(const struct ap_table *table, size_t row, size_t column)
{
    return &table->cells[row * table->n_columns + column];
}

/** The cell as words; lists are joined by `separator`. */
static struct ap_str
cell_words(const struct ap_table *table, size_t row, size_t column, const char *separator,
           struct ap_arena *mem)
{
    const struct ap_table_cell *cell = cell_at(table, row, column);
    switch (table->columns[column].kind) {
    case AP_CELL_NUMBER:
        return ap_arena_printf(mem, "%lld", (long long)cell->number);
    case AP_CELL_FLAG:
        return cell->number ? AP_STR("yes") : AP_STR("no");
    case AP_CELL_LIST: {
        struct ap_str words = cell->list.n ? cell->list.items[0] : AP_STR_NONE;
        for (size_t i = 1; i < cell->list.n; i++)
            words = ap_arena_join(mem, words, separator, cell->list.items[i]);
        return words;
    }
    case AP_CELL_TEXT:
    case AP_CELL_TEXT_OR_NULL:
        break;
    }
    return cell->text;
}

/** The width of each column that is shown. */
static size_t *
column_widths(const struct ap_table *table, struct ap_arena *mem)
{
    enum { COLUMN_MAX = 60 }; /* a longer cell pushes the rest of its row, not the whole table */
    size_t *widths = ap_arena_array(mem, size_t, table->n_columns);
    for (size_t c = 0; c < table->n_columns; c++)
        for (size_t r = 0; table->columns[c].shown && r < count_rows(table); r++) {
            size_t width = ap_text_columns(cell_words(table, r, c, ", ", mem));
            if (width > widths[c])
                widths[c] = width < COLUMN_MAX ? width : COLUMN_MAX;
        }
    return widths;
}

void
ap_table_text(const struct ap_table *table, struct ap_arena *mem, struct ap_buf *out)
{
    const size_t *widths = column_widths(table, mem);
    for (size_t r = 0; r < count_rows(table); r++) {
        size_t pad = 0; /* written before the next cell, so that no line ends in blanks */
        for (size_t c = 0; c < table->n_columns; c++) {
            struct ap_str words = cell_words(table, r, c, ", ", mem);
            if (!table->columns[c].shown)
                continue;
            size_t width = ap_text_columns(words);
            ap_text_pad(out, width ? pad : 0);
            ap_text_escape(out, words);
            pad = (width ? 0 : pad) + (width < widths[c] ? widths[c] - width : 0) + 2;
        }
        ap_buf_add_char(out, '\n');
    }
}

static void
json_cell(struct ap_json *json, const struct ap_column *column, const struct ap_table_cell *cell)
{
    switch (column->kind) {
    case AP_CELL_TEXT:
        ap_json_kv_str(json, column->key, cell->text);
        return;
    case AP_CELL_TEXT_OR_NULL:
        ap_json_kv_str_opt(json, column->key, cell->text);
        return;
    case AP_CELL_NUMBER:
        ap_json_kv_int(json, column->key, cell->number);
        return;
    case AP_CELL_FLAG:
        ap_json_kv_bool(json, column->key, cell->number != 0);
        return;
    case AP_CELL_LIST:
        ap_json_kv_strs(json, column->key, &cell->list);
        return;
    }
}

void
ap_table_json(const struct ap_table *table, struct ap_buf *out)
{
    struct ap_json json;
    ap_json_init(&json, out);
    ap_json_array_open(&json);
    for (size_t r = 0; r < count_rows(table); r++) {
        ap_json_object_open(&json);
        for (size_t c = 0; c < table->n_columns; c++)
            json_cell(&json, &table->columns[c], cell_at(table, r, c));
        ap_json_object_close(&json);
    }
    ap_json_array_close(&json);
    ap_json_end(&json);
}

void
ap_table_csv(const struct ap_table *table, struct ap_arena *mem, struct ap_buf *out)
{
    for (size_t c = 0; c < table->n_columns; c++)
        ap_buf_printf(out, "%s%s", c ? "," : "", table->columns[c].key);
    ap_buf_add_c(out, "\r\n");
    for (size_t r = 0; r < count_rows(table); r++) {
        for (size_t c = 0; c < table->n_columns; c++) {
            ap_buf_add_c(out, c ? "," : "");
            AP_AUTO_BUF struct ap_buf plain = {0};
            ap_text_escape(&plain, cell_words(table, r, c, "; ", mem));
            ap_csv_add_cell(out, ap_buf_str(&plain));
        }
        ap_buf_add_c(out, "\r\n");
    }
}
