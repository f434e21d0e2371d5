/* XLSX writing through libxlsxwriter, into an anonymous file that is then read back.
 * Place in the flow: port; requests, answers and the register leave as workbooks this way.
 * SPDX-License-Identifier: Apache-2.0 */
#include "port/xlsx_write.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/cleanup.h"
#include "base/date.h"
#include "base/utf8.h"
#include "port/fs.h"
#include "port/unzip.h"
#include "port/xml.h"

#define CREATED      315532800 /* 1980-01-01 00:00 UTC, as the zip's own entries have it */
#define TAB_NAME_MAX 31u
#define PAPER_A3     8 /* as Excel counts sizes of paper */
#define PAPER_A4     9
#define A4_WIDTH     240u /* characters beside each other that can still be read on it */
#define A3_WIDTH     340u
#define WIDTH_MIN    9u
#define WIDTH_MAX    60u
#define WIDTH_EXTRA  3u /* the filter's button */
#define READ_BYTES   65536u
#define LINKS_MAX    65000u /* of a sheet; Excel takes 65,530 */
#define LINK_BYTES   2000u  /* of a target; Excel takes 2,079 */
#define N_TONES      3
#define LINES_MAX    20u /* of a row that is shown whole; Excel takes 27 of these */
#define LINE_POINTS  15.0

struct writer {
    lxw_workbook *book;
    lxw_format *header;
    lxw_format *text;
    lxw_format *date;
    lxw_format *number;
    lxw_format *link;
    lxw_format *tones[N_TONES];
    struct ap_buf cell;                 /* the cell being written */
    size_t widths[AP_XLSX_MAX_COLUMNS]; /* of the sheet being written, in characters */
};

/** `_x0041_` in a cell means the letter A: written as words, its first `_` must be spelled out. */
static bool
looks_escaped(struct ap_str s, size_t at)
{
    if (s.len - at < 7 || s.ptr[at] != '_' || s.ptr[at + 1] != 'x' || s.ptr[at + 6] != '_')
        return false;
    for (size_t i = at + 2; i < at + 6; i++)
        if (ap_hex_value(s.ptr[i]) < 0)
            return false;
    return true;
}

/** The text as a cell may hold it, ended by NUL. Gives its UTF-16 units. */
static size_t
set_cell(struct ap_buf *cell, struct ap_str text)
{
    size_t units = 0;
    ap_buf_clear(cell);
    for (size_t at = 0; at < text.len;) {
        size_t from = at;
        uint32_t c = ap_utf8_next(text, &at);
        size_t before = cell->len;
        if (c == '\r')
            c = at < text.len && text.ptr[at] == '\n' ? 0 : '\n';
        if (c == 0 && text.ptr[from] == '\r')
            continue;
        if (looks_escaped(text, from))
            ap_buf_add_c(cell, "_x005F_");
        else if ((c != '\n' && c != '\t' && ap_utf8_is_unsafe(c)) || c == 0xFFFE || c == 0xFFFF)
            ap_buf_printf(cell, "\\u{%x}", (unsigned)c);
        else
            ap_utf8_encode(cell, c);
        units += cell->len - before <= 4 ? 1 + (c > 0xFFFF) : cell->len - before;
    }
    ap_buf_add_c(cell, ""); /* an empty cell is ended by NUL too */
    return units;
}

/** Of the longest line, in characters. */
static size_t
width_of(struct ap_str text)
{
    size_t longest = 0;
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++) {
        n += ((unsigned char)text.ptr[i] & 0xC0) != 0x80;
        if (text.ptr[i] == '\n')
            n = 0;
        longest = n > longest ? n : longest;
    }
    return longest;
}

static int
result_of(lxw_error error)
{
    switch (error) {
    case LXW_NO_ERROR:
        return AP_OK;
    case LXW_ERROR_MEMORY_MALLOC_FAILED:
        ap_oom(0);
    case LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED:
    case LXW_ERROR_WORKSHEET_INDEX_OUT_OF_RANGE:
        return AP_E_LIMIT;
    default:
        return AP_E_IO;
    }
}

static int
write_date(lxw_worksheet *sheet, lxw_row_t r, lxw_col_t c, ap_day day, lxw_format *format)
{
    struct ap_civil civil = ap_day_to_civil(day);
    lxw_datetime date = {.year = civil.year, .month = civil.month, .day = civil.day};
    return result_of(worksheet_write_datetime(sheet, r, c, &date, format));
}

