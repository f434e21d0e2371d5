/* Rows of whatever kind: CSV or a workbook by its bytes; zips that are bombs, damaged, doubled.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "ap_test.h"
#include "base/cleanup.h"
#include "port/deflate.h"
#include "port/digest.h"
#include "port/fs.h"
#include "port/zip.h"
#include "tables/rows.h"
#include "tables/sheet.h"

static const char *const header[] = {"File", "Note"};

static struct ap_str
workbook(struct ap_arena *mem)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    struct ap_sheet sheet = {.name = "S", .header = header, .n_columns = 2};
    struct ap_str *row = ap_sheet_row(&sheet, mem);
    row[0] = AP_STR("a/b.pdf");
    row[1] = AP_STR("=1+1 _x0041_ \xC3\xBC\ntwo");
    row = ap_sheet_row(&sheet, mem);
    row[1] = AP_STR("0012");
    assert_int_equal(ap_sheet_xlsx(&sheet, 1, mem, &out), AP_OK);
    return ap_arena_copy(mem, ap_buf_str(&out));
}

AP_TEST(tables_rows_workbook_as_written)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_rows rows;
    struct ap_row row;
    const char *why = NULL;
    assert_int_equal(ap_rows_open(workbook(&mem), NULL, &mem, &rows, &why), AP_OK);
    assert_str(ap_xlsx_sheet(rows.book), "S");
    assert_int_equal(ap_rows_next(&rows, &mem, &row), 1);
    assert_str(row.cells[1].text, "Note");
    assert_int_equal(ap_rows_next(&rows, &mem, &row), 1);
    assert_str(row.cells[0].text, "a/b.pdf");
    assert_str(row.cells[1].text, "=1+1 _x0041_ \xC3\xBC\ntwo");
    assert_str(ap_rows_where(&rows, &row, 1, &mem), "B2");
    assert_str(ap_rows_where(&rows, &row, 26 + 1, &mem), "AB2");
    assert_str(ap_rows_where(&rows, &row, 1023, &mem), "AMJ2");
    assert_int_equal(ap_rows_next(&rows, &mem, &row), 1);
    assert_str(row.cells[0].text, "");
    assert_str(row.cells[1].text, "0012");
    assert_int_equal(ap_rows_next(&rows, &mem, &row), 0);
}

AP_TEST(tables_rows_csv)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_rows rows;
    struct ap_row row;
    const char *why = NULL;
    assert_int_equal(ap_rows_open(AP_STR("a;b\n1;2\n"), NULL, &mem, &rows, &why), AP_OK);
    assert_int_equal(ap_rows_next(&rows, &mem, &row), 1);
    assert_int_equal(ap_rows_next(&rows, &mem, &row), 1);
    assert_str(ap_rows_where(&rows, &row, 1, &mem), "line 2, column 2");
    assert_int_equal(ap_rows_next(&rows, &mem, &row), 0);
    assert_int_equal(ap_rows_open(AP_STR("a\0b"), NULL, &mem, &rows, &why), AP_E_SYNTAX);
    assert_non_null(strstr(why, "neither a workbook nor text"));
}

static struct ap_str
fault_of(struct ap_str bytes, struct ap_arena *mem)
{
    struct ap_rows rows;
    const char *why = NULL;
    assert_int_not_equal(ap_rows_open(bytes, NULL, mem, &rows, &why), AP_OK);
    assert_non_null(why);
    return ap_arena_copy(mem, ap_str_from(why));
}

AP_TEST(tables_rows_not_a_workbook)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_str book = workbook(&mem);
    assert_true(ap_str_contains(fault_of(AP_STR("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 old"), &mem),
                                AP_STR("password")));
    assert_str(fault_of(AP_STR("PK\x03\x04 and no more"), &mem),
               "the file is no workbook, or is damaged");
    for (size_t cut = 4; cut < book.len; cut += 97)
        (void)fault_of(ap_str_slice(book, 0, cut), &mem);
}

struct content {
    struct ap_str packed;
};

static int64_t
read_content(void *ctx, uint64_t offset, void *buffer, size_t size)
{
    const struct content *content = ctx;
    struct ap_str part = ap_str_slice(content->packed, (size_t)offset, (size_t)offset + size);
    memcpy(buffer, part.ptr, part.len);
    return (int64_t)part.len;
}

static struct ap_zip_entry
entry(struct ap_arena *mem, const char *name, struct ap_str bytes)
{
    AP_AUTO_BUF struct ap_buf packed = {0};
    struct content *content = ap_arena_new(mem, struct content);
    struct ap_deflate *deflate = ap_deflate_new(AP_DEFLATE_LEVEL);
    ap_deflate_whole(deflate, bytes, &packed);
    ap_deflate_free(deflate);
    content->packed = ap_arena_copy(mem, ap_buf_str(&packed));
    return (struct ap_zip_entry){.name = ap_str_from(name),
                                 .deflated = true,
                                 .bytes = bytes.len,
                                 .packed_bytes = content->packed.len,
                                 .crc32 = ap_crc32(0, bytes.ptr, bytes.len),
                                 .read = read_content,
                                 .ctx = content};
}

static struct ap_str
zip_of(struct ap_arena *mem, const struct ap_zip_entry *entries, size_t n)
{
    enum { MAX = 1 << 20 };
    AP_AUTO_FD int fd = -1;
    char *bytes = ap_arena_alloc(mem, MAX);
    size_t got = 0;
    assert_int_equal(ap_fs_anonymous(NULL, 0, &fd), AP_OK);
    assert_int_equal(
        ap_zip_write(fd, entries, n, &(struct ap_zip_options){.unix_time = 1782129600}), AP_OK);
    assert_int_equal(ap_fd_read_at(fd, 0, bytes, MAX, &got), AP_OK);
    assert_true(got < MAX);
    return (struct ap_str){bytes, got};
}

/** 300 MiB of blanks within a workbook of some 300 KiB. */
AP_TEST(tables_rows_bomb)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    enum { BYTES = 300 << 20 };
    char *blanks = malloc(BYTES);
    assert_non_null(blanks);
    memset(blanks, ' ', BYTES);
    memcpy(blanks, "<workbook>", 10);
    struct ap_zip_entry bomb = entry(&mem, "xl/workbook.xml", (struct ap_str){blanks, BYTES});
    free(blanks);
    struct ap_str zip = zip_of(&mem, &bomb, 1);
    assert_true(zip.len < 1 << 20);
    assert_str(fault_of(zip, &mem),
               "the workbook unpacks to more than 256 MiB, or is nested too deep");
}

AP_TEST(tables_rows_part_twice)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_zip_entry both[2] = {
        entry(&mem, "xl/workbook.xml", AP_STR("<workbook/>")),
        entry(&mem, "XL\\Workbook.xml", AP_STR("<workbook/>")),
    };
    assert_str(fault_of(zip_of(&mem, both, 1), &mem), "the workbook has no visible sheet");
    assert_str(fault_of(zip_of(&mem, both + 1, 1), &mem), "the workbook has no visible sheet");
    assert_str(fault_of(zip_of(&mem, both, 2), &mem), "the workbook is damaged");
}

AP_TEST(tables_rows_damaged_member)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_zip_entry one = entry(&mem, "xl/workbook.xml", AP_STR("<workbook/>"));
    one.crc32 ^= 1;
    assert_str(fault_of(zip_of(&mem, &one, 1), &mem), "the workbook is damaged");
    one.crc32 ^= 1;
    one.bytes = 5; /* more comes out than it declares */
    assert_str(fault_of(zip_of(&mem, &one, 1), &mem), "the workbook is damaged");
}
