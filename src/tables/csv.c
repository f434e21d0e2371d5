/* CSV rows: delimiter, quotes, line ends; every cell with its place.
 * Place in the flow: tables; the text was decoded by decode.c.
 * SPDX-License-Identifier: Apache-2.0 */
#include "tables/csv.h"

#include "tables/decode.h"

/** `sep=;` as Excel writes it on a first line of its own, with , ; TAB or |. Cuts it off. */
#define SNIFFED_LINES 20u /* that hold something */

static char
take_sep_line(struct ap_csv *csv)
{
    struct ap_str rest = csv->text;
    struct ap_str delimiters = AP_STR(",;\t|");
    if (rest.len < 5 || !ap_str_ieq(ap_str_slice(rest, 0, 4), AP_STR("sep=")) ||
        ap_str_find(delimiters, rest.ptr[4]) == delimiters.len)
        return 0;
    size_t end = 5;
    if (end < rest.len && rest.ptr[end] == '\r')
        end++;
    if (end < rest.len && rest.ptr[end] == '\n')
        end++;
    if (end == 5 && rest.len > 5)
        return 0;
    csv->text = ap_str_slice(rest, end, rest.len);
    csv->line = 2;
    return rest.ptr[4];
}

struct tally {
    size_t counts[3];
    bool some; /* the line holds something */
};
static const char candidates[] = {',', ';', '\t'};

/* The candidates outside quotes in the line from *at on; *at is then behind it. */
static struct tally
tally_line(struct ap_str text, size_t *at)
{
    struct tally tally = {{0}, false};
    bool quoted = false;
    for (; *at < text.len; ++*at) {
        char c = text.ptr[*at];
        if (c == '"')
            quoted = !quoted;
        if (!quoted && (c == '\n' || c == '\r'))
            break;
        tally.some = true;
        for (size_t k = 0; !quoted && k < AP_COUNT(candidates); k++)
            tally.counts[k] += c == candidates[k];
    }
    *at += *at < text.len;
    return tally;
}

/** The candidate that stands most often in the first line that is not empty; a title alone has none, and then a line below it
 *  with two or more decides. */
static char
sniff_delimiter(struct ap_str text)
{
    size_t lines = 0;
    for (size_t at = 0; at < text.len && lines < SNIFFED_LINES;) {
        struct tally tally = tally_line(text, &at);
        size_t best = 0;
        lines += tally.some;
        for (size_t k = 1; k < AP_COUNT(candidates); k++)
            if (tally.counts[k] > tally.counts[best])
                best = k;
        if (tally.counts[best] > (lines > 1))
            return candidates[best];
    }
    return candidates[0];
}

int
ap_csv_open(struct ap_str bytes, struct ap_arena *mem, struct ap_csv *ret_csv)
{
    if (bytes.len > AP_CSV_MAX_BYTES)
        return AP_E_LIMIT;
    struct ap_csv csv = {.mem = mem, .line = 1};
    int rc = ap_text_decode(bytes, mem, &csv.text);
    if (rc)
        return rc;
    char given = take_sep_line(&csv);
    csv.delimiter = given ? given : sniff_delimiter(csv.text);
    *ret_csv = csv;
    return AP_OK;
}

static bool
at_line_end(const struct ap_csv *csv)
{
    return csv->at >= csv->text.len || csv->text.ptr[csv->at] == '\n' ||
           csv->text.ptr[csv->at] == '\r';
}

static void
skip_line_end(struct ap_csv *csv)
{
    if (csv->at < csv->text.len && csv->text.ptr[csv->at] == '\r')
        csv->at++;
    else if (csv->at < csv->text.len && csv->text.ptr[csv->at] == '\n') {
        csv->at++;
        csv->line++;
        return;
    } else
        return;
    if (csv->at < csv->text.len && csv->text.ptr[csv->at] == '\n')
        csv->at++;
    csv->line++;
}

static void
count_lines(struct ap_csv *csv, struct ap_str run)
{
    for (size_t i = 0; i < run.len; i++) {
        bool lone_cr = run.ptr[i] == '\r' && (i + 1 == run.len || run.ptr[i + 1] != '\n');
        csv->line += run.ptr[i] == '\n' || lone_cr;
    }
}

