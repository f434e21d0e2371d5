/* MAP.csv as people have edited it.
 * Place in the flow: edit, before add.
 * SPDX-License-Identifier: Apache-2.0 */
#include "edit/map_read.h"

#include "edit/map_columns.h"
#include "evidence/evidence.h"
#include "port/fs.h"
#include "tables/rows.h"

#define MAX_ROWS 100000u

/** What stands in one column. */
struct column {
    size_t what; /* enum ap_map_column, or AP_MAP_N_COLUMNS */
    const struct ap_field_def *field;
    struct ap_ref key;
};

struct reading {
    struct ap_str path;
    const struct ap_library *lib;
    struct ap_arena *mem;
    struct ap_diag *dg;
    struct column *columns;
    size_t n_columns;
    bool is_wrong;
};

static struct ap_diagnostic *
fault(struct reading *r, uint32_t line, uint32_t column, const char *message)
{
    r->is_wrong = true;
    return ap_diag_add(r->dg, AP_CLI013, (struct ap_place){r->path, line, column}, "%s", message);
}

static struct ap_str
plain(const struct ap_cell *cell)
{
    return ap_str_trim(ap_cell_plain(ap_str_trim(cell->text)));
}

/** Headers as triage writes them and as the register has them. */
static size_t
column_of(struct ap_str header)
{
    static const struct {
        const char *header;
        enum ap_map_column what;
    } others[] = {{"Name", AP_MAP_FILE},
                  {"For", AP_MAP_REQUIREMENT},
                  {"Period Covered", AP_MAP_PERIOD},
                  {"Version", AP_MAP_VERSION},
                  {"Status", AP_MAP_STATUS},
                  {"Evidence Owner", AP_MAP_OWNER},
                  {"Source System", AP_MAP_SOURCE},
                  {"Evidence Title", AP_MAP_TITLE},
                  {"Samples", AP_MAP_SAMPLES}};
    for (size_t i = 0; i < AP_MAP_N_COLUMNS; i++)
        if (ap_str_ieq(header, ap_str_from(ap_map_header[i])))
            return i;
    for (size_t i = 0; i < AP_COUNT(others); i++)
        if (ap_str_ieq(header, ap_str_from(others[i].header)))
            return (size_t)others[i].what;
    return AP_MAP_N_COLUMNS;
}

static const struct ap_field_def *
field_of(const struct ap_library *lib, struct ap_str header)
{
    for (size_t i = 0; i < lib->fields.n; i++) {
        const struct ap_field_def *field = &lib->fields.items[i];
        if (ap_evidence_is_own(field) &&
            (ap_str_ieq(header, field->label) || ap_str_ieq(header, field->key)))
            return field;
    }
    return NULL;
}

/** Days and audience, which the order takes by name like fields of the library. */
static bool
is_day_or_audience(struct ap_str header)
{
    static const char *const names[] = {"performed", "collected", "effective", "audience"};
    for (size_t i = 0; i < AP_COUNT(names); i++)
        if (ap_str_ieq(header, ap_str_from(names[i])))
            return true;
    return false;
}

static void
read_header(struct reading *r, const struct ap_row *row)
{
    bool seen[AP_MAP_N_COLUMNS] = {false};
    r->n_columns = row->n;
    r->columns = ap_arena_array(r->mem, struct column, row->n);
    for (size_t i = 0; i < row->n; i++) {
        struct ap_str header = plain(&row->cells[i]);
        struct column *column = &r->columns[i];
        column->what = column_of(header);
        column->field = column->what == AP_MAP_N_COLUMNS ? field_of(r->lib, header) : NULL;
        if (column->field)
            column->key.text = column->field->key;
        else if (column->what == AP_MAP_N_COLUMNS && is_day_or_audience(header))
            column->key.text = header;
        column->key.place = (struct ap_place){r->path, row->cells[i].line, row->cells[i].column};
        if (column->what < AP_MAP_N_COLUMNS && seen[column->what])
            (void)fault(r, row->cells[i].line, row->cells[i].column, "this column stands twice");
        if (column->what < AP_MAP_N_COLUMNS)
            seen[column->what] = true;
    }
    static const enum ap_map_column needed[] = {AP_MAP_FILE, AP_MAP_REQUIREMENT};
    for (size_t i = 0; i < AP_COUNT(needed); i++)
        if (!seen[needed[i]])
            ap_diag_hint(
                r->dg,
                fault(r, row->line, 1,
                      needed[i] == AP_MAP_FILE ? "the map has no column File"
                                               : "the map has no column Requirement"),
                "begin from a map of apipack triage; docs/formats/map.md names the columns");
}

