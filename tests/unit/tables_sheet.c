/* Sheets to be written: CSV that no spreadsheet takes for formulas, workbooks of text with the same bytes every time.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "ap_test.h"
#include "base/cleanup.h"
#include "port/fs.h"
#include "port/unzip.h"
#include "port/xlsx_write.h"
#include "tables/csv.h"
#include "tables/sheet.h"

static const char *const header[] = {"File", "Note; long"};

static struct ap_sheet
sheet_of(struct ap_arena *mem, const char *first, const char *second)
{
    struct ap_sheet sheet = {.name = "Register", .header = header, .n_columns = AP_COUNT(header)};
    struct ap_str *row = ap_sheet_row(&sheet, mem);
    row[0] = ap_str_from(first);
    row[1] = ap_str_from(second);
    return sheet;
}

AP_TEST(tables_sheet_csv_cells)
{
    static const struct {
        const char *text, *csv;
    } cases[] = {
        {"plain", "plain"},
        {"", ""},
        {"a,b", "\"a,b\""},
        {"a;b", "\"a;b\""},
        {"a\tb", "\"a\tb\""},
        {"say \"hi\"", "\"say \"\"hi\"\"\""},
        {"two\nlines", "\"two\nlines\""},
        {"=1+1", "\"'=1+1\""},
        {"+1", "\"'+1\""},
        {"-1", "\"'-1\""},
        {"@SUM(1)", "\"'@SUM(1)\""},
        {"\t=1", "\"'\t=1\""},
        {"\xEF\xBC\x9D"
         "1",
         "\"'\xEF\xBC\x9D"
         "1\""},
        {"a=1", "a=1"},
        {"'quoted'", "'quoted'"},
    };
    for (size_t i = 0; i < AP_COUNT(cases); i++) {
        AP_AUTO_BUF struct ap_buf out = {0};
        ap_csv_add_cell(&out, ap_str_from(cases[i].text));
        assert_str(ap_buf_str(&out), cases[i].csv);
    }
}

AP_TEST(tables_sheet_csv_reads_back)
{
    static const char *const texts[] = {"=1", "'x", "'=1", "a\r\nb", "\"", " lead", "\xC3\xBC;,\t"};
    for (size_t i = 0; i < AP_COUNT(texts); i++) {
        AP_AUTO_ARENA struct ap_arena mem = {0};
        AP_AUTO_BUF struct ap_buf out = {0};
        struct ap_sheet sheet = sheet_of(&mem, "x", texts[i]);
        struct ap_csv csv;
        struct ap_row row;
        ap_sheet_csv(&sheet, i % 2, &out);
        assert_int_equal(ap_csv_open(ap_buf_str(&out), &mem, &csv), AP_OK);
        assert_int_equal(ap_csv_next(&csv, &row), 1);
        assert_str(row.cells[1].text, "Note; long");
        assert_int_equal(ap_csv_next(&csv, &row), 1);
        /* The one text that does not come back is an apostrophe that a formula follows. */
        assert_str(ap_cell_plain(row.cells[1].text), i == 2 ? "=1" : texts[i]);
    }
}

static int
collect(void *ctx, struct ap_str piece)
{
    ap_buf_add_str(ctx, piece);
    return 0;
}

/** The bytes of one member of the workbook. */
static void
member(struct ap_str book, const char *name, struct ap_buf *out)
{
    AP_AUTO_FD int fd = -1;
    struct ap_unzip *archive = NULL;
    assert_int_equal(ap_fs_anonymous(NULL, 0, &fd), AP_OK);
    assert_int_equal(ap_fd_write_at(fd, 0, book), AP_OK);
    assert_int_equal(ap_unzip_open(fd, &archive), AP_OK);
    for (size_t i = 0; i < ap_unzip_count(archive); i++) {
        struct ap_unzip_member found;
        assert_int_equal(ap_unzip_member(archive, i, &found), AP_OK);
        if (ap_str_is(found.name, name))
            assert_int_equal(ap_unzip_read(archive, i, 1 << 20, collect, out), AP_OK);
    }
    ap_unzip_close(archive);
    assert_true(out->len > 0);
}