/** The cell in `w->cell`, as what its column is. */
static int
write_cell(const struct writer *w, lxw_worksheet *sheet, const struct ap_xlsx_sheet *from, size_t r,
           size_t c, const char *target)
{
    lxw_row_t row = (lxw_row_t)r;
    lxw_col_t column = (lxw_col_t)c;
    enum ap_xlsx_kind kind = r && from->look.kinds ? from->look.kinds[c] : AP_XLSX_TEXT;
    struct ap_str text = ap_buf_str(&w->cell);
    int64_t number;
    ap_day day;
    if (kind == AP_XLSX_DATE && ap_day_parse(text, &day) == AP_OK)
        return write_date(sheet, row, column, day, w->date);
    if (kind == AP_XLSX_NUMBER && ap_str_to_int(text, &number) == AP_OK)
        return result_of(worksheet_write_number(sheet, row, column, (double)number, w->number));
    if (target)
        return result_of(
            worksheet_write_url_opt(sheet, row, column, target, w->link, w->cell.ptr, NULL));
    return result_of(
        worksheet_write_string(sheet, row, column, w->cell.ptr, r ? w->text : w->header));
}

/** Where the cell leads to, ended by NUL in `target`; NULL: nowhere, or what Excel would not take. */
static const char *
target_of(const struct ap_xlsx_sheet *from, size_t r, size_t c, struct ap_buf *target)
{
    if (!from->look.links || r == 0 || r > LINKS_MAX || c != from->look.link_column)
        return NULL;
    struct ap_str link = from->look.links[r - 1];
    if (link.len == 0 || link.len > LINK_BYTES)
        return NULL;
    ap_buf_clear(target);
    ap_buf_add_str(target, link);
    return target->ptr;
}

/** Lines that a text takes where a line is `width` wide: broken behind blanks and hyphens, and within a word that is longer. */
static size_t
lines_of(struct ap_str text, size_t width)
{
    size_t lines = 1;
    size_t used = 0;
    while (text.len > 0) {
        size_t n = 0;
        while (n < text.len && text.ptr[n] != ' ' && text.ptr[n] != '-' && text.ptr[n] != '\n')
            n++;
        char sign = n < text.len ? text.ptr[n] : '\0';
        size_t word = width_of(ap_str_slice(text, 0, n)) + (sign == '-');
        if (used > 0 && used + word > width) {
            lines++;
            used = 0;
        }
        lines += word > width ? (word - 1) / width : 0;
        used += word > width ? word % width : word;
        used += sign == ' ';
        if (sign == '\n') {
            lines++;
            used = 0;
        }
        text = ap_str_slice(text, n + 1, text.len);
    }
    return lines;
}

/** Rows that break their text are as high as it needs: not every program finds that out by itself. */
static int
set_height(const struct writer *w, lxw_worksheet *sheet, const struct ap_xlsx_sheet *from, size_t r)
{
    size_t lines = 1;
    for (size_t c = 0; c < from->n_columns; c++) {
        size_t n = lines_of(from->cells[r * from->n_columns + c], w->widths[c] - 1);
        lines = n > lines ? n : lines;
    }
    lines = lines < LINES_MAX ? lines : LINES_MAX;
    if (lines == 1)
        return AP_OK;
    return result_of(worksheet_set_row(sheet, (lxw_row_t)r, LINE_POINTS * (double)lines, NULL));
}

static int
write_rows(struct writer *w, lxw_worksheet *sheet, const struct ap_xlsx_sheet *from)
{
    AP_AUTO_BUF struct ap_buf target = {0};
    for (size_t r = 0; r < from->n_rows; r++) {
        int height = set_height(w, sheet, from, r);
        if (height)
            return height;
        for (size_t c = 0; c < from->n_columns; c++) {
            size_t units = set_cell(&w->cell, from->cells[r * from->n_columns + c]);
            if (units > AP_XLSX_MAX_TEXT)
                return AP_E_LIMIT;
            if (units == 0)
                continue;
            int rc = write_cell(w, sheet, from, r, c, target_of(from, r, c, &target));
            if (rc)
                return rc;
        }
    }
    return AP_OK;
}

static int
add_rules(const struct writer *w, lxw_worksheet *sheet, const struct ap_xlsx_sheet *from)
{
    for (size_t i = 0; from->n_rows > 1 && i < from->look.n_rules; i++) {
        const struct ap_xlsx_rule *rule = &from->look.rules[i];
        char value[64]; /* the word as a formula has it */
        (void)snprintf(value, sizeof value, "\"%s\"", rule->word);
        lxw_conditional_format rule_format = {.type = LXW_CONDITIONAL_TYPE_CELL,
                                              .criteria = LXW_CONDITIONAL_CRITERIA_EQUAL_TO,
                                              .value_string = value,
                                              .format = w->tones[rule->tone]};
        int rc = result_of(worksheet_conditional_format_range(
            sheet, 1, (lxw_col_t)rule->column, (lxw_row_t)(from->n_rows - 1),
            (lxw_col_t)rule->column, &rule_format));
        if (rc)
            return rc;
    }
    return AP_OK;
}

