/* Columns of a CSV table whose header names a secret: the cells below are its values.
 * Place in the flow: inspect/scan; a header is noticed by its keyword, rows are followed as they come.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "inspect/scan/chars.h"
#include "inspect/scan/rules.h"

#define LINE_MAX_BYTES 8192u
#define CELLS_MAX      256u
#define LABEL_MAX      64u

struct line {
    size_t from, to;
};

static size_t
line_end(struct ap_str text, size_t from, size_t limit)
{
    const char *end = memchr(text.ptr + from, '\n', limit - from);
    return end ? (size_t)(end - text.ptr) : limit;
}

/* The cell that begins at `at`, without its quotes; gives where the next begins, or `to` + 1 at the end. */
static size_t
cell_at(struct ap_str text, size_t at, size_t to, char delimiter, struct line *ret_cell)
{
    if (at < to && text.ptr[at] == '"') {
        size_t i = at + 1;
        while (i < to && !(text.ptr[i] == '"' && (i + 1 >= to || text.ptr[i + 1] != '"')))
            i += text.ptr[i] == '"' ? 2 : 1;
        *ret_cell = (struct line){at + 1, i < to ? i : to};
        at = i < to ? i + 1 : to;
        while (at < to && text.ptr[at] != delimiter)
            at++;
        return at < to ? at + 1 : to + 1;
    }
    size_t i = at;
    while (i < to && text.ptr[i] != delimiter)
        i++;
    *ret_cell = (struct line){at, i};
    return i < to ? i + 1 : to + 1;
}

static uint32_t
count_cells(struct ap_str text, struct line line, char delimiter)
{
    uint32_t n = 0;
    struct line cell;
    for (size_t at = line.from; at <= line.to && n < CELLS_MAX; n++)
        at = cell_at(text, at, line.to, delimiter, &cell);
    return n;
}

static bool
is_label(struct ap_str cell)
{
    cell = ap_str_trim(cell);
    if (cell.len == 0 || cell.len > LABEL_MAX ||
        !(ap_is(cell.ptr[0], AP_CH_LETTER) || cell.ptr[0] == '_'))
        return cell.len == 0;
    size_t blanks = 0;
    for (size_t i = 0; i < cell.len; i++) {
        blanks += cell.ptr[i] == ' ';
        if (!ap_is(cell.ptr[i], AP_CH_NAME) && cell.ptr[i] != ' ' && cell.ptr[i] != '/' &&
            cell.ptr[i] != '(' && cell.ptr[i] != ')' && cell.ptr[i] != '#')
            return false;
    }
    return blanks <= 3;
}

/* Reads the header's cells into `c`; false when it is none. */
static bool
read_header(struct ap_sight *s, struct line line, char delimiter, struct ap_columns *c)
{
    struct line cell;
    c->n_cells = c->n_keys = 0;
    for (size_t at = line.from; at <= line.to; c->n_cells++) {
        at = cell_at(s->text, at, line.to, delimiter, &cell);
        struct ap_str label = ap_str_trim(ap_str_slice(s->text, cell.from, cell.to));
        if (!is_label(label) || c->n_cells >= CELLS_MAX)
            return false;
        struct ap_pair_rules rules = ap_names_rules(s->sc, label);
        if (rules.n == 0 || c->n_keys == AP_COUNT(c->keys))
            continue;
        c->keys[c->n_keys].cell = c->n_cells;
        c->keys[c->n_keys].key_from = s->base + cell.from;
        c->keys[c->n_keys].key_to = s->base + cell.to;
        c->keys[c->n_keys].n_rules = (uint32_t)rules.n;
        memcpy(c->keys[c->n_keys++].rules, rules.rules, rules.n * sizeof *rules.rules);
    }
    return c->n_cells >= 2 && c->n_keys > 0;
}

static bool
is_delimiter(char c)
{
    return c == ',' || c == ';' || c == '\t' || c == '|';
}

/* A delimiter stands on one side of the name, behind its quote if it has one. */
static bool
is_delimited(struct ap_str text, size_t from, size_t to)
{
    to += to < text.len && text.ptr[to] == '"';
    from -= from > 0 && text.ptr[from - 1] == '"';
    return (to < text.len && is_delimiter(text.ptr[to])) ||
           (from > 0 && is_delimiter(text.ptr[from - 1]));
}

