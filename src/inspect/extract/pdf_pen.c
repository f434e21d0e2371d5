/* The pen: where text is shown, and what stands between it and what was shown before.
 * Place in the flow: inspect, in apipack-extract; below pdf_text.c.
 * SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "inspect/extract/pdf_run.h"

/* In sizes of the font: what is a word apart, what a column, and what is another line. */
#define WORD_APART      0.2
#define COLUMN_APART    1.2
#define CELL_APART      0.7 /* where the text was placed by itself */
#define LINE_APART      0.5
#define PARAGRAPH_APART 1.9
#define BACKWARDS       1.0

struct ap_pdf_matrix
ap_pdf_times(struct ap_pdf_matrix a, struct ap_pdf_matrix b)
{
    const double *p = a.v;
    const double *q = b.v;
    return (struct ap_pdf_matrix){{p[0] * q[0] + p[1] * q[2], p[0] * q[1] + p[1] * q[3],
                                   p[2] * q[0] + p[3] * q[2], p[2] * q[1] + p[3] * q[3],
                                   p[4] * q[0] + p[5] * q[2] + q[4],
                                   p[4] * q[1] + p[5] * q[3] + q[5]}};
}

static struct ap_pdf_matrix
moved(struct ap_pdf_matrix m, double x, double y)
{
    m.v[4] += x * m.v[0] + y * m.v[2];
    m.v[5] += x * m.v[1] + y * m.v[3];
    return m;
}

struct ap_str
ap_pdf_string_of(const struct ap_pdf_run *run, const struct ap_pdf_token *token)
{
    return ap_str_slice(ap_buf_str(&run->strings), token->from, token->from + token->len);
}

static void
put(struct ap_pdf_reader *r, struct ap_str text)
{
    if (r->text.len + text.len <= AP_PDF_TEXT_MAX)
        ap_buf_add_str(&r->text, text);
    else
        r->limited = true;
}

static bool
ends_blank(const struct ap_pdf_reader *r)
{
    char last = r->text.len > 0 ? r->text.ptr[r->text.len - 1] : '\n';
    return last == ' ' || last == '\n' || last == '\t';
}

static bool
ends_line_twice(const struct ap_pdf_reader *r)
{
    return r->text.len < 2 || ap_str_ends(ap_buf_str(&r->text), AP_STR("\n\n"));
}

/* Before text is shown: does it go on where the last ended? */
static void
take_place(struct ap_pdf_run *run)
{
    struct ap_pdf_reader *r = run->r;
    struct ap_pdf_matrix m = ap_pdf_times(run->text, run->now.ctm);
    double across = hypot(m.v[0], m.v[1]);
    double size = fabs(run->now.size) * hypot(m.v[2], m.v[3]);
    double x = m.v[4] + run->now.rise * m.v[2];
    double y = m.v[5] + run->now.rise * m.v[3];
    if (r->has_pen && across > 0) {
        double least = size < r->pen_size ? size : r->pen_size;
        double most = size > r->pen_size ? size : r->pen_size;
        double along = ((x - r->pen_x) * m.v[0] + (y - r->pen_y) * m.v[1]) / across;
        double aside = fabs((y - r->pen_y) * m.v[0] - (x - r->pen_x) * m.v[1]) / across;
        if (aside > PARAGRAPH_APART * most && !ends_line_twice(r))
            put(r, AP_STR("\n\n"));
        else if (aside > LINE_APART * most || along < -BACKWARDS * most)
            put(r, AP_STR("\n"));
        else if (along > (run->placed ? CELL_APART : COLUMN_APART) * least)
            put(r, AP_STR("\t"));
        else if (along > WORD_APART * least && !ends_blank(r))
            put(r, AP_STR(" "));
    }
    r->pen_size = size;
    run->placed = false;
}

static void
keep_pen(struct ap_pdf_run *run)
{
    struct ap_pdf_matrix m = ap_pdf_times(run->text, run->now.ctm);
    run->r->has_pen = true;
    run->r->pen_x = m.v[4] + run->now.rise * m.v[2];
    run->r->pen_y = m.v[5] + run->now.rise * m.v[3];
}

static void
show(struct ap_pdf_run *run, struct ap_str bytes)
{
    const struct ap_pdf_font *font = run->now.font;
    struct ap_pdf_reader *r = run->r;
    size_t step = font && font->composite ? 2 : 1;
    if (bytes.len < step)
        return;
    take_place(run);
    for (size_t i = 0; i + step <= bytes.len; i += step) {
        uint32_t code = (unsigned char)bytes.ptr[i];
        if (step == 2)
            code = code << 8 | (unsigned char)bytes.ptr[i + 1];
        r->steps++;
        r->glyphs++;
        if (r->text.len > AP_PDF_TEXT_MAX)
            r->limited = true;
        else if (font && ap_pdf_font_add(font, code, &r->text))
            r->known++;
        double width = font ? (double)ap_pdf_font_width(font, code) / 1000 : 0.5;
        double x = width * run->now.size + run->now.char_space;
        x += code == ' ' && step == 1 ? run->now.word_space : 0;
        run->text = moved(run->text, x * run->now.scale, 0);
    }
    keep_pen(run);
}

void
ap_pdf_next_line(struct ap_pdf_run *run, double x, double y)
{
    run->placed = true;
    run->line = moved(run->line, x, y);
    run->text = run->line;
}

void
ap_pdf_show_array(struct ap_pdf_run *run)
{
    for (size_t i = 0; i < run->n; i++) {
        const struct ap_pdf_token *token = &run->operands[i];
        if (token->kind == AP_PDF_STRING)
            show(run, ap_pdf_string_of(run, token));
        else if (token->kind == AP_PDF_NUMBER)
            run->text = moved(run->text, -token->number / 1000 * run->now.size * run->now.scale, 0);
    }
}

void
ap_pdf_show_last(struct ap_pdf_run *run)
{
    if (run->n > 0 && run->operands[run->n - 1].kind == AP_PDF_STRING)
        show(run, ap_pdf_string_of(run, &run->operands[run->n - 1]));
}
