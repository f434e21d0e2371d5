/* What is known of glyphs by name: characters, the encodings of PDF, and widths of the fonts that every reader has.
 * Place in the flow: inspect, in apipack-extract.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "inspect/extract/pdf_font.h"

/* clang-format off */
/** By name, in the order of strcmp. Single letters stand for themselves. */
static const struct glyph {
    char name[15];
    uint16_t character;
} glyphs[] = {
    {"AE", 0x00c6}, {"Aacute", 0x00c1}, {"Abreve", 0x0102}, {"Acircumflex", 0x00c2},
    {"Adieresis", 0x00c4}, {"Agrave", 0x00c0}, {"Amacron", 0x0100}, {"Aogonek", 0x0104},
    {"Aring", 0x00c5}, {"Atilde", 0x00c3}, {"Cacute", 0x0106}, {"Ccaron", 0x010c},
    {"Ccedilla", 0x00c7}, {"Dcaron", 0x010e}, {"Dcroat", 0x0110}, {"Delta", 0x2206},
    {"Eacute", 0x00c9}, {"Ecaron", 0x011a}, {"Ecircumflex", 0x00ca}, {"Edieresis", 0x00cb},
    {"Egrave", 0x00c8}, {"Eogonek", 0x0118}, {"Eth", 0x00d0}, {"Euro", 0x20ac}, {"Gbreve", 0x011e},
    {"Iacute", 0x00cd}, {"Icircumflex", 0x00ce}, {"Idieresis", 0x00cf}, {"Idotaccent", 0x0130},
    {"Igrave", 0x00cc}, {"Lslash", 0x0141}, {"Nacute", 0x0143}, {"Ncaron", 0x0147},
    {"Ntilde", 0x00d1}, {"OE", 0x0152}, {"Oacute", 0x00d3}, {"Ocircumflex", 0x00d4},
    {"Odieresis", 0x00d6}, {"Ograve", 0x00d2}, {"Ohungarumlaut", 0x0150}, {"Omega", 0x03a9},
    {"Oslash", 0x00d8}, {"Otilde", 0x00d5}, {"Racute", 0x0154}, {"Rcaron", 0x0158},
    {"Sacute", 0x015a}, {"Scaron", 0x0160}, {"Scedilla", 0x015e}, {"Tcaron", 0x0164},
    {"Thorn", 0x00de}, {"Uacute", 0x00da}, {"Ucircumflex", 0x00db}, {"Udieresis", 0x00dc},
    {"Ugrave", 0x00d9}, {"Uhungarumlaut", 0x0170}, {"Uring", 0x016e}, {"Yacute", 0x00dd},
    {"Ydieresis", 0x0178}, {"Zacute", 0x0179}, {"Zcaron", 0x017d}, {"Zdotaccent", 0x017b},
    {"aacute", 0x00e1}, {"abreve", 0x0103}, {"acircumflex", 0x00e2}, {"acute", 0x00b4},
    {"adieresis", 0x00e4}, {"ae", 0x00e6}, {"agrave", 0x00e0}, {"amacron", 0x0101},
    {"ampersand", 0x0026}, {"aogonek", 0x0105}, {"apple", 0xf8ff}, {"approxequal", 0x2248},
    {"aring", 0x00e5}, {"arrowleft", 0x2190}, {"arrowright", 0x2192}, {"asciicircum", 0x005e},
    {"asciitilde", 0x007e}, {"asterisk", 0x002a}, {"at", 0x0040}, {"atilde", 0x00e3},
    {"backslash", 0x005c}, {"bar", 0x007c}, {"braceleft", 0x007b}, {"braceright", 0x007d},
    {"bracketleft", 0x005b}, {"bracketright", 0x005d}, {"breve", 0x02d8}, {"brokenbar", 0x00a6},
    {"bullet", 0x2022}, {"cacute", 0x0107}, {"caron", 0x02c7}, {"ccaron", 0x010d},
    {"ccedilla", 0x00e7}, {"cedilla", 0x00b8}, {"cent", 0x00a2}, {"circumflex", 0x02c6},
    {"colon", 0x003a}, {"comma", 0x002c}, {"copyright", 0x00a9}, {"currency", 0x00a4},
    {"dagger", 0x2020}, {"daggerdbl", 0x2021}, {"dcaron", 0x010f}, {"dcroat", 0x0111},
    {"degree", 0x00b0}, {"dieresis", 0x00a8}, {"divide", 0x00f7}, {"dollar", 0x0024},
    {"dotaccent", 0x02d9}, {"dotlessi", 0x0131}, {"eacute", 0x00e9}, {"ecaron", 0x011b},
    {"ecircumflex", 0x00ea}, {"edieresis", 0x00eb}, {"egrave", 0x00e8}, {"eight", 0x0038},
    {"ellipsis", 0x2026}, {"emdash", 0x2014}, {"endash", 0x2013}, {"eogonek", 0x0119},
    {"equal", 0x003d}, {"eth", 0x00f0}, {"exclam", 0x0021}, {"exclamdown", 0x00a1}, {"ff", 0xfb00},
    {"ffi", 0xfb03}, {"ffl", 0xfb04}, {"fi", 0xfb01}, {"five", 0x0035}, {"fl", 0xfb02},
    {"florin", 0x0192}, {"four", 0x0034}, {"fraction", 0x2044}, {"gbreve", 0x011f},
    {"germandbls", 0x00df}, {"grave", 0x0060}, {"greater", 0x003e}, {"greaterequal", 0x2265},
    {"guillemotleft", 0x00ab}, {"guillemotright", 0x00bb}, {"guilsinglleft", 0x2039},
    {"guilsinglright", 0x203a}, {"hungarumlaut", 0x02dd}, {"hyphen", 0x002d}, {"iacute", 0x00ed},
    {"icircumflex", 0x00ee}, {"idieresis", 0x00ef}, {"igrave", 0x00ec}, {"infinity", 0x221e},
    {"integral", 0x222b}, {"less", 0x003c}, {"lessequal", 0x2264}, {"logicalnot", 0x00ac},
    {"lozenge", 0x25ca}, {"lslash", 0x0142}, {"macron", 0x00af}, {"middot", 0x00b7},
    {"minus", 0x2212}, {"mu", 0x00b5}, {"multiply", 0x00d7}, {"nacute", 0x0144},
    {"nbspace", 0x00a0}, {"ncaron", 0x0148}, {"nine", 0x0039}, {"notequal", 0x2260},
    {"ntilde", 0x00f1}, {"numbersign", 0x0023}, {"oacute", 0x00f3}, {"ocircumflex", 0x00f4},
    {"odieresis", 0x00f6}, {"oe", 0x0153}, {"ogonek", 0x02db}, {"ograve", 0x00f2},
    {"ohungarumlaut", 0x0151}, {"one", 0x0031}, {"onehalf", 0x00bd}, {"onequarter", 0x00bc},
    {"onesuperior", 0x00b9}, {"ordfeminine", 0x00aa}, {"ordmasculine", 0x00ba}, {"oslash", 0x00f8},
    {"otilde", 0x00f5}, {"paragraph", 0x00b6}, {"parenleft", 0x0028}, {"parenright", 0x0029},
    {"partialdiff", 0x2202}, {"percent", 0x0025}, {"period", 0x002e}, {"periodcentered", 0x00b7},
    {"perthousand", 0x2030}, {"pi", 0x03c0}, {"plus", 0x002b}, {"plusminus", 0x00b1},
    {"product", 0x220f}, {"question", 0x003f}, {"questiondown", 0x00bf}, {"quotedbl", 0x0022},
    {"quotedblbase", 0x201e}, {"quotedblleft", 0x201c}, {"quotedblright", 0x201d},
    {"quoteleft", 0x2018}, {"quoteright", 0x2019}, {"quotesinglbase", 0x201a},
    {"quotesingle", 0x0027}, {"racute", 0x0155}, {"radical", 0x221a}, {"rcaron", 0x0159},
    {"registered", 0x00ae}, {"ring", 0x02da}, {"sacute", 0x015b}, {"scaron", 0x0161},
    {"scedilla", 0x015f}, {"section", 0x00a7}, {"semicolon", 0x003b}, {"seven", 0x0037},
    {"sfthyphen", 0x00ad}, {"six", 0x0036}, {"slash", 0x002f}, {"softhyphen", 0x00ad},
    {"space", 0x0020}, {"sterling", 0x00a3}, {"summation", 0x2211}, {"tcaron", 0x0165},
    {"thorn", 0x00fe}, {"three", 0x0033}, {"threequarters", 0x00be}, {"threesuperior", 0x00b3},
    {"tilde", 0x02dc}, {"trademark", 0x2122}, {"two", 0x0032}, {"twosuperior", 0x00b2},
    {"uacute", 0x00fa}, {"ucircumflex", 0x00fb}, {"udieresis", 0x00fc}, {"ugrave", 0x00f9},
    {"uhungarumlaut", 0x0171}, {"underscore", 0x005f}, {"uring", 0x016f}, {"yacute", 0x00fd},
    {"ydieresis", 0x00ff}, {"yen", 0x00a5}, {"zacute", 0x017a}, {"zcaron", 0x017e},
    {"zdotaccent", 0x017c}, {"zero", 0x0030},
};

