/* answers.map.csv: what a person said answers each question of a buyer.
 * Place in the flow: edit.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>

#include "base/path.h"
#include "base/utf8.h"
#include "edit/questionnaire.h"
#include "port/fs.h"
#include "tables/decode.h"

enum column { ID, QUESTION, ANSWERED_BY, SUGGESTED, NOTE, N_COLUMNS };
static const char *const headers[N_COLUMNS] = {"Question ID", "Question", "Answered By",
                                               "Suggested", "Note"};

struct reader {
    const struct ap_library *lib;
    struct ap_arena *mem;
    struct ap_diag *dg;
    struct ap_answers_map *map;
    size_t at[N_COLUMNS];
    int result;
};

static void
fault(struct reader *in, struct ap_place place, struct ap_str why, struct ap_str mend)
{
    struct ap_diagnostic *d = ap_diag_add(in->dg, AP_WSP025, place, "%.*s", AP_FMT(why));
    if (mend.len)
        ap_diag_hint(in->dg, d, "%.*s", AP_FMT(mend));
    in->result = AP_E_INVALID;
}

static struct ap_str
text_at(const struct reader *in, const struct ap_row *row, enum column column)
{
    size_t at = in->at[column];
    return at < row->n ? ap_cell_plain(ap_str_trim(row->cells[at].text)) : AP_STR_NONE;
}

static struct ap_place
place_of(const struct reader *in, const struct ap_row *row, enum column column)
{
    size_t at = in->at[column];
    struct ap_place place = {in->map->file, row->line, 0};
    if (at < row->n)
        place = (struct ap_place){in->map->file, row->cells[at].line, row->cells[at].column};
    return place;
}

/* --- what an id means ------------------------------------------------------------------------------ */

struct targets {
    const struct ap_question **questions;
    size_t n_questions, cap_questions;
    const struct ap_requirement **requirements;
    size_t n_requirements, cap_requirements;
};

static void
add_question(struct reader *in, struct targets *t, const struct ap_question *question)
{
    t->questions =
        ap_vec_room(in->mem, t->questions, sizeof *t->questions, t->n_questions, &t->cap_questions);
    t->questions[t->n_questions++] = question;
}

static void
add_requirement(struct reader *in, struct targets *t, const struct ap_requirement *req)
{
    for (size_t i = 0; i < t->n_requirements; i++)
        if (t->requirements[i] == req)
            return;
    t->requirements = ap_vec_room(in->mem, t->requirements, sizeof *t->requirements,
                                  t->n_requirements, &t->cap_requirements);
    t->requirements[t->n_requirements++] = req;
}

static bool
is_mapped(const struct ap_control *control, struct ap_str framework, struct ap_str id)
{
    for (size_t m = 0; m < control->maps.n; m++)
        for (size_t k = 0; k < control->maps.items[m].ids.n; k++)
            if (ap_str_eq(control->maps.items[m].framework.text, framework) &&
                ap_str_eq(control->maps.items[m].ids.items[k].text, id))
                return true;
    return false;
}

/** A control, CONTROL/requirement, FRAMEWORK:ID or a question of the library: true when it is one of these. */
static bool
resolve(struct reader *in, struct ap_str ref, struct targets *t)
{
    size_t before = t->n_questions + t->n_requirements;
    size_t colon = ap_str_find(ref, ':');
    bool known = false;
    for (size_t i = 0; i < in->lib->questions.n; i++)
        if (ap_str_eq(in->lib->questions.items[i].id, ref))
            add_question(in, t, &in->lib->questions.items[i]);
    for (size_t i = 0; i < in->lib->n_requirements; i++) {
        const struct ap_requirement *req = in->lib->requirements[i];
        bool meant = ap_str_eq(req->ref, ref) || ap_str_eq(req->control->id, ref) ||
                     (colon < ref.len && is_mapped(req->control, ap_str_slice(ref, 0, colon),
                                                   ap_str_slice(ref, colon + 1, ref.len)));
        known = known || meant;
        if (meant)
            add_requirement(in, t, req);
    }
    return known || t->n_questions + t->n_requirements > before;
}

static struct ap_str
nearest(struct reader *in, struct ap_str ref)
{
    struct ap_strs known = {NULL, 0, 0};
    for (size_t i = 0; i < in->lib->questions.n; i++)
        *ap_vec_push(in->mem, &known) = in->lib->questions.items[i].id;
    for (size_t i = 0; i < in->lib->controls.n; i++)
        *ap_vec_push(in->mem, &known) = in->lib->controls.items[i].id;
    for (size_t i = 0; i < in->lib->n_requirements; i++)
        *ap_vec_push(in->mem, &known) = in->lib->requirements[i]->ref;
    struct ap_str near = ap_strs_nearest(&known, ref);
    if (near.len == 0)
        return AP_STR("write a question, control or requirement id, or FRAMEWORK:ID; apipack list "
                      "shows them");
    return ap_arena_printf(in->mem, "did you mean %.*s?", AP_FMT(near));
}

