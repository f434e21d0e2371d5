/* Tests of the JSON reader.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "ap_test.h"
#include "base/buf.h"
#include "port/json_read.h"

static int
parse(struct ap_arena *mem, struct ap_str text, struct ap_node **ret_root)
{
    return ap_json_parse(text, AP_STR("f.json"), mem, ret_root);
}

AP_TEST(json_gives_the_tree)
{
    struct ap_arena mem = {0};
    struct ap_node *root = NULL;
    const char *text =
        " {\"a\": [1, -2.50, 1e5, true, false, null, \"x\\n\\u00e9\"], \"b\": {}, \"\": 0}\n";
    assert_int_equal(parse(&mem, ap_str_from(text), &root), AP_OK);
    assert_int_equal(root->kind, AP_NODE_MAP);
    assert_int_equal(root->n, 3);
    assert_str(root->place.file, "f.json");
    const struct ap_node *a = ap_node_get(root, "a");
    static const char *const texts[] = {"1",     "-2.50", "1e5",        "true",
                                        "false", "null",  "x\n\xc3\xa9"};
    assert_int_equal(a->n, AP_COUNT(texts));
    for (size_t i = 0; i < a->n; i++) {
        assert_str(a->items[i]->text, texts[i]);
        assert_int_equal(a->items[i]->plain, i != 6);
        assert_int_equal(a->items[i]->kind, i == 5 ? AP_NODE_NULL : AP_NODE_SCALAR);
    }
    assert_int_equal(ap_node_get(root, "b")->kind, AP_NODE_MAP);
    assert_str(ap_node_get(root, "")->text, "0");
    ap_arena_release(&mem);
}

AP_TEST(json_numbers_keep_their_digits)
{
    struct ap_arena mem = {0};
    struct ap_node *root = NULL;
    const char *text = "[9007199254740993, {\"x\": [18446744073709551615, \"77\"]}, 0.1000, -0]";
    assert_int_equal(parse(&mem, ap_str_from(text), &root), AP_OK);
    assert_str(root->items[0]->text, "9007199254740993");
    assert_str(ap_node_get(root->items[1], "x")->items[0]->text, "18446744073709551615");
    assert_str(ap_node_get(root->items[1], "x")->items[1]->text, "77");
    assert_str(root->items[2]->text, "0.1000");
    assert_str(root->items[3]->text, "-0");
    ap_arena_release(&mem);
}

AP_TEST(json_refuses)
{
    static const struct {
        int rc;
        const char *text;
    } cases[] = {
        {AP_E_SYNTAX, ""},
        {AP_E_SYNTAX, "  "},
        {AP_E_SYNTAX, "{"},
        {AP_E_SYNTAX, "]"},
        {AP_E_SYNTAX, "[1,]"},
        {AP_E_SYNTAX, "[1] x"},
        {AP_E_SYNTAX, "[1] [2]"},
        {AP_E_SYNTAX, "{\"a\":1,}"},
        {AP_E_SYNTAX, "{a:1}"},
        {AP_E_SYNTAX, "[01]"},
        {AP_E_SYNTAX, "[1.]"},
        {AP_E_SYNTAX, "[.5]"},
        {AP_E_SYNTAX, "[+1]"},
        {AP_E_SYNTAX, "[1e]"},
        {AP_E_SYNTAX, "[1-2]"},
        {AP_E_SYNTAX, "[-]"},
        {AP_E_SYNTAX, "[NaN]"},
        {AP_E_SYNTAX, "[nul]"},
        {AP_E_SYNTAX, "[truefalse]"},
        {AP_E_SYNTAX, "\"a\tb\""},
        {AP_E_SYNTAX, "\"a\nb\""},
        {AP_E_SYNTAX, "\"open"},
        {AP_E_SYNTAX, "\"open\\"},
        {AP_E_SYNTAX, "\"\\q\""},
        {AP_E_SYNTAX, "\"a\\u0000b\""},
        {AP_E_SYNTAX, "\"\\ud800\""},
        {AP_E_SYNTAX, "\"\xff\""},
        {AP_E_SYNTAX, "// comment\n1"},
        {AP_E_SYNTAX, "[1\x01]"},
        {AP_E_INVALID, "{\"a\":1,\"b\":{},\"a\":2}"},
        {AP_E_INVALID, "[{\"\\u0061\":1,\"a\":2}]"},
        {AP_E_LIMIT, "1234567890123456789012345678901234567890123456789012345678901234"},
    };
    for (size_t i = 0; i < AP_COUNT(cases); i++) {
        struct ap_arena mem = {0};
        struct ap_node *root = NULL;
        int rc = parse(&mem, ap_str_from(cases[i].text), &root);
        if (rc != cases[i].rc)
            fail_msg("%s gave %d", cases[i].text, rc);
        assert_null(root);
        ap_arena_release(&mem);
    }
}

AP_TEST(json_takes_bom_and_surrogates)
{
    struct ap_arena mem = {0};
    struct ap_node *root = NULL;
    assert_int_equal(parse(&mem, AP_STR("\xef\xbb\xbf\"\\ud83d\\ude00\""), &root), AP_OK);
    assert_str(root->text, "\xf0\x9f\x98\x80");
    ap_arena_release(&mem);
}

static int
nested(size_t n)
{
    struct ap_arena mem = {0};
    struct ap_buf text = {0};
    struct ap_node *root = NULL;
    for (size_t i = 0; i < n; i++)
        ap_buf_add_char(&text, '[');
    for (size_t i = 0; i < n; i++)
        ap_buf_add_char(&text, ']');
    int rc = parse(&mem, ap_buf_str(&text), &root);
    ap_arena_release(&mem);
    ap_buf_release(&text);
    return rc;
}

AP_TEST(json_bounds_depth_count_and_bytes)
{
    assert_int_equal(nested(64), AP_OK);
    assert_int_equal(nested(65), AP_E_LIMIT);
    assert_int_equal(nested(1000000), AP_E_LIMIT);
    struct ap_arena mem = {0};
    struct ap_buf text = {0};
    struct ap_node *root = NULL;
    ap_buf_add_char(&text, '[');
    for (int i = 0; i < 1000001; i++)
        ap_buf_add_c(&text, "1,");
    ap_buf_add_c(&text, "1]");
    assert_int_equal(parse(&mem, ap_buf_str(&text), &root), AP_E_LIMIT);
    while (text.len <= 16u << 20)
        ap_buf_add_c(&text, "                                                                ");
    assert_int_equal(parse(&mem, ap_buf_str(&text), &root), AP_E_LIMIT);
    assert_null(root);
    ap_arena_release(&mem);
    ap_buf_release(&text);
}
