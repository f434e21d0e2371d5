/* An imported register: every row finds its item, every cell is read, what differs is marked.
 * Place in the flow: edit.
 * SPDX-License-Identifier: Apache-2.0 */
#include "edit/register_parts.h"

struct reader {
    const struct ap_evidence *ev;
    const struct ap_reg_columns *columns;
    struct ap_str file;
    struct ap_arena *mem;
    struct ap_diag *dg;
    struct ap_rows rows;
    struct ap_register_header header;
    size_t *at; /* by column: the cell, or SIZE_MAX */
    struct ap_register_files finder;
    struct ap_map requested; /* what is asked for -> the register's row of it */
    struct ap_map lines;     /* what a row is about -> its line */
    struct ap_reg_rows found;
};

/** `register.xlsx:7:2: error: Review Date (cell K7) is "soon", expected a day such as 2026-06-30 [MET007]` */
static void
say_wrong(struct reader *in, const struct ap_row *row, const struct ap_reg_column *column,
          size_t at, const struct ap_cell_value *value)
{
    bool book = in->rows.book != NULL;
    struct ap_str where = ap_rows_where(&in->rows, row, at, in->mem);
    (void)ap_diag_add(in->dg, value->code, ap_rows_place(in->file, row, at),
                      "%s%s%.*s%s is \"%.*s\", expected %.*s", column->header,
                      book ? " (cell " : "", AP_FMT(book ? where : AP_STR("")), book ? ")" : "",
                      AP_FMT(value->text), AP_FMT(value->expected));
}

/** The canonical texts of a row; cells that the file does not have are empty. False: something is wrong, and was said. */
static bool
read_cells(struct reader *in, const struct ap_row *row, struct ap_str *cells)
{
    bool right = true;
    for (size_t c = 0; c < in->columns->n; c++) {
        const struct ap_reg_column *column = &in->columns->items[c];
        struct ap_cell_value value;
        struct ap_str text = ap_register_text(row, in->at[c]);
        int result =
            ap_register_canonical(in->ev, column->id, column->field, text, in->mem, &value);
        cells[c] = value.text;
        if (result == AP_OK)
            continue;
        say_wrong(in, row, column, in->at[c], &value);
        right = false;
    }
    return right;
}

static bool
is_status(struct ap_str text, enum ap_review_status status)
{
    return ap_str_is(text, ap_register_status(status));
}

/** What the period of the name does not hold cannot be written: the next check would refuse it. */
static bool
read_periods(struct reader *in, const struct ap_row *row, const struct ap_item *item,
             struct ap_str *cell)
{
    const struct ap_name *name = &item->parsed;
    struct ap_strs values = {0};
    struct ap_str text = AP_STR_NONE;
    ap_cell_values(*cell, in->mem, &values);
    for (size_t i = 0; i < values.n; i++) {
        struct ap_period period;
        if (ap_period_parse(values.items[i], &period) != AP_OK)
            return false; /* was said */
        period = ap_register_month_of(item, period);
        if (name->ok && name->has_period && !ap_span_contains(name->period.span, period.span)) {
            (void)ap_diag_add(in->dg, AP_MET009,
                              ap_rows_place(in->file, row, in->at[AP_REG_PERIOD]),
                              "period %.*s contradicts %.*s in the name", AP_FMT(values.items[i]),
                              AP_FMT(name->period_text));
            return false;
        }
        struct ap_str one = ap_period_str(in->mem, period);
        text = i ? ap_arena_join(in->mem, text, "; ", one) : one;
    }
    *cell = text;
    return true;
}

/** Without a file a row can only ask for one. */
static bool
check_requested(struct reader *in, const struct ap_row *row, const struct ap_str *cells)
{
    struct ap_str file = cells[AP_REG_FILE];
    if (file.len && !is_status(cells[AP_REG_STATUS], AP_REVIEW_REQUESTED)) {
        (void)ap_diag_add(in->dg, AP_MET016, ap_rows_place(in->file, row, in->at[AP_REG_FILE]),
                          "there is no file %.*s below the evidence folder", AP_FMT(file));
        return false;
    }
    if (file.len == 0 && cells[AP_REG_CONTROL].len == 0) {
        (void)ap_diag_add(in->dg, AP_MET023, ap_rows_place(in->file, row, in->at[AP_REG_FILE]),
                          "the row names neither a file nor a control");
        return false;
    }
    if (in->ev->ws->evidence.register_file.len == 0) {
        struct ap_diagnostic *d =
            ap_diag_add(in->dg, AP_MET016, ap_rows_place(in->file, row, in->at[AP_REG_FILE]),
                        "a requested row needs a register to stand in");
        ap_diag_hint(in->dg, d, "name one in apipack.yaml: evidence: {register: register.csv}");
        return false;
    }
    return true;
}

