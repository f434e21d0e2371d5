/* CSV as people and spreadsheets leave it.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "ap_test.h"
#include "base/buf.h"
#include "tables/csv.h"

/** Rows as text: cells joined by '|', rows by '/'; the result code at the end when it is not 0. */
static struct ap_str
flatten(struct ap_arena *mem, struct ap_str bytes)
{
    struct ap_csv csv;
    struct ap_buf out = {0};
    int rc = ap_csv_open(bytes, mem, &csv);
    struct ap_row row;
    for (bool first = true; rc == 0 && (rc = ap_csv_next(&csv, &row)) == 1; first = false, rc = 0) {
        if (!first)
            ap_buf_add_char(&out, '/');
        for (size_t i = 0; i < row.n; i++) {
            if (i)
                ap_buf_add_char(&out, '|');
            ap_buf_add_str(&out, row.cells[i].text);
        }
    }
    if (rc)
        ap_buf_printf(&out, "!%d", rc);
    struct ap_str text = ap_arena_copy(mem, ap_buf_str(&out));
    ap_buf_release(&out);
    return text;
}

#define BYTES(literal) literal, sizeof(literal) - 1

static const struct {
    const char *bytes;
    size_t n;
    const char *rows;
} habits[] = {
    {BYTES("a,b\n1,2\n"), "a|b/1|2"},
    {BYTES("a;b\r\n1;2\r\n"), "a|b/1|2"},
    {BYTES("a\tb\n1\t2"), "a|b/1|2"},
    {BYTES("a,b\r1,2\r"), "a|b/1|2"},
    {BYTES("\xEF\xBB\xBF"
           "a,b\n1,2\n"),
     "a|b/1|2"},
    {BYTES("sep=;\r\na,x;b\r\n1;2\r\n"), "a,x|b/1|2"},
    {BYTES("\xEF\xBB\xBFsep=\t\na\tb\n"), "a|b"},
    {BYTES("\xFF\xFE"
           "a\0,\0\xFC\0\n\0"
           "1\0,\0"
           "2\0"),
     "a|\xC3\xBC/1|2"},
    {BYTES("\xFE\xFF"
           "\0a\0,\0\xFC\0\n\0"
           "1\0,\0"
           "2"),
     "a|\xC3\xBC/1|2"},
    {BYTES("\xFF\xFE"
           "a\0,\0\x3D\xD8\x00\xDE"),
     "a|\xF0\x9F\x98\x80"},
    {BYTES("\xFF\xFE"
           "a\0,\0\x3D\xD8"),
     "a|\xEF\xBF\xBD"},
    {BYTES("a,b\n\x80,\xFC\n"), "a|b/\xE2\x82\xAC|\xC3\xBC"},
    {BYTES("a,b\n\x81,x\n"), "a|b/\xEF\xBF\xBD|x"},
    {BYTES("\"a,1\",b\n\"say \"\"hi\"\"\",2\n"), "a,1|b/say \"hi\"|2"},
    {BYTES("a,b\n\"two\nlines\",2\n"), "a|b/two\nlines|2"},
    {BYTES("a,b\n\"x\"y,2\n"), "a|b/xy|2"},
    {BYTES("a,b\nx\"y,2\n"), "a|b/x\"y|2"},
    {BYTES("a,b\n\"\",2\n"), "a|b/|2"},
    {BYTES("\n\n a ,b\n,,\n\n1,2\n,\n\n"), " a |b/1|2"},
    {BYTES("a,b\n1\n1,2,3\n"), "a|b/1/1|2|3"},
    {BYTES("one;two;x,y\n"), "one|two|x,y"},
    {BYTES("alone\n"), "alone"},
    {BYTES("a,\n,b"), "a|/|b"},
    {BYTES(""), ""},
    {BYTES("sep=;"), ""},
    {BYTES("sep=ab\n"), "sep=ab"},
    {BYTES("a,\"b\n1,2"), "!-4"},
    {BYTES("a\0,b"), "!-4"},
    {BYTES("\xFF\xFE"
           "a\0\0\0"),
     "!-4"},
};

