/* Reads samples.csv: what the auditor selected.
 * Place in the flow: workspace; each row becomes a slot of its requirement in the catalogue.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>

#include "base/cleanup.h"
#include "base/path.h"
#include "port/fs.h"
#include "tables/csv.h"
#include "workspace/load.h"

#define SAMPLES_BYTES (16u << 20)
#define MAX_SAMPLES   100000

enum column { COL_ID, COL_REQUIREMENT, COL_SELECTED_BY, COL_DATE, COL_ITEM };
#define N_COLUMNS 5
#define NO_COLUMN SIZE_MAX

static const struct {
    const char *header;
    bool needed;
} columns[N_COLUMNS] = {
    [COL_ID] = {"Sample ID", true},
    [COL_REQUIREMENT] = {"Requirement", true},
    [COL_SELECTED_BY] = {"Selected By", false},
    [COL_DATE] = {"Date", false},
    [COL_ITEM] = {"Item", false},
};

struct sample_reader {
    struct ap_workspace *ws;
    struct ap_arena *mem;
    struct ap_diag *dg;
    size_t at[N_COLUMNS]; /* of each column in a row, or NO_COLUMN */
    struct ap_map seen;
    bool valid;
};

static struct ap_diagnostic *
fault(struct sample_reader *r, enum ap_code code, uint32_t line, uint32_t column,
      struct ap_str message)
{
    r->valid = false;
    struct ap_place place = {r->ws->samples_file.text, line, column};
    return ap_diag_add(r->dg, code, place, "%.*s", AP_FMT(message));
}

static int
read_bytes(struct sample_reader *r, struct ap_str *ret_bytes)
{
    struct ap_str dir = ap_arena_copy(r->mem, r->ws->dir.len ? r->ws->dir : AP_STR("."));
    AP_AUTO_FD int dir_fd = -1;
    AP_AUTO_FD int fd = -1;
    int result = ap_fs_open_dir(dir.ptr, &dir_fd);
    if (result == AP_OK)
        result = ap_fs_open_below(dir_fd, r->ws->samples_file.text, &fd);
    if (result != AP_OK)
        return result;
    struct ap_buf buf = {0};
    char block[16384];
    size_t n = 0;
    do {
        result = ap_fd_read_at(fd, buf.len, block, sizeof block, &n);
        ap_buf_add(&buf, block, result == AP_OK ? n : 0);
        if (buf.len > SAMPLES_BYTES)
            result = AP_E_LIMIT;
    } while (result == AP_OK && n > 0);
    if (result == AP_OK)
        *ret_bytes = ap_arena_copy(r->mem, ap_buf_str(&buf));
    ap_buf_release(&buf);
    return result;
}

/* Where the columns stand; others are the auditor's own and are skipped. */
static bool
read_header(struct sample_reader *r, const struct ap_row *row)
{
    for (size_t k = 0; k < N_COLUMNS; k++) {
        r->at[k] = NO_COLUMN;
        for (size_t i = 0; i < row->n && r->at[k] == NO_COLUMN; i++)
            if (ap_str_ieq(ap_str_trim(row->cells[i].text), ap_str_from(columns[k].header)))
                r->at[k] = i;
        if (r->at[k] != NO_COLUMN || !columns[k].needed)
            continue;
        struct ap_diagnostic *d =
            fault(r, AP_WSP015, row->line, 1,
                  ap_arena_printf(r->mem, "the header has no column \"%s\"", columns[k].header));
        ap_diag_hint(r->dg, d, "the header is: Sample ID, Requirement, Selected By, Date, Item");
    }
    return r->valid;
}

static struct ap_ref
cell(const struct sample_reader *r, const struct ap_row *row, enum column column)
{
    size_t at = r->at[column];
    struct ap_place place = {r->ws->samples_file.text, row->line, 1};
    if (at == NO_COLUMN || at >= row->n)
        return (struct ap_ref){AP_STR_NONE, place};
    place.line = row->cells[at].line;
    place.column = row->cells[at].column;
    return (struct ap_ref){ap_str_trim(row->cells[at].text), place};
}

