/* The register: one CSV row per item, as Excel and SharePoint leave it.
 * Place in the flow: evidence; rows wait for the sidecars, which win over them.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/path.h"
#include "evidence/parts.h"
#include "port/digest.h"
#include "tables/csv.h"

enum column {
    FILE_PATH,
    TITLE,
    CONTROL,
    AREA,
    FRAMEWORK,
    OWNER,
    PERIOD,
    SOURCE,
    STATUS,
    REVIEWER,
    REVIEW_DATE,
    SHA256,
    AUDIENCE,
    COLLECTED,
    PERFORMED,
    N_COLUMNS
};

/** The metadata key whose label in the library is a header as well; NULL: none. */
static const struct {
    const char *header;
    const char *key;
} columns[N_COLUMNS] = {
    [FILE_PATH] = {"File", NULL},
    [TITLE] = {"Evidence Title", "title"},
    [CONTROL] = {"Control ID", "control"},
    [AREA] = {"API Control Area", "area"},
    [FRAMEWORK] = {"Framework", "framework"},
    [OWNER] = {"Evidence Owner", "owner"},
    [PERIOD] = {"Period Covered", "period"},
    [SOURCE] = {"Source System", "source"},
    [STATUS] = {"Review Status", "review"},
    [REVIEWER] = {"Reviewer", NULL},
    [REVIEW_DATE] = {"Review Date", NULL},
    [SHA256] = {"SHA-256", NULL},
    [AUDIENCE] = {"Audience", NULL},
    [COLLECTED] = {"Collected", NULL},
    [PERFORMED] = {"Performed", NULL},
};

struct reader {
    struct ap_evidence_job *job;
    struct ap_str file;    /* the register's path */
    size_t at[N_COLUMNS];  /* cell index of each column, or SIZE_MAX */
    size_t *at_own;        /* the same for each field of the library */
    struct ap_map by_name; /* last segment -> item, SEVERAL when not unique */
    struct ap_map row_of;  /* item path -> line of its row */
    struct ap_item *item;  /* of the row being read, or NULL */
};
#define SEVERAL (AP_NONE - 1)

static struct ap_str
text_at(const struct reader *in, const struct ap_row *row, size_t at)
{
    struct ap_str text = at < row->n ? ap_str_trim(row->cells[at].text) : AP_STR_NONE;
    return text.len ? ap_arena_copy(&in->job->stage, text) : AP_STR_NONE;
}

