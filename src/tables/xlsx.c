/* Opening a workbook, choosing the sheet, giving its rows.
 * Place in the flow: tables; the parts are read by the files beside this one.
 * SPDX-License-Identifier: Apache-2.0 */
#include "tables/xlsx.h"

#include "base/map.h"
#include "tables/xlsx_internal.h"

int
ap_xlsx_fault(struct ap_xlsx *book, int code, const char *why)
{
    if (!book->why)
        book->why = why;
    return code;
}

static int
feed(void *ctx, struct ap_str piece)
{
    return ap_xml_feed(ctx, piece);
}

static const char *
why_of(int code)
{
    switch (code) {
    case AP_E_LIMIT:
        return "the workbook unpacks to more than 256 MiB, or is nested too deep";
    case AP_E_INVALID:
        return "a part of the workbook is encrypted, or has a document type, which workbooks do "
               "not have";
    case AP_E_IO:
        return "the workbook cannot be read";
    default:
        return "the workbook is damaged";
    }
}

int
ap_xlsx_part(struct ap_xlsx *book, struct ap_str part, const struct ap_xml_events *events,
             void *ctx)
{
    struct ap_xml *xml = ap_xml_new(events, ctx);
    int rc = book->source.read(book->source.ctx, part, feed, xml);
    bool absent = rc == AP_E_NOTFOUND;
    if (rc == AP_OK)
        rc = ap_xml_end(xml);
    ap_xml_free(xml);
    if (rc == AP_OK || absent)
        return rc;
    return ap_xlsx_fault(book, rc == AP_E_LIMIT || rc == AP_E_IO ? rc : AP_E_SYNTAX, why_of(rc));
}

/** A part that may be absent. */
static int
read_if_there(struct ap_xlsx *book, struct ap_str part,
              int (*read)(struct ap_xlsx *, struct ap_str))
{
    int rc = part.len ? read(book, part) : AP_OK;
    return rc == AP_E_NOTFOUND ? AP_OK : rc;
}

static bool
is_word(const struct ap_strs *words, struct ap_str text)
{
    text = ap_str_trim(text);
    for (size_t i = 0; words && i < words->n; i++)
        if (text.len && ap_str_ieq(words->items[i], text))
            return true;
    return false;
}

/** The index of the first cell of the header row, or SIZE_MAX. */
static size_t
find_header(const struct ap_xlsx *book, const struct ap_strs *words)
{
    size_t start = 0;
    size_t found = 0;
    uint32_t rows = 0;
    for (size_t i = 0; i < book->cells.n; i++) {
        const struct ap_cell *cell = &book->cells.items[i];
        if (i == 0 || cell->line != book->cells.items[start].line) {
            if (rows++ == AP_XLSX_IN_HEADER)
                break;
            start = i;
            found = 0;
        }
        found += is_word(words, cell->text);
        if (found == 2)
            return start;
    }
    return SIZE_MAX;
}

static int
choose_sheet(struct ap_xlsx *book, const struct ap_strs *words)
{
    const struct ap_xlsx_tab *first = NULL;
    size_t looked_at = 0;
    int rc = AP_OK;
    for (size_t i = 0; i < book->tabs.n && looked_at < AP_XLSX_IN_SHEETS; i++) {
        const struct ap_xlsx_tab *tab = &book->tabs.items[i];
        if (tab->hidden || tab->part.len == 0)
            continue;
        struct ap_arena_mark mark = ap_arena_mark(book->mem);
        size_t text_bytes = book->text_bytes;
        rc = ap_xlsx_read_sheet(book, tab->part);
        if (rc)
            return rc == AP_E_NOTFOUND ? ap_xlsx_fault(book, AP_E_SYNTAX, why_of(rc)) : rc;
        book->sheet = tab->name;
        book->at = find_header(book, words);
        if (book->at != SIZE_MAX)
            return AP_OK;
        first = first ? first : tab;
        looked_at++;
        ap_arena_rewind(book->mem, mark);
        book->text_bytes = text_bytes;
    }
    if (!first)
        return ap_xlsx_fault(book, AP_E_SYNTAX, "the workbook has no visible sheet");
    book->sheet = first->name;
    book->at = 0;
    return ap_xlsx_read_sheet(book, first->part);
}