static bool
is_first(struct reader *in, const struct ap_row *row, struct ap_str subject)
{
    uint32_t before = ap_map_put(&in->lines, in->mem, subject, row->line);
    if (before != AP_NONE)
        (void)ap_diag_add(in->dg, AP_MET018, ap_rows_place(in->file, row, in->at[AP_REG_FILE]),
                          "line %u names %.*s too", before, AP_FMT(subject));
    return before == AP_NONE;
}

/** What a requested row asks for: its file, else control, title and period. */
static struct ap_str
requested_subject(struct ap_arena *mem, const struct ap_str *cells)
{
    if (cells[AP_REG_FILE].len)
        return cells[AP_REG_FILE];
    return ap_arena_printf(mem, "%.*s%s%.*s%s%.*s", AP_FMT(cells[AP_REG_CONTROL]),
                           cells[AP_REG_TITLE].len ? ", " : "", AP_FMT(cells[AP_REG_TITLE]),
                           cells[AP_REG_PERIOD].len ? ", " : "", AP_FMT(cells[AP_REG_PERIOD]));
}

static void
index_requested(struct reader *in)
{
    for (size_t i = 0; i < in->ev->announced.n; i++) {
        const struct ap_str *cells =
            ap_reg_requested_cells(in->ev, in->columns, &in->ev->announced.items[i], in->mem);
        (void)ap_map_put(&in->requested, in->mem, requested_subject(in->mem, cells), (uint32_t)i);
    }
}

/** Persons are the same whichever of their names is written. */
static bool
is_same(const struct reader *in, const struct ap_reg_column *column, struct ap_str a,
        struct ap_str b)
{
    if (ap_str_eq(a, b))
        return true;
    if (column->field || column->id != AP_REG_REVIEWER)
        return false;
    const struct ap_person *x = ap_workspace_person(in->ev->ws, a);
    return x && x == ap_workspace_person(in->ev->ws, b);
}

static void
mark_changes(struct reader *in, struct ap_reg_row *row)
{
    for (size_t c = 0; c < in->columns->n; c++)
        if (in->at[c] == SIZE_MAX || (row->item && c == AP_REG_FILE))
            row->cells[c] = row->known[c];
    bool decided = is_status(row->cells[AP_REG_STATUS], AP_REVIEW_APPROVED) ||
                   is_status(row->cells[AP_REG_STATUS], AP_REVIEW_REJECTED);
    if (!decided) /* the export offers a digest to whoever approves; alone it means nothing */
        row->cells[AP_REG_SHA256] = row->known[AP_REG_SHA256];
    for (size_t c = 0; c < in->columns->n; c++)
        row->changed[c] = !is_same(in, &in->columns->items[c], row->cells[c], row->known[c]);
    bool review = false; /* a decision is written whole */
    for (size_t c = AP_REG_STATUS; c <= AP_REG_SHA256; c++)
        review = review || row->changed[c];
    for (size_t c = AP_REG_STATUS; c <= AP_REG_SHA256; c++)
        row->changed[c] = review;
}

static void
add_row(struct reader *in, struct ap_reg_row row)
{
    size_t n = in->columns->n;
    row.changed = ap_arena_array(in->mem, bool, n);
    row.applied = ap_arena_array(in->mem, bool, n);
    if (row.item)
        row.known = ap_reg_item_cells(in->ev, in->columns, row.item, in->mem);
    else if (row.announced)
        row.known = ap_reg_requested_cells(in->ev, in->columns, row.announced, in->mem);
    else
        row.known = ap_arena_array(in->mem, struct ap_str, n);
    mark_changes(in, &row);
    *ap_vec_push(in->mem, &in->found) = row;
}

