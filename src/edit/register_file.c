/* The workspace's register with changes in it: untouched rows of a CSV keep their bytes, a workbook is written anew.
 * Place in the flow: edit.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/path.h"
#include "edit/register_parts.h"
#include "port/fs.h"

/** One row of the register as it is. */
struct line {
    struct ap_str raw; /* CSV: its bytes with the line end, and empty lines before it */
    struct ap_str *cells;
    bool *set; /* by cell: written by us; NULL: nothing is */
    size_t n;
    uint32_t number; /* in the file */
};
AP_VEC(lines, struct line);

struct writer {
    const struct ap_evidence *ev;
    const struct ap_reg_columns *columns;
    const struct ap_reg_rows *rows;
    struct ap_arena *mem;
    struct ap_diag *dg;
    struct ap_str file;
    struct ap_str bytes; /* of the register as it is */
    struct ap_rows in;
    bool sep_line; /* CSV: the file begins with `sep=` */
    struct ap_register_header header;
    struct lines lines; /* the header first */
    size_t *at;         /* by column of ours: its cell */
    size_t width;       /* of the header */
    bool changed, widened;
};

static void
keep_row(struct writer *w, const struct ap_row *row, struct ap_str raw)
{
    struct line line = {.raw = raw, .n = row->n, .number = row->line};
    line.cells = ap_arena_array(w->mem, struct ap_str, row->n);
    for (size_t i = 0; i < row->n; i++)
        line.cells[i] = row->cells[i].text;
    *ap_vec_push(w->mem, &w->lines) = line;
}

static int
refuse(struct writer *w, const char *why, uint32_t line)
{
    (void)ap_diag_add(w->dg, AP_MET024, (struct ap_place){w->file, line, 0}, "%s", why);
    return AP_E_INVALID;
}

/** A workbook is written anew, with this sheet's texts alone. */
static int
check_loss(struct writer *w)
{
    if (!w->in.book)
        return AP_OK;
    struct ap_xlsx_facts facts = ap_xlsx_facts(w->in.book);
    if (facts.n_sheets > 1)
        return refuse(w, "the register has other sheets, which would be lost", 0);
    if (facts.first_line > 1)
        return refuse(w, "rows stand above the register's header, which would be lost", 1);
    if (facts.n_formulas)
        return refuse(w, "the register has formulas, which would be lost", 0);
    return AP_OK;
}

static int
read_lines(struct writer *w)
{
    struct ap_row row;
    size_t from = 0;
    int rc;
    while ((rc = ap_rows_next(&w->in, w->mem, &row)) == 1) {
        struct ap_str raw =
            w->in.book ? AP_STR_NONE : ap_str_slice(w->in.csv.text, from, w->in.csv.at);
        from = w->in.csv.at;
        if (w->lines.n == 0)
            ap_register_read_header(w->ev->lib, &row, w->mem, &w->header);
        keep_row(w, &row, raw);
    }
    if (rc < 0)
        return refuse(
            w, "the register is damaged: a quote is never closed, or a row has too many cells",
            w->in.csv.line);
    if (w->lines.n == 0 || w->header.at[AP_REG_FILE] == SIZE_MAX)
        return refuse(w, "no column of the register is called File or Name", 1);
    return AP_OK;
}

/** A register that is not there yet has our header. */
static void
begin_new(struct writer *w)
{
    struct line line = {.n = w->columns->n,
                        .cells = ap_arena_array(w->mem, struct ap_str, w->columns->n)};
    for (int c = 0; c < AP_REG_COLUMNS; c++)
        w->header.at[c] = (size_t)c;
    w->header.at_own = ap_arena_array(w->mem, size_t, w->ev->lib->fields.n);
    for (size_t c = 0; c < w->columns->n; c++) {
        const struct ap_reg_column *column = &w->columns->items[c];
        line.cells[c] = ap_str_from(column->header);
        if (column->field)
            w->header.at_own[column->own] = c;
    }
    w->in.csv.delimiter = ',';
    w->widened = true;
    *ap_vec_push(w->mem, &w->lines) = line;
}

static int
open_register(struct writer *w)
{
    struct ap_strs words;
    const char *why = NULL;
    struct ap_str path = ap_path_join(w->mem, w->ev->ws->dir, w->file);
    int rc = ap_fs_read(path.ptr, AP_ROWS_MAX_BYTES, w->mem, &w->bytes);
    if (rc == AP_E_NOTFOUND) {
        begin_new(w);
        return AP_OK;
    }
    if (rc)
        return refuse(w, "the register cannot be read", 0);
    ap_register_words(w->ev->lib, w->mem, &words);
    if (ap_rows_open(w->bytes, &words, w->mem, &w->in, &why) != AP_OK)
        return refuse(w, why, 0);
    w->sep_line = !w->in.book && w->in.csv.line == 2;
    rc = check_loss(w);
    return rc ? rc : read_lines(w);
}

