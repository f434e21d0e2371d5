/* The register: one row of CSV or of a workbook per item, as Excel and SharePoint leave it.
 * Place in the flow: evidence; rows wait for the sidecars, which win over them.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>

#include "base/path.h"
#include "evidence/parts.h"
#include "port/digest.h"

struct reader {
    struct ap_evidence_job *job;
    struct ap_str file; /* the register's path */
    struct ap_register_header header;
    struct ap_register_files files;
    struct ap_map row_of; /* item path -> line of its row */
    struct ap_item *item; /* of the row being read, or NULL */
};

static struct ap_str
text_at(const struct reader *in, const struct ap_row *row, size_t at)
{
    struct ap_str text = ap_register_text(row, at);
    return text.len ? ap_arena_copy(&in->job->stage, text) : AP_STR_NONE;
}

static struct ap_str
cell(const struct reader *in, const struct ap_row *row, enum ap_register_column column)
{
    return text_at(in, row, in->header.at[column]);
}

static struct ap_finding *
say(struct reader *in, enum ap_code code, uint32_t line, struct ap_str message)
{
    struct ap_finding *f =
        ap_finding_add(&in->job->out->findings, in->job->mem, code, in->file,
                       (struct ap_place){in->file, line, 0}, "%.*s", AP_FMT(message));
    f->item = AP_NONE;
    return f;
}

/** A cell that cannot be read breaks the item of its row, where there is one. */
static void
bad_cell(struct reader *in, const struct ap_row *row, enum ap_register_column column,
         struct ap_str text, const char *expected)
{
    struct ap_place place = ap_rows_place(in->file, row, in->header.at[column]);
    struct ap_str message = ap_arena_printf(&in->job->scratch, "%s is \"%.*s\", expected %s",
                                            ap_register_header_of(column), AP_FMT(text), expected);
    struct ap_finding *f = in->item
                               ? ap_evidence_fault(in->job, in->item, AP_MET007, place, message)
                               : say(in, AP_MET007, row->line, message);
    ap_finding_fix(f, in->job->mem, "write %s into the cell, as text", expected);
}

static struct ap_refs
refs_of(struct reader *in, const struct ap_row *row, enum ap_register_column column)
{
    struct ap_strs values = {0};
    ap_cell_values(cell(in, row, column), &in->job->stage, &values);
    struct ap_refs refs = {ap_arena_array(&in->job->stage, struct ap_ref, values.n), values.n,
                           values.n};
    struct ap_place place = ap_rows_place(in->file, row, in->header.at[column]);
    for (size_t i = 0; i < values.n; i++)
        refs.items[i] = (struct ap_ref){values.items[i], place};
    return refs;
}

static ap_day
day_of(struct reader *in, const struct ap_row *row, enum ap_register_column column)
{
    struct ap_str text = cell(in, row, column);
    ap_day day = AP_DAY_NONE;
    if (text.len && ap_cell_day(text, &day) != AP_OK)
        bad_cell(in, row, column, text, "a day such as 2026-06-30");
    return day;
}

static struct ap_periods
periods_of(struct reader *in, const struct ap_row *row)
{
    struct ap_strs values = {0};
    ap_cell_values(cell(in, row, AP_REG_PERIOD), &in->job->stage, &values);
    struct ap_periods periods = {ap_arena_array(&in->job->stage, struct ap_period, values.n), 0,
                                 values.n};
    for (size_t i = 0; i < values.n; i++) {
        struct ap_period period;
        if (ap_cell_period(values.items[i], &period) == AP_OK)
            periods.items[periods.n++] = in->item ? ap_register_month_of(in->item, period) : period;
        else
            bad_cell(in, row, AP_REG_PERIOD, values.items[i],
                     "a period such as 2026-05 or 2026-Q2");
    }
    return periods;
}