static void
read_refs(struct reader *in, const struct ap_row *row, struct ap_map_row *out)
{
    struct targets t = {0};
    ap_cell_values(text_at(in, row, ANSWERED_BY), in->mem, &out->refs);
    for (size_t i = 0; i < out->refs.n; i++) {
        struct ap_str ref = out->refs.items[i];
        if (ap_str_ieq(ref, AP_STR("N/A")))
            out->not_applicable = true;
        else if (!resolve(in, ref, &t))
            fault(in, place_of(in, row, ANSWERED_BY),
                  ap_arena_printf(in->mem, "unknown id \"%.*s\"", AP_FMT(ref)), nearest(in, ref));
    }
    if (out->not_applicable && out->refs.n > 1)
        fault(in, place_of(in, row, ANSWERED_BY), AP_STR("N/A stands beside ids"),
              AP_STR("keep one of the two"));
    if (out->not_applicable && out->note.len == 0)
        fault(in, place_of(in, row, ANSWERED_BY), AP_STR("N/A has no reason"),
              AP_STR("write it into the column Note"));
    add_question(in, &t, NULL);
    t.requirements = ap_vec_room(in->mem, t.requirements, sizeof *t.requirements, t.n_requirements,
                                 &t.cap_requirements);
    t.requirements[t.n_requirements] = NULL;
    out->questions = t.questions;
    out->requirements = t.requirements;
}

/* --- rows ------------------------------------------------------------------------------------------- */

/** Equal but for case and the white space between words. */
static bool
is_same_text(struct ap_str a, struct ap_str b)
{
    size_t i = 0;
    size_t k = 0;
    a = ap_str_trim(a);
    b = ap_str_trim(b);
    while (i < a.len && k < b.len) {
        struct ap_str blanks = AP_STR(" \t\r\n");
        bool blank_a = ap_str_find(blanks, a.ptr[i]) < blanks.len;
        bool blank_b = ap_str_find(blanks, b.ptr[k]) < blanks.len;
        if (blank_a != blank_b)
            return false;
        if (!blank_a && !ap_str_ieq(ap_str_slice(a, i, i + 1), ap_str_slice(b, k, k + 1)))
            return false;
        i++;
        k++;
        while (blank_a && ap_str_find(blanks, a.ptr[i]) < blanks.len)
            i++;
        while (blank_b && ap_str_find(blanks, b.ptr[k]) < blanks.len)
            k++;
    }
    return i == a.len && k == b.len;
}

const struct ap_map_row *
ap_answers_map_find(const struct ap_answers_map *map, struct ap_str id, struct ap_str question)
{
    for (size_t i = 0; i < map->n; i++) {
        const struct ap_map_row *row = &map->items[i];
        bool id_fits = row->id.len == 0 || is_same_text(row->id, id);
        bool text_fits = row->question.len == 0 || is_same_text(row->question, question);
        if (id_fits && text_fits)
            return row;
    }
    return NULL;
}

static void
read_row(struct reader *in, const struct ap_row *row)
{
    struct ap_map_row out = {.id = text_at(in, row, ID),
                             .question = text_at(in, row, QUESTION),
                             .note = text_at(in, row, NOTE),
                             .place = {in->map->file, row->line, 0}};
    if (out.id.len == 0 && out.question.len == 0) {
        fault(in, out.place, AP_STR("the row names no question"),
              AP_STR("fill in Question ID, Question, or both"));
        return;
    }
    for (size_t i = 0; i < in->map->n; i++)
        if (is_same_text(in->map->items[i].id, out.id) &&
            is_same_text(in->map->items[i].question, out.question))
            fault(in, out.place,
                  ap_arena_printf(in->mem, "line %u speaks of the same question",
                                  in->map->items[i].place.line),
                  AP_STR("keep one row"));
    read_refs(in, row, &out);
    *ap_vec_push(in->mem, in->map) = out;
}

static bool
read_header(struct reader *in, const struct ap_row *row)
{
    for (int c = 0; c < N_COLUMNS; c++) {
        in->at[c] = SIZE_MAX;
        for (size_t i = 0; i < row->n && in->at[c] == SIZE_MAX; i++)
            if (ap_str_ieq(ap_str_trim(row->cells[i].text), ap_str_from(headers[c])))
                in->at[c] = i;
    }
    return in->at[ANSWERED_BY] != SIZE_MAX &&
           (in->at[ID] != SIZE_MAX || in->at[QUESTION] != SIZE_MAX);
}