int
ap_xlsx_open_source(struct ap_xlsx_source source, const struct ap_strs *words, struct ap_arena *mem,
                    struct ap_xlsx **ret_book, const char **ret_why)
{
    struct ap_xlsx *book = ap_arena_new(mem, struct ap_xlsx);
    struct ap_str styles = AP_STR_NONE;
    struct ap_str strings = AP_STR_NONE;
    *book = (struct ap_xlsx){.mem = mem, .source = source};
    int rc = ap_xlsx_package(book, &styles, &strings);
    if (rc == AP_OK)
        rc = read_if_there(book, styles, ap_xlsx_read_styles);
    if (rc == AP_OK)
        rc = read_if_there(book, strings, ap_xlsx_read_strings);
    if (rc == AP_OK)
        rc = choose_sheet(book, words);
    book->first = book->at;
    book->source = (struct ap_xlsx_source){0};
    *ret_why = book->why;
    if (rc)
        return rc;
    *ret_book = book;
    return AP_OK;
}

int
ap_xlsx_open(struct ap_str bytes, const struct ap_strs *words, struct ap_arena *mem,
             struct ap_xlsx **ret_book, const char **ret_why)
{
    struct ap_xlsx_zip zip;
    int rc = ap_xlsx_zip_open(bytes, mem, &zip, ret_why);
    if (rc)
        return rc;
    struct ap_xlsx_source source = {ap_xlsx_zip_read, &zip};
    rc = ap_xlsx_open_source(source, words, mem, ret_book, ret_why);
    ap_xlsx_zip_close(&zip);
    return rc;
}

struct ap_str
ap_xlsx_sheet(const struct ap_xlsx *book)
{
    return book->sheet;
}

struct ap_xlsx_facts
ap_xlsx_facts(const struct ap_xlsx *book)
{
    bool any = book->first < book->cells.n;
    return (struct ap_xlsx_facts){.n_sheets = book->tabs.n,
                                  .first_line = any ? book->cells.items[book->first].line : 0,
                                  .n_formulas = book->n_formulas};
}

/** The cells from..to are one row. Gives its width, merged areas included. */
static size_t
width_of(struct ap_xlsx *book, size_t from, size_t to)
{
    uint32_t row = book->cells.items[from].line;
    size_t width = book->cells.items[to - 1].column;
    for (size_t i = 0; i < book->areas.n; i++) {
        struct ap_xlsx_area *area = &book->areas.items[i];
        if (area->row == row)
            for (size_t c = from; c < to; c++)
                if (book->cells.items[c].column == area->column)
                    area->text = book->cells.items[c].text;
        bool here = area->text.len && area->row <= row && row <= area->last_row;
        if (here && area->last_column > width && area->last_column <= AP_CSV_MAX_CELLS)
            width = area->last_column;
    }
    return width;
}

static void
fill_areas(const struct ap_xlsx *book, struct ap_row *row)
{
    for (size_t i = 0; i < book->areas.n; i++) {
        const struct ap_xlsx_area *area = &book->areas.items[i];
        if (area->text.len == 0 || row->line < area->row || row->line > area->last_row)
            continue;
        for (size_t c = area->column; c <= area->last_column && c <= row->n; c++)
            if (row->cells[c - 1].text.len == 0)
                row->cells[c - 1].text = area->text;
    }
}

static bool
is_blank(const struct ap_xlsx *book, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (ap_str_trim(book->cells.items[i].text).len)
            return false;
    return true;
}

int
ap_xlsx_next(struct ap_xlsx *book, struct ap_arena *mem, struct ap_row *ret_row)
{
    for (;;) {
        size_t from = book->at;
        size_t to = from;
        if (from >= book->cells.n)
            return 0;
        while (to < book->cells.n && book->cells.items[to].line == book->cells.items[from].line)
            to++;
        book->at = to;
        if (is_blank(book, from, to))
            continue;
        struct ap_row row = {.line = book->cells.items[from].line};
        row.n = row.cap = width_of(book, from, to);
        row.cells = ap_arena_array(mem, struct ap_cell, row.n);
        for (size_t c = 0; c < row.n; c++)
            row.cells[c] = (struct ap_cell){.line = row.line, .column = (uint32_t)c + 1};
        for (size_t c = from; c < to; c++)
            row.cells[book->cells.items[c].column - 1] = book->cells.items[c];
        fill_areas(book, &row);
        *ret_row = row;
        return 1;
    }
}