/** WinAnsi, 0x80 to 0x9f; above, it is Latin-1. */
static const uint16_t win_ansi[32] = {
    0x20ac, 0x2022, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030,
    0x0160, 0x2039, 0x0152, 0x2022, 0x017d, 0x2022, 0x2022, 0x2018, 0x2019, 0x201c,
    0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x2022,
    0x017e, 0x0178,
};

/** MacRoman, 0x80 to 0xff. */
static const uint16_t mac_roman[128] = {
    0x00c4, 0x00c5, 0x00c7, 0x00c9, 0x00d1, 0x00d6, 0x00dc, 0x00e1, 0x00e0, 0x00e2,
    0x00e4, 0x00e3, 0x00e5, 0x00e7, 0x00e9, 0x00e8, 0x00ea, 0x00eb, 0x00ed, 0x00ec,
    0x00ee, 0x00ef, 0x00f1, 0x00f3, 0x00f2, 0x00f4, 0x00f6, 0x00f5, 0x00fa, 0x00f9,
    0x00fb, 0x00fc, 0x2020, 0x00b0, 0x00a2, 0x00a3, 0x00a7, 0x2022, 0x00b6, 0x00df,
    0x00ae, 0x00a9, 0x2122, 0x00b4, 0x00a8, 0x2260, 0x00c6, 0x00d8, 0x221e, 0x00b1,
    0x2264, 0x2265, 0x00a5, 0x00b5, 0x2202, 0x2211, 0x220f, 0x03c0, 0x222b, 0x00aa,
    0x00ba, 0x03a9, 0x00e6, 0x00f8, 0x00bf, 0x00a1, 0x00ac, 0x221a, 0x0192, 0x2248,
    0x2206, 0x00ab, 0x00bb, 0x2026, 0x00a0, 0x00c0, 0x00c3, 0x00d5, 0x0152, 0x0153,
    0x2013, 0x2014, 0x201c, 0x201d, 0x2018, 0x2019, 0x00f7, 0x25ca, 0x00ff, 0x0178,
    0x2044, 0x20ac, 0x2039, 0x203a, 0xfb01, 0xfb02, 0x2021, 0x00b7, 0x201a, 0x201e,
    0x2030, 0x00c2, 0x00ca, 0x00c1, 0x00cb, 0x00c8, 0x00cd, 0x00ce, 0x00cf, 0x00cc,
    0x00d3, 0x00d4, 0xf8ff, 0x00d2, 0x00da, 0x00db, 0x00d9, 0x0131, 0x02c6, 0x02dc,
    0x00af, 0x02d8, 0x02d9, 0x02da, 0x00b8, 0x02dd, 0x02db, 0x02c7,
};

