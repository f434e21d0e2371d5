/* Fonts of a PDF: which characters the bytes of a text stand for, and how wide they are.
 * Place in the flow: inspect, in apipack-extract.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "port/pdf.h"

/** Codes lo … hi stand for the text at `from` in the map's text, the last code point of it counted up. */
struct ap_pdf_range {
    uint32_t lo, hi;
    uint32_t from;
    uint32_t len;
};

/** A ToUnicode map. */
struct ap_pdf_cmap {
    struct ap_pdf_range *ranges; /* by lo, once read */
    size_t n, cap;
    struct ap_buf text; /* UTF-16 in big-endian order */
};
#define AP_PDF_RANGES 200000u

/** Read the CMap in `text`; what is not understood is passed over. */
void ap_pdf_cmap_read(struct ap_pdf_cmap *map, struct ap_str text);
void ap_pdf_cmap_release(struct ap_pdf_cmap *map);
/** Add what `code` stands for, as UTF-8. False: it stands for nothing. */
bool ap_pdf_cmap_add(const struct ap_pdf_cmap *map, uint32_t code, struct ap_buf *out);

struct ap_pdf_widths {
    uint32_t lo, hi;
    float width;
};

struct ap_pdf_font {
    uint32_t number; /* of its object; 0: written in place */
    bool composite;  /* two bytes a character */
    bool utf16;      /* its codes are UTF-16 */
    bool mapped;     /* `map` was read */
    struct ap_pdf_cmap map;
    uint32_t chars[256];          /* of a simple font; 0: not known */
    float widths[256];            /* of a simple font, in thousandths of its size */
    struct ap_pdf_widths *ranges; /* of a composite one */
    size_t n_ranges, cap_ranges;
    float width; /* where nothing else is said */
    struct ap_pdf_font *next;
};

/** Read a font's dictionary; the font is the caller's, see below. */
struct ap_pdf_font *ap_pdf_font_new(struct ap_pdf *pdf, ap_pdf_obj dict);
void ap_pdf_font_free(struct ap_pdf_font *font);
/** Add the text of one code. False: nobody can tell what it is. */
bool ap_pdf_font_add(const struct ap_pdf_font *font, uint32_t code, struct ap_buf *out);
float ap_pdf_font_width(const struct ap_pdf_font *font, uint32_t code);

/* pdf_glyphs.c: what is known by name. */
/** The character of a glyph's name; 0: not known. */
uint32_t ap_pdf_glyph(struct ap_str name);
/** Fill in an encoding by its name ("/WinAnsiEncoding"); an unknown one is the standard encoding. */
void ap_pdf_encoding(struct ap_str name, uint32_t chars[256]);
/** Widths of the fonts that every reader has, by the name of the font. */
void ap_pdf_known_widths(struct ap_str font, float widths[256]);
