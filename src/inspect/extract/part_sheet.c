/* A sheet of a workbook: a row is a line, with tabs between the cells; formulas stand aside.
 * Place in the flow: inspect, in apipack-extract.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/extract/office.h"

#define ROWS_FILLED  1000u /* empty lines for rows that are not there, so that the line is the row */
#define CELLS_FILLED 64u   /* tabs for cells that are not there */
#define ASIDE_LEAST  8u    /* bytes of an attribute that is kept */

enum within { ELSEWHERE, IN_VALUE, IN_INLINE, IN_FORMULA };

struct sheet {
    struct ap_part part;
    struct ap_book *book;
    bool in_data; /* within the rows */
    enum within within;
    bool shared;     /* the cell's value is the number of a shared string */
    uint64_t line;   /* the row in work, from 1 */
    uint64_t column; /* at which the line ends, from 1 */
    uint64_t cell;   /* the column of the cell in work */
    char number[24]; /* of a shared string */
    size_t n_number;
};

static int
fill(struct sheet *s, const char *with, uint64_t n)
{
    int r = AP_OK;
    for (uint64_t i = 0; r == AP_OK && i < n; i++)
        r = ap_extract_text(s->part.x, ap_str_from(with));
    return r;
}

/* Rows may leave out their number; a wrong one only moves the lines. */
static int
open_row(struct sheet *s, struct ap_str number)
{
    int64_t row = 0;
    s->column = 1;
    s->cell = 0;
    if (ap_str_to_int(number, &row) != AP_OK || row <= 0 || (uint64_t)row <= s->line + 1) {
        s->line++;
        return AP_OK;
    }
    uint64_t gap = (uint64_t)row - s->line - 1;
    s->line = (uint64_t)row;
    if (gap <= ROWS_FILLED)
        return fill(s, "\n", gap);
    ap_extract_place(s->part.x, s->part.node->place.flags, 0, row < UINT32_MAX ? (uint32_t)row : 0);
    return AP_OK;
}

/* The column of a reference such as "AB12", or 0. */
static uint64_t
column_of(struct ap_str reference)
{
    uint64_t column = 0;
    for (size_t i = 0; i < reference.len && i < 3; i++) {
        char c = reference.ptr[i];
        if (c < 'A' || c > 'Z')
            break;
        column = column * 26 + (uint64_t)(c - 'A') + 1;
    }
    return column;
}

static int
open_cell(struct sheet *s, const struct ap_xml_attr *attrs, size_t n)
{
    uint64_t column = column_of(ap_xml_attr(attrs, n, "r"));
    s->cell = column > 0 ? column : s->cell + 1;
    s->shared = ap_str_is(ap_xml_attr(attrs, n, "t"), "s");
    s->n_number = 0;
    if (s->cell <= s->column)
        return AP_OK;
    uint64_t gap = s->cell - s->column;
    s->column = s->cell;
    return fill(s, "\t", gap < CELLS_FILLED ? gap : CELLS_FILLED);
}

/* Links, rules, names: what stands around the rows. */
static void
keep_around(struct sheet *s, const struct ap_xml_attr *attrs, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (attrs[i].value.len >= ASIDE_LEAST) {
            ap_part_add_aside(&s->part, attrs[i].value);
            ap_part_end_aside(&s->part);
        }
}

static int
on_open(void *ctx, struct ap_str name, const struct ap_xml_attr *attrs, size_t n)
{
    struct sheet *s = ctx;
    if (!s->in_data && ap_str_is(name, "sheetData"))
        s->in_data = true;
    else if (!s->in_data)
        keep_around(s, attrs, n);
    else if (ap_str_is(name, "c")) /* the first names are the frequent ones */
        return open_cell(s, attrs, n);
    else if (ap_str_is(name, "v"))
        s->within = IN_VALUE;
    else if (ap_str_is(name, "row"))
        return open_row(s, ap_xml_attr(attrs, n, "r"));
    else if (ap_str_is(name, "is"))
        s->within = IN_INLINE;
    else if (ap_str_is(name, "f"))
        s->within = IN_FORMULA;
    return AP_OK;
}

static int
show_shared(struct sheet *s)
{
    int64_t index = -1;
    if (ap_str_to_int((struct ap_str){s->number, s->n_number}, &index) != AP_OK)
        return AP_OK;
    return ap_part_text(&s->part, ap_book_string(s->book, (size_t)index));
}

static int
on_close(void *ctx, struct ap_str name)
{
    struct sheet *s = ctx;
    if (ap_str_is(name, "sheetData"))
        s->in_data = false;
    else if (!s->in_data)
        ap_part_end_aside(&s->part);
    else if (ap_str_is(name, "row"))
        return ap_extract_text(s->part.x, AP_STR("\n"));
    else if (ap_str_is(name, "v") || ap_str_is(name, "is") || ap_str_is(name, "f")) {
        enum within within = s->within;
        s->within = ELSEWHERE;
        if (within == IN_FORMULA)
            ap_part_end_aside(&s->part);
        return within == IN_VALUE && s->shared && s->book ? show_shared(s) : AP_OK;
    }
    return AP_OK;
}

static void
count_values(struct sheet *s, struct ap_str text)
{
    for (size_t i = 0; i < text.len; i++)
        s->part.x->counts.values += (unsigned char)text.ptr[i] > ' ';
}

static int
on_text(void *ctx, struct ap_str text)
{
    struct sheet *s = ctx;
    if (!s->in_data || s->within == IN_FORMULA) {
        ap_part_add_aside(&s->part, text);
        return AP_OK;
    }
    if (s->within == ELSEWHERE)
        return AP_OK;
    if (s->within == IN_VALUE)
        count_values(s, text);
    if (s->within != IN_VALUE || !s->shared)
        return ap_part_text(&s->part, text);
    for (size_t i = 0; i < text.len && s->n_number < sizeof s->number; i++)
        s->number[s->n_number++] = text.ptr[i];
    return AP_OK;
}

static const struct ap_xml_events events = {on_open, on_close, on_text};

static int
begin(struct ap_extract *x, struct ap_inner *node)
{
    return ap_part_begin(node->state, x, node, &events);
}

void
ap_part_sheet_book(struct ap_inner *node, struct ap_book *book)
{
    ((struct sheet *)node->state)->book = book && !book->partial ? book : NULL;
}

const struct ap_row_kind ap_part_sheet = {.state_bytes = sizeof(struct sheet),
                                          .begin = begin,
                                          .piece = ap_part_piece,
                                          .end = ap_part_end,
                                          .release = ap_part_release};