static void
read_sample(struct sample_reader *r, const struct ap_row *row)
{
    struct ap_ref id = cell(r, row, COL_ID);
    struct ap_ref requirement = cell(r, row, COL_REQUIREMENT);
    struct ap_ref date = cell(r, row, COL_DATE);
    if (!id.text.len || !requirement.text.len) {
        fault(r, AP_WSP015, row->line, 1,
              ap_arena_printf(r->mem, "a sample without %s",
                              id.text.len ? "Requirement" : "Sample ID"));
        return;
    }
    struct ap_str key = ap_arena_join(r->mem, requirement.text, "@#", id.text);
    if (ap_map_put(&r->seen, r->mem, key, 0) != AP_NONE)
        fault(r, AP_WSP016, id.place.line, id.place.column,
              ap_arena_printf(r->mem, "the sample \"%.*s\" of %.*s is there twice", AP_FMT(id.text),
                              AP_FMT(requirement.text)));
    ap_day day = AP_DAY_NONE;
    if (date.text.len && ap_cell_day(date.text, &day) != AP_OK)
        ap_diag_hint(r->dg,
                     fault(r, AP_WSP015, date.place.line, date.place.column,
                           ap_arena_printf(r->mem, "\"%.*s\" is not a day", AP_FMT(date.text))),
                     "write days as YYYY-MM-DD");
    struct ap_sample *sample = ap_vec_push(r->mem, &r->ws->samples);
    sample->id = id.text;
    sample->requirement = requirement;
    sample->selected_by = cell(r, row, COL_SELECTED_BY).text;
    sample->item = cell(r, row, COL_ITEM).text;
    sample->date = day;
    sample->place = id.place;
}

static void
read_rows(struct sample_reader *r, struct ap_csv *csv)
{
    struct ap_row row = {0};
    int more = ap_csv_next(csv, &row);
    if (more == 0) {
        fault(r, AP_WSP015, 1, 1, AP_STR("the file is empty"));
        return;
    }
    if (more == 1 && !read_header(r, &row))
        return;
    while (more == 1 && (more = ap_csv_next(csv, &row)) == 1) {
        if (r->ws->samples.n >= MAX_SAMPLES) {
            fault(r, AP_WSP003, row.line, 1,
                  ap_arena_printf(r->mem, "more than %d samples", MAX_SAMPLES));
            return;
        }
        read_sample(r, &row);
    }
    if (more < 0)
        fault(r, AP_WSP015, csv->line, 1,
              more == AP_E_LIMIT ? AP_STR("too many cells in one row")
                                 : AP_STR("a quote is never closed"));
}

bool
ap_workspace_read_samples(struct ap_workspace *ws, struct ap_arena *mem, struct ap_diag *dg)
{
    struct sample_reader r = {.ws = ws, .mem = mem, .dg = dg, .valid = true};
    struct ap_str bytes = {0};
    struct ap_csv csv;
    if (!ws->samples_file.text.len)
        return true;
    int result = read_bytes(&r, &bytes);
    if (result != AP_OK) {
        const char *why = result == AP_E_NOTFOUND  ? "no such file"
                          : result == AP_E_LIMIT   ? "larger than 16 MiB"
                          : result == AP_E_INVALID ? "not a regular file"
                                                   : ap_error_text(errno);
        ap_diag_add(dg, AP_WSP015, ws->samples_file.place, "cannot read samples \"%.*s\": %s",
                    AP_FMT(ws->samples_file.text), why);
        return false;
    }
    if (ap_csv_open(bytes, mem, &csv) != AP_OK) {
        fault(&r, AP_WSP015, 1, 1, AP_STR("not a text file in a known encoding"));
        return false;
    }
    read_rows(&r, &csv);
    return r.valid;
}