/** The standard encoding, 0xa0 to 0xff. */
static const uint16_t standard[96] = {
    0x0000, 0x00a1, 0x00a2, 0x00a3, 0x2044, 0x00a5, 0x0192, 0x00a7, 0x00a4, 0x0027,
    0x201c, 0x00ab, 0x2039, 0x203a, 0xfb01, 0xfb02, 0x0000, 0x2013, 0x2020, 0x2021,
    0x00b7, 0x0000, 0x00b6, 0x2022, 0x201a, 0x201e, 0x201d, 0x00bb, 0x2026, 0x2030,
    0x0000, 0x00bf, 0x0000, 0x0060, 0x00b4, 0x02c6, 0x02dc, 0x00af, 0x02d8, 0x02d9,
    0x00a8, 0x0000, 0x02da, 0x00b8, 0x0000, 0x02dd, 0x02db, 0x02c7, 0x2014, 0x0000,
    0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000,
    0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x00c6, 0x0000, 0x00aa, 0x0000, 0x0000,
    0x0000, 0x0000, 0x0141, 0x00d8, 0x0152, 0x00ba, 0x0000, 0x0000, 0x0000, 0x0000,
    0x0000, 0x00e6, 0x0000, 0x0000, 0x0000, 0x0131, 0x0000, 0x0000, 0x0142, 0x00f8,
    0x0153, 0x00df, 0x0000, 0x0000, 0x0000, 0x0000,
};