/* The line that holds the name text[key_from] … text[key_to-1], if it may be a header: false when it cannot. */
static bool
line_around(struct ap_sight *s, size_t key_from, struct line *ret_line, size_t *ret_end)
{
    struct ap_str text = s->text;
    size_t least = key_from > LINE_MAX_BYTES / 2 ? key_from - LINE_MAX_BYTES / 2 : 0;
    size_t from = key_from;
    for (; from > least && text.ptr[from - 1] != '\n'; from--)
        if (strchr(":{}[]=<>\\",
                   text.ptr[from - 1])) /* records and prose end here, after a few bytes */
            return false;
    if (from > 0 && from == least)
        return false;
    size_t limit = from + LINE_MAX_BYTES < text.len ? from + LINE_MAX_BYTES : text.len;
    size_t to = line_end(text, from, limit);
    s->sc->columns.seen = s->base + to;
    if (to == limit)
        return false; /* no row follows */
    *ret_line = (struct line){from, to > from && text.ptr[to - 1] == '\r' ? to - 1 : to};
    if (from == 0 && s->base == 0 &&
        ap_str_starts(ap_str_slice(text, 0, 3), AP_STR("\xef\xbb\xbf")))
        ret_line->from += 3;
    *ret_end = to;
    return true;
}

/* The characters beside the name, behind its quotes: one of them is the delimiter of a header. */
static void
beside(struct ap_str text, struct line line, size_t key_from, size_t key_to, char near[2])
{
    near[0] = key_to < line.to ? text.ptr[key_to] : '\0';
    near[1] = key_from > line.from ? text.ptr[key_from - 1] : '\0';
    if (near[0] == '"' && key_to + 1 < line.to)
        near[0] = text.ptr[key_to + 1];
    if (near[1] == '"' && key_from > line.from + 1)
        near[1] = text.ptr[key_from - 2];
}

void
ap_columns_header(struct ap_sight *s, size_t key_from, size_t key_to)
{
    struct ap_columns *c = &s->sc->columns;
    struct ap_str text = s->text;
    if (s->base + key_to <= c->seen)
        return;
    if (!is_delimited(text, key_from, key_to))
        return;
    struct line line;
    size_t to;
    if (!line_around(s, key_from, &line, &to))
        return;
    char near[2];
    beside(text, line, key_from, key_to, near);
    for (size_t i = 0; i < 2; i++) {
        if (!is_delimiter(near[i]))
            continue;
        /* Rows of the table before it first. */
        struct ap_sight *whole = s->sc->whole;
        ap_columns_rows(whole, (size_t)(s->base - whole->base) + line.from);
        struct ap_columns header = *c;
        size_t next_end = line_end(
            text, to + 1, to + 1 + LINE_MAX_BYTES < text.len ? to + 1 + LINE_MAX_BYTES : text.len);
        if (!read_header(s, line, near[i], &header) ||
            count_cells(text, (struct line){to + 1, next_end}, near[i]) != header.n_cells)
            continue;
        header.active = true;
        header.delimiter = near[i];
        header.at = s->base + to + 1;
        *c = header;
        return;
    }
}

static void
apply_cell(struct ap_sight *s, const struct ap_columns *c, size_t k, struct line cell)
{
    struct ap_named pair = {
        .key_from = 0, .from = cell.from, .to = cell.to, .sign = ',', .quoted = true};
    for (uint32_t r = 0; r < c->keys[k].n_rules && cell.to > cell.from; r++) {
        size_t before = s->sc->finds.n;
        ap_apply_pair(s, &s->sc->rules->rules[c->keys[k].rules[r]], &pair);
        for (size_t i = before; i < s->sc->finds.n; i++)
            s->sc->finds.items[i].key_from = s->sc->finds.items[i].key_to = 0;
    }
}

/* Rows that end before `limit`; a row of another width ends the table. */
void
ap_columns_rows(struct ap_sight *s, size_t limit)
{
    struct ap_columns *c = &s->sc->columns;
    while (c->active && c->at < s->base + limit) {
        size_t from = (size_t)(c->at - s->base);
        size_t to = line_end(s->text, from, s->text.len);
        if (to == s->text.len && !s->complete && to - from <= LINE_MAX_BYTES)
            return;
        struct line row = {from, to > from && s->text.ptr[to - 1] == '\r' ? to - 1 : to};
        c->at = s->base + to + 1;
        if (row.from == row.to)
            continue;
        if (row.to - row.from > LINE_MAX_BYTES ||
            count_cells(s->text, row, c->delimiter) != c->n_cells) {
            c->active = false;
            return;
        }
        uint32_t index = 0;
        for (size_t at = row.from, k = 0; at <= row.to && k < c->n_keys; index++) {
            struct line cell;
            at = cell_at(s->text, at, row.to, c->delimiter, &cell);
            if (index == c->keys[k].cell)
                apply_cell(s, c, k++, cell);
        }
    }
}