/** From behind the opening quote to behind the closing one. */
static int
read_quoted(struct ap_csv *csv, struct ap_str *ret_text)
{
    size_t from = csv->at;
    size_t doubled = 0;
    while (csv->at < csv->text.len) {
        if (csv->text.ptr[csv->at++] != '"')
            continue;
        if (csv->at < csv->text.len && csv->text.ptr[csv->at] == '"') {
            csv->at++;
            doubled++;
            continue;
        }
        struct ap_str raw = ap_str_slice(csv->text, from, csv->at - 1);
        count_lines(csv, raw);
        if (doubled == 0) {
            *ret_text = raw;
            return AP_OK;
        }
        char *out = ap_arena_alloc(csv->mem, raw.len);
        size_t n = 0;
        for (size_t i = 0; i < raw.len; i++) {
            out[n++] = raw.ptr[i];
            i += raw.ptr[i] == '"';
        }
        *ret_text = (struct ap_str){out, n};
        return AP_OK;
    }
    csv->broken = true;
    return AP_E_SYNTAX;
}

/** What stands between a closing quote and the delimiter is kept, as spreadsheets do. */
static int
read_cell(struct ap_csv *csv, struct ap_str *ret_text)
{
    struct ap_str head = AP_STR_NONE;
    if (csv->at < csv->text.len && csv->text.ptr[csv->at] == '"') {
        csv->at++;
        int rc = read_quoted(csv, &head);
        if (rc)
            return rc;
    }
    size_t from = csv->at;
    while (!at_line_end(csv) && csv->text.ptr[csv->at] != csv->delimiter)
        csv->at++;
    struct ap_str tail = ap_str_slice(csv->text, from, csv->at);
    if (head.len && tail.len)
        *ret_text = ap_arena_join(csv->mem, head, "", tail);
    else
        *ret_text = head.len ? head : tail;
    return AP_OK;
}

/** One row, empty or not. */
static int
read_row(struct ap_csv *csv, struct ap_row *ret_row, bool *ret_empty)
{
    struct ap_row row = {.line = csv->line};
    size_t line_start = csv->at;
    bool empty = true;
    for (;;) {
        if (row.n == AP_CSV_MAX_CELLS)
            return AP_E_LIMIT;
        struct ap_cell cell = {.line = csv->line};
        size_t column = csv->at - line_start + 1;
        cell.column = column > UINT32_MAX ? 0 : (uint32_t)column;
        size_t start = csv->at;
        int rc = read_cell(csv, &cell.text);
        if (rc)
            return rc;
        cell.raw = ap_str_slice(csv->text, start, csv->at);
        empty = empty && ap_str_trim(cell.text).len == 0;
        row.cells = ap_vec_room(csv->mem, row.cells, sizeof *row.cells, row.n, &row.cap);
        row.cells[row.n++] = cell;
        if (at_line_end(csv))
            break;
        csv->at++; /* the delimiter */
    }
    skip_line_end(csv);
    *ret_row = row;
    *ret_empty = empty;
    return AP_OK;
}

int
ap_csv_next(struct ap_csv *csv, struct ap_row *ret_row)
{
    if (csv->broken)
        return AP_E_SYNTAX;
    while (csv->at < csv->text.len) {
        struct ap_row row;
        bool empty = true;
        struct ap_arena_mark mark = ap_arena_mark(csv->mem);
        int rc = read_row(csv, &row, &empty);
        if (rc)
            return rc;
        if (!empty) {
            *ret_row = row;
            return 1;
        }
        ap_arena_rewind(csv->mem, mark);
    }
    return 0;
}

struct ap_str
ap_csv_column(struct ap_str name)
{
    static const char jira[] = "Custom field (";
    name = ap_str_trim(name);
    bool custom = ap_str_starts(name, AP_STR(jira)) && ap_str_ends(name, AP_STR(")"));
    return custom ? ap_str_slice(name, sizeof jira - 1, name.len - 1) : name;
}