AP_TEST(tables_csv_habits)
{
    for (size_t i = 0; i < AP_COUNT(habits); i++) {
        struct ap_arena mem = {0};
        assert_str(flatten(&mem, (struct ap_str){habits[i].bytes, habits[i].n}), habits[i].rows);
        ap_arena_release(&mem);
    }
}

AP_TEST(tables_csv_places)
{
    struct ap_arena mem = {0};
    struct ap_csv csv;
    struct ap_row row;
    assert_int_equal(ap_csv_open(AP_STR("sep=,\nh,i\n\n\"x\r\ny\",z\n9,8\n"), &mem, &csv), AP_OK);
    assert_int_equal(ap_csv_next(&csv, &row), 1);
    assert_int_equal(row.line, 2);
    assert_int_equal(row.cells[1].column, 3);
    assert_int_equal(ap_csv_next(&csv, &row), 1);
    assert_int_equal(row.line, 4);
    assert_int_equal(row.cells[0].line, 4);
    assert_int_equal(row.cells[1].line, 5);
    assert_int_equal(ap_csv_next(&csv, &row), 1);
    assert_int_equal(row.line, 6);
    assert_int_equal(ap_csv_next(&csv, &row), 0);
    assert_int_equal(ap_csv_next(&csv, &row), 0);
    ap_arena_release(&mem);
}

AP_TEST(tables_csv_bounds)
{
    struct ap_arena mem = {0};
    struct ap_csv csv;
    struct ap_row row;
    char *commas = malloc(AP_CSV_MAX_BYTES + 1u);
    assert_non_null(commas);
    memset(commas, ',', AP_CSV_MAX_BYTES + 1u);
    assert_int_equal(ap_csv_open((struct ap_str){commas, AP_CSV_MAX_BYTES + 1u}, &mem, &csv),
                     AP_E_LIMIT);
    assert_int_equal(ap_csv_open((struct ap_str){commas, AP_CSV_MAX_CELLS}, &mem, &csv), AP_OK);
    assert_int_equal(ap_csv_next(&csv, &row), AP_E_LIMIT);
    free(commas);
    ap_arena_release(&mem);
}

static struct ap_str
joined_values(struct ap_arena *mem, const char *cell)
{
    struct ap_strs values;
    struct ap_str text = AP_STR("");
    ap_cell_values(ap_str_from(cell), mem, &values);
    for (size_t i = 0; i < values.n; i++)
        text = ap_arena_join(mem, text, i ? "|" : "", values.items[i]);
    return text;
}

AP_TEST(tables_cell_values)
{
    static const struct {
        const char *cell, *values;
    } cases[] = {
        {"", ""},
        {"  ", ""},
        {"AUTH-01", "AUTH-01"},
        {" AUTH-01 ; AUTH-02;", "AUTH-01|AUTH-02"},
        {"AUTH-01;#AUTH-02", "AUTH-01|AUTH-02"},
        {";#SOC 2;#ISO 27001;#", "SOC 2|ISO 27001"},
        {"1;#Ann;#2;#Bob", "Ann|Bob"},
        {"1;#Ann", "Ann"},
        {"1;2", "1|2"},
        {"a\nb\r\nc", "a|b|c"},
        {"[\"a\",\"b; c\"]", "a|b; c"},
        {"[\"a\"", "[\"a\""},
        {"[x]", "[x]"},
        {"#1;#2x", "#1|2x"},
    };
    struct ap_arena mem = {0};
    for (size_t i = 0; i < AP_COUNT(cases); i++)
        assert_str(joined_values(&mem, cases[i].cell), cases[i].values);
    ap_arena_release(&mem);
}

