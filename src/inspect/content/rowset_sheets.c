/* The rows of a workbook's sheet for checks on registers: the sheet that counts, its merged areas, its raw rows.
 * Place in the flow: inspect, below the checks on registers.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/content/rowset.h"

static void
feed(struct ap_rowset *set, struct ap_records *records, unsigned least)
{
    const struct ap_small_parts *parts = &set->state->parts;
    set->sheets = (struct ap_sheet_choice){0};
    for (size_t i = 0; i < parts->n; i++) {
        const struct ap_small_part *part = &parts->items[i];
        if (part->hidden && least < 2) /* one word is too little to tell a hidden table by */
            continue;
        ap_sheets_go(&set->sheets, records, part->sheet, part->line, least);
        ap_records_feed(records,
                        (struct ap_str){set->state->bytes + part->from, part->to - part->from});
    }
    ap_sheets_end(&set->sheets, records);
}

void
ap_rowset_feed_sheets(struct ap_rowset *set, struct ap_records *records)
{
    feed(set, records, 2);
    if (set->sheets.chosen == 0) /* a list of one known column */
        feed(set, records, 1);
}

/* The row of a line, or NULL; rows come in the order of lines. */
static struct ap_rowset_row *
row_at(struct ap_rowset *set, uint32_t line)
{
    for (size_t i = 0; i < set->rows.n && set->rows.items[i].line <= line; i++)
        if (set->rows.items[i].line == line)
            return &set->rows.items[i];
    return NULL;
}

static void
fill(struct ap_rowset *set, const struct ap_rowset_row *first, size_t cell, uint32_t last)
{
    for (size_t i = (size_t)(first - set->rows.items) + 1;
         i < set->rows.n && set->rows.items[i].line <= last; i++)
        if (set->rows.items[i].cells[cell].text.len == 0)
            set->rows.items[i].cells[cell] = first->cells[cell];
}

void
ap_rowset_fill_areas(struct ap_rowset *set)
{
    const struct ap_small_areas *areas = &set->state->areas;
    for (size_t i = 0; i < areas->n; i++) {
        const struct ap_small_area *area = &areas->items[i];
        uint32_t sheet = area->sheet << AP_ROW_BITS;
        if (area->sheet != set->sheets.chosen || area->at.last_row <= area->at.row)
            continue;
        const struct ap_rowset_row *first = row_at(set, sheet | area->at.row);
        for (size_t c = 0; first && c < AP_ROWSET_CELLS; c++)
            if (first->cells[c].text.len > 0 && first->cells[c].column == area->at.column)
                fill(set, first, c, sheet | area->at.last_row);
    }
}

/* The row that a line of a sheet is; a row without cells is none. */
static bool
cut_row(const struct ap_rowset *set, struct ap_rowset_raw *at, struct ap_row *ret_row)
{
    struct ap_arena *mem = set->s->scratch;
    struct ap_str line = ap_str_cut(&at->rest, '\n');
    struct ap_row row = {.line = at->line++};
    if (ap_str_trim(line).len == 0)
        return false;
    while (line.ptr && row.n < AP_RECORD_CELLS) {
        row.cells = ap_vec_room(mem, row.cells, sizeof *row.cells, row.n, &row.cap);
        row.cells[row.n] = (struct ap_cell){
            .text = ap_str_cut(&line, '\t'), .line = row.line, .column = (uint32_t)row.n + 1};
        row.n++;
    }
    *ret_row = row;
    return true;
}

static bool
next_of_sheet(const struct ap_rowset *set, struct ap_rowset_raw *at, struct ap_row *ret_row)
{
    const struct ap_small_parts *parts = &set->state->parts;
    for (;;) {
        while (at->rest.ptr)
            if (cut_row(set, at, ret_row))
                return true;
        while (at->part < parts->n && parts->items[at->part].sheet != set->sheets.chosen)
            at->part++;
        if (at->part == parts->n)
            return false;
        const struct ap_small_part *part = &parts->items[at->part++];
        at->rest = (struct ap_str){set->state->bytes + part->from, part->to - part->from};
        at->line = part->line;
    }
}

bool
ap_rowset_next(const struct ap_rowset *set, struct ap_rowset_raw *at, struct ap_row *ret_row)
{
    struct ap_str text = {set->state->bytes, set->state->n};
    if (set->s->sheets.n > 0)
        return next_of_sheet(set, at, ret_row);
    if (!at->begun && ap_csv_open(text, set->s->scratch, &at->csv) != AP_OK)
        return false;
    at->begun = true;
    return ap_csv_next(&at->csv, ret_row) == 1;
}
