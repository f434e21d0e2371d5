/* The text of PDF content: operators are followed, glyphs become lines and words by where they stand.
 * Place in the flow: inspect, in apipack-extract.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/extract/pdf_text.h"

#include <stdlib.h>

#include "inspect/extract/pdf_ops.h"
#include "inspect/extract/pdf_run.h"

#define OPERANDS_MAX 65536u
#define FONTS_MAX    10000u

static const struct ap_pdf_matrix identity = {{1, 0, 0, 1, 0, 0}};

/* --- operands ------------------------------------------------------------------------------------ */

static double
number_at(const struct ap_pdf_run *run, size_t index)
{
    return index < run->n && run->operands[index].kind == AP_PDF_NUMBER
               ? run->operands[index].number
               : 0;
}

/* The k-th from the end. */
static double
number_back(const struct ap_pdf_run *run, size_t k)
{
    return run->n >= k ? number_at(run, run->n - k) : 0;
}

static struct ap_pdf_matrix
matrix_of(const struct ap_pdf_run *run)
{
    struct ap_pdf_matrix m;
    for (size_t i = 0; i < 6; i++)
        m.v[i] = number_back(run, 6 - i);
    return m;
}

static bool
key_of(const struct ap_pdf_run *run, size_t k, char out[128])
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
choose_font(struct ap_pdf_run *run)
{
    char key[128];
    struct ap_pdf *pdf = run->r->pdf;
    run->now.size = number_back(run, 1);
    run->now.font = NULL;
    if (!key_of(run, 2, key))
        return;
    struct ap_str name = run->operands[run->n - 2].text;
    for (size_t i = 0; i < run->n_fonts && i < AP_PDF_FONTS_KEPT; i++)
        if (ap_str_eq(run->fonts[i].key, name)) {
            run->now.font = run->fonts[i].font;
            return;
        }
    ap_pdf_obj fonts = ap_pdf_get(pdf, run->resources, "/Font");
    run->now.font = font_of(run->r, ap_pdf_get(pdf, fonts, key));
    size_t at = run->n_fonts++ % AP_PDF_FONTS_KEPT;
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
    inner.ctm = ap_pdf_times(m, state->ctm);
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
show_object(struct ap_pdf_run *run)
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
save(struct ap_pdf_run *run)
{
    if (run->n_saved < AP_PDF_SAVED_MAX)
        run->saved[run->n_saved++] = run->now;
}

static void
restore(struct ap_pdf_run *run)
{
    if (run->n_saved > 0)
        run->now = run->saved[--run->n_saved];
}

static void
apply_shown(struct ap_pdf_run *run, enum ap_pdf_op op)
{
    if (op == AP_PDF_OP_LINE_SPACED_SHOW) {
        run->now.word_space = number_back(run, 3);
        run->now.char_space = number_back(run, 2);
    }
    if (op == AP_PDF_OP_LINE_SHOW || op == AP_PDF_OP_LINE_SPACED_SHOW)
        ap_pdf_next_line(run, 0, -run->now.leading);
    if (op == AP_PDF_OP_SHOW_ARRAY)
        ap_pdf_show_array(run);
    else
        ap_pdf_show_last(run);
}

static void
apply(struct ap_pdf_run *run, enum ap_pdf_op op)
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
        run->now.ctm = ap_pdf_times(matrix_of(run), run->now.ctm);
        break;
    case AP_PDF_OP_TEXT_BEGINS:
        run->text = run->line = identity;
        break;
    case AP_PDF_OP_FONT:
        choose_font(run);
        break;
    case AP_PDF_OP_MOVE_LEADING:
        run->now.leading = -number_back(run, 1);
        ap_pdf_next_line(run, number_back(run, 2), number_back(run, 1));
        break;
    case AP_PDF_OP_MOVE:
        ap_pdf_next_line(run, number_back(run, 2), number_back(run, 1));
        break;
    case AP_PDF_OP_TEXT_MATRIX:
        run->placed = true;
        run->text = run->line = matrix_of(run);
        break;
    case AP_PDF_OP_NEXT_LINE:
        ap_pdf_next_line(run, 0, -run->now.leading);
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
                ap_pdf_add_property(run->r, ap_pdf_string_of(run, &run->operands[i]));
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
push_operand(struct ap_pdf_run *run, struct ap_pdf_token token)
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
    struct ap_pdf_run run = {.r = r,
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
