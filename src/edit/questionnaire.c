/* Reads a buyer's questionnaire: its header among the first rows, its columns by their words.
 * Place in the flow: edit.
 * SPDX-License-Identifier: Apache-2.0 */
#include "edit/questionnaire.h"

#include "base/utf8.h"
#include "port/fs.h"

enum { HEADER_ROWS = 20 };

static const char *const column_ids[AP_QC_COLUMNS] = {"id", "question", "answer", "evidence",
                                                      "comment"};

static int
fault(struct ap_diag *dg, struct ap_place place, struct ap_str why, const char *mend)
{
    struct ap_diagnostic *d = ap_diag_add(dg, AP_CLI011, place, "%.*s", AP_FMT(why));
    if (mend)
        ap_diag_hint(dg, d, "%s", mend);
    return AP_E_INVALID;
}

/** Lower case, everything but letters and digits one blank: "Response (Yes/No)" is "response yes no". "#" alone stays. */
static struct ap_str
plain_words(struct ap_str text, struct ap_arena *mem)
{
    struct ap_str trimmed = ap_str_trim(text);
    if (ap_str_is(trimmed, "#"))
        return trimmed;
    char *out = ap_arena_alloc(mem, trimmed.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < trimmed.len; i++) {
        char c = trimmed.ptr[i];
        if (ap_is_alnum(c) || (c & 0x80))
            out[n++] = ap_lower(c);
        else if (n > 0 && out[n - 1] != ' ')
            out[n++] = ' ';
    }
    if (n > 0 && out[n - 1] == ' ')
        n--;
    return (struct ap_str){out, n};
}

/** The words that head a column, of the library. */
static const struct ap_strs *
words_of(const struct ap_library *lib, int column)
{
    static const struct ap_strs none = {NULL, 0, 0};
    const struct ap_catalog *catalog = ap_library_catalog(lib, AP_STR("questionnaire_columns"));
    for (size_t i = 0; catalog && i < catalog->steps.n; i++)
        if (ap_str_is(catalog->steps.items[i].id, column_ids[column]))
            return &catalog->steps.items[i].words;
    return &none;
}

static bool
is_headed(struct ap_str cell, struct ap_str word, bool begins, struct ap_arena *mem)
{
    struct ap_str plain = plain_words(word, mem);
    if (plain.len == 0 || ap_str_eq(cell, plain))
        return plain.len > 0;
    return begins && cell.len > plain.len && ap_str_starts(cell, plain) &&
           cell.ptr[plain.len] == ' ';
}

/** First the cells that are a word of a column, then those that begin with one; words in the order of the library. */
static void
read_header(struct ap_questionnaire *q, const struct ap_row *row, const struct ap_library *lib,
            struct ap_arena *mem)
{
    bool *taken = ap_arena_array(mem, bool, row->n);
    struct ap_str *cells = ap_arena_array(mem, struct ap_str, row->n);
    for (size_t i = 0; i < row->n; i++)
        cells[i] = plain_words(row->cells[i].text, mem);
    for (int c = 0; c < AP_QC_COLUMNS; c++)
        q->at[c] = SIZE_MAX;
    for (int begins = 0; begins <= 1; begins++)
        for (int c = 0; c < AP_QC_COLUMNS; c++) {
            const struct ap_strs *words = words_of(lib, c);
            for (size_t w = 0; w < words->n && q->at[c] == SIZE_MAX; w++)
                for (size_t i = 0; i < row->n && q->at[c] == SIZE_MAX; i++)
                    if (!taken[i] && is_headed(cells[i], words->items[w], begins == 1, mem)) {
                        q->at[c] = i;
                        taken[i] = true;
                    }
        }
}

