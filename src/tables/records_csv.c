/* CSV and W3C extended logs as records: a header gives the columns, cells follow them.
 * Place in the flow: tables.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "tables/csv.h"
#include "tables/records_internal.h"

/** One cell as it lies in the text. */
struct cell {
    struct ap_str text;
    bool quoted;
    bool doubled; /* it holds "" */
    bool last;    /* the row ends behind it */
};

/* A quoted cell; the cursor is at its quote. */
static bool
quoted_cell(struct ap_cursor *c, bool final, struct cell *ret_cell)
{
    const char *from = ++c->p;
    for (;;) {
        while (c->p < c->end && *c->p != '"')
            if (*c->p++ == '\n')
                ap_cursor_newline(c, c->p);
        if (c->p == c->end && !final)
            return false;
        if (c->p == c->end || (c->p + 1 == c->end && final))
            break;
        if (c->p + 1 == c->end)
            return false;
        if (c->p[1] != '"')
            break;
        ret_cell->doubled = true;
        c->p += 2;
    }
    ret_cell->quoted = true;
    ret_cell->text = (struct ap_str){from, (size_t)(c->p - from)};
    c->p += c->p < c->end;
    return true;
}

/* The next cell, and what is behind it: a delimiter or the row's end. */
static bool
next_cell(const struct ap_records *r, struct ap_cursor *c, bool final, struct cell *ret_cell)
{
    *ret_cell = (struct cell){.text = {c->p, 0}};
    if (c->p < c->end && *c->p == '"' && !quoted_cell(c, final, ret_cell))
        return false;
    const char *from = c->p;
    while (c->p < c->end && *c->p != r->delimiter && *c->p != '\n')
        c->p++;
    if (c->p == c->end && !final)
        return false;
    if (!ret_cell->quoted)
        ret_cell->text = (struct ap_str){from, (size_t)(c->p - from)};
    ret_cell->last = c->p == c->end || *c->p == '\n';
    if (ret_cell->last && !ret_cell->quoted && ap_str_ends(ret_cell->text, AP_STR("\r")))
        ret_cell->text.len--;
    if (c->p < c->end) {
        c->p++;
        if (ret_cell->last)
            ap_cursor_newline(c, c->p);
    }
    /* Blanks in a row part once. */
    while (r->delimiter == ' ' && !ret_cell->last && c->p < c->end && *c->p == ' ')
        c->p++;
    return true;
}

static struct ap_str
undouble(struct ap_records *r, struct ap_str s)
{
    char *out = ap_records_room(r, s.len);
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++) {
        out[n++] = s.ptr[i];
        i += s.ptr[i] == '"';
    }
    return ap_records_decoded(r, n);
}

void
ap_records_add_column(struct ap_records *r, struct ap_str name)
{
    if (!r->columns)
        r->columns = ap_arena_array(r->mem, struct ap_column, AP_RECORD_CELLS);
    if (r->n_columns == AP_RECORD_CELLS)
        return;
    name = ap_arena_copy(r->mem, ap_str_slice(ap_csv_column(name), 0, AP_FIELD_BYTES));
    uint16_t id = ap_field_names_find_one(r->names, name);
    r->columns[r->n_columns++] = (struct ap_column){id, name};
    if (id != AP_FIELD_NONE)
        r->has[id / 64u] |= UINT64_C(1) << (id % 64u);
}

/* `#Fields: date time cs-method …`, and other comments. */
static bool
take_comment(struct ap_records *r, struct ap_cursor *c, bool final)
{
    struct ap_str line;
    if (!ap_cursor_line(c, final, &line))
        return false;
    if (ap_str_starts(line, AP_STR("#Fields:"))) {
        struct ap_str rest = ap_str_trim(ap_str_slice(line, 8, line.len));
        r->delimiter = ap_str_find(rest, '\t') < rest.len ? '\t' : ' ';
        r->n_columns = 0;
        while (rest.ptr) {
            struct ap_str name = ap_str_cut(&rest, r->delimiter);
            if (name.len > 0)
                ap_records_add_column(r, name);
        }
        r->has_header = true;
    }
    const char *nl = memchr(c->p, '\n', (size_t)(c->end - c->p));
    c->p = nl ? nl + 1 : c->end;
    if (nl)
        ap_cursor_newline(c, c->p);
    return true;
}

static bool
take_header(struct ap_records *r, struct ap_cursor *c, bool final)
{
    struct cell cell = {.last = false};
    size_t had = r->n_columns;
    bool some = false;
    while (!cell.last) {
        if (!next_cell(r, c, final, &cell)) {
            r->n_columns = had;
            return false;
        }
        some |= ap_str_trim(cell.text).len > 0;
        ap_records_add_column(r, cell.doubled ? undouble(r, cell.text) : cell.text);
    }
    r->has_header = some;
    if (!some)
        r->n_columns = had;
    return true;
}

/* The whole line `sep=;` that spreadsheets write first. */
static bool
take_sep(struct ap_records *r, struct ap_cursor *c, bool final)
{
    struct ap_str line;
    if (!ap_cursor_line(c, final, &line))
        return false;
    if (line.len == 5 && ap_str_ieq(ap_str_slice(line, 0, 4), AP_STR("sep="))) {
        r->delimiter = line.ptr[4];
        const char *nl = memchr(c->p, '\n', (size_t)(c->end - c->p));
        c->p = nl ? nl + 1 : c->end;
        ap_cursor_newline(c, c->p);
        return c->p == c->end || take_header(r, c, final);
    }
    return take_header(r, c, final);
}

static unsigned
pass_title(struct ap_cursor *c, bool final)
{
    struct ap_str line;
    if (!ap_cursor_line(c, final, &line))
        return 0;
    const char *nl = memchr(c->p, '\n', (size_t)(c->end - c->p));
    c->p = nl ? nl + 1 : c->end;
    if (nl)
        ap_cursor_newline(c, c->p);
    return 1;
}

bool
ap_step_csv(struct ap_records *r, struct ap_cursor *c, bool final)
{
    const char *before = c->p;
    if (r->sum.form == AP_FORM_W3C && *c->p == '#')
        return take_comment(r, c, final);
    if (r->titles > 0) {
        r->titles -= pass_title(c, final);
        return c->p > before;
    }
    if (!r->has_header)
        return take_sep(r, c, final);
    uint32_t line = c->line;
    bool some = false;
    struct cell cell = {.last = false};
    for (size_t i = 0; !cell.last; i++) {
        struct ap_cursor at = *c;
        if (!next_cell(r, c, final, &cell))
            return false;
        some |= cell.text.len > 0;
        if (i >= r->n_columns || r->columns[i].id == AP_FIELD_NONE)
            continue;
        struct ap_str text = cell.doubled ? undouble(r, cell.text) : cell.text;
        (void)ap_records_add(r, &at, r->columns[i].id, r->columns[i].name, ap_str_trim(text), at.p);
    }
    if (some)
        ap_records_give(r, line);
    else
        ap_records_forget(r);
    return true;
}