static struct ap_str
cell(const struct reader *in, const struct ap_row *row, enum column column)
{
    return text_at(in, row, in->at[column]);
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
bad_cell(struct reader *in, const struct ap_row *row, const char *header, struct ap_str text,
         const char *expected)
{
    struct ap_str message = ap_arena_printf(&in->job->scratch, "%s is \"%.*s\", expected %s",
                                            header, AP_FMT(text), expected);
    if (in->item)
        ap_evidence_fault(in->job, in->item, AP_MET007, (struct ap_place){in->file, row->line, 0},
                          message);
    else
        say(in, AP_MET007, row->line, message);
}

static size_t
find_header(const struct ap_row *row, struct ap_str header)
{
    for (size_t i = 0; header.len && i < row->n; i++)
        if (ap_str_ieq(ap_str_trim(row->cells[i].text), header))
            return i;
    return SIZE_MAX;
}

static struct ap_str
label_of(const struct ap_library *lib, const char *key)
{
    for (size_t i = 0; key && i < lib->fields.n; i++)
        if (ap_str_is(lib->fields.items[i].key, key))
            return lib->fields.items[i].label;
    return AP_STR_NONE;
}

static void
read_header(struct reader *in, const struct ap_row *row)
{
    const struct ap_library *lib = in->job->lib;
    for (int c = 0; c < N_COLUMNS; c++) {
        in->at[c] = find_header(row, ap_str_from(columns[c].header));
        if (in->at[c] == SIZE_MAX)
            in->at[c] = find_header(row, label_of(lib, columns[c].key));
    }
    if (in->at[FILE_PATH] == SIZE_MAX)
        in->at[FILE_PATH] = find_header(row, AP_STR("Name")); /* as SharePoint calls it */
    in->at_own = ap_arena_array(&in->job->stage, size_t, lib->fields.n);
    for (size_t i = 0; i < lib->fields.n; i++) {
        const struct ap_field_def *field = &lib->fields.items[i];
        in->at_own[i] = SIZE_MAX;
        if (!ap_evidence_is_own(field))
            continue;
        in->at_own[i] = find_header(row, field->label);
        if (in->at_own[i] == SIZE_MAX)
            in->at_own[i] = find_header(row, field->key);
    }
}

static struct ap_refs
refs_of(struct reader *in, const struct ap_row *row, enum column column)
{
    struct ap_strs values = {0};
    ap_cell_values(cell(in, row, column), &in->job->stage, &values);
    struct ap_refs refs = {ap_arena_array(&in->job->stage, struct ap_ref, values.n), values.n,
                           values.n};
    for (size_t i = 0; i < values.n; i++)
        refs.items[i] = (struct ap_ref){values.items[i], {in->file, row->line, 0}};
    return refs;
}

static ap_day
day_of(struct reader *in, const struct ap_row *row, enum column column)
{
    struct ap_str text = cell(in, row, column);
    ap_day day = AP_DAY_NONE;
    if (text.len && ap_cell_day(text, &day) != AP_OK)
        bad_cell(in, row, columns[column].header, text, "a day such as 2026-06-30");
    return day;
}

static struct ap_periods
periods_of(struct reader *in, const struct ap_row *row)
{
    struct ap_strs values = {0};
    ap_cell_values(cell(in, row, PERIOD), &in->job->stage, &values);
    struct ap_periods periods = {ap_arena_array(&in->job->stage, struct ap_period, values.n), 0,
                                 values.n};
    for (size_t i = 0; i < values.n; i++) {
        if (ap_cell_period(values.items[i], &periods.items[periods.n]) == AP_OK)
            periods.n++;
        else
            bad_cell(in, row, columns[PERIOD].header, values.items[i],
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
    struct ap_str given = cell(in, row, SHA256);
    if (given.len == 0)
        return AP_STR_NONE;
    if (ap_sha256_parse(given, digest) != AP_OK) {
        bad_cell(in, row, columns[SHA256].header, given, "64 hexadecimal digits");
        return AP_STR_NONE;
    }
    ap_sha256_text(digest, text);
    return ap_arena_copy(&in->job->stage, ap_str_from(text));
}

/** The four columns of the review make one review, if there is a status. */
static struct ap_reviews
review_of(struct reader *in, const struct ap_row *row)
{
    struct ap_str word = cell(in, row, STATUS);
    int status = ap_word_value(ap_review_status_words, word, true);
    if (word.len && status < 0)
        bad_cell(in, row, columns[STATUS].header, word,
                 "Requested, Uploaded, Approved or Rejected");
    if (status < 0)
        return (struct ap_reviews){0};
    struct ap_review *review = ap_arena_new(&in->job->stage, struct ap_review);
    *review = (struct ap_review){.status = (enum ap_review_status)status,
                                 .by = cell(in, row, REVIEWER),
                                 .date = day_of(in, row, REVIEW_DATE),
                                 .sha256 = digest_of(in, row),
                                 .place = {in->file, row->line, 0}};
    return (struct ap_reviews){review, 1, 1};
}

static struct ap_given_fields
own_fields(struct reader *in, const struct ap_row *row)
{
    struct ap_given_fields given = {0};
    for (size_t i = 0; i < in->job->lib->fields.n; i++) {
        struct ap_str text = text_at(in, row, in->at_own[i]);
        if (text.len)
            *ap_vec_push(&in->job->stage, &given) = (struct ap_given_field){
                &in->job->lib->fields.items[i], text, {in->file, row->line, 0}, true, false};
    }
    return given;
}

static struct ap_metadata
metadata_of(struct reader *in, const struct ap_row *row)
{
    return (struct ap_metadata){.title = cell(in, row, TITLE),
                                .control = refs_of(in, row, CONTROL),
                                .area = cell(in, row, AREA),
                                .framework = refs_of(in, row, FRAMEWORK),
                                .owner = cell(in, row, OWNER),
                                .period = periods_of(in, row),
                                .source = cell(in, row, SOURCE),
                                .audience = cell(in, row, AUDIENCE),
                                .review = review_of(in, row),
                                .performed = day_of(in, row, PERFORMED),
                                .collected = day_of(in, row, COLLECTED),
                                .effective = AP_DAY_NONE,
                                .extra = own_fields(in, row),
                                .place = {in->file, row->line, 0}};
}

static uint32_t
find_item(struct reader *in, struct ap_str file)
{
    uint32_t index = file.len ? ap_map_get(&in->job->item_by_rel, file) : AP_NONE;
    if (index == AP_NONE && file.len && ap_str_find(file, '/') == file.len)
        index = ap_map_get(&in->by_name, file);
    if (index < SEVERAL && in->job->out->items.items[index].ignored)
        return AP_NONE;
    return index;
}

static void
read_row(struct reader *in, const struct ap_row *row)
{
    struct ap_evidence_job *job = in->job;
    struct ap_str file = cell(in, row, FILE_PATH);
    uint32_t index = find_item(in, file);
    in->item = NULL;
    if (index == SEVERAL) {
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

static void
read_rows(struct reader *in, struct ap_csv *csv)
{
    struct ap_row row = {0};
    int r = ap_csv_next(csv, &row);
    if (r > 0)
        read_header(in, &row);
    if (r <= 0 || in->at[FILE_PATH] == SIZE_MAX) {
        say(in, AP_MET021, row.line, AP_STR("the first row has no column File"));
        return;
    }
    csv->mem = &in->job->scratch;
    for (;;) {
        struct ap_arena_mark mark = ap_arena_mark(csv->mem);
        r = ap_csv_next(csv, &row);
        if (r <= 0)
            break;
        read_row(in, &row);
        ap_arena_rewind(csv->mem, mark);
    }
    if (r < 0)
        say(in, AP_MET021, csv->line,
            AP_STR("a quote is never closed, or a row has too many cells"));
}

static void
index_names(struct reader *in)
{
    struct ap_evidence_job *job = in->job;
    for (size_t i = 0; i < job->out->items.n; i++) {
        const struct ap_item *item = &job->out->items.items[i];
        if (!item->ignored &&
            ap_map_put(&in->by_name, &job->stage, item->name, item->index) != AP_NONE)
            ap_map_set(&in->by_name, &job->stage, item->name, SEVERAL);
    }
}

void
ap_evidence_register(struct ap_evidence_job *job)
{
    struct reader in = {.job = job, .file = job->ws->evidence.register_file};
    if (in.file.len == 0)
        return;
    struct ap_str bytes;
    struct ap_csv csv;
    struct ap_str path = ap_path_join(&job->stage, job->ws->dir, in.file);
    job->rows = ap_arena_array(&job->stage, struct ap_metadata *, job->out->items.n);
    index_names(&in);
    if (ap_str_iends(in.file, AP_STR(".xlsx")))
        say(&in, AP_MET021, 0, AP_STR("a workbook cannot be read yet: save the register as CSV"));
    else if (ap_fs_read(path.ptr, AP_CSV_MAX_BYTES, &job->stage, &bytes) != AP_OK)
        say(&in, AP_MET021, 0, AP_STR("the file cannot be read"));
    else if (ap_csv_open(bytes, &job->stage, &csv) != AP_OK)
        say(&in, AP_MET021, 0, AP_STR("the file is no text in a known encoding"));
    else
        read_rows(&in, &csv);
}
