/* The text of PDF content: what is shown, in lines and words.
 * Place in the flow: inspect, in apipack-extract.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "inspect/extract/pdf_font.h"

#define AP_PDF_TEXT_MAX  (16u << 20)  /* of one page */
#define AP_PDF_STEPS_MAX 400000000ull /* operators and glyphs of one document */
#define AP_PDF_FORMS_MAX 12u          /* forms within forms */

/** a b c d e f: x' = a·x + c·y + e, y' = b·x + d·y + f */
struct ap_pdf_matrix {
    double v[6];
};

/** What the operators set. */
struct ap_pdf_state {
    struct ap_pdf_matrix ctm;
    const struct ap_pdf_font *font;
    double size, leading, char_space, word_space, scale, rise;
};

/** A reader of one document; zero-initialise, set `pdf`, release it. */
struct ap_pdf_reader {
    struct ap_pdf *pdf;
    struct ap_pdf_font *fonts; /* all that were met */
    uint32_t n_fonts;
    unsigned char *seen; /* a bit for each object whose stream was read as content */
    uint32_t n_seen;
    struct ap_buf text;               /* of the page */
    struct ap_buf properties;         /* strings beside its text, a line each */
    uint64_t glyphs, known, pictures; /* of the page; drawings are pictures */
    uint64_t images;                  /* of the page; drawings are none */
    uint64_t steps;
    bool limited; /* a bound was reached: not all was read */
    bool broken;  /* some content could not be decoded */
    unsigned depth;
    /* where the last glyph ended, on the page */
    bool has_pen;
    double pen_x, pen_y, pen_size;
};

void ap_pdf_reader_release(struct ap_pdf_reader *reader);
/** The text of one page, in reader->text; its counts too. */
void ap_pdf_read_page(struct ap_pdf_reader *reader, ap_pdf_obj page);
/** The text of a form that no page need show: how an annotation looks. */
void ap_pdf_read_form(struct ap_pdf_reader *reader, ap_pdf_obj form);
/** Remember that the stream of this object was read; false: it was before. */
bool ap_pdf_mark(struct ap_pdf_reader *reader, ap_pdf_obj obj);
bool ap_pdf_is_marked(const struct ap_pdf_reader *reader, uint32_t number);

/** Keep a string that stands beside the text. */
void ap_pdf_add_property(struct ap_pdf_reader *reader, struct ap_str string);
/** Add a string of a PDF as UTF-8: UTF-16 if it begins so, else as it is. */
void ap_pdf_add_string(struct ap_str string, struct ap_buf *out);

/* Within: one stream of content, and a form with the state that surrounds it. */
void ap_pdf_read_content(struct ap_pdf_reader *r, struct ap_str content, ap_pdf_obj resources,
                         const struct ap_pdf_state *state);
void ap_pdf_show_form(struct ap_pdf_reader *r, ap_pdf_obj form, ap_pdf_obj resources,
                      const struct ap_pdf_state *state);