static void
read_row(struct reader *in, const struct ap_row *row)
{
    struct ap_str *cells = ap_arena_array(in->mem, struct ap_str, in->columns->n);
    bool right = read_cells(in, row, cells);
    uint32_t index = ap_register_files_find(&in->finder, cells[AP_REG_FILE]);
    if (index == AP_REG_SEVERAL) {
        (void)ap_diag_add(in->dg, AP_MET017, ap_rows_place(in->file, row, in->at[AP_REG_FILE]),
                          "several files are named %.*s", AP_FMT(cells[AP_REG_FILE]));
        return;
    }
    struct ap_reg_row found = {.cells = cells};
    if (index != AP_NONE) {
        found.item = &in->ev->items.items[index];
        found.subject = found.item->path;
        right = read_periods(in, row, found.item, &cells[AP_REG_PERIOD]) && right;
    } else {
        right = check_requested(in, row, cells) && right;
        found.subject = requested_subject(in->mem, cells);
        uint32_t known = ap_map_get(&in->requested, found.subject);
        found.announced = known == AP_NONE ? NULL : &in->ev->announced.items[known];
    }
    if (is_first(in, row, found.subject) && right)
        add_row(in, found);
}

static bool
is_known_header(const struct reader *in, size_t cell)
{
    for (size_t c = 0; c < in->columns->n; c++)
        if (in->at[c] == cell)
            return true;
    return false;
}

static bool
read_header(struct reader *in)
{
    struct ap_row row = {0};
    if (ap_rows_next(&in->rows, in->mem, &row) == 1)
        ap_register_read_header(in->ev->lib, &row, in->mem, &in->header);
    if (row.n == 0 || in->header.at[AP_REG_FILE] == SIZE_MAX) {
        (void)ap_diag_add(in->dg, AP_MET021, (struct ap_place){in->file, row.line, 0},
                          "no column is called File or Name");
        return false;
    }
    in->at = ap_arena_array(in->mem, size_t, in->columns->n);
    struct ap_strs words = {0};
    for (size_t c = 0; c < in->columns->n; c++) {
        in->at[c] = ap_reg_cell_of(&in->columns->items[c], &in->header);
        *ap_vec_push(in->mem, &words) = ap_str_from(in->columns->items[c].header);
    }
    for (size_t i = 0; i < row.n; i++) {
        struct ap_str text = ap_str_trim(row.cells[i].text);
        if (text.len == 0 || is_known_header(in, i))
            continue;
        struct ap_diagnostic *d = ap_diag_add(in->dg, AP_MET004, ap_rows_place(in->file, &row, i),
                                              "the column \"%.*s\" is not imported", AP_FMT(text));
        struct ap_str nearest = ap_strs_nearest(&words, text);
        ap_diag_level(in->dg, d, AP_WARNING);
        if (nearest.len)
            ap_diag_hint(in->dg, d, "did you mean %.*s?", AP_FMT(nearest));
        else
            ap_diag_hint(in->dg, d, "a field of your own is declared under metadata in an overlay");
    }
    return true;
}

int
ap_reg_read(const struct ap_evidence *ev, const struct ap_reg_columns *columns, struct ap_str file,
            struct ap_str bytes, struct ap_arena *mem, struct ap_reg_rows *ret_rows,
            struct ap_diag *dg)
{
    struct reader in = {.ev = ev, .columns = columns, .file = file, .mem = mem, .dg = dg};
    struct ap_strs words;
    struct ap_row row;
    const char *why = NULL;
    size_t before = dg->n_errors;
    ap_register_words(ev->lib, mem, &words);
    if (ap_rows_open(bytes, &words, mem, &in.rows, &why) != AP_OK) {
        (void)ap_diag_add(dg, AP_MET021, (struct ap_place){file, 0, 0}, "%s", why);
        return AP_E_INVALID;
    }
    if (!read_header(&in))
        return AP_E_INVALID;
    ap_register_files_index(ev, mem, &in.finder);
    index_requested(&in);
    int rc;
    while ((rc = ap_rows_next(&in.rows, mem, &row)) == 1)
        read_row(&in, &row);
    if (rc < 0)
        (void)ap_diag_add(dg, AP_MET021, (struct ap_place){file, in.rows.csv.line, 0},
                          "a quote is never closed, or a row has too many cells");
    *ret_rows = in.found;
    return dg->n_errors > before ? AP_E_INVALID : AP_OK;
}
