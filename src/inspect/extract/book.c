/* What the sheets of a workbook need of its other parts: shared strings, number formats, the sheets' names.
 * Place in the flow: inspect, in apipack-extract; read before the sheets.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "inspect/extract/office.h"

#define STRINGS_BYTES (32u << 20)
#define STRINGS_MAX   (2u << 20)
#define SHEETS_MAX    1000u
#define PART_BYTES    (256u << 20) /* of XML */

#define LOOKED_THROUGH 10000u /* members */

/* --- one part ------------------------------------------------------------------------------------ */

static int
feed(void *ctx, struct ap_str piece)
{
    return ap_xml_feed(ctx, piece);
}

static int
read_part(struct ap_unzip *archive, const char *name, const struct ap_xml_events *events, void *ctx)
{
    size_t n = ap_unzip_count(archive);
    n = n < LOOKED_THROUGH ? n : LOOKED_THROUGH;
    for (size_t i = 0; i < n; i++) {
        struct ap_unzip_member member;
        if (ap_unzip_member(archive, i, &member) != AP_OK || !ap_str_is(member.name, name))
            continue;
        struct ap_xml *xml = ap_xml_new(events, ctx);
        int r = ap_unzip_read(archive, i, PART_BYTES, feed, xml);
        if (r == AP_OK)
            r = ap_xml_end(xml);
        ap_xml_free(xml);
        return r;
    }
    return AP_E_NOTFOUND;
}

/* --- shared strings ------------------------------------------------------------------------------ */

struct strings {
    struct ap_book *book;
    unsigned text; /* open elements that hold it */
};

static int
string_open(void *ctx, struct ap_str name, const struct ap_xml_attr *attrs, size_t n)
{
    struct strings *s = ctx;
    (void)attrs, (void)n;
    s->text += ap_str_is(name, "t");
    return AP_OK;
}

static int
string_close(void *ctx, struct ap_str name)
{
    struct strings *s = ctx;
    struct ap_book *book = s->book;
    s->text -= ap_str_is(name, "t") && s->text > 0;
    if (!ap_str_is(name, "si"))
        return AP_OK;
    if (book->n_strings == STRINGS_MAX)
        return AP_E_LIMIT;
    if (book->n_strings == book->cap_strings) {
        book->cap_strings = book->cap_strings ? 2 * book->cap_strings : 256;
        book->ends = ap_xrealloc(book->ends, book->cap_strings * sizeof *book->ends);
    }
    book->ends[book->n_strings++] = book->text.len;
    return AP_OK;
}

static int
string_text(void *ctx, struct ap_str text)
{
    struct strings *s = ctx;
    if (s->text == 0)
        return AP_OK;
    if (s->book->text.len + text.len > STRINGS_BYTES)
        return AP_E_LIMIT;
    ap_buf_add_str(&s->book->text, text);
    return AP_OK;
}

static void
read_strings(struct ap_book *book, struct ap_unzip *archive)
{
    static const struct ap_xml_events events = {string_open, string_close, string_text};
    struct strings strings = {.book = book};
    int r = read_part(archive, "xl/sharedStrings.xml", &events, &strings);
    book->partial = r < 0 && r != AP_E_NOTFOUND;
    if (book->partial)
        book->n_strings = 0;
    book->used = ap_xmalloc(book->n_strings / 8 + 1);
    memset(book->used, 0, book->n_strings / 8 + 1);
}

static struct ap_str
string_at(const struct ap_book *book, size_t index)
{
    size_t from = index > 0 ? book->ends[index - 1] : 0;
    return ap_str_slice(ap_buf_str(&book->text), from, book->ends[index]);
}

struct ap_str
ap_book_string(struct ap_book *book, size_t index)
{
    if (index >= book->n_strings)
        return AP_STR_NONE;
    book->used[index / 8] |= (unsigned char)(1u << index % 8);
    return string_at(book, index);
}

int
ap_book_rest(struct ap_book *book, struct ap_extract *x)
{
    int r = AP_OK;
    ap_extract_place(x, AP_SEGMENT_ASIDE, 0, 0);
    for (size_t i = 0; r == AP_OK && i < book->n_strings; i++) {
        if (book->used[i / 8] & 1u << i % 8)
            continue;
        r = ap_extract_text(x, string_at(book, i));
        if (r == AP_OK)
            r = ap_extract_text(x, AP_STR("\n"));
    }
    return r;
}

/* --- sheets -------------------------------------------------------------------------------------- */

static int
sheet_open(void *ctx, struct ap_str name, const struct ap_xml_attr *attrs, size_t n)
{
    struct ap_book *book = ctx;
    struct ap_str since = ap_xml_attr(attrs, n, "date1904");
    if (ap_str_is(name, "workbookPr"))
        book->from_1904 = ap_str_is(since, "1") || ap_str_is(since, "true");
    if (!ap_str_is(name, "sheet") || book->sheets.n == SHEETS_MAX)
        return AP_OK;
    struct ap_book_sheet *sheet = ap_vec_push(&book->mem, &book->sheets);
    sheet->name = ap_arena_copy(&book->mem, ap_xml_attr(attrs, n, "name"));
    sheet->hidden = ap_str_contains(ap_xml_attr(attrs, n, "state"), AP_STR("idden"));
    for (size_t i = 0; i < n; i++)
        if (attrs[i].space.len > 0 && ap_str_is(attrs[i].name, "id"))
            sheet->relation = ap_arena_copy(&book->mem, attrs[i].value);
    return AP_OK;
}

static int
relation_open(void *ctx, struct ap_str name, const struct ap_xml_attr *attrs, size_t n)
{
    struct ap_book *book = ctx;
    if (!ap_str_is(name, "Relationship"))
        return AP_OK;
    struct ap_str target = ap_xml_attr(attrs, n, "Target");
    if (ap_str_starts(target, AP_STR("/xl/")))
        target = ap_str_slice(target, 4, target.len);
    for (size_t i = 0; i < book->sheets.n; i++)
        if (ap_str_eq(book->sheets.items[i].relation, ap_xml_attr(attrs, n, "Id")))
            book->sheets.items[i].part = ap_arena_printf(&book->mem, "xl/%.*s", AP_FMT(target));
    return AP_OK;
}

struct ap_book_sheet *
ap_book_sheet(const struct ap_book *book, struct ap_str part)
{
    for (size_t i = 0; i < book->sheets.n; i++)
        if (ap_str_eq(book->sheets.items[i].part, part))
            return &book->sheets.items[i];
    return NULL;
}

void
ap_book_open(struct ap_book *book, struct ap_unzip *archive)
{
    static const struct ap_xml_events sheets = {.open = sheet_open};
    static const struct ap_xml_events relations = {.open = relation_open};
    *book = (struct ap_book){0};
    read_strings(book, archive);
    /* Without its styles a number is a number. */
    book->styles.mem = &book->mem;
    (void)read_part(archive, "xl/styles.xml", &ap_xlsx_styles_events, &book->styles);
    /* A sheet without its name is still read. */
    if (read_part(archive, "xl/workbook.xml", &sheets, book) == AP_OK)
        (void)read_part(archive, "xl/_rels/workbook.xml.rels", &relations, book);
}

void
ap_book_close(struct ap_book *book)
{
    ap_buf_release(&book->text);
    free(book->ends);
    free(book->used);
    ap_arena_release(&book->mem);
}