static bool
needs_column(const struct writer *w, size_t c)
{
    for (size_t i = 0; i < w->rows->n; i++)
        if (w->rows->items[i].changed[c] && w->rows->items[i].cells[c].len)
            return true;
    return false;
}

/** Columns that changes need and the register lacks go behind its last one. */
static void
place_columns(struct writer *w)
{
    struct line *header = &w->lines.items[0];
    w->at = ap_arena_array(w->mem, size_t, w->columns->n);
    w->width = header->n;
    struct ap_strs more = {0};
    for (size_t c = 0; c < w->columns->n; c++) {
        w->at[c] = ap_reg_cell_of(&w->columns->items[c], &w->header);
        if (w->at[c] != SIZE_MAX || !needs_column(w, c))
            continue;
        *ap_vec_push(w->mem, &more) = ap_str_from(w->columns->items[c].header);
        w->at[c] = w->width++;
    }
    if (more.n == 0)
        return;
    struct ap_str *cells = ap_arena_array(w->mem, struct ap_str, w->width);
    for (size_t i = 0; i < header->n; i++)
        cells[i] = header->cells[i];
    for (size_t i = 0; i < more.n; i++)
        cells[header->n + i] = more.items[i];
    header->cells = cells;
    header->n = w->width;
    w->widened = true;
}

/** Put the changed cells of `row` into `line`. */
static void
change_line(struct writer *w, struct line *line, const struct ap_reg_row *row)
{
    size_t n = line->n > w->width ? line->n : w->width;
    struct ap_str *cells = ap_arena_array(w->mem, struct ap_str, n);
    bool *set = ap_arena_array(w->mem, bool, n);
    bool any = false;
    for (size_t i = 0; i < line->n; i++)
        cells[i] = line->cells[i];
    for (size_t c = 0; c < w->columns->n; c++) {
        size_t at = w->at[c];
        if (!row->changed[c] || at == SIZE_MAX || ap_str_eq(cells[at], row->cells[c]))
            continue;
        cells[at] = row->cells[c];
        set[at] = row->applied[c] = any = true;
    }
    if (!any)
        return;
    *line =
        (struct line){.raw = line->raw, .cells = cells, .set = set, .n = n, .number = line->number};
    w->changed = true;
}

static bool
has_news(const struct writer *w, const struct ap_reg_row *row)
{
    for (size_t c = 0; c < w->columns->n; c++)
        if (row->changed[c] && row->cells[c].len)
            return true;
    return false;
}

/** Rows of the register by the item that they are of, and by their number. */
struct known_lines {
    struct ap_map by_item, by_number;
};

static void
index_lines(struct writer *w, struct known_lines *known)
{
    struct ap_register_files finder;
    size_t at = w->header.at[AP_REG_FILE];
    *known = (struct known_lines){0};
    ap_register_files_index(w->ev, w->mem, &finder);
    for (size_t i = 1; i < w->lines.n; i++) {
        const struct line *line = &w->lines.items[i];
        struct ap_str number = ap_arena_printf(w->mem, "%u", line->number);
        struct ap_str file =
            at < line->n ? ap_cell_plain(ap_str_trim(line->cells[at])) : AP_STR_NONE;
        uint32_t index = ap_register_files_find(&finder, file);
        (void)ap_map_put(&known->by_number, w->mem, number, (uint32_t)i);
        if (index < AP_REG_SEVERAL)
            (void)ap_map_put(&known->by_item, w->mem, w->ev->items.items[index].path, (uint32_t)i);
    }
}

static uint32_t
line_of(struct writer *w, const struct known_lines *known, const struct ap_reg_row *row)
{
    if (row->item)
        return ap_map_get(&known->by_item, row->item->path);
    if (!row->announced)
        return AP_NONE;
    struct ap_str number = ap_arena_printf(w->mem, "%u", row->announced->place.line);
    return ap_map_get(&known->by_number, number);
}

/** Rows that the register does not have are appended. */
static void
apply_rows(struct writer *w)
{
    struct known_lines known;
    index_lines(w, &known);
    for (size_t i = 0; i < w->rows->n; i++) {
        const struct ap_reg_row *row = &w->rows->items[i];
        uint32_t at = line_of(w, &known, row);
        if (at != AP_NONE) {
            change_line(w, &w->lines.items[at], row);
            continue;
        }
        if (row->only_known || !has_news(w, row))
            continue;
        struct line line = {.n = w->width,
                            .cells = ap_arena_array(w->mem, struct ap_str, w->width)};
        line.cells[w->at[AP_REG_FILE]] = row->cells[AP_REG_FILE];
        change_line(w, &line, row);
        *ap_vec_push(w->mem, &w->lines) = line;
    }
}

