/* Rows of a workbook's sheet as records: a line a row, tabs between the cells, nothing quoted.
 * Place in the flow: tables.
 * SPDX-License-Identifier: Apache-2.0 */
#include "tables/csv.h"
#include "tables/records_internal.h"

void
ap_records_sheet(struct ap_records *r, enum ap_sheet_part part, uint32_t line, unsigned least)
{
    if (r->n_held > 0) { /* a row that its sheet cut short */
        struct ap_str rest = {r->held, r->n_held};
        r->n_held = r->retry_at = 0;
        if (r->sum.form == AP_FORM_SHEET)
            ap_records_rest(r, rest);
    }
    r->sum.form = AP_FORM_SHEET;
    r->delimiter = '\t';
    r->sniffed = true;
    r->stopped = false;
    r->line = line;
    r->column = 0;
    if (part == AP_SHEET_MORE)
        return;
    r->least_names = least;
    r->probing = part == AP_SHEET_PROBED;
    r->n_columns = r->probing ? r->n_columns : 0;
    r->has_header = false;
    r->header_rows = 0;
}

bool
ap_records_has_header(const struct ap_records *r)
{
    return r->has_header;
}

size_t
ap_records_known(const struct ap_records *r, struct ap_str row, char delimiter)
{
    uint64_t seen[1024] = {0};
    size_t n = 0;
    for (size_t i = 0; row.ptr && i < AP_RECORD_CELLS; i++) {
        struct ap_str name = ap_csv_column(ap_str_cut(&row, delimiter));
        if (name.len > 1 && name.ptr[0] == '"' && name.ptr[name.len - 1] == '"')
            name = ap_str_slice(name, 1, name.len - 1);
        uint16_t id = ap_field_names_find_one(r->names, name);
        if (name.len == 0 || id == AP_FIELD_NONE || (seen[id / 64u] >> (id % 64u) & 1u))
            continue;
        seen[id / 64u] |= UINT64_C(1) << (id % 64u);
        n++;
    }
    return n;
}

/* Titles and notes stand above a header. */
static void
take_header(struct ap_records *r, struct ap_str row)
{
    if (ap_str_trim(row).len == 0 || r->header_rows == AP_RECORD_HEADER)
        return;
    r->header_rows++;
    if (ap_records_known(r, row, '\t') < r->least_names)
        return;
    r->has_header = true;
    while (!r->probing && row.ptr)
        ap_records_add_column(r, ap_str_cut(&row, '\t'));
}

static void
take_row(struct ap_records *r, const struct ap_cursor *c, struct ap_str row)
{
    uint32_t line = c->line;
    bool some = false;
    for (uint32_t i = 0; row.ptr && i < r->n_columns; i++) {
        struct ap_str text = ap_str_trim(ap_str_cut(&row, '\t'));
        some |= text.len > 0;
        if (r->columns[i].id == AP_FIELD_NONE)
            continue;
        struct ap_record_field *f =
            ap_records_add(r, c, r->columns[i].id, r->columns[i].name, text, c->p);
        if (f)
            f->column = i + 1;
    }
    if (some)
        ap_records_give(r, line);
    else
        ap_records_forget(r);
}

bool
ap_step_cells(struct ap_records *r, struct ap_cursor *c, bool final)
{
    struct ap_str row;
    if (!ap_cursor_line(c, final, &row))
        return false;
    if (!r->has_header)
        take_header(r, row);
    else if (!r->probing)
        take_row(r, c, row);
    size_t n = ap_str_find((struct ap_str){c->p, (size_t)(c->end - c->p)}, '\n');
    c->p += n;
    if (c->p < c->end)
        ap_cursor_newline(c, ++c->p);
    return true;
}
