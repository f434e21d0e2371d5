/* A sheet of a workbook: a row is a line, with tabs between the cells, which show what Excel shows; formulas stand aside.
 * Place in the flow: inspect, in apipack-extract; the checks on tables take these lines as rows.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Days, months and truths are text by their number format, as tables/xlsx.h says. Behind the rows come the merged areas,
 * one `A2:A5` a line. */
#include <string.h>

#include "inspect/extract/office.h"

#define ROWS_FILLED  1000u /* empty lines for rows that are not there, so that the line is the row */
#define CELLS_FILLED 1024u  /* tabs for cells that are not there: of no more is a column known */
#define AREAS_BYTES  16384u /* of merged areas */
#define STORED_BYTES 64u    /* of a value that is not shown as it is stored */

enum within { ELSEWHERE, IN_VALUE, IN_INLINE, IN_FORMULA };

struct sheet {
    struct ap_part part;
    struct ap_book *book;
    bool in_data;              /* within the rows */
    bool in_header, after_and; /* within the header of a page, behind its sign for commands */
    enum within within;
    char type; /* of the cell: n s b d, t: text as it is */
    enum ap_xlsx_shape shape;
    uint64_t line;             /* the row in work, from 1 */
    uint64_t column;           /* at which the line ends, from 1 */
    uint64_t cell;             /* the column of the cell in work */
    char stored[STORED_BYTES]; /* the cell's value, until it ends */
    size_t n_stored;
    char areas[AREAS_BYTES]; /* of merged cells; more are left out */
    size_t n_areas;
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

/* Of the types of a cell, those whose value is not shown as it is stored. */
static char
type_of(struct ap_str word)
{
    if (word.len == 0)
        return 'n';
    return word.len == 1 && word.ptr[0] != 'e' ? word.ptr[0] : 't';
}

static int
open_cell(struct sheet *s, const struct ap_xml_attr *attrs, size_t n)
{
    uint64_t column = column_of(ap_xml_attr(attrs, n, "r"));
    s->cell = column > 0 ? column : s->cell + 1;
    s->type = type_of(ap_xml_attr(attrs, n, "t"));
    s->shape = AP_XLSX_NUMBER;
    if (s->book)
        s->shape = ap_xlsx_shape_of_style(&s->book->styles.shapes, ap_xml_attr(attrs, n, "s"));
    s->n_stored = 0;
    if (s->cell <= s->column)
        return AP_OK;
    uint64_t gap = s->cell - s->column;
    s->column = s->cell;
    return fill(s, "\t", gap < CELLS_FILLED ? gap : CELLS_FILLED);
}

static void
keep_area(struct sheet *s, struct ap_str area)
{
    if (area.len == 0 || area.len >= sizeof s->areas - s->n_areas)
        return;
    memcpy(s->areas + s->n_areas, area.ptr, area.len);
    s->n_areas += area.len;
    s->areas[s->n_areas++] = '\n';
}

/* In the text of a page's header, "&C" and its like say where what follows stands: they belong to no word. */
static void
keep_header(struct sheet *s, struct ap_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        struct ap_str c = ap_str_slice(text, i, i + 1);
        ap_part_add_aside(&s->part, s->after_and ? AP_STR(" ") : c);
        s->after_and = !s->after_and && c.ptr[0] == '&';
    }
}

/* Links, rules, names: what stands around the rows. */
static void
open_around(struct sheet *s, struct ap_str name, const struct ap_xml_attr *attrs, size_t n)
{
    s->in_header = ap_str_ends(name, AP_STR("Header")) || ap_str_ends(name, AP_STR("Footer"));
    s->after_and = false;
    ap_part_add_attributes(&s->part, attrs, n);
}

