/* A matrix with one column a scope and a mark in its cells, turned into one list of scopes a row.
 * Place in the flow: inspect, below scope-matrix.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/content/rowset.h"
#include "tables/csv.h"

/* `read:users`, `settings.admin`: a word with a sign in it. */
static bool
is_scope_name(struct ap_str name)
{
    name = ap_str_trim(name);
    size_t sign = ap_str_find(name, ':');
    if (sign == name.len)
        sign = ap_str_find(name, '.');
    return sign > 0 && sign + 1 < name.len && ap_str_find(name, ' ') == name.len;
}

static bool
is_mark(const struct ap_rowset *set, struct ap_str cell)
{
    return !ap_value_is_empty(cell) &&
           !ap_value_is(ap_library_catalog(set->s->lib, AP_STR("no_words")), cell);
}

static void
add_scopes(struct ap_rowset *set, struct ap_rowset_row *row, const struct ap_row *header,
           const struct ap_row *cells)
{
    struct ap_rowset_cell *cell = &row->cells[ap_fields_id(&set->fields, "scopes")];
    for (size_t k = 0; k < cells->n && k < header->n; k++) {
        struct ap_str name = ap_str_trim(header->cells[k].text);
        if (!is_scope_name(name) || !is_mark(set, cells->cells[k].text))
            continue;
        cell->text =
            cell->text.len > 0 ? ap_arena_join(set->s->scratch, cell->text, "\n", name) : name;
        cell->line = cells->line;
        cell->column = cell->column ? cell->column : cells->cells[k].column;
    }
}

/* The header: the first row with names of scopes, behind titles. */
static bool
find_header(const struct ap_rowset *set, struct ap_rowset_raw *at, struct ap_row *ret_header)
{
    for (unsigned rows = 0; rows < AP_RECORD_HEADER && ap_rowset_next(set, at, ret_header); rows++)
        for (size_t i = 0; i < ret_header->n; i++)
            if (is_scope_name(ret_header->cells[i].text))
                return true;
    return false;
}

bool
ap_rowset_pivot(struct ap_rowset *set)
{
    struct ap_rowset_raw raw = {0};
    struct ap_row header;
    struct ap_row cells;
    uint16_t id = ap_fields_id(&set->fields, "scopes");
    if (id >= AP_ROWSET_CELLS || set->tree || !find_header(set, &raw, &header))
        return false;
    /* Rows of both readers come in the order of lines; one may leave out what the other gives. */
    for (size_t at = 0; ap_rowset_next(set, &raw, &cells);) {
        while (at < set->rows.n && set->rows.items[at].line < cells.line)
            at++;
        if (at < set->rows.n && set->rows.items[at].line == cells.line)
            add_scopes(set, &set->rows.items[at], &header, &cells);
    }
    return true;
}
