/* UTF-8 and escapes for people.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "ap_test.h"
#include "base/cleanup.h"
#include "base/utf8.h"

AP_TEST(utf8_every_code_point_survives)
{
    AP_AUTO_BUF struct ap_buf buf = {0};
    for (uint32_t c = 0; c <= 0x10ffff; c++) {
        ap_buf_clear(&buf);
        ap_utf8_encode(&buf, c);
        size_t at = 0;
        uint32_t expected = c >= 0xd800 && c <= 0xdfff ? 0xfffd : c;
        assert_int_equal(ap_utf8_next(ap_buf_str(&buf), &at), expected);
        assert_int_equal(at, buf.len);
        assert_true(ap_utf8_valid(ap_buf_str(&buf)));
        assert_int_equal(buf.len, expected < 0x80      ? 1
                                  : expected < 0x800   ? 2
                                  : expected < 0x10000 ? 3
                                                       : 4);
    }
    ap_buf_clear(&buf);
    ap_utf8_encode(&buf, 0x110000);
    assert_str(ap_buf_str(&buf), "\xef\xbf\xbd");
}

/* Of all texts of one to three bytes, exactly those that some code points encode to are valid. */
AP_TEST(utf8_counts_the_valid_texts)
{
    size_t n_valid[4] = {0};
    for (uint32_t x = 0; x < 1u << 24; x++) {
        char bytes[3] = {(char)(x >> 16), (char)(x >> 8), (char)x};
        n_valid[3] += ap_utf8_valid((struct ap_str){bytes, 3});
        if (x < 1u << 16)
            n_valid[2] += ap_utf8_valid((struct ap_str){bytes + 1, 2});
        if (x < 1u << 8)
            n_valid[1] += ap_utf8_valid((struct ap_str){bytes + 2, 1});
    }
    size_t one = 128, two = 1920, three = 61440;
    assert_int_equal(n_valid[1], one);
    assert_int_equal(n_valid[2], one * one + two);
    assert_int_equal(n_valid[3], one * one * one + 2 * one * two + three);
}

AP_TEST(utf8_refuses)
{
    static const char *const bad[] = {
        "\x80",
        "\xbf",
        "\xc0\xaf",
        "\xc1\xbf",
        "\xe0\x80\xaf",
        "\xe0\x9f\xbf",
        "\xf0\x80\x80\xaf",
        "\xf0\x8f\xbf\xbf",
        "\xed\xa0\x80",
        "\xed\xbf\xbf",
        "\xf4\x90\x80\x80",
        "\xf5\x80\x80\x80",
        "\xff",
        "\xfe",
        "\xc3",
        "\xe2\x82",
        "\xf0\x9f\x98",
        "\xe2\x28\xa1",
        "\xf0\x9f\x98\x28",
    };
    for (size_t i = 0; i < AP_COUNT(bad); i++) {
        assert_int_equal(ap_utf8_bad_at(ap_str_from(bad[i])), 0);
        size_t at = 0;
        assert_int_equal(ap_utf8_next(ap_str_from(bad[i]), &at), 0xfffd);
        assert_int_equal(at, 1);
    }
    assert_int_equal(ap_utf8_bad_at(AP_STR("ab\xc3\xa4\xff")), 4);
    assert_true(ap_utf8_valid(AP_STR_NONE));
    assert_true(ap_utf8_valid(AP_STR("a\0b")));
}

static void
assert_escaped(struct ap_str text, const char *expected)
{
    AP_AUTO_BUF struct ap_buf buf = {0};
    ap_text_escape(&buf, text);
    assert_str(ap_buf_str(&buf), expected);
}

AP_TEST(escape_leaves_plain_text)
{
    assert_escaped(AP_STR("API-Evidence \xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80 a::b # c\\d"),
                   "API-Evidence \xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80 a::b # c\\d");
    assert_escaped(AP_STR_NONE, "");
}

AP_TEST(escape_controls)
{
    assert_escaped(AP_STR("\x1b[31mred\x1b[0m"), "\\x1b[31mred\\x1b[0m");
    assert_escaped(AP_STR("a\0b"), "a\\x00b");
    assert_escaped(AP_STR("a\nb\rc\td"), "a\\nb\\rc\\td");
    assert_escaped(AP_STR("\x7f\b"), "\\x7f\\x08");
    assert_escaped(AP_STR("\xc2\x9b"
                          "31m"),
                   "\\u009b31m"); /* CSI as one character */
}

AP_TEST(escape_hidden_marks)
{
    assert_escaped(AP_STR("a\xe2\x80\xae"
                          "b"),
                   "a\\u202eb");
    assert_escaped(AP_STR("\xe2\x81\xa6\xe2\x81\xa9\xe2\x80\x8f\xd8\x9c"),
                   "\\u2066\\u2069\\u200f\\u061c");
    assert_escaped(AP_STR("\xe2\x80\xa8\xe2\x80\xa9"), "\\u2028\\u2029");
    assert_escaped(AP_STR("\xef\xbb\xbf\xe2\x80\x8b"), "\\ufeff\\u200b");
    assert_escaped(AP_STR("\xf3\xa0\x81\x81"), "\\U000e0041");
}

AP_TEST(escape_invalid_bytes)
{
    assert_escaped(AP_STR("\xff\xc3(\xe2\x82"), "\\xff\\xc3(\\xe2\\x82");
    assert_escaped(AP_STR("\xed\xa0\x80"), "\\xed\\xa0\\x80");
}

AP_TEST(escape_ci_commands)
{
    assert_escaped(AP_STR("::error::x"), "\\x3a:error::x");
    assert_escaped(AP_STR("  ::set-output"), "  \\x3a:set-output");
    assert_escaped(AP_STR("\xc2\xa0::add-mask::"), "\xc2\xa0\\x3a:add-mask::");
    assert_escaped(AP_STR(":"), "\\x3a"); /* a file of this name, followed by our ":3" */
    assert_escaped(AP_STR(":a"), ":a");
    assert_escaped(AP_STR("##vso[task.setvariable]"), "\\x23#vso[task.setvariable]");
    assert_escaped(AP_STR("x ##VSO[y"), "x \\x23#VSO[y");
    assert_escaped(AP_STR("##[error]"), "\\x23#[error]");
    assert_escaped(AP_STR("###[error]"), "#\\x23#[error]");
    assert_escaped(AP_STR("## heading"), "## heading");
}

/* Whatever goes in, what comes out is valid, safe, and no command. */
AP_TEST(escape_is_safe_for_random_bytes)
{
    uint64_t random = 2463534242u;
    AP_AUTO_BUF struct ap_buf buf = {0};
    for (int round = 0; round < 20000; round++) {
        char bytes[24];
        for (size_t i = 0; i < sizeof bytes; i++) {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            bytes[i] =
                random % 3 ? "#:[vso \xe2\x80\xae\x1b"[random / 8 % 11] : (char)(random >> 16);
        }
        ap_buf_clear(&buf);
        ap_text_escape(&buf, (struct ap_str){bytes, random / 8 % sizeof bytes});
        struct ap_str out = ap_buf_str(&buf);
        assert_true(ap_utf8_valid(out));
        for (size_t at = 0; at < out.len;)
            assert_false(ap_utf8_is_unsafe(ap_utf8_next(out, &at)));
        assert_false(ap_str_starts(ap_str_trim(out), AP_STR("::")));
        assert_false(ap_str_contains(out, AP_STR("##[")));
        assert_false(ap_str_icontains(out, AP_STR("##vso[")));
    }
}
