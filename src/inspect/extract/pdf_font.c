/* Fonts of a PDF: which characters the bytes of a text stand for, and how wide they are.
 * Place in the flow: inspect, in apipack-extract.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/extract/pdf_font.h"

#include <stdlib.h>

#include "base/utf8.h"

#define WIDTHS_MAX 70000u

/* --- reading ------------------------------------------------------------------------------------- */

static void
read_map(struct ap_pdf_font *font, struct ap_pdf *pdf, ap_pdf_obj dict)
{
    ap_pdf_obj map = ap_pdf_get(pdf, dict, "/ToUnicode");
    struct ap_str text;
    if (!ap_pdf_is_stream(pdf, map) || ap_pdf_stream(pdf, map, &text) != AP_OK)
        return;
    ap_pdf_cmap_read(&font->map, text);
    font->mapped = font->map.n > 0;
    free((char *)(uintptr_t)text.ptr);
}

/* Differences: a code, then names for it and those that follow. */
static void
read_differences(struct ap_pdf_font *font, struct ap_pdf *pdf, ap_pdf_obj list)
{
    uint32_t n = ap_pdf_count(pdf, list);
    uint32_t code = 0;
    for (uint32_t i = 0; i < n && i < 1024; i++) {
        ap_pdf_obj item = ap_pdf_item(pdf, list, i);
        struct ap_str name = ap_pdf_name(pdf, item);
        if (name.len == 0) {
            double number = ap_pdf_real(pdf, item, 0);
            code = number >= 0 && number < 256 ? (uint32_t)number : 256;
        } else if (code < 256) {
            font->chars[code++] = ap_pdf_glyph(ap_str_slice(name, 1, name.len));
        }
    }
}

static void
read_encoding(struct ap_pdf_font *font, struct ap_pdf *pdf, ap_pdf_obj dict)
{
    ap_pdf_obj encoding = ap_pdf_get(pdf, dict, "/Encoding");
    bool truetype = ap_pdf_name_is(pdf, ap_pdf_get(pdf, dict, "/Subtype"), "/TrueType");
    struct ap_str name = ap_pdf_name(pdf, encoding);
    if (ap_pdf_is_dict(pdf, encoding))
        name = ap_pdf_name(pdf, ap_pdf_get(pdf, encoding, "/BaseEncoding"));
    ap_pdf_encoding(name.len == 0 && truetype ? AP_STR("/WinAnsiEncoding") : name, font->chars);
    read_differences(font, pdf, ap_pdf_get(pdf, encoding, "/Differences"));
}

static void
read_widths(struct ap_pdf_font *font, struct ap_pdf *pdf, ap_pdf_obj dict)
{
    ap_pdf_known_widths(ap_pdf_name(pdf, ap_pdf_get(pdf, dict, "/BaseFont")), font->widths);
    ap_pdf_obj widths = ap_pdf_get(pdf, dict, "/Widths");
    double first = ap_pdf_real(pdf, ap_pdf_get(pdf, dict, "/FirstChar"), 0);
    /* Glyphs that are drawn by operators have a scale of their own. */
    ap_pdf_obj matrix = ap_pdf_get(pdf, dict, "/FontMatrix");
    double scale = matrix ? ap_pdf_real(pdf, ap_pdf_item(pdf, matrix, 0), 0.001) * 1000 : 1;
    uint32_t n = ap_pdf_count(pdf, widths);
    for (uint32_t i = 0; i < n && i < 256; i++) {
        double code = first + i;
        if (code >= 0 && code < 256)
            font->widths[(size_t)code] =
                (float)(ap_pdf_real(pdf, ap_pdf_item(pdf, widths, i), 0) * scale);
    }
}

static void
add_width(struct ap_pdf_font *font, double lo, double hi, double width)
{
    if (font->n_ranges == WIDTHS_MAX || lo < 0 || hi < lo || hi > 65535)
        return;
    if (font->n_ranges == font->cap_ranges) {
        font->cap_ranges = font->cap_ranges ? 2 * font->cap_ranges : 64;
        font->ranges = ap_xrealloc(font->ranges, font->cap_ranges * sizeof *font->ranges);
    }
    font->ranges[font->n_ranges++] =
        (struct ap_pdf_widths){(uint32_t)lo, (uint32_t)hi, (float)width};
}

