/* The text of PDF content: operators are followed, glyphs become lines and words by where they stand.
 * Place in the flow: inspect, in apipack-extract.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/extract/pdf_text.h"

#include <math.h>
#include <stdlib.h>

#include "inspect/extract/pdf_lex.h"
#include "inspect/extract/pdf_ops.h"

#define OPERANDS_MAX 65536u
#define SAVED_MAX    64u
#define FONTS_MAX    10000u
#define FONTS_KEPT   8u
/* In sizes of the font: what is a word apart, what a column, and what is another line. */
#define WORD_APART      0.2
#define COLUMN_APART    1.2
#define CELL_APART      0.7 /* where the text was placed by itself */
#define LINE_APART      0.5
#define PARAGRAPH_APART 1.9
#define BACKWARDS       1.0

/** One stream of content in work. */
struct run {
    struct ap_pdf_reader *r;
    ap_pdf_obj resources;
    struct ap_pdf_lexer lexer;
    struct ap_buf strings;
    struct ap_pdf_token *operands;
    size_t n, cap;
    struct ap_pdf_state now;
    struct ap_pdf_state saved[SAVED_MAX];
    size_t n_saved;
    struct ap_pdf_matrix text, line; /* Tm and the start of its line */
    struct {
        struct ap_str key; /* a view of the content */
        const struct ap_pdf_font *font;
    } fonts[FONTS_KEPT]; /* that were chosen last: most content goes to and fro between a few */
    size_t n_fonts;
    bool placed; /* by its own operator, not by the width of what came before */
};

static const struct ap_pdf_matrix identity = {{1, 0, 0, 1, 0, 0}};

/* First a, then b. */
static struct ap_pdf_matrix
times(struct ap_pdf_matrix a, struct ap_pdf_matrix b)
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

/* --- operands ------------------------------------------------------------------------------------ */

static double
number_at(const struct run *run, size_t index)
{
    return index < run->n && run->operands[index].kind == AP_PDF_NUMBER
               ? run->operands[index].number
               : 0;
}

/* The k-th from the end. */
static double
number_back(const struct run *run, size_t k)
{
    return run->n >= k ? number_at(run, run->n - k) : 0;
}

static struct ap_pdf_matrix
matrix_of(const struct run *run)
{
    struct ap_pdf_matrix m;
    for (size_t i = 0; i < 6; i++)
        m.v[i] = number_back(run, 6 - i);
    return m;
}

static struct ap_str
string_of(const struct run *run, const struct ap_pdf_token *token)
{
    return ap_str_slice(ap_buf_str(&run->strings), token->from, token->from + token->len);
}

static bool
key_of(const struct run *run, size_t k, char out[128])
{
    if (run->n < k || run->operands[run->n - k].kind != AP_PDF_NAME)
        return false;
    struct ap_str name = run->operands[run->n - k].text;
    if (name.len + 2 > 128)
        return false;
    out[0] = '/';
    size_t n = 1;
    for (size_t i = 0; i < name.len; i++) {
        bool escape = name.ptr[i] == '#' && i + 2 < name.len; /* #41 is a byte */
        int high = escape ? ap_hex_value(name.ptr[i + 1]) : -1;
        int low = escape ? ap_hex_value(name.ptr[i + 2]) : -1;
        if (high >= 0 && low >= 0 && high + low > 0) {
            out[n++] = (char)(high * 16 + low);
            i += 2;
        } else {
            out[n++] = name.ptr[i];
        }
    }
    out[n] = '\0';
    return true;
}