static void
set_columns(struct writer *w, lxw_worksheet *sheet, const struct ap_xlsx_sheet *from)
{
    for (size_t c = 0; c < from->n_columns; c++) {
        size_t width = WIDTH_MIN;
        for (size_t r = 0; r < from->n_rows; r++) {
            size_t wanted = width_of(from->cells[r * from->n_columns + c]) + (r ? 1 : WIDTH_EXTRA);
            width = wanted > width ? wanted : width;
        }
        enum ap_xlsx_kind kind = from->look.kinds ? from->look.kinds[c] : AP_XLSX_TEXT;
        width = width < WIDTH_MAX ? width : WIDTH_MAX;
        w->widths[c] = width;
        (void)worksheet_set_column(sheet, (lxw_col_t)c, (lxw_col_t)c, (double)width,
                                   kind == AP_XLSX_DATE     ? w->date
                                   : kind == AP_XLSX_NUMBER ? w->number
                                                            : w->text);
    }
}

/** Printed, a sheet is as small as its columns ask for: wide ones go on larger paper, and over several pages. */
static void
set_paper(const struct writer *w, lxw_worksheet *sheet, const struct ap_xlsx_sheet *from)
{
    size_t width = 0;
    for (size_t c = 0; c < from->n_columns; c++)
        width += w->widths[c];
    bool wide = width > A4_WIDTH;
    worksheet_set_landscape(sheet);
    worksheet_set_paper(sheet, wide ? PAPER_A3 : PAPER_A4);
    worksheet_fit_to_pages(sheet, (uint16_t)(wide ? 1 + width / A3_WIDTH : 1), 0);
    (void)worksheet_repeat_rows(sheet, 0, 0);
    if (wide && from->look.frozen_columns > 0)
        (void)worksheet_repeat_columns(sheet, 0, (lxw_col_t)(from->look.frozen_columns - 1));
}

static int
add_sheet(struct writer *w, const struct ap_xlsx_sheet *from)
{
    (void)set_cell(&w->cell, from->name);
    lxw_worksheet *sheet = workbook_add_worksheet(w->book, w->cell.ptr);
    if (!sheet)
        return AP_E_INVALID;
    set_columns(w, sheet, from);
    int rc = write_rows(w, sheet, from);
    if (rc == AP_OK)
        rc = add_rules(w, sheet, from);
    if (rc)
        return rc;
    char range
        [64]; /* of all cells, for which Excel shall not call text that looks like a number a mistake */
    (void)snprintf(range, sizeof range, "A1:XFD%u", AP_XLSX_MAX_ROWS);
    (void)worksheet_ignore_errors(sheet, LXW_IGNORE_NUMBER_STORED_AS_TEXT, range);
    worksheet_freeze_panes(sheet, 1, (lxw_col_t)from->look.frozen_columns);
    set_paper(w, sheet, from);
    return result_of(worksheet_autofilter(sheet, 0, 0, (lxw_row_t)(from->n_rows - 1),
                                          (lxw_col_t)(from->n_columns - 1)));
}

static bool
is_name_ok(const struct ap_xlsx_sheet *sheets, size_t i)
{
    struct ap_str name = sheets[i].name;
    if (name.len == 0 || width_of(name) > TAB_NAME_MAX || !ap_utf8_valid(name))
        return false;
    for (size_t at = 0; at < name.len;)
        if (ap_utf8_is_unsafe(ap_utf8_next(name, &at)))
            return false;
    for (size_t at = 0; at < name.len; at++)
        if (ap_str_find(AP_STR("[]:*?/\\"), name.ptr[at]) < 7)
            return false;
    for (size_t k = 0; k < i; k++)
        if (ap_str_ieq(sheets[k].name, name))
            return false;
    return name.ptr[0] != '\'' && name.ptr[name.len - 1] != '\'';
}

static int
check(const struct ap_xlsx_sheet *sheets, size_t n)
{
    if (n == 0)
        return AP_E_INVALID;
    if (n > AP_XLSX_MAX_SHEETS)
        return AP_E_LIMIT;
    for (size_t i = 0; i < n; i++) {
        if (!is_name_ok(sheets, i) || sheets[i].n_columns == 0 || sheets[i].n_rows == 0)
            return AP_E_INVALID;
        if (sheets[i].n_rows > AP_XLSX_MAX_ROWS || sheets[i].n_columns > AP_XLSX_MAX_COLUMNS ||
            sheets[i].n_rows * sheets[i].n_columns > AP_XLSX_MAX_CELLS)
            return AP_E_LIMIT;
    }
    return AP_OK;
}