static int
by_code(const void *a, const void *b)
{
    const struct ap_pdf_widths *x = a;
    const struct ap_pdf_widths *y = b;
    return x->lo < y->lo ? -1 : x->lo > y->lo;
}

/* `c [w1 w2 …]` or `c1 c2 w`. */
static void
read_composite_widths(struct ap_pdf_font *font, struct ap_pdf *pdf, ap_pdf_obj descendant)
{
    ap_pdf_obj list = ap_pdf_get(pdf, descendant, "/W");
    uint32_t n = ap_pdf_count(pdf, list);
    font->width = (float)ap_pdf_real(pdf, ap_pdf_get(pdf, descendant, "/DW"), 1000);
    for (uint32_t i = 0; i + 1 < n && font->n_ranges < WIDTHS_MAX;) {
        double first = ap_pdf_real(pdf, ap_pdf_item(pdf, list, i), -1);
        ap_pdf_obj second = ap_pdf_item(pdf, list, i + 1);
        uint32_t n_widths = ap_pdf_count(pdf, second);
        if (!ap_pdf_is_array(pdf, second)) {
            add_width(font, first, ap_pdf_real(pdf, second, -1),
                      ap_pdf_real(pdf, ap_pdf_item(pdf, list, i + 2), 0));
            i += 3;
            continue;
        }
        for (uint32_t k = 0; k < n_widths && font->n_ranges < WIDTHS_MAX; k++)
            add_width(font, first + k, first + k, ap_pdf_real(pdf, ap_pdf_item(pdf, second, k), 0));
        i += 2;
    }
    if (font->n_ranges > 0)
        qsort(font->ranges, font->n_ranges, sizeof *font->ranges, by_code);
}

struct ap_pdf_font *
ap_pdf_font_new(struct ap_pdf *pdf, ap_pdf_obj dict)
{
    struct ap_pdf_font *font = ap_xmalloc(sizeof *font);
    *font = (struct ap_pdf_font){.number = ap_pdf_number_of(pdf, dict)};
    font->composite = ap_pdf_name_is(pdf, ap_pdf_get(pdf, dict, "/Subtype"), "/Type0");
    read_map(font, pdf, dict);
    if (font->composite) {
        struct ap_str encoding = ap_pdf_name(pdf, ap_pdf_get(pdf, dict, "/Encoding"));
        font->utf16 =
            ap_str_contains(encoding, AP_STR("UTF16")) || ap_str_contains(encoding, AP_STR("UCS2"));
        ap_pdf_obj descendants = ap_pdf_get(pdf, dict, "/DescendantFonts");
        read_composite_widths(font, pdf, ap_pdf_item(pdf, descendants, 0));
    } else {
        read_encoding(font, pdf, dict);
        read_widths(font, pdf, dict);
    }
    return font;
}

void
ap_pdf_font_free(struct ap_pdf_font *font)
{
    ap_pdf_cmap_release(&font->map);
    free(font->ranges);
    free(font);
}

/* --- use ----------------------------------------------------------------------------------------- */

/* Letters that are drawn joined are searched for as letters. */
static void
add_char(uint32_t c, struct ap_buf *out)
{
    static const char *const joined[] = {"ff", "fi", "fl", "ffi", "ffl"};
    if (c < 0x80)
        ap_buf_add_char(out, (char)c);
    else if (c >= 0xfb00 && c < 0xfb00 + AP_COUNT(joined))
        ap_buf_add_c(out, joined[c - 0xfb00]);
    else
        ap_utf8_encode(out, c == 0xa0 ? ' ' : c);
}

bool
ap_pdf_font_add(const struct ap_pdf_font *font, uint32_t code, struct ap_buf *out)
{
    size_t before = out->len;
    if (font->mapped && ap_pdf_cmap_add(&font->map, code, out))
        return true;
    out->len = before;
    if (font->composite) {
        bool told = font->utf16 && code >= 0x20 && !(code >= 0xd800 && code < 0xe000);
        if (told)
            add_char(code, out);
        return told;
    }
    uint32_t c = font->chars[code & 0xff];
    if (c)
        add_char(c, out);
    return c != 0;
}

float
ap_pdf_font_width(const struct ap_pdf_font *font, uint32_t code)
{
    if (!font->composite)
        return font->widths[code & 0xff];
    size_t lo = 0;
    size_t hi = font->n_ranges;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (font->ranges[mid].lo <= code)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo > 0 && font->ranges[lo - 1].hi >= code ? font->ranges[lo - 1].width : font->width;
}