/** In lower case, as digests are written everywhere else. */
static struct ap_str
digest_of(struct reader *in, const struct ap_row *row)
{
    uint8_t digest[AP_SHA256_BYTES];
    char text[AP_SHA256_TEXT];
    struct ap_str given = cell(in, row, AP_REG_SHA256);
    if (given.len == 0)
        return AP_STR_NONE;
    if (ap_sha256_parse(given, digest) != AP_OK) {
        bad_cell(in, row, AP_REG_SHA256, given, "64 hexadecimal digits");
        return AP_STR_NONE;
    }
    ap_sha256_text(digest, text);
    return ap_arena_copy(&in->job->stage, ap_str_from(text));
}

/** The four columns of the review make one review, if there is a status. */
static struct ap_reviews
review_of(struct reader *in, const struct ap_row *row)
{
    struct ap_str word = cell(in, row, AP_REG_STATUS);
    int status = ap_word_value_folded(ap_review_status_words, word);
    if (word.len && status < 0)
        bad_cell(in, row, AP_REG_STATUS, word, "Requested, Uploaded, Approved or Rejected");
    if (status < 0)
        return (struct ap_reviews){0};
    struct ap_review *review = ap_arena_new(&in->job->stage, struct ap_review);
    *review = (struct ap_review){.status = (enum ap_review_status)status,
                                 .by = cell(in, row, AP_REG_REVIEWER),
                                 .date = day_of(in, row, AP_REG_REVIEW_DATE),
                                 .sha256 = digest_of(in, row),
                                 .place = {in->file, row->line, 0}};
    return (struct ap_reviews){review, 1, 1};
}

static struct ap_given_fields
own_fields(struct reader *in, const struct ap_row *row)
{
    struct ap_given_fields given = {0};
    for (size_t i = 0; i < in->job->lib->fields.n; i++) {
        struct ap_str text = text_at(in, row, in->header.at_own[i]);
        if (text.len)
            *ap_vec_push(&in->job->stage, &given) = (struct ap_given_field){
                &in->job->lib->fields.items[i], text,
                ap_rows_place(in->file, row, in->header.at_own[i]), true, false};
    }
    return given;
}

static struct ap_metadata
metadata_of(struct reader *in, const struct ap_row *row)
{
    return (struct ap_metadata){.title = cell(in, row, AP_REG_TITLE),
                                .control = refs_of(in, row, AP_REG_CONTROL),
                                .area = cell(in, row, AP_REG_AREA),
                                .framework = refs_of(in, row, AP_REG_FRAMEWORK),
                                .owner = cell(in, row, AP_REG_OWNER),
                                .period = periods_of(in, row),
                                .source = cell(in, row, AP_REG_SOURCE),
                                .audience = cell(in, row, AP_REG_AUDIENCE),
                                .review = review_of(in, row),
                                .performed = day_of(in, row, AP_REG_PERFORMED),
                                .collected = day_of(in, row, AP_REG_COLLECTED),
                                .effective = AP_DAY_NONE,
                                .extra = own_fields(in, row),
                                .place = {in->file, row->line, 0}};
}

static void
read_row(struct reader *in, const struct ap_row *row)
{
    struct ap_evidence_job *job = in->job;
    struct ap_str file = cell(in, row, AP_REG_FILE);
    uint32_t index = ap_register_files_find(&in->files, file);
    in->item = NULL;
    if (index == AP_REG_SEVERAL) {
        say(in, AP_MET017, row->line,
            ap_arena_printf(&job->scratch, "several files are named %.*s", AP_FMT(file)));
        return;
    }
    if (index == AP_NONE) {
        struct ap_metadata meta = metadata_of(in, row);
        ap_evidence_announce(job, &meta, file);
        return;
    }
    struct ap_item *item = &job->out->items.items[index];
    uint32_t before = ap_map_put(&in->row_of, &job->stage, item->path, row->line);
    if (before != AP_NONE) {
        say(in, AP_MET018, row->line,
            ap_arena_printf(&job->scratch, "line %u names %.*s too", before, AP_FMT(item->path)));
        return;
    }
    in->item = item;
    item->place = (struct ap_place){in->file, row->line, 0};
    job->rows[index] = ap_arena_new(&job->stage, struct ap_metadata);
    *job->rows[index] = metadata_of(in, row);
}