static int
on_open(void *ctx, struct ap_str name, const struct ap_xml_attr *attrs, size_t n)
{
    struct sheet *s = ctx;
    if (!s->in_data && ap_str_is(name, "sheetData"))
        s->in_data = true;
    else if (!s->in_data && ap_str_is(name, "mergeCell"))
        keep_area(s, ap_xml_attr(attrs, n, "ref"));
    else if (!s->in_data)
        open_around(s, name, attrs, n);
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

/* Without the tabs that part cells. */
static int
show(struct sheet *s, struct ap_str text)
{
    int r = AP_OK;
    while (r == AP_OK && text.len > 0) {
        size_t n = ap_str_find(text, '\t');
        r = ap_part_text(&s->part, ap_str_slice(text, 0, n));
        if (r == AP_OK && n < text.len)
            r = ap_extract_text(s->part.x, AP_STR(" "));
        text = ap_str_slice(text, n + 1, text.len);
    }
    return r;
}

static int
show_shared(struct sheet *s, struct ap_str number)
{
    int64_t index = -1;
    if (!s->book || s->book->partial || ap_str_to_int(number, &index) != AP_OK)
        return AP_OK;
    return show(s, ap_book_string(s->book, (size_t)index));
}

/* The value of the cell is over. */
static int
show_stored(struct sheet *s)
{
    struct ap_str stored = ap_str_trim((struct ap_str){s->stored, s->n_stored});
    struct ap_arena *mem = s->book ? &s->book->mem : NULL;
    s->n_stored = 0;
    if (s->type == 's')
        return show_shared(s, stored);
    if (s->type == 'b' && stored.len > 0)
        return show(s, ap_xlsx_truth(stored));
    if (stored.len == 0 || !mem)
        return show(s, stored);
    struct ap_arena_mark mark = ap_arena_mark(mem);
    int r = show(s, s->type == 'd' ? ap_xlsx_iso_day(mem, stored, s->shape)
                                   : ap_xlsx_number(mem, stored, s->shape, s->book->from_1904));
    ap_arena_rewind(mem, mark);
    return r;
}

/* A stored value that is too long for one is shown as it is. */
static int
take_stored(struct sheet *s, struct ap_str text)
{
    if (s->type != 't' && text.len <= sizeof s->stored - s->n_stored) {
        memcpy(s->stored + s->n_stored, text.ptr, text.len);
        s->n_stored += text.len;
        return AP_OK;
    }
    struct ap_str stored = {s->stored, s->n_stored};
    int r = s->type == 's' ? AP_OK : show(s, stored);
    s->n_stored = 0;
    if (s->type == 's')
        return AP_OK;
    s->type = 't';
    return r == AP_OK ? show(s, text) : r;
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
        return within == IN_VALUE && s->type != 't' ? show_stored(s) : AP_OK;
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
    if (!s->in_data && s->in_header) {
        keep_header(s, text);
        return AP_OK;
    }
    if (!s->in_data || s->within == IN_FORMULA) {
        ap_part_add_aside(&s->part, text);
        return AP_OK;
    }
    if (s->within == ELSEWHERE)
        return AP_OK;
    if (s->within == IN_INLINE)
        return show(s, text);
    count_values(s, text);
    return take_stored(s, text);
}

static const struct ap_xml_events events = {on_open, on_close, on_text};

static int
begin(struct ap_extract *x, struct ap_inner *node)
{
    node->place.flags |= AP_SEGMENT_CELLS;
    return ap_part_begin(node->state, x, node, &events);
}

static int
end(struct ap_extract *x, struct ap_inner *node)
{
    struct sheet *s = node->state;
    if (s->n_areas > 0) {
        ap_extract_place(x, node->place.flags | AP_SEGMENT_ASIDE | AP_SEGMENT_AREAS, 0, 0);
        int r = ap_extract_text(x, (struct ap_str){s->areas, s->n_areas});
        if (r < 0)
            return r;
    }
    return ap_part_end(x, node);
}

void
ap_part_sheet_book(struct ap_inner *node, struct ap_book *book)
{
    ((struct sheet *)node->state)->book = book;
}

const struct ap_row_kind ap_part_sheet = {.state_bytes = sizeof(struct sheet),
                                          .begin = begin,
                                          .piece = ap_part_piece,
                                          .end = end,
                                          .release = ap_part_release};
