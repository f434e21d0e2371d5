/* Gives a buyer's questionnaire back in its own shape, with answers.
 * Place in the flow: edit.
 * SPDX-License-Identifier: Apache-2.0 */
#include "edit/questionnaire.h"

static const struct {
    enum ap_question_column column;
    const char *title; /* of the column where the buyer has none */
} outputs[] = {{AP_QC_ANSWER, "Answer"}, {AP_QC_EVIDENCE, "Evidence"}, {AP_QC_COMMENT, "Reason"}};

/** Where each output goes in the table that is given back; new columns stand at the end. */
struct shape {
    size_t n_own;     /* columns of the buyer: of the header, or of a longer row */
    size_t n_columns; /* with the new ones */
    size_t at[AP_COUNT(outputs)];
};

static struct shape
shape_of(const struct ap_questionnaire *q)
{
    struct shape shape = {.n_own = q->rows[q->header].n};
    for (size_t i = q->header + 1; i < q->n_rows; i++) {
        size_t n = q->rows[i].n;
        while (n > shape.n_own && ap_str_trim(q->rows[i].cells[n - 1].text).len == 0)
            n--;
        shape.n_own = n > shape.n_own ? n : shape.n_own;
    }
    shape.n_columns = shape.n_own;
    for (size_t o = 0; o < AP_COUNT(outputs); o++) {
        size_t own = q->at[outputs[o].column];
        shape.at[o] = own != SIZE_MAX ? own : shape.n_columns++;
    }
    return shape;
}

static struct ap_str
value_of(const struct ap_answer_row *row, size_t output, struct ap_arena *mem)
{
    switch (outputs[output].column) {
    case AP_QC_ANSWER:
        return ap_str_from(row->answer);
    case AP_QC_EVIDENCE:
        return ap_answers_join(&row->evidence, mem);
    default:
        return row->reason;
    }
}

/** The cells to be written; one without text keeps what the buyer has there. */
static void
fill(struct ap_questionnaire *q, const struct shape *shape, size_t index,
     const struct ap_answer_rows *rows, struct ap_arena *mem, struct ap_str *cells)
{
    const struct ap_row *row = &q->rows[index];
    for (size_t c = 0; c < shape->n_columns; c++)
        cells[c] = AP_STR_NONE;
    for (size_t o = 0; o < AP_COUNT(outputs); o++) {
        size_t at = shape->at[o];
        bool own = at < shape->n_own;
        if (index == q->header) {
            cells[at] = own ? AP_STR_NONE : ap_str_from(outputs[o].title);
            continue;
        }
        const struct ap_answer_row *answer =
            index > q->header ? &rows->items[index - q->header - 1] : NULL;
        if (!answer || !answer->answer)
            continue;
        bool taken = own && at < row->n && ap_str_trim(row->cells[at].text).len > 0;
        q->n_kept += taken;
        if (!taken)
            cells[at] = value_of(answer, o, mem);
    }
}

/** The buyer's bytes up to the end of this row's last cell, with the cells that are ours or unsafe put in. */
static void
add_csv_row(const struct ap_questionnaire *q, const struct shape *shape, const struct ap_row *row,
            const struct ap_str *cells, size_t *pos, struct ap_buf *out)
{
    struct ap_str text = q->source.csv.text;
    bool below = row->line >= q->rows[q->header].line;
    for (size_t c = 0; c < row->n; c++) {
        const struct ap_cell *cell = &row->cells[c];
        size_t from = (size_t)(cell->raw.ptr - text.ptr);
        bool ours = c < shape->n_columns && cells[c].len > 0;
        if (!ours && !ap_cell_is_formula(cell->text))
            continue;
        ap_buf_add_str(out, ap_str_slice(text, *pos, from));
        ap_csv_add_cell(out, ours ? cells[c] : cell->text);
        *pos = from + cell->raw.len;
    }
    const struct ap_str last = row->cells[row->n - 1].raw;
    size_t end = (size_t)(last.ptr - text.ptr) + last.len;
    ap_buf_add_str(out, ap_str_slice(text, *pos, end));
    *pos = end;
    for (size_t c = row->n; below && c < shape->n_columns; c++) {
        ap_buf_add_char(out, q->source.csv.delimiter);
        ap_csv_add_cell(out, cells[c]);
    }
}

static struct ap_str *
whole_row(const struct shape *shape, const struct ap_row *row, const struct ap_str *cells,
          struct ap_str *whole)
{
    for (size_t c = 0; c < shape->n_columns; c++)
        whole[c] = cells[c].len || c >= row->n ? cells[c] : row->cells[c].text;
    return whole;
}

void
ap_questionnaire_csv(struct ap_questionnaire *q, const struct ap_answer_rows *rows,
                     struct ap_arena *mem, struct ap_buf *out)
{
    struct shape shape = shape_of(q);
    struct ap_str *cells = ap_arena_array(mem, struct ap_str, shape.n_columns);
    struct ap_str *whole = ap_arena_array(mem, struct ap_str, shape.n_columns);
    size_t pos = 0;
    q->n_kept = 0;
    ap_buf_add_c(out, q->bom || q->source.book ? "\xEF\xBB\xBF" : "");
    ap_buf_add_str(out, q->sep_line);
    for (size_t i = 0; i < q->n_rows; i++) {
        fill(q, &shape, i, rows, mem, cells);
        if (q->source.book)
            ap_csv_add_row(out, whole_row(&shape, &q->rows[i], cells, whole), shape.n_columns, ',');
        else
            add_csv_row(q, &shape, &q->rows[i], cells, &pos, out);
    }
    if (!q->source.book)
        ap_buf_add_str(out, ap_str_slice(q->source.csv.text, pos, q->source.csv.text.len));
}

/** The header becomes the sheet's; what stands above it stays out. */
void
ap_questionnaire_sheet(struct ap_questionnaire *q, const struct ap_answer_rows *rows,
                       struct ap_arena *mem, struct ap_sheet *ret_sheet)
{
    struct shape shape = shape_of(q);
    struct ap_str *cells = ap_arena_array(mem, struct ap_str, shape.n_columns);
    const char **titles = ap_arena_array(mem, const char *, shape.n_columns);
    struct ap_str *head = ap_arena_array(mem, struct ap_str, shape.n_columns);
    q->n_kept = 0;
    fill(q, &shape, q->header, rows, mem, cells);
    whole_row(&shape, &q->rows[q->header], cells, head);
    for (size_t c = 0; c < shape.n_columns; c++)
        titles[c] = ap_arena_copy(mem, head[c]).ptr;
    struct ap_sheet sheet = {.name = "Answers", .header = titles, .n_columns = shape.n_columns};
    for (size_t i = q->header + 1; i < q->n_rows; i++) {
        fill(q, &shape, i, rows, mem, cells);
        whole_row(&shape, &q->rows[i], cells, ap_sheet_row(&sheet, mem));
    }
    *ret_sheet = sheet;
}
