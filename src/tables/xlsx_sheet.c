/* The cells of one sheet, and its merged areas.
 * Place in the flow: tables, part of the XLSX reader.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/cleanup.h"
#include "tables/xlsx_internal.h"

enum piece { NO_PIECE, VALUE, FORMULA, INLINE };

struct sheet_reader {
    struct ap_xlsx *book;
    bool in_data, in_row, in_cell;
    unsigned skipped; /* depth below an element of no interest, or 0 */
    uint32_t row, column;
    char type; /* of the cell: n s b e d, t: text as it is */
    enum ap_xlsx_shape shape;
    enum piece piece;
    struct ap_buf value, formula;
    bool has_formula;
};

static int
open_row(struct sheet_reader *in, const struct ap_xml_attr *attrs, size_t n)
{
    struct ap_str given = ap_xml_attr(attrs, n, "r");
    int64_t row = (int64_t)in->row + 1;
    if (given.len && ap_str_to_int(given, &row) != AP_OK)
        row = 0;
    if (row <= in->row)
        return ap_xlsx_fault(in->book, AP_E_SYNTAX, "the rows of the sheet are not in order");
    if (row > AP_XLSX_IN_ROW)
        return ap_xlsx_fault(in->book, AP_E_LIMIT, "the sheet has more rows than Excel allows");
    in->row = (uint32_t)row;
    in->column = 0;
    in->in_row = true;
    return AP_OK;
}

static char
type_of(struct ap_str word)
{
    if (ap_str_is(word, "str") || ap_str_is(word, "inlineStr"))
        return 't';
    return word.len == 1 ? word.ptr[0] : 'n';
}

static int
open_cell(struct sheet_reader *in, const struct ap_xml_attr *attrs, size_t n)
{
    struct ap_str ref = ap_xml_attr(attrs, n, "r");
    uint32_t column = in->column + 1;
    uint32_t row = in->row;
    if (ref.len && (!ap_xlsx_ref_parse(ref, &column, &row) || row != in->row))
        return ap_xlsx_fault(in->book, AP_E_SYNTAX, "a cell does not stand in its row");
    if (column <= in->column)
        return ap_xlsx_fault(in->book, AP_E_SYNTAX, "the cells of a row are not in order");
    in->column = column;
    in->type = type_of(ap_xml_attr(attrs, n, "t"));
    in->shape = ap_xlsx_shape_of_style(&in->book->shapes, ap_xml_attr(attrs, n, "s"));
    in->in_cell = true;
    in->has_formula = false;
    ap_buf_clear(&in->value);
    ap_buf_clear(&in->formula);
    return AP_OK;
}

static int
open_area(struct sheet_reader *in, struct ap_str ref)
{
    struct ap_xlsx_area area = {0};
    struct ap_xlsx_areas *areas = &in->book->areas;
    if (!ap_xlsx_area_parse(ref, &area))
        return AP_OK;
    if (areas->n == AP_XLSX_IN_MERGED)
        return ap_xlsx_fault(in->book, AP_E_LIMIT, "the sheet has more than 1,000 merged areas");
    *ap_vec_push(in->book->mem, areas) = area;
    return AP_OK;
}

static int
sheet_open(void *ctx, struct ap_str name, const struct ap_xml_attr *attrs, size_t n)
{
    struct sheet_reader *in = ctx;
    if (in->skipped) {
        in->skipped++;
        return AP_OK;
    }
    if (in->in_cell) {
        bool rich = ap_str_is(name, "is") || ap_str_is(name, "r");
        in->piece = ap_str_is(name, "v")   ? VALUE
                    : ap_str_is(name, "f") ? FORMULA
                    : ap_str_is(name, "t") ? INLINE
                                           : NO_PIECE;
        in->has_formula |= in->piece == FORMULA;
        in->skipped = in->piece == NO_PIECE && !rich; /* phonetic help, formats, extensions */
        return AP_OK;
    }
    if (in->in_row && ap_str_is(name, "c"))
        return open_cell(in, attrs, n);
    if (in->in_data && !in->in_row && ap_str_is(name, "row"))
        return open_row(in, attrs, n);
    in->in_data |= ap_str_is(name, "sheetData");
    if (ap_str_is(name, "mergeCell"))
        return open_area(in, ap_xml_attr(attrs, n, "ref"));
    return AP_OK;
}

