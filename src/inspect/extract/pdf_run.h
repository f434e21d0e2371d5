/* One stream of content in work: its operands, its state, and the pen that shows text.
 * Place in the flow: inspect, in apipack-extract; private to pdf_text.c and pdf_pen.c.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "inspect/extract/pdf_lex.h"
#include "inspect/extract/pdf_text.h"

#define AP_PDF_SAVED_MAX  64u
#define AP_PDF_FONTS_KEPT 8u

/** One stream of content in work. */
struct ap_pdf_run {
    struct ap_pdf_reader *r;
    ap_pdf_obj resources;
    struct ap_pdf_lexer lexer;
    struct ap_buf strings;
    struct ap_pdf_token *operands;
    size_t n, cap;
    struct ap_pdf_state now;
    struct ap_pdf_state saved[AP_PDF_SAVED_MAX];
    size_t n_saved;
    struct ap_pdf_matrix text, line; /* Tm and the start of its line */
    struct {
        struct ap_str key; /* a view of the content */
        const struct ap_pdf_font *font;
    } fonts[AP_PDF_FONTS_KEPT]; /* that were chosen last: most content goes to and fro between a few */
    size_t n_fonts;
    bool placed; /* by its own operator, not by the width of what came before */
};

/** First a, then b. */
struct ap_pdf_matrix ap_pdf_times(struct ap_pdf_matrix a, struct ap_pdf_matrix b);
/** A string among the operands; a view that lasts until the next operator. */
struct ap_str ap_pdf_string_of(const struct ap_pdf_run *run, const struct ap_pdf_token *token);
/** Show the last operand, if it is a string. */
void ap_pdf_show_last(struct ap_pdf_run *run);
/** Show an array of strings and of numbers that move what follows to the left. */
void ap_pdf_show_array(struct ap_pdf_run *run);
/** Move the start of the line, and the text with it. */
void ap_pdf_next_line(struct ap_pdf_run *run, double x, double y);