AP_TEST(tables_sheet_xlsx_is_text)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    AP_AUTO_BUF struct ap_buf book = {0};
    AP_AUTO_BUF struct ap_buf strings = {0};
    AP_AUTO_BUF struct ap_buf cells = {0};
    struct ap_sheet sheets[2] = {sheet_of(&mem, "=1+1", "a & <b>\x1b[2J \xFF _x0041_"),
                                 sheet_of(&mem, "1", "2026-05")};
    sheets[1].name = "More";
    assert_int_equal(ap_sheet_xlsx(sheets, 2, &mem, &book), AP_OK);
    member(ap_buf_str(&book), "xl/sharedStrings.xml", &strings);
    assert_true(ap_str_contains(ap_buf_str(&strings), AP_STR("<t>=1+1</t>")));
    assert_true(ap_str_contains(ap_buf_str(&strings),
                                AP_STR("a &amp; &lt;b&gt;\\u{1b}[2J \xEF\xBF\xBD _x005F_x0041_")));
    member(ap_buf_str(&book), "xl/worksheets/sheet2.xml", &cells);
    assert_false(ap_str_contains(ap_buf_str(&cells), AP_STR("<f>")));
    assert_true(ap_str_contains(ap_buf_str(&cells), AP_STR("<pane ySplit=\"1\"")));
    assert_true(ap_str_contains(ap_buf_str(&cells), AP_STR("<autoFilter ref=\"A1:B2\"/>")));
    for (size_t i = 0; i < cells.len; i++) /* each cell refers to a shared string */
        if (ap_str_starts(ap_str_slice(ap_buf_str(&cells), i, cells.len), AP_STR("<c r=")))
            assert_true(
                ap_str_contains(ap_str_slice(ap_buf_str(&cells), i, i + 30), AP_STR("t=\"s\"")));
}

AP_TEST(tables_sheet_xlsx_same_bytes)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    AP_AUTO_BUF struct ap_buf first = {0};
    AP_AUTO_BUF struct ap_buf second = {0};
    struct ap_sheet sheet = sheet_of(&mem, "a", "b");
    assert_int_equal(ap_sheet_xlsx(&sheet, 1, &mem, &first), AP_OK);
    assert_int_equal(setenv("TZ", "Asia/Tokyo", 1), 0);
    tzset();
    (void)sleep(2); /* a zip's times have two seconds */
    assert_int_equal(ap_sheet_xlsx(&sheet, 1, &mem, &second), AP_OK);
    assert_int_equal(unsetenv("TZ"), 0);
    tzset();
    assert_true(ap_str_eq(ap_buf_str(&first), ap_buf_str(&second)));
}

AP_TEST(tables_sheet_xlsx_bounds)
{
    static const char *const names[] = {"",   "a/b",  "'a",
                                        "a'", "a\nb", "12345678901234567890123456789012"};
    AP_AUTO_ARENA struct ap_arena mem = {0};
    AP_AUTO_BUF struct ap_buf out = {0};
    struct ap_sheet sheet = sheet_of(&mem, "a", "b");
    for (size_t i = 0; i < AP_COUNT(names); i++) {
        sheet.name = names[i];
        assert_int_equal(ap_sheet_xlsx(&sheet, 1, &mem, &out), AP_E_INVALID);
    }
    sheet.name = "x";
    struct ap_sheet twice[2] = {sheet, sheet};
    twice[1].name = "X";
    assert_int_equal(ap_sheet_xlsx(twice, 2, &mem, &out), AP_E_INVALID);
    assert_int_equal(ap_sheet_xlsx(twice, 0, &mem, &out), AP_E_INVALID);
    char *text = ap_arena_alloc(&mem, AP_XLSX_MAX_TEXT + 2);
    memset(text, 'a', AP_XLSX_MAX_TEXT);
    sheet.cells[0] = ap_str_from(text);
    assert_int_equal(ap_sheet_xlsx(&sheet, 1, &mem, &out), AP_OK);
    text[AP_XLSX_MAX_TEXT] = 'a';
    sheet.cells[0] = ap_str_from(text);
    out.len = 0;
    assert_int_equal(ap_sheet_xlsx(&sheet, 1, &mem, &out), AP_E_LIMIT);
    struct ap_xlsx_sheet wide = {.name = AP_STR("x"),
                                 .cells = sheet.cells,
                                 .n_columns = AP_XLSX_MAX_COLUMNS + 1,
                                 .n_rows = 1};
    assert_int_equal(ap_xlsx_write(&wide, 1, &out), AP_E_LIMIT);
    struct ap_xlsx_sheet tall = {
        .name = AP_STR("x"), .cells = sheet.cells, .n_columns = 1, .n_rows = AP_XLSX_MAX_ROWS + 1};
    assert_int_equal(ap_xlsx_write(&tall, 1, &out), AP_E_LIMIT);
    assert_int_equal(out.len, 0);
}