/** Thousandths of the size, of the characters 0x20 to 0x7e. */
static const uint16_t helvetica[95] = {
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
};
static const uint16_t times[95] = {
    250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278,
    500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 278, 278, 564, 564, 564, 444,
    921, 722, 667, 667, 722, 611, 556, 722, 722, 333, 389, 722, 611, 889, 722, 722,
    556, 722, 667, 556, 611, 722, 722, 944, 722, 722, 611, 333, 278, 333, 469, 500,
    333, 444, 500, 444, 500, 444, 333, 500, 500, 278, 278, 500, 278, 778, 500, 500,
    500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480, 200, 480, 541,
};
/* clang-format on */

static int
by_name(const void *key, const void *row)
{
    return strcmp(key, ((const struct glyph *)row)->name);
}

static uint32_t
hex_of(struct ap_str digits)
{
    uint32_t value = 0;
    if (digits.len < 4 || digits.len > 6)
        return 0;
    for (size_t i = 0; i < digits.len; i++) {
        char c = digits.ptr[i];
        if (ap_hex_value(c) < 0 || ap_is_lower(c))
            return 0;
        value = value << 4 | (uint32_t)ap_hex_value(c);
    }
    return value <= 0x10ffff ? value : 0;
}

uint32_t
ap_pdf_glyph(struct ap_str name)
{
    char key[sizeof glyphs[0].name];
    name = ap_str_slice(name, 0, ap_str_find(name, '.')); /* "a.sc" is another form of "a" */
    if (name.len == 1)
        return (unsigned char)name.ptr[0];
    if (name.len == 0 || name.len >= sizeof key)
        return 0;
    memcpy(key, name.ptr, name.len);
    key[name.len] = '\0';
    const struct glyph *row = bsearch(key, glyphs, AP_COUNT(glyphs), sizeof *glyphs, by_name);
    if (row)
        return row->character;
    if (ap_str_starts(name, AP_STR("uni")))
        return hex_of(ap_str_slice(name, 3, 7));
    return name.ptr[0] == 'u' ? hex_of(ap_str_slice(name, 1, name.len)) : 0;
}

void
ap_pdf_encoding(struct ap_str name, uint32_t chars[256])
{
    bool win = ap_str_is(name, "/WinAnsiEncoding");
    bool mac = ap_str_is(name, "/MacRomanEncoding");
    for (uint32_t c = 0; c < 256; c++) {
        chars[c] = c >= 0x20 && c < 0x7f ? c : 0;
        if (win && c >= 0x80)
            chars[c] = c < 0xa0 ? win_ansi[c - 0x80] : c;
        else if (mac && c >= 0x80)
            chars[c] = mac_roman[c - 0x80];
        else if (c >= 0xa0)
            chars[c] = standard[c - 0xa0];
    }
    if (!win && !mac) {
        chars['\''] = 0x2019;
        chars['`'] = 0x2018;
    }
}

void
ap_pdf_known_widths(struct ap_str font, float widths[256])
{
    bool courier =
        ap_str_icontains(font, AP_STR("courier")) || ap_str_icontains(font, AP_STR("mono"));
    const uint16_t *known = ap_str_icontains(font, AP_STR("times")) ? times : helvetica;
    for (unsigned c = 0; c < 256; c++)
        widths[c] = courier ? 600.0f : c >= 0x20 && c < 0x7f ? (float)known[c - 0x20] : 556.0f;
}