static int
read_back(int fd, struct ap_buf *out)
{
    char block[READ_BYTES];
    uint64_t at = 0;
    size_t n = 0;
    do {
        int rc = ap_fd_read_at(fd, at, block, sizeof block, &n);
        if (rc)
            return rc;
        ap_buf_add(out, block, n);
        at += n;
    } while (n == sizeof block);
    return AP_OK;
}

static lxw_format *
new_format(struct writer *w, const char *num_format)
{
    lxw_format *format = workbook_add_format(w->book);
    if (!format)
        ap_oom(sizeof *format);
    format_set_num_format(format, num_format);
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    return format;
}

static void
make_formats(struct writer *w)
{
    static const struct {
        lxw_color_t ink, paper;
    } tones[N_TONES] = {[AP_XLSX_GOOD] = {0x006100, 0xC6EFCE},
                        [AP_XLSX_WAIT] = {0x7F4F00, 0xFFEB9C},
                        [AP_XLSX_BAD] = {0x9C0006, 0xFFC7CE}};
    w->text = new_format(w, "@"); /* so that May-26, typed by hand, stays what it is */
    format_set_text_wrap(w->text);
    w->header = new_format(w, "@");
    format_set_bold(w->header);
    format_set_bg_color(w->header, 0xD9E1F2);
    format_set_bottom(w->header, LXW_BORDER_THIN);
    w->date = new_format(w, "yyyy-mm-dd");
    w->number = new_format(w, "0");
    w->link = new_format(w, "@");
    format_set_text_wrap(w->link);
    format_set_font_color(w->link, 0x0563C1);
    format_set_underline(w->link, LXW_UNDERLINE_SINGLE);
    for (size_t i = 0; i < N_TONES; i++) {
        w->tones[i] = workbook_add_format(w->book);
        if (!w->tones[i])
            ap_oom(sizeof *w->tones[i]);
        format_set_font_color(w->tones[i], tones[i].ink);
        format_set_bg_color(w->tones[i], tones[i].paper);
    }
}

static int
fill_book(const struct ap_xlsx_sheet *sheets, size_t n, const char *path)
{
    struct writer w = {.book = workbook_new(path)};
    if (!w.book)
        ap_oom(sizeof *w.book);
    lxw_doc_properties properties = {.created = CREATED};
    (void)workbook_set_properties(w.book, &properties);
    make_formats(&w);
    int rc = AP_OK;
    for (size_t i = 0; rc == AP_OK && i < n; i++)
        rc = add_sheet(&w, &sheets[i]);
    int closed = result_of(workbook_close(w.book)); /* also frees it, whatever happened before */
    ap_buf_release(&w.cell);
    return rc ? rc : closed;
}

/** The library prints what went wrong, and cannot be told not to. It takes the stream from the variable `stderr`, which
 *  glibc lets a program set; the descriptor, which other threads and programs share, stays as it is. */
static int
write_book(const struct ap_xlsx_sheet *sheets, size_t n, const char *path)
{
    FILE *unheard = fopen("/dev/null", "we");
    if (!unheard)
        return AP_E_IO;
    FILE *heard = stderr;
    stderr = unheard;
    int rc = fill_book(sheets, n, path);
    int error = errno;
    stderr = heard;
    (void)fclose(unheard);
    errno = error;
    return rc;
}

static int
feed_xml(void *xml, struct ap_str piece)
{
    return ap_xml_feed(xml, piece);
}

/** The library does not look whether its temporary files took what it wrote: on a full disk their rest is missing, and the
 *  workbook is closed as if nothing were. Every part must therefore come to its end. */
static int
check_parts(struct ap_str book)
{
    static const struct ap_xml_events none = {NULL, NULL, NULL};
    struct ap_unzip *zip;
    int rc = ap_unzip_open_bytes(book, &zip);
    if (rc)
        return rc;
    for (size_t i = 0; rc == AP_OK && i < ap_unzip_count(zip); i++) {
        struct ap_xml *xml = ap_xml_new(&none, NULL);
        rc = ap_unzip_read(zip, i, UINT64_MAX, feed_xml, xml);
        if (rc == AP_OK)
            rc = ap_xml_end(xml);
        ap_xml_free(xml);
    }
    ap_unzip_close(zip);
    return rc;
}

int
ap_xlsx_write(const struct ap_xlsx_sheet *sheets, size_t n, struct ap_buf *out)
{
    int rc = check(sheets, n);
    if (rc)
        return rc;
    AP_AUTO_FD int fd = -1;
    rc = ap_fs_anonymous(NULL, 0, &fd);
    if (rc)
        return rc;
    char path[64];
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    size_t before = out->len;
    rc = write_book(sheets, n, path);
    if (rc == AP_OK)
        rc = read_back(fd, out);
    if (rc == AP_OK && check_parts(ap_str_slice(ap_buf_str(out), before, out->len))) {
        errno = ENOSPC;
        rc = AP_E_IO;
    }
    return rc;
}