static struct ap_ref *
target_of(struct ap_add_order *order, size_t what)
{
    switch (what) {
    case AP_MAP_FILE:
        return &order->file;
    case AP_MAP_REQUIREMENT:
        return &order->requirement;
    case AP_MAP_PERIOD:
        return &order->period;
    case AP_MAP_VERSION:
        return &order->version;
    case AP_MAP_STATUS:
        return &order->status;
    case AP_MAP_OWNER:
        return &order->owner;
    case AP_MAP_SOURCE:
        return &order->source;
    case AP_MAP_TITLE:
        return &order->title;
    case AP_MAP_SAMPLES:
        return &order->samples;
    default:
        return NULL;
    }
}

static void
read_row(struct reading *r, const struct ap_row *row, struct ap_add_order *order)
{
    *order = (struct ap_add_order){0};
    for (size_t i = 0; i < r->n_columns; i++) {
        const struct column *column = &r->columns[i];
        struct ap_ref *target = target_of(order, column->what);
        struct ap_ref value = {AP_STR_NONE, {r->path, row->line, 1}};
        if (i < row->n) {
            value.text = plain(&row->cells[i]);
            value.place = (struct ap_place){r->path, row->cells[i].line, row->cells[i].column};
        }
        if (target)
            *target = value;
        if (column->key.text.len && value.text.len)
            *ap_vec_push(r->mem, &order->fields) = (struct ap_add_field){column->key, value};
    }
}

static int
read_rows(struct reading *r, struct ap_rows *rows, struct ap_add_orders *orders,
          struct ap_map_rows *open)
{
    struct ap_row row = {0};
    int result = ap_rows_next(rows, r->mem, &row);
    if (result == 1)
        read_header(r, &row);
    else if (result == 0)
        (void)fault(r, 1, 1, "the map is empty");
    while (result == 1 && !r->is_wrong && (result = ap_rows_next(rows, r->mem, &row)) == 1) {
        struct ap_add_order order;
        read_row(r, &row, &order);
        if (orders->n + open->n >= MAX_ROWS) {
            (void)fault(r, row.line, 1, "the map has more than 100,000 rows");
            break;
        }
        if (order.requirement.text.len)
            *ap_vec_push(r->mem, orders) = order;
        else
            *ap_vec_push(r->mem, open) = (struct ap_map_row){order.file.text, row.line};
    }
    if (result < 0)
        (void)fault(r, row.line + 1, 1,
                    result == AP_E_LIMIT ? "the row has too many cells"
                                         : "a quote is never closed");
    return r->is_wrong ? AP_E_INVALID : AP_OK;
}

int
ap_map_read(struct ap_str path, const struct ap_library *lib, struct ap_arena *mem,
            struct ap_add_orders *ret_orders, struct ap_map_rows *ret_open, struct ap_diag *dg)
{
    struct reading r = {.path = path, .lib = lib, .mem = mem, .dg = dg};
    struct ap_str bytes;
    struct ap_rows rows;
    const char *why = NULL;
    struct ap_str names[] = {ap_str_from(ap_map_header[AP_MAP_FILE]),
                             ap_str_from(ap_map_header[AP_MAP_REQUIREMENT])};
    struct ap_strs words = {names, AP_COUNT(names), AP_COUNT(names)};
    struct ap_place place = {path, 0, 0};
    int result = ap_fs_read(ap_arena_copy(mem, path).ptr, AP_ROWS_MAX_BYTES, mem, &bytes);
    if (result != AP_OK) {
        why = ap_fs_read_why(result, AP_ROWS_MAX_BYTES, mem);
        (void)ap_diag_add(dg, AP_CLI010, place, "the map cannot be read: %s", why);
        return AP_E_INVALID;
    }
    *ret_orders = (struct ap_add_orders){0};
    *ret_open = (struct ap_map_rows){0};
    if (ap_rows_open(bytes, &words, mem, &rows, &why) != AP_OK) {
        (void)ap_diag_add(dg, AP_CLI013, place, "the map is no table: %s", why);
        return AP_E_INVALID;
    }
    return read_rows(&r, &rows, ret_orders, ret_open);
}
