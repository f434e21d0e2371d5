/* ToUnicode maps of PDF fonts.
 * Place in the flow: inspect, in apipack-extract.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "base/endian.h"
#include "base/utf8.h"
#include "inspect/extract/pdf_font.h"
#include "inspect/extract/pdf_lex.h"

#define TEXT_MAX (8u << 20)

static void
add_range(struct ap_pdf_cmap *map, uint32_t lo, uint32_t hi, struct ap_str utf16)
{
    if (map->n == AP_PDF_RANGES || map->text.len + utf16.len > TEXT_MAX || hi < lo)
        return;
    if (map->n == map->cap) {
        map->cap = map->cap ? 2 * map->cap : 128;
        map->ranges = ap_xrealloc(map->ranges, map->cap * sizeof *map->ranges);
    }
    map->ranges[map->n++] =
        (struct ap_pdf_range){lo, hi, (uint32_t)map->text.len, (uint32_t)(utf16.len & ~(size_t)1)};
    ap_buf_add_str(&map->text, utf16);
}

static struct ap_str
string_of(const struct ap_pdf_lexer *l, struct ap_pdf_token token)
{
    return token.kind == AP_PDF_STRING
               ? ap_str_slice(ap_buf_str(l->strings), token.from, token.from + token.len)
               : AP_STR_NONE;
}

static uint32_t
code_of(struct ap_str bytes)
{
    uint32_t code = 0;
    for (size_t i = 0; i < bytes.len && i < 4; i++)
        code = code << 8 | (unsigned char)bytes.ptr[i];
    return code;
}

/* Pairs <code> <text>, up to the word that ends them. */
static void
read_chars(struct ap_pdf_cmap *map, struct ap_pdf_lexer *l)
{
    for (;;) {
        l->strings->len = 0;
        struct ap_pdf_token code = ap_pdf_next(l);
        struct ap_pdf_token text = code.kind == AP_PDF_STRING ? ap_pdf_next(l) : code;
        if (code.kind != AP_PDF_STRING || text.kind == AP_PDF_END)
            return;
        uint32_t c = code_of(string_of(l, code));
        add_range(map, c, c, string_of(l, text));
    }
}

/* A text for each code from `lo` on. */
static void
read_array(struct ap_pdf_cmap *map, struct ap_pdf_lexer *l, uint32_t lo)
{
    for (struct ap_pdf_token text = ap_pdf_next(l); text.kind == AP_PDF_STRING;
         text = ap_pdf_next(l), lo++)
        add_range(map, lo, lo, string_of(l, text));
}

/* Triples <low> <high> <text>, or an array with a text for each code. */
static void
read_ranges(struct ap_pdf_cmap *map, struct ap_pdf_lexer *l)
{
    for (;;) {
        l->strings->len = 0;
        struct ap_pdf_token low = ap_pdf_next(l);
        if (low.kind != AP_PDF_STRING)
            return;
        struct ap_pdf_token high = ap_pdf_next(l);
        struct ap_pdf_token text = ap_pdf_next(l);
        uint32_t lo = code_of(string_of(l, low));
        uint32_t hi = code_of(string_of(l, high));
        if (text.kind == AP_PDF_STRING)
            add_range(map, lo, hi, string_of(l, text));
        else if (text.kind == AP_PDF_OPEN)
            read_array(map, l, lo);
        else if (text.kind == AP_PDF_END)
            return;
    }
}

static int
by_lo(const void *a, const void *b)
{
    const struct ap_pdf_range *x = a;
    const struct ap_pdf_range *y = b;
    if (x->lo != y->lo)
        return x->lo < y->lo ? -1 : 1;
    return x->from < y->from ? -1 : x->from > y->from;
}

void
ap_pdf_cmap_read(struct ap_pdf_cmap *map, struct ap_str text)
{
    struct ap_buf strings = {0};
    struct ap_pdf_lexer lexer = {.text = text, .strings = &strings};
    for (;;) {
        strings.len = 0;
        struct ap_pdf_token token = ap_pdf_next(&lexer);
        if (token.kind == AP_PDF_END)
            break;
        if (token.kind != AP_PDF_WORD)
            continue;
        if (ap_str_is(token.text, "beginbfchar"))
            read_chars(map, &lexer);
        else if (ap_str_is(token.text, "beginbfrange"))
            read_ranges(map, &lexer);
    }
    ap_buf_release(&strings);
    if (map->n > 0)
        qsort(map->ranges, map->n, sizeof *map->ranges, by_lo);
}

void
ap_pdf_cmap_release(struct ap_pdf_cmap *map)
{
    free(map->ranges);
    ap_buf_release(&map->text);
}

/* UTF-16, its last unit `plus` further. */
static bool
add_utf16(struct ap_str utf16, uint32_t plus, struct ap_buf *out)
{
    bool told = false;
    for (size_t i = 0; i + 1 < utf16.len; i += 2) {
        uint32_t unit = ap_be16(utf16.ptr + i);
        if (unit >= 0xd800 && unit < 0xdc00 && i + 3 < utf16.len) {
            uint32_t low = ap_be16(utf16.ptr + i + 2);
            unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
            i += 2;
        }
        unit += i + 2 >= utf16.len ? plus : 0;
        bool good = unit > 0 && unit <= 0x10ffff && !(unit >= 0xd800 && unit < 0xe000);
        /* Private characters are pictures, not letters. */
        told |= good && unit != 0xfffd && !(unit >= 0xe000 && unit < 0xf900);
        if (good)
            ap_utf8_encode(out, unit);
    }
    return told;
}

bool
ap_pdf_cmap_add(const struct ap_pdf_cmap *map, uint32_t code, struct ap_buf *out)
{
    size_t lo = 0;
    size_t hi = map->n;
    while (lo < hi) { /* the last range that begins at or before the code */
        size_t mid = lo + (hi - lo) / 2;
        if (map->ranges[mid].lo <= code)
            lo = mid + 1;
        else
            hi = mid;
    }
    if (lo == 0 || map->ranges[lo - 1].hi < code)
        return false;
    const struct ap_pdf_range *range = &map->ranges[lo - 1];
    struct ap_str utf16 =
        ap_str_slice(ap_buf_str(&map->text), range->from, (size_t)range->from + range->len);
    return add_utf16(utf16, code - range->lo, out);
}