static const char *
line_end_of(const struct writer *w)
{
    struct ap_str raw = w->lines.items[0].raw;
    if (raw.len == 0 || ap_str_ends(raw, AP_STR("\r\n")))
        return "\r\n";
    return ap_str_ends(raw, AP_STR("\r")) ? "\r" : "\n";
}

static void
write_line(const struct writer *w, const struct line *line, const char *end, struct ap_buf *out)
{
    size_t n = line->n > w->width ? line->n : w->width;
    for (size_t i = 0; i < n; i++) {
        if (i)
            ap_buf_add_char(out, w->in.csv.delimiter);
        struct ap_str text = i < line->n ? line->cells[i] : AP_STR_NONE;
        if (line->set && i < line->n && line->set[i])
            ap_csv_add_cell(out, text);
        else
            ap_csv_add_cell_as_is(out, text);
    }
    ap_buf_add_c(out, end);
}

/** Excel knows UTF-8 by its mark; text that was in another encoding becomes UTF-8. */
static void
write_csv(const struct writer *w, struct ap_buf *out)
{
    bool same_bytes = w->bytes.len && w->in.csv.text.ptr >= w->bytes.ptr &&
                      w->in.csv.text.ptr <= w->bytes.ptr + w->bytes.len;
    const char *end = line_end_of(w);
    if (!same_bytes || ap_str_starts(w->bytes, AP_STR("\xEF\xBB\xBF")))
        ap_buf_add_c(out, "\xEF\xBB\xBF");
    if (w->sep_line)
        ap_buf_printf(out, "sep=%c%s", w->in.csv.delimiter, end);
    for (size_t i = 0; i < w->lines.n; i++) {
        const struct line *line = &w->lines.items[i];
        if (line->raw.len && !line->set && !w->widened) {
            if (out->len && i && out->ptr[out->len - 1] != '\n' && out->ptr[out->len - 1] != '\r')
                ap_buf_add_c(out, end);
            ap_buf_add_str(out, line->raw);
        } else
            write_line(w, line, end, out);
    }
}

static int
write_book(struct writer *w, struct ap_buf *out)
{
    const struct line *header = &w->lines.items[0];
    size_t width = w->width; /* rows may be longer than the header */
    for (size_t i = 0; i < w->lines.n; i++)
        width = w->lines.items[i].n > width ? w->lines.items[i].n : width;
    const char **words = ap_arena_array(w->mem, const char *, width);
    for (size_t i = 0; i < width; i++)
        words[i] = i < header->n ? ap_arena_copy(w->mem, header->cells[i]).ptr : "";
    struct ap_str name = w->in.book ? ap_xlsx_sheet(w->in.book) : AP_STR("Register");
    struct ap_sheet sheet = {
        .name = ap_arena_copy(w->mem, name).ptr, .header = words, .n_columns = width};
    for (size_t i = 1; i < w->lines.n; i++) {
        const struct line *line = &w->lines.items[i];
        struct ap_str *row = ap_sheet_row(&sheet, w->mem);
        for (size_t c = 0; c < line->n; c++)
            row[c] = line->cells[c];
    }
    int rc = ap_sheet_xlsx(&sheet, 1, w->mem, out);
    if (rc == AP_E_LIMIT)
        return refuse(w, "the workbook would be too large: Excel takes 32,767 characters a cell",
                      0);
    return rc ? refuse(w, "the workbook cannot be written", 0) : AP_OK;
}

int
ap_reg_rewrite(const struct ap_evidence *ev, const struct ap_reg_columns *columns,
               const struct ap_reg_rows *rows, struct ap_arena *mem, struct ap_buf *out,
               bool *ret_changed, struct ap_diag *dg)
{
    struct writer w = {.ev = ev,
                       .columns = columns,
                       .rows = rows,
                       .mem = mem,
                       .dg = dg,
                       .file = ev->ws->evidence.register_file};
    int rc = open_register(&w);
    if (rc)
        return rc;
    place_columns(&w);
    apply_rows(&w);
    *ret_changed = w.changed;
    if (!w.changed)
        return AP_OK;
    bool book = w.in.book || (w.bytes.len == 0 && ap_str_iends(w.file, AP_STR(".xlsx")));
    if (book)
        return write_book(&w, out);
    write_csv(&w, out);
    return AP_OK;
}