/** What may have put words into the wrong column; the register is read all the same. */
static void
doubt(struct reader *in, uint32_t line, struct ap_str message, const char *fix)
{
    struct ap_finding *f = say(in, AP_MET021, line, message);
    f->severity = AP_MEDIUM;
    f->fix = ap_str_from(fix);
}

/** Two columns of one name: the first counts, and the other may be the one that was filled in. */
static void
doubt_header(struct reader *in, const struct ap_row *row)
{
    for (int c = 0; c < AP_REG_COLUMNS; c++) {
        size_t at = in->header.at[c];
        if (at >= row->n)
            continue;
        for (size_t i = at + 1; i < row->n; i++)
            if (ap_str_ieq(ap_str_trim(row->cells[i].text), ap_str_trim(row->cells[at].text)))
                doubt(in, row->line,
                      ap_arena_printf(&in->job->scratch,
                                      "two columns are called %.*s; the first is read",
                                      AP_FMT(ap_str_trim(row->cells[at].text))),
                      "remove or rename one of the two columns");
    }
}

/** Text behind the last column: most often an unquoted delimiter has moved the cells of the row. */
static void
doubt_row(struct reader *in, const struct ap_row *row, size_t n_columns)
{
    size_t n = row->n;
    while (n > n_columns && ap_str_trim(row->cells[n - 1].text).len == 0)
        n--;
    if (n > n_columns)
        doubt(in, row->line,
              ap_arena_printf(&in->job->scratch, "the row has %zu cells, and the header %zu", n,
                              n_columns),
              "put quotes around a text that holds the delimiter");
}

static void
read_rows(struct reader *in, struct ap_rows *rows)
{
    struct ap_row row = {0};
    struct ap_arena *scratch = &in->job->scratch;
    int r = ap_rows_next(rows, &in->job->stage, &row);
    if (r > 0)
        ap_register_read_header(in->job->lib, &row, &in->job->stage, &in->header);
    if (r <= 0 || in->header.at[AP_REG_FILE] == SIZE_MAX) {
        say(in, AP_MET021, row.line, AP_STR("no column is called File or Name"));
        return;
    }
    size_t n_columns = row.n;
    doubt_header(in, &row);
    for (;;) {
        struct ap_arena_mark mark = ap_arena_mark(scratch);
        r = ap_rows_next(rows, scratch, &row);
        if (r <= 0)
            break;
        doubt_row(in, &row, n_columns);
        read_row(in, &row);
        ap_arena_rewind(scratch, mark);
    }
    if (r < 0)
        say(in, AP_MET021, rows->csv.line,
            AP_STR("a quote is never closed, or a row has too many cells"));
}

static void
say_unreadable(struct reader *in)
{
    bool absent = errno == ENOENT;
    struct ap_finding *f =
        say(in, AP_MET021, 0,
            ap_arena_printf(&in->job->scratch, "the file cannot be read: %s",
                            absent ? "there is no such file" : ap_error_text(errno)));
    ap_finding_fix(f, in->job->mem,
                   absent ? "make it with apipack register export, or correct evidence.register"
                          : "give read permission, or correct evidence.register");
}

void
ap_evidence_register(struct ap_evidence_job *job)
{
    struct reader in = {.job = job, .file = job->ws->evidence.register_file};
    if (in.file.len == 0)
        return;
    struct ap_str bytes;
    struct ap_strs words;
    struct ap_rows rows;
    const char *why = NULL;
    struct ap_str path = ap_path_join(&job->stage, job->ws->dir, in.file);
    job->rows = ap_arena_array(&job->stage, struct ap_metadata *, job->out->items.n);
    ap_register_files_index(job->out, &job->stage, &in.files);
    ap_register_words(job->lib, &job->stage, &words);
    if (ap_fs_read(path.ptr, AP_ROWS_MAX_BYTES, &job->stage, &bytes) != AP_OK)
        say_unreadable(&in);
    else if (ap_rows_open(bytes, &words, &job->stage, &rows, &why) != AP_OK)
        say(&in, AP_MET021, 0, ap_str_from(why));
    else
        read_rows(&in, &rows);
}
