/* Tables of a small document: of Markdown, of Word, and the sheets of a workbook.
 * Place in the flow: inspect, below the checks on small documents.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "inspect/content/small.h"
#include "tables/csv.h"

#define MAX_CELLS 256u

struct ap_str
ap_small_plain(struct ap_arena *mem, struct ap_str s)
{
    while (s.len > 0 && (s.ptr[0] == '>' || s.ptr[0] == ' '))
        s = ap_str_slice(s, 1, s.len);
    if (s.len > 4 && s.ptr[0] == '[' && s.ptr[2] == ']' && strchr(" xX", s.ptr[1]))
        s = ap_str_slice(s, 4, s.len);
    char *out = ap_arena_alloc(mem, s.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++) {
        bool twice = i + 1 < s.len && s.ptr[i + 1] == s.ptr[i];
        bool beside_word = (i > 0 && s.ptr[i - 1] != ' ') || (i + 1 < s.len && s.ptr[i + 1] != ' ');
        if (s.ptr[i] == '`')
            continue;
        if ((s.ptr[i] == '*' && beside_word && s.len > 2) || (s.ptr[i] == '_' && twice)) {
            i += twice;
            continue;
        }
        out[n++] = s.ptr[i];
    }
    return ap_str_trim((struct ap_str){out, n});
}

static size_t
tabbed_cells(struct ap_str row, struct ap_str *cells)
{
    size_t n = 0;
    while (row.ptr && n < MAX_CELLS)
        cells[n++] = ap_str_trim(ap_str_cut(&row, '\t'));
    return n;
}

static size_t
filled(const struct ap_str *cells, size_t n)
{
    size_t some = 0;
    for (size_t i = 0; i < n; i++)
        some += cells[i].len > 0;
    return some;
}

static size_t
cells_of(struct ap_small *doc, struct ap_str row, struct ap_str *cells)
{
    size_t n = 0;
    if (row.len > 0 && row.ptr[0] == '|')
        row = ap_str_slice(row, 1, row.len);
    if (row.len > 0 && row.ptr[row.len - 1] == '|')
        row = ap_str_slice(row, 0, row.len - 1);
    size_t from = 0;
    for (size_t i = 0; i <= row.len && n < MAX_CELLS; i++) {
        if (i < row.len && (row.ptr[i] != '|' || (i > 0 && row.ptr[i - 1] == '\\')))
            continue;
        cells[n++] = ap_small_plain(doc->mem, ap_str_trim(ap_str_slice(row, from, i)));
        from = i + 1;
    }
    return n;
}

static bool
is_separator(struct ap_str row)
{
    bool dash = false;
    for (size_t i = 0; i < row.len; i++) {
        dash |= row.ptr[i] == '-';
        if (!strchr("-:| ", row.ptr[i]))
            return false;
    }
    return dash;
}

static bool
is_barred(struct ap_str row)
{
    return row.len > 1 && row.ptr[0] == '|';
}

bool
ap_small_is_cells(const struct ap_small *doc, const struct ap_small_raw *raw)
{
    struct ap_str cells[MAX_CELLS];
    if (is_barred(raw->text))
        return true;
    return doc->tabbed && ap_str_find(raw->text, '\t') < raw->text.len &&
           filled(cells, tabbed_cells(raw->text, cells)) > 1;
}

static void
add_line(struct ap_small *doc, struct ap_str *cells, size_t n, uint32_t line)
{
    struct ap_strs shown = {.items = cells, .n = n};
    *ap_vec_push(doc->mem, &doc->lines) = (struct ap_small_line){
        .text = ap_arena_join_all(doc->mem, &shown, " | "), .line = line, .cells = true};
}

static void
add_row(struct ap_small *doc, const struct ap_str *head, size_t n_head, const struct ap_str *cells,
        size_t n, uint32_t line)
{
    struct ap_small_record *row = ap_small_add_row(doc, line, 1, doc->n_tables);
    for (size_t c = 0; row && c < n && c < n_head; c++)
        if (head[c].len > 0)
            ap_small_add_field(doc, row, ap_csv_column(head[c]), cells[c], line, false);
}

/* --- tables whose cells tabs part ---------------------------------------------------------------- */

static bool
ends_open(struct ap_str cell)
{
    return cell.len > 0 && cell.ptr[cell.len - 1] == ':';
}