AP_TEST(tables_cell_period)
{
    static const struct {
        const char *cell, *period;
    } cases[] = {
        {"2026-Q2", "2026-Q2"},
        {"2026-05", "2026-05"},
        {" 2026 ", "2026"},
        {"2026-H1", "2026-H1"},
        {"2026-05-14", "2026-05-14"},
        {"2026-04-15..2026-06-30", "2026-04-15..2026-06-30"},
        {"May-26", "2026-05"},
        {"may 2026", "2026-05"},
        {"Sept 2026", "2026-09"},
        {"September-2026", "2026-09"},
        {"Q2 2026", "2026-Q2"},
        {"2026 Q2", "2026-Q2"},
        {"2026Q2", "2026-Q2"},
        {"H1 2026", "2026-H1"},
        {"05/2026", "2026-05"},
        {"5/2026", "2026-05"},
        {"2026-05-01 00:00:00", "2026-05-01"},
        {"2026-05-01T00:00:00Z", "2026-05-01"},
        {"13/2026", NULL},
        {"Q5 2026", NULL},
        {"2026-13", NULL},
        {"Ma-26", NULL},
        {"May-6", NULL},
        {"May", NULL},
        {"", NULL},
        {"next quarter", NULL},
        {"1 2 3 4 5", NULL},
        {"2026-05-01 at noon", NULL},
    };
    struct ap_arena mem = {0};
    for (size_t i = 0; i < AP_COUNT(cases); i++) {
        struct ap_period period;
        int rc = ap_cell_period(ap_str_from(cases[i].cell), &period);
        if (rc != (cases[i].period ? AP_OK : AP_E_SYNTAX))
            fail_msg("%s: %d", cases[i].cell, rc);
        if (cases[i].period)
            assert_str(ap_period_str(&mem, period), cases[i].period);
    }
    ap_arena_release(&mem);
}

AP_TEST(tables_cell_day)
{
    static const struct {
        const char *cell, *day;
    } cases[] = {
        {"2026-07-01", "2026-07-01"},
        {" 2026-07-01 ", "2026-07-01"},
        {"2026-07-01 09:30:00", "2026-07-01"},
        {"2026-07-01T09:30:00", "2026-07-01"},
        {"2026-07-01T09:30:00Z", "2026-07-01"},
        {"1-Jul-26", "2026-07-01"},
        {"01-Jul-2026", "2026-07-01"},
        {"1 July 2026", "2026-07-01"},
        {"July 1, 2026", "2026-07-01"},
        {"46204", "2026-07-01"},
        {"46204.5", "2026-07-01"},
        {"20000", "1954-10-03"},
        {"13/07/2026", "2026-07-13"},
        {"07/13/2026", "2026-07-13"},
        {"1.7.2026", "2026-07-01"},
        {"07/07/2026", "2026-07-07"},
        {"2026/07/01", "2026-07-01"},
        {"2026/7/1", "2026-07-01"},
        {"2026.07.01", "2026-07-01"},
        {"2026/13/01", NULL},
        {"2026/07/2026", NULL},
        {"07/01/2026", NULL},
        {"13/13/2026", NULL},
        {"19999", NULL},
        {"80001", NULL},
        {"31-Feb-2026", NULL},
        {"2026-02-30", NULL},
        {"1-Jul-026", NULL},
        {"1/7/26", NULL},
        {"tomorrow", NULL},
        {"", NULL},
        {"2026-07-01 noon", NULL},
    };
    for (size_t i = 0; i < AP_COUNT(cases); i++) {
        ap_day day;
        char text[AP_DAY_TEXT];
        int rc = ap_cell_day(ap_str_from(cases[i].cell), &day);
        if (rc != (cases[i].day ? AP_OK : AP_E_SYNTAX))
            fail_msg("%s: %d", cases[i].cell, rc);
        if (cases[i].day)
            assert_string_equal(ap_day_text(day, text), cases[i].day);
    }
}