/** The text of a cell by its type; it may be a view of the buffers. */
static int
cell_text(struct sheet_reader *in, struct ap_str *ret_text)
{
    struct ap_xlsx *book = in->book;
    struct ap_str value = ap_buf_str(&in->value);
    int64_t index = 0;
    *ret_text = value;
    if (value.len == 0 && in->has_formula && in->type != 't')
        *ret_text = ap_arena_join(book->mem, AP_STR("="), "", ap_buf_str(&in->formula));
    else if (value.len == 0)
        return AP_OK;
    else if (in->type == 's') {
        if (ap_str_to_int(ap_str_trim(value), &index) != AP_OK ||
            (uint64_t)index >= book->strings.n)
            return ap_xlsx_fault(book, AP_E_SYNTAX, "a cell refers to a text that is not there");
        *ret_text = book->strings.items[index];
    } else if (in->type == 'b')
        *ret_text = ap_xlsx_truth(value);
    else if (in->type == 'd')
        *ret_text = ap_xlsx_iso_day(book->mem, ap_str_trim(value), in->shape);
    else if (in->type == 'n')
        *ret_text = ap_xlsx_number(book->mem, ap_str_trim(value), in->shape, book->from_1904);
    return AP_OK;
}

static int
close_cell(struct sheet_reader *in)
{
    struct ap_xlsx *book = in->book;
    struct ap_str text;
    in->in_cell = false;
    int rc = cell_text(in, &text);
    if (rc || text.len == 0)
        return rc;
    book->n_formulas += in->has_formula;
    if (in->column > AP_CSV_MAX_CELLS)
        return ap_xlsx_fault(book, AP_E_LIMIT, "the sheet has more than 1,024 columns");
    if (book->cells.n == AP_XLSX_IN_CELLS)
        return ap_xlsx_fault(book, AP_E_LIMIT, "the sheet has more than 3,000,000 cells");
    if (in->type != 's')
        rc = ap_xlsx_keep(book, text, &text);
    if (rc == AP_OK)
        *ap_vec_push(book->mem, &book->cells) =
            (struct ap_cell){.text = text, .line = in->row, .column = in->column};
    return rc;
}

static int
sheet_close(void *ctx, struct ap_str name)
{
    struct sheet_reader *in = ctx;
    if (in->skipped) {
        in->skipped--;
        return AP_OK;
    }
    if (in->in_cell && in->piece != NO_PIECE) {
        in->piece = NO_PIECE;
        return AP_OK;
    }
    if (in->in_cell)
        return ap_str_is(name, "c") ? close_cell(in) : AP_OK;
    if (in->in_row && ap_str_is(name, "row"))
        in->in_row = false;
    else if (in->in_data && ap_str_is(name, "sheetData"))
        in->in_data = false;
    return AP_OK;
}

static int
sheet_text(void *ctx, struct ap_str text)
{
    struct sheet_reader *in = ctx;
    if (in->skipped || in->piece == NO_PIECE)
        return AP_OK;
    struct ap_buf *to = in->piece == FORMULA ? &in->formula : &in->value;
    if (to->len + text.len > AP_XLSX_IN_TEXT)
        return ap_xlsx_fault(in->book, AP_E_LIMIT, "a cell holds more than 128 KiB");
    ap_buf_add_str(to, text);
    return AP_OK;
}

int
ap_xlsx_read_sheet(struct ap_xlsx *book, struct ap_str part)
{
    static const struct ap_xml_events events = {sheet_open, sheet_close, sheet_text};
    struct sheet_reader in = {.book = book};
    book->cells = (struct ap_xlsx_cells){0};
    book->areas = (struct ap_xlsx_areas){0};
    book->n_formulas = 0;
    int rc = ap_xlsx_part(book, part, &events, &in);
    ap_buf_release(&in.value);
    ap_buf_release(&in.formula);
    return rc;
}