/* A form: `Reviewer | Ann Lee | Date: | 2026-07-01`, or `Reviewer: Ann Lee` in one cell. */
static void
add_pairs(struct ap_small *doc, const struct ap_str *cells, size_t n, uint32_t line, bool open_only)
{
    for (size_t c = 0; c < n; c++) {
        size_t next = c + 1;
        while (next < n && cells[next].len == 0)
            next++;
        bool open = ends_open(cells[c]);
        if (cells[c].len == 0 || (!open && ap_small_take_named(doc, cells[c], line) > 0) ||
            next >= n || (open_only && !open))
            continue;
        ap_small_add_field(doc, &doc->doc, cells[c], cells[next], line, false);
        c = next;
    }
}

/* A row with three names or more is the header of those below it; above it, and where there is none, are forms. */
static size_t
take_tabbed(struct ap_small *doc, const struct ap_small_raws *raws, size_t i)
{
    struct ap_str head[MAX_CELLS];
    struct ap_str cells[MAX_CELLS];
    size_t n_head = 0;
    size_t first = i;
    bool sheet = doc->s->sniff.kind == AP_KIND_XLSX;
    for (size_t at = first; at < raws->n && raws->items[at].text.len > 0; i = at++) {
        const struct ap_small_raw *raw = &raws->items[at];
        if (!sheet && ap_str_find(raw->text, '\t') == raw->text.len)
            break;
        size_t n = tabbed_cells(raw->text, cells);
        size_t some = filled(cells, n);
        bool last = at + 1 == raws->n || raws->items[at + 1].text.len == 0;
        bool open = false;
        for (size_t c = 0; c < n; c++)
            open |= ends_open(cells[c]);
        add_line(doc, cells, n, raw->line);
        if (n_head > 0) {
            add_row(doc, head, n_head, cells, n, raw->line);
        } else if (some > 2 && !open && !(last && at == first && some % 2 == 0)) {
            n_head = n;
            memcpy(head, cells, n * sizeof *cells);
            doc->n_tables++;
        }
        add_pairs(doc, cells, n, raw->line, n_head > 0);
    }
    return i;
}

/* --- tables of Markdown -------------------------------------------------------------------------- */

size_t
ap_small_take_table(struct ap_small *doc, const struct ap_small_raws *raws, size_t i)
{
    struct ap_str head[MAX_CELLS];
    struct ap_str cells[MAX_CELLS];
    if (!is_barred(raws->items[i].text))
        return take_tabbed(doc, raws, i);
    size_t n_head = cells_of(doc, raws->items[i].text, head);
    bool headed = i + 1 < raws->n && is_separator(raws->items[i + 1].text);
    size_t first = i;
    doc->n_tables++;
    for (size_t at = first; at < raws->n && is_barred(raws->items[at].text); i = at++) {
        const struct ap_small_raw *raw = &raws->items[at];
        size_t n = is_separator(raw->text) ? 0 : cells_of(doc, raw->text, cells);
        if (n == 0)
            continue;
        add_line(doc, cells, n, raw->line);
        if (n == 2)
            ap_small_add_field(doc, &doc->doc, cells[0], cells[1], raw->line, false);
        if (headed && at > first)
            add_row(doc, head, n_head, cells, n, raw->line);
    }
    return i;
}

/* --- sheets of a workbook ------------------------------------------------------------------------ */

static void
split_rows(struct ap_small *doc, struct ap_str text, uint32_t line, struct ap_small_raws *raws)
{
    for (; text.ptr && raws->n < AP_SMALL_LINES; line++)
        *ap_vec_push(doc->mem, raws) =
            (struct ap_small_raw){ap_small_trim(doc, ap_str_cut(&text, '\n')), line};
    doc->cut |= raws->n >= AP_SMALL_LINES;
}

void
ap_small_read_sheets(struct ap_small *doc, const struct ap_small_parts *parts)
{
    struct ap_small_raws raws = {0};
    for (size_t i = 0; i < parts->n; i++) {
        const struct ap_small_part *part = &parts->items[i];
        if (!part->hidden)
            split_rows(doc, ap_str_slice(doc->text, part->from, part->to), part->line, &raws);
    }
    doc->prose = true;
    ap_small_take_raws(doc, &raws);
}