static void
read_rows(struct reader *in, struct ap_csv *csv)
{
    struct ap_row row = {0};
    struct ap_place top = {in->map->file, 1, 0};
    int r = ap_csv_next(csv, &row);
    if (r == 0 || (r > 0 && !read_header(in, &row))) {
        fault(in, top, AP_STR("the first row is no header of a map"),
              AP_STR("begin it with: Question ID,Question,Answered By,Suggested,Note"));
        return;
    }
    while (r > 0 && (r = ap_csv_next(csv, &row)) > 0) {
        if (in->map->n == AP_QUESTIONS_MAX) {
            fault(in, row.n ? place_of(in, &row, ID) : top, AP_STR("more than 20000 rows"),
                  AP_STR("remove what is no longer asked"));
            return;
        }
        read_row(in, &row);
    }
    if (r < 0)
        fault(in, (struct ap_place){in->map->file, csv->line, 0},
              AP_STR("a quote is never closed, or a row has too many cells"), AP_STR_NONE);
}

int
ap_answers_map_read(const struct ap_workspace *ws, const struct ap_library *lib,
                    struct ap_arena *mem, struct ap_answers_map *ret_map, struct ap_diag *dg)
{
    struct ap_str bytes;
    struct ap_csv csv;
    struct reader in = {.lib = lib, .mem = mem, .dg = dg, .map = ret_map, .result = AP_OK};
    *ret_map = (struct ap_answers_map){.file = AP_STR(AP_ANSWERS_MAP)};
    struct ap_str path = ap_path_join(mem, ws->dir, ret_map->file);
    int r = ap_fs_read(path.ptr, AP_CSV_MAX_BYTES, mem, &bytes);
    if (r == AP_E_NOTFOUND)
        return AP_OK;
    ret_map->there = r == AP_OK;
    if (r)
        fault(&in, (struct ap_place){ret_map->file, 0, 0},
              r == AP_E_IO ? ap_str_from(ap_error_text(errno))
                           : AP_STR("no regular file of at most 64 MiB"),
              AP_STR_NONE);
    else if (ap_csv_open(bytes, mem, &csv))
        fault(&in, (struct ap_place){ret_map->file, 0, 0},
              AP_STR("the file is no text in a known encoding"), AP_STR_NONE);
    else
        read_rows(&in, &csv);
    return in.result;
}

/* --- a map to begin with ---------------------------------------------------------------------------- */

/** The columns of the file that is there, or ours. */
static void
header_of(struct ap_str bytes, struct ap_arena *mem, struct reader *in, size_t *ret_n,
          char *ret_delimiter)
{
    struct ap_csv csv;
    struct ap_row row;
    if (bytes.len && ap_csv_open(bytes, mem, &csv) == AP_OK && ap_csv_next(&csv, &row) > 0 &&
        read_header(in, &row)) {
        *ret_n = row.n;
        *ret_delimiter = csv.delimiter;
        return;
    }
    for (int c = 0; c < N_COLUMNS; c++)
        in->at[c] = (size_t)c;
    *ret_n = N_COLUMNS;
    *ret_delimiter = ',';
}

/** The bytes that are there; of another encoding than UTF-8 their text, since rows in UTF-8 follow. */
static void
add_old(struct ap_buf *out, struct ap_str bytes, struct ap_arena *mem)
{
    struct ap_str text;
    if (!ap_utf8_valid(bytes) && ap_text_decode(bytes, mem, &text) == AP_OK) {
        ap_buf_add_c(out, "\xEF\xBB\xBF");
        bytes = text;
    }
    ap_buf_add_str(out, bytes);
}

size_t
ap_answers_map_extend(const struct ap_answers_map *map, struct ap_str old_bytes,
                      const struct ap_answer_rows *rows, struct ap_arena *mem, struct ap_buf *out)
{
    struct reader in = {.mem = mem};
    size_t n_columns;
    char delimiter;
    size_t n_added = 0;
    header_of(old_bytes, mem, &in, &n_columns, &delimiter);
    add_old(out, old_bytes, mem);
    if (old_bytes.len == 0) {
        ap_buf_add_c(out, "\xEF\xBB\xBF"); /* for Excel, in which it is edited */
        struct ap_str titles[N_COLUMNS];
        for (int c = 0; c < N_COLUMNS; c++)
            titles[c] = ap_str_from(headers[c]);
        ap_csv_add_row(out, titles, N_COLUMNS, ',');
    } else if (out->ptr[out->len - 1] != '\n') {
        ap_buf_add_c(out, "\r\n");
    }
    for (size_t i = 0; i < rows->n; i++) {
        const struct ap_answer_row *row = &rows->items[i];
        if (!row->answer || ap_answers_map_find(map, row->id, row->ask))
            continue;
        struct ap_str *cells = ap_arena_array(mem, struct ap_str, n_columns);
        const struct ap_str values[N_COLUMNS] = {
            [ID] = row->id, [QUESTION] = row->ask, [SUGGESTED] = ap_answers_join(&row->refs, mem)};
        for (int c = 0; c < N_COLUMNS; c++)
            if (in.at[c] < n_columns)
                cells[in.at[c]] = values[c];
        ap_csv_add_row(out, cells, n_columns, delimiter);
        n_added++;
    }
    return n_added;
}