/* --- showing ------------------------------------------------------------------------------------- */

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
take_place(struct run *run)
{
    struct ap_pdf_reader *r = run->r;
    struct ap_pdf_matrix m = times(run->text, run->now.ctm);
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
keep_pen(struct run *run)
{
    struct ap_pdf_matrix m = times(run->text, run->now.ctm);
    run->r->has_pen = true;
    run->r->pen_x = m.v[4] + run->now.rise * m.v[2];
    run->r->pen_y = m.v[5] + run->now.rise * m.v[3];
}

static void
show(struct run *run, struct ap_str bytes)
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

static void
next_line(struct run *run, double x, double y)
{
    run->placed = true;
    run->line = moved(run->line, x, y);
    run->text = run->line;
}

/* An array of strings and of numbers that move what follows to the left. */
static void
show_array(struct run *run)
{
    for (size_t i = 0; i < run->n; i++) {
        const struct ap_pdf_token *token = &run->operands[i];
        if (token->kind == AP_PDF_STRING)
            show(run, string_of(run, token));
        else if (token->kind == AP_PDF_NUMBER)
            run->text = moved(run->text, -token->number / 1000 * run->now.size * run->now.scale, 0);
    }
}

static void
show_last(struct run *run)
{
    if (run->n > 0 && run->operands[run->n - 1].kind == AP_PDF_STRING)
        show(run, string_of(run, &run->operands[run->n - 1]));
}

/* --- resources ----------------------------------------------------------------------------------- */

static const struct ap_pdf_font *
font_of(struct ap_pdf_reader *r, ap_pdf_obj dict)
{
    uint32_t number = ap_pdf_number_of(r->pdf, dict);
    for (struct ap_pdf_font *f = r->fonts; f; f = f->next)
        if (number > 0 && f->number == number)
            return f;
    if (!ap_pdf_is_dict(r->pdf, dict))
        return NULL;
    if (r->n_fonts++ == FONTS_MAX) {
        r->n_fonts--;
        r->limited = true;
        return NULL;
    }
    struct ap_pdf_font *font = ap_pdf_font_new(r->pdf, dict);
    (void)ap_pdf_mark(r, ap_pdf_get(r->pdf, dict, "/ToUnicode"));
    font->next = r->fonts;
    r->fonts = font;
    return font;
}

static void
choose_font(struct run *run)
{
    char key[128];
    struct ap_pdf *pdf = run->r->pdf;
    run->now.size = number_back(run, 1);
    run->now.font = NULL;
    if (!key_of(run, 2, key))
        return;
    struct ap_str name = run->operands[run->n - 2].text;
    for (size_t i = 0; i < run->n_fonts && i < FONTS_KEPT; i++)
        if (ap_str_eq(run->fonts[i].key, name)) {
            run->now.font = run->fonts[i].font;
            return;
        }
    ap_pdf_obj fonts = ap_pdf_get(pdf, run->resources, "/Font");
    run->now.font = font_of(run->r, ap_pdf_get(pdf, fonts, key));
    size_t at = run->n_fonts++ % FONTS_KEPT;
    run->fonts[at].key = name;
    run->fonts[at].font = run->now.font;
}

void
ap_pdf_show_form(struct ap_pdf_reader *r, ap_pdf_obj form, ap_pdf_obj resources,
                 const struct ap_pdf_state *state)
{
    struct ap_str content;
    ap_pdf_obj own = ap_pdf_get(r->pdf, form, "/Resources");
    ap_pdf_obj list = ap_pdf_get(r->pdf, form, "/Matrix");
    struct ap_pdf_state inner = *state;
    struct ap_pdf_matrix m = identity;
    if (r->depth >= AP_PDF_FORMS_MAX || r->steps > AP_PDF_STEPS_MAX) {
        r->limited = true;
        return;
    }
    if (ap_pdf_count(r->pdf, list) == 6)
        for (uint32_t i = 0; i < 6; i++)
            m.v[i] = ap_pdf_real(r->pdf, ap_pdf_item(r->pdf, list, i), 0);
    inner.ctm = times(m, state->ctm);
    (void)ap_pdf_mark(r, form);
    r->steps += 1000; /* a form costs more than an operator */
    if (ap_pdf_stream(r->pdf, form, &content) != AP_OK) {
        r->broken = true;
        return;
    }
    r->depth++;
    ap_pdf_read_content(r, content, own ? own : resources, &inner);
    r->depth--;
    free((char *)(uintptr_t)content.ptr);
}

/* One that is shown again, as a logo on each page, counts once. */
static void
count_image(struct ap_pdf_reader *reader, bool is_new)
{
    reader->pictures++;
    reader->images += is_new;
}

static void
show_object(struct run *run)
{
    char key[128];
    struct ap_pdf *pdf = run->r->pdf;
    if (!key_of(run, 1, key))
        return;
    ap_pdf_obj object = ap_pdf_get(pdf, ap_pdf_get(pdf, run->resources, "/XObject"), key);
    if (ap_pdf_name_is(pdf, ap_pdf_get(pdf, object, "/Subtype"), "/Image"))
        count_image(run->r, ap_pdf_mark(run->r, object));
    else if (ap_pdf_is_stream(pdf, object))
        ap_pdf_show_form(run->r, object, run->resources, &run->now);
}

/* --- operators ----------------------------------------------------------------------------------- */

static void
save(struct run *run)
{
    if (run->n_saved < SAVED_MAX)
        run->saved[run->n_saved++] = run->now;
}

static void
restore(struct run *run)
{
    if (run->n_saved > 0)
        run->now = run->saved[--run->n_saved];
}

static void
apply_shown(struct run *run, enum ap_pdf_op op)
{
    if (op == AP_PDF_OP_LINE_SPACED_SHOW) {
        run->now.word_space = number_back(run, 3);
        run->now.char_space = number_back(run, 2);
    }
    if (op == AP_PDF_OP_LINE_SHOW || op == AP_PDF_OP_LINE_SPACED_SHOW)
        next_line(run, 0, -run->now.leading);
    if (op == AP_PDF_OP_SHOW_ARRAY)
        show_array(run);
    else
        show_last(run);
}

static void
apply(struct run *run, enum ap_pdf_op op)
{
    switch (op) {
    case AP_PDF_OP_NONE:
        break;
    case AP_PDF_OP_SAVE:
        save(run);
        break;
    case AP_PDF_OP_RESTORE:
        restore(run);
        break;
    case AP_PDF_OP_MATRIX:
        run->now.ctm = times(matrix_of(run), run->now.ctm);
        break;
    case AP_PDF_OP_TEXT_BEGINS:
        run->text = run->line = identity;
        break;
    case AP_PDF_OP_FONT:
        choose_font(run);
        break;
    case AP_PDF_OP_MOVE_LEADING:
        run->now.leading = -number_back(run, 1);
        next_line(run, number_back(run, 2), number_back(run, 1));
        break;
    case AP_PDF_OP_MOVE:
        next_line(run, number_back(run, 2), number_back(run, 1));
        break;
    case AP_PDF_OP_TEXT_MATRIX:
        run->placed = true;
        run->text = run->line = matrix_of(run);
        break;
    case AP_PDF_OP_NEXT_LINE:
        next_line(run, 0, -run->now.leading);
        break;
    case AP_PDF_OP_LEADING:
        run->now.leading = number_back(run, 1);
        break;
    case AP_PDF_OP_CHAR_SPACE:
        run->now.char_space = number_back(run, 1);
        break;
    case AP_PDF_OP_WORD_SPACE:
        run->now.word_space = number_back(run, 1);
        break;
    case AP_PDF_OP_SCALE:
        run->now.scale = number_back(run, 1) / 100;
        break;
    case AP_PDF_OP_RISE:
        run->now.rise = number_back(run, 1);
        break;
    case AP_PDF_OP_SHOW:
    case AP_PDF_OP_SHOW_ARRAY:
    case AP_PDF_OP_LINE_SHOW:
    case AP_PDF_OP_LINE_SPACED_SHOW:
        apply_shown(run, op);
        break;
    case AP_PDF_OP_PROPERTIES:
        for (size_t i = 0; i < run->n; i++)
            if (run->operands[i].kind == AP_PDF_STRING)
                ap_pdf_add_property(run->r, string_of(run, &run->operands[i]));
        break;
    case AP_PDF_OP_OBJECT:
        show_object(run);
        break;
    case AP_PDF_OP_PAINT: /* letters may be drawn as outlines too */
        run->r->pictures++;
        break;
    case AP_PDF_OP_PICTURE:
        count_image(run->r, true);
        ap_pdf_skip_picture(&run->lexer);
        break;
    }
}

static void
push_operand(struct run *run, struct ap_pdf_token token)
{
    if (run->n == OPERANDS_MAX) {
        run->r->limited = true;
        return;
    }
    if (run->n == run->cap) {
        run->cap = run->cap ? 2 * run->cap : 64;
        run->operands = ap_xrealloc(run->operands, run->cap * sizeof *run->operands);
    }
    run->operands[run->n++] = token;
}

void
ap_pdf_read_content(struct ap_pdf_reader *r, struct ap_str content, ap_pdf_obj resources,
                    const struct ap_pdf_state *state)
{
    struct run run = {.r = r,
                      .resources = resources,
                      .lexer = {.text = content},
                      .now = *state,
                      .text = identity,
                      .line = identity};
    run.lexer.strings = &run.strings;
    for (;;) {
        struct ap_pdf_token token = ap_pdf_next(&run.lexer);
        if (token.kind == AP_PDF_END)
            break;
        if (++r->steps > AP_PDF_STEPS_MAX) {
            r->limited = true;
            break;
        }
        if (token.kind != AP_PDF_WORD) {
            push_operand(&run, token);
            continue;
        }
        apply(&run, ap_pdf_op_of(token.text));
        run.n = 0;
        run.strings.len = 0;
    }
    ap_buf_release(&run.strings);
    free(run.operands);
}