static int
find_header(struct ap_questionnaire *q, const struct ap_library *lib, struct ap_arena *mem,
            struct ap_diag *dg)
{
    for (size_t i = 0; i < q->n_rows && i < HEADER_ROWS; i++) {
        size_t filled = 0;
        for (size_t c = 0; c < q->rows[i].n; c++)
            filled += ap_str_trim(q->rows[i].cells[c].text).len > 0;
        read_header(q, &q->rows[i], lib, mem);
        q->header = i;
        /* A title such as "Questions" alone on its line is no header, unless it is all there is. */
        if (q->at[AP_QC_QUESTION] != SIZE_MAX && (filled > 1 || q->rows[i].n == 1))
            return AP_OK;
    }
    uint32_t line = q->n_rows ? q->rows[0].line : 1;
    return fault(dg, (struct ap_place){q->file, line, 0},
                 AP_STR("no column with the questions in the first 20 rows"),
                 "head it Question, or add its word to the catalogue questionnaire_columns");
}

static int
read_rows(struct ap_questionnaire *q, struct ap_arena *mem, struct ap_diag *dg)
{
    size_t cap = 0;
    for (;;) {
        struct ap_row row;
        int r = ap_rows_next(&q->source, mem, &row);
        if (r == 0)
            return AP_OK;
        uint32_t line = q->source.book ? 0 : q->source.csv.line;
        if (r < 0)
            return fault(dg, (struct ap_place){q->file, line, 0},
                         r == AP_E_LIMIT ? AP_STR("a row has more than 1024 cells")
                                         : AP_STR("a quote is never closed"),
                         NULL);
        if (q->n_rows == AP_QUESTIONS_MAX)
            return fault(dg, (struct ap_place){q->file, line, 0}, AP_STR("more than 20000 rows"),
                         "split the file");
        q->rows = ap_vec_room(mem, q->rows, sizeof *q->rows, q->n_rows, &cap);
        q->rows[q->n_rows++] = row;
    }
}

/** What ap_csv_open takes away: the mark of the encoding, and Excel's line that names the delimiter. */
static void
remember_shape(struct ap_questionnaire *q, struct ap_str bytes, struct ap_arena *mem)
{
    if (q->source.book)
        return;
    q->bom = ap_str_starts(bytes, AP_STR("\xEF\xBB\xBF")) || !ap_utf8_valid(bytes);
    if (q->source.csv.line == 2)
        q->sep_line = ap_arena_printf(mem, "sep=%c\r\n", q->source.csv.delimiter);
}

int
ap_questionnaire_parse(struct ap_str bytes, struct ap_str file, const struct ap_library *lib,
                       struct ap_arena *mem, struct ap_questionnaire **ret_questionnaire,
                       struct ap_diag *dg)
{
    struct ap_questionnaire *q = ap_arena_new(mem, struct ap_questionnaire);
    struct ap_strs words = {NULL, 0, 0};
    const char *why;
    q->file = file;
    for (int c = 0; c < AP_QC_COLUMNS; c++) {
        const struct ap_strs *of = words_of(lib, c);
        for (size_t w = 0; w < of->n; w++)
            *ap_vec_push(mem, &words) = of->items[w];
    }
    if (ap_rows_open(bytes, &words, mem, &q->source, &why))
        return fault(dg, (struct ap_place){q->file, 0, 0}, ap_str_from(why), NULL);
    remember_shape(q, bytes, mem);
    if (read_rows(q, mem, dg) || find_header(q, lib, mem, dg))
        return AP_E_INVALID;
    *ret_questionnaire = q;
    return AP_OK;
}

int
ap_questionnaire_read(struct ap_str file, const struct ap_library *lib, struct ap_arena *mem,
                      struct ap_questionnaire **ret_questionnaire, struct ap_diag *dg)
{
    struct ap_str path = ap_arena_copy(mem, file);
    struct ap_str bytes;
    int result = ap_fs_read(path.ptr, AP_ROWS_MAX_BYTES, mem, &bytes);
    if (result == AP_OK)
        return ap_questionnaire_parse(bytes, path, lib, mem, ret_questionnaire, dg);
    (void)ap_diag_add(dg, AP_CLI010, (struct ap_place){path, 0, 0},
                      "the questionnaire cannot be read: %s",
                      ap_fs_read_why(result, AP_ROWS_MAX_BYTES, mem));
    return AP_E_INVALID;
}
