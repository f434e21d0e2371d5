/* Wrapping, columns and the three forms of a table.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "ap_test.h"
#include "base/cleanup.h"
#include "cli/table.h"
#include "cli/text.h"

AP_TEST(text_wraps_between_words)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    ap_text_wrap(&out, AP_STR("one two  three\nfour"), 0, 2, 9);
    assert_str(ap_buf_str(&out), "one two\n  three\n  four\n");
}

AP_TEST(text_keeps_a_word_that_is_too_long)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    ap_text_wrap(&out, AP_STR("a bbbbbbbbbbbbbb c"), 0, 0, 5);
    assert_str(ap_buf_str(&out), "a\nbbbbbbbbbbbbbb\nc\n");
}

AP_TEST(text_escapes_controls_and_counts_columns)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    ap_text_wrap(&out, AP_STR("\x1b[31mred"), 0, 0, 80);
    assert_str(ap_buf_str(&out), "\\x1b[31mred\n");
    assert_int_equal(ap_text_columns(AP_STR("\x1b")), 4);
    assert_int_equal(ap_text_columns(AP_STR("\xc3\xbc")), 1);
}

AP_TEST(text_pair_breaks_after_a_long_left)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    ap_text_pair(&out, AP_STR("ab"), 4, AP_STR("x"), 40);
    ap_text_pair(&out, AP_STR("abcdef"), 4, AP_STR("y"), 40);
    assert_str(ap_buf_str(&out), "  ab    x\n  abcdef\n        y\n");
}

static const struct ap_column columns[] = {{"id", AP_CELL_TEXT, true},
                                           {"n", AP_CELL_NUMBER, true},
                                           {"flag", AP_CELL_FLAG, false},
                                           {"list", AP_CELL_LIST, true},
                                           {"maybe", AP_CELL_TEXT_OR_NULL, false}};

static void
fill(struct ap_table *table, struct ap_arena *mem)
{
    static struct ap_str items[] = {{"a", 1}, {"b,c", 3}};
    *table = (struct ap_table){.columns = columns, .n_columns = AP_COUNT(columns)};
    struct ap_table_cell *row = ap_table_row(table, mem);
    row[0].text = AP_STR("=1+1");
    row[1].number = 12;
    row[2].number = 1;
    row[3].list = (struct ap_strs){items, 2, 2};
    row = ap_table_row(table, mem);
    row[0].text = AP_STR("x \"y\"");
    row[4].text = AP_STR("z");
}

AP_TEST(table_as_text_shows_some_columns)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    AP_AUTO_BUF struct ap_buf out = {0};
    struct ap_table table;
    fill(&table, &mem);
    ap_table_text(&table, &mem, &out);
    assert_str(ap_buf_str(&out), "=1+1   12  a, b,c\nx \"y\"  0\n");
}

AP_TEST(table_as_csv_quotes_and_disarms)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    AP_AUTO_BUF struct ap_buf out = {0};
    struct ap_table table;
    fill(&table, &mem);
    ap_table_csv(&table, &mem, &out);
    assert_str(ap_buf_str(&out), "id,n,flag,list,maybe\r\n\"'=1+1\",12,yes,\"a; b,c\",\r\n"
                                 "\"x \"\"y\"\"\",0,no,,z\r\n");
}

AP_TEST(table_as_json_has_every_column)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    AP_AUTO_BUF struct ap_buf out = {0};
    struct ap_table table;
    fill(&table, &mem);
    ap_table_json(&table, &out);
    struct ap_str json = ap_buf_str(&out);
    assert_true(ap_str_contains(json, AP_STR("\"flag\": true")));
    assert_true(ap_str_contains(json, AP_STR("\"maybe\": null")));
    assert_true(ap_str_contains(json, AP_STR("\"n\": 12")));
    assert_true(ap_str_contains(json, AP_STR("\"id\": \"x \\\"y\\\"\"")));
}

AP_TEST(table_without_rows)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    AP_AUTO_BUF struct ap_buf out = {0};
    struct ap_table table = {.columns = columns, .n_columns = AP_COUNT(columns)};
    ap_table_text(&table, &mem, &out);
    assert_int_equal(out.len, 0);
    ap_table_json(&table, &out);
    assert_str(ap_buf_str(&out), "[]\n");
}
