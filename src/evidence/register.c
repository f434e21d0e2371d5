/* The register: one CSV row per item, as Excel and SharePoint leave it; rows without a file announce.
 * Place in the flow: evidence, between defaults and sidecars.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/path.h"
#include "evidence/parts.h"
#include "naming/naming.h"
#include "port/digest.h"
#include "tables/csv.h"

enum column {
    FILE_,
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

static const char *const headers[N_COLUMNS] = {
    "File",           "Evidence Title", "Control ID",    "API Control Area", "Framework",
    "Evidence Owner", "Period Covered", "Source System", "Review Status",    "Reviewer",
    "Review Date",    "SHA-256",        "Audience",      "Collected",        "Performed"};

struct reader {
    struct ap_evidence_job *job;
    struct ap_str file;    /* the register's path */
    size_t at[N_COLUMNS];  /* cell index of each column, or SIZE_MAX */
    struct ap_map by_name; /* last segment -> item, AP_NONE - 1 when several */
    struct ap_map row_of;  /* item path -> line of its row */
};
#define SEVERAL (AP_NONE - 1)

static struct ap_str
cell(const struct reader *in, const struct ap_row *row, enum column column)
{
    return in->at[column] < row->n ? ap_str_trim(row->cells[in->at[column]].text) : AP_STR_NONE;
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

static void
read_header(struct reader *in, const struct ap_row *row)
{
    for (int c = 0; c < N_COLUMNS; c++) {
        in->at[c] = SIZE_MAX;
        for (size_t i = 0; i < row->n; i++) {
            struct ap_str text = ap_str_trim(row->cells[i].text);
            if (ap_str_ieq(text, ap_str_from(headers[c])) ||
                (c == FILE_ && ap_str_ieq(text, AP_STR("Name"))))
                in->at[c] = i;
        }
    }
}

static struct ap_refs
refs_of(struct reader *in, const struct ap_row *row, enum column column)
{
    struct ap_strs values = {0};
    struct ap_refs refs = {0};
    ap_cell_values(cell(in, row, column), in->job->mem, &values);
    for (size_t i = 0; i < values.n; i++)
        *ap_vec_push(in->job->mem, &refs) =
            (struct ap_ref){values.items[i], {in->file, row->line, 0}};
    return refs;
}

static ap_day
day_of(struct reader *in, const struct ap_row *row, enum column column)
{
    struct ap_str text = cell(in, row, column);
    ap_day day = AP_DAY_NONE;
    if (text.len && ap_cell_day(text, &day) != AP_OK) {
        say(in, AP_MET007, row->line,
            ap_arena_printf(in->job->mem, "%s is not a day: %.*s", headers[column], AP_FMT(text)));
        return AP_DAY_NONE;
    }
    return day;
}

static struct ap_periods
periods_of(struct reader *in, const struct ap_row *row)
{
    struct ap_periods periods = {0};
    struct ap_strs values = {0};
    ap_cell_values(cell(in, row, PERIOD), in->job->mem, &values);
    for (size_t i = 0; i < values.n; i++) {
        struct ap_period period;
        if (ap_cell_period(values.items[i], &period) == AP_OK)
            *ap_vec_push(in->job->mem, &periods) = period;
        else
            say(in, AP_MET007, row->line,
                ap_arena_printf(in->job->mem, "not a period: %.*s", AP_FMT(values.items[i])));
    }
    return periods;
}

static struct ap_metadata
metadata_of(struct reader *in, const struct ap_row *row)
{
    struct ap_metadata meta = {.title = cell(in, row, TITLE),
                               .control = refs_of(in, row, CONTROL),
                               .area = cell(in, row, AREA),
                               .framework = refs_of(in, row, FRAMEWORK),
                               .owner = cell(in, row, OWNER),
                               .period = periods_of(in, row),
                               .source = cell(in, row, SOURCE),
                               .audience = cell(in, row, AUDIENCE),
                               .performed = day_of(in, row, PERFORMED),
                               .collected = day_of(in, row, COLLECTED),
                               .effective = AP_DAY_NONE,
                               .place = {in->file, row->line, 0}};
    struct ap_str word = cell(in, row, STATUS);
    int status = ap_word_value(ap_review_status_words, word, true);
    if (word.len && status < 0)
        say(in, AP_MET007, row->line,
            ap_arena_printf(in->job->mem, "unknown review status %.*s", AP_FMT(word)));
    if (status >= 0)
        *ap_vec_push(in->job->mem, &meta.review) =
            (struct ap_review){.status = (enum ap_review_status)status,
                               .by = cell(in, row, REVIEWER),
                               .date = day_of(in, row, REVIEW_DATE),
                               .sha256 = cell(in, row, SHA256),
                               .place = meta.place};
    uint8_t digest[AP_SHA256_BYTES];
    if (meta.review.n && meta.review.items[0].sha256.len &&
        ap_sha256_parse(meta.review.items[0].sha256, digest) != AP_OK) {
        say(in, AP_MET007, row->line, AP_STR("SHA-256 is not 64 hexadecimal digits"));
        meta.review.items[0].sha256 = AP_STR_NONE;
    }
    return meta;
}

/** What a row without a file means: by the name it gives, else by control and title. */
static void
find_requirements(struct reader *in, const struct ap_metadata *meta, struct ap_str file,
                  struct ap_announcement *row)
{
    const struct ap_library *lib = in->job->lib;
    struct ap_name name = {0};
    const struct ap_accept_list *list = NULL;
    if (file.len && ap_naming_parse(lib->naming, ap_path_base(file), &name) == AP_OK)
        list = ap_library_accepting(lib, name.stem);
    if (name.ok && name.has_period && row->periods.n == 0)
        *ap_vec_push(in->job->mem, &row->periods) = name.period;
    row->requirements = ap_arena_array(in->job->mem, uint32_t, lib->n_requirements + 1);
    for (size_t i = 0; list && i < list->n; i++)
        row->requirements[row->n_requirements++] = list->requirements[i];
    for (size_t c = 0; !list && c < meta->control.n; c++) {
        const struct ap_control *control = ap_library_control(lib, meta->control.items[c].text);
        for (size_t r = 0; control && r < control->requires.n; r++) {
            const struct ap_requirement *req =
                ap_library_requirement(lib, control->requires.items[r].ref);
            bool meant = control->requires.n == 1 ||
                         ap_str_ieq(control->requires.items[r].title, meta->title);
            if (req && meant && row->n_requirements < lib->n_requirements)
                row->requirements[row->n_requirements++] = req->index;
        }
    }
}

static void
announce(struct reader *in, const struct ap_row *csv_row, const struct ap_metadata *meta,
         struct ap_str file)
{
    bool requested = meta->review.n == 0 || meta->review.items[0].status == AP_REVIEW_REQUESTED;
    if (file.len && !requested)
        say(in, AP_MET016, csv_row->line,
            ap_arena_printf(in->job->mem, "there is no file %.*s", AP_FMT(file)));
    struct ap_announcement row = {
        .file = file, .periods = meta->period, .title = meta->title, .place = meta->place};
    const struct ap_person *person = ap_workspace_person(in->job->ws, meta->owner);
    row.owner = person ? person->id : meta->owner;
    find_requirements(in, meta, file, &row);
    if (row.n_requirements == 0)
        say(in, AP_MET023, csv_row->line,
            AP_STR("the row names neither a file nor a requirement that is asked for"));
    else
        *ap_vec_push(in->job->mem, &in->job->out->announced) = row;
}

static void
read_row(struct reader *in, const struct ap_row *row)
{
    struct ap_evidence_job *job = in->job;
    struct ap_str file = cell(in, row, FILE_);
    struct ap_metadata meta = metadata_of(in, row);
    uint32_t index = file.len ? ap_map_get(&job->item_by_rel, file) : AP_NONE;
    if (index == AP_NONE && file.len && ap_str_find(file, '/') == file.len)
        index = ap_map_get(&in->by_name, file);
    if (index == SEVERAL) {
        say(in, AP_MET017, row->line,
            ap_arena_printf(job->mem, "several files are named %.*s", AP_FMT(file)));
        return;
    }
    if (index == AP_NONE || job->out->items.items[index].ignored) {
        announce(in, row, &meta, file);
        return;
    }
    struct ap_item *item = &job->out->items.items[index];
    uint32_t before = ap_map_put(&in->row_of, job->mem, item->path, row->line);
    if (before != AP_NONE) {
        say(in, AP_MET018, row->line,
            ap_arena_printf(job->mem, "line %u names the same file", before));
        return;
    }
    item->place = meta.place;
    ap_evidence_apply(job, item, &meta, AP_FROM_REGISTER);
}

static void
read_rows(struct reader *in, struct ap_csv *csv)
{
    struct ap_row row = {0};
    int r = ap_csv_next(csv, &row);
    if (r > 0)
        read_header(in, &row);
    if (r <= 0 || in->at[FILE_] == SIZE_MAX) {
        say(in, AP_MET021, row.line, AP_STR("the first row has no column File"));
        return;
    }
    while ((r = ap_csv_next(csv, &row)) > 0)
        read_row(in, &row);
    if (r < 0)
        say(in, AP_MET021, csv->line,
            AP_STR("a quote is never closed, or a row has too many cells"));
}

void
ap_evidence_register(struct ap_evidence_job *job)
{
    struct reader in = {.job = job, .file = job->ws->evidence.register_file};
    if (in.file.len == 0)
        return;
    for (size_t i = 0; i < job->out->items.n; i++)
        if (ap_map_put(&in.by_name, job->mem, job->out->items.items[i].name, (uint32_t)i) !=
            AP_NONE)
            ap_map_set(&in.by_name, job->mem, job->out->items.items[i].name, SEVERAL);
    struct ap_str bytes;
    struct ap_csv csv;
    struct ap_str path = ap_path_join(job->mem, job->ws->dir, in.file);
    if (ap_str_iends(in.file, AP_STR(".xlsx")))
        say(&in, AP_MET021, 0, AP_STR("a workbook cannot be read yet: save the register as CSV"));
    else if (ap_fs_read(path.ptr, AP_CSV_MAX_BYTES, job->mem, &bytes) != AP_OK)
        say(&in, AP_MET021, 0, AP_STR("the file cannot be read"));
    else if (ap_csv_open(bytes, job->mem, &csv) != AP_OK)
        say(&in, AP_MET021, 0, AP_STR("the file is no text in a known encoding"));
    else
        read_rows(&in, &csv);
}
