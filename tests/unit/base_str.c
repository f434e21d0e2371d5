/* Byte views.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "ap_test.h"

static struct ap_str
s(const char *c_string)
{
    return ap_str_from(c_string);
}

AP_TEST(str_from)
{
    assert_null(ap_str_from(NULL).ptr);
    assert_int_equal(ap_str_from("").len, 0);
    assert_int_equal(ap_str_from("abc").len, 3);
}

AP_TEST(str_equality_and_order)
{
    assert_true(ap_str_eq(AP_STR_NONE, s("")));
    assert_true(ap_str_is(s("ab"), "ab"));
    assert_true(ap_str_is(AP_STR_NONE, NULL));
    assert_false(ap_str_is(s("ab"), "abc"));
    assert_true(ap_str_ieq(s("aB-Z9"), s("Ab-z9")));
    assert_false(ap_str_ieq(s("[A"), s("{a"))); /* 0x20 apart, yet no letters */
    assert_false(ap_str_ieq(s("\xc3\x84"), s("\xc3\xa4")));
    assert_true(ap_str_cmp(s("a"), s("b")) < 0);
    assert_true(ap_str_cmp(s("a"), s("ab")) < 0);
    assert_true(ap_str_cmp(s("ab"), s("a")) > 0);
    assert_true(ap_str_cmp(s("\x7f"), s("\x80")) < 0); /* bytes are unsigned */
    assert_int_equal(ap_str_cmp(AP_STR_NONE, s("")), 0);
    assert_true(ap_str_eq(AP_STR("a\0b"), AP_STR("a\0b")));
    assert_false(ap_str_eq(AP_STR("a\0b"), AP_STR("a\0c")));
}

AP_TEST(str_classes)
{
    assert_true(ap_str_is_digits(s("0429")) && ap_str_is_alnum(s("v1x")));
    assert_false(ap_str_is_digits(s("42a")) || ap_str_is_digits(s("-4")) ||
                 ap_str_is_digits(s("")));
    assert_false(ap_str_is_alnum(s("a b")) || ap_str_is_alnum(AP_STR_NONE));
    assert_true(ap_str_is_camel_case(s("OAuthScopeModel")) && ap_str_is_camel_case(s("A")));
    assert_false(ap_str_is_camel_case(s("scope")) || ap_str_is_camel_case(s("2Fa")));
    assert_false(ap_str_is_camel_case(s("Scope_Model")) || ap_str_is_camel_case(s("")));
    assert_int_equal(ap_str_digits_end(s("v12.3"), 1), 3);
    assert_int_equal(ap_str_digits_end(s("v12"), 0), 0);
    assert_int_equal(ap_str_digits_end(s("v12"), 3), 3);
}

AP_TEST(str_prefix_suffix_contains)
{
    assert_true(ap_str_starts(s("abc"), s("ab")));
    assert_true(ap_str_starts(AP_STR_NONE, AP_STR_NONE));
    assert_false(ap_str_starts(s("a"), s("ab")));
    assert_true(ap_str_ends(s("abc"), s("bc")));
    assert_false(ap_str_ends(s("c"), s("bc")));
    assert_true(ap_str_iends(s("x.PDF"), s(".pdf")));
    assert_true(ap_str_contains(s("abcd"), s("bc")));
    assert_true(ap_str_contains(s("abcd"), AP_STR_NONE));
    assert_false(ap_str_contains(AP_STR_NONE, s("a")));
    assert_true(ap_str_icontains(s("aBCd"), s("bcD")));
    assert_false(ap_str_icontains(s("abc"), s("abcd")));
}

AP_TEST(str_find)
{
    assert_int_equal(ap_str_find(s("a.b.c"), '.'), 1);
    assert_int_equal(ap_str_rfind(s("a.b.c"), '.'), 3);
    assert_int_equal(ap_str_find(s("abc"), '.'), 3);
    assert_int_equal(ap_str_rfind(s("abc"), '.'), 3);
    assert_int_equal(ap_str_find(AP_STR_NONE, '.'), 0);
    assert_int_equal(ap_str_rfind(AP_STR_NONE, '.'), 0);
}

AP_TEST(str_slice_is_clamped)
{
    assert_str(ap_str_slice(s("abcdef"), 1, 3), "bc");
    assert_str(ap_str_slice(s("abc"), 1, 99), "bc");
    assert_str(ap_str_slice(s("abc"), 2, 1), "");
    assert_str(ap_str_slice(s("abc"), 99, SIZE_MAX), "");
    assert_null(ap_str_slice(AP_STR_NONE, 1, 2).ptr);
}

AP_TEST(str_trim)
{
    assert_str(ap_str_trim(s(" \t\r\n a b \v\f")), "a b");
    assert_str(ap_str_trim(s("   ")), "");
    assert_str(ap_str_trim(AP_STR_NONE), "");
}

AP_TEST(str_cut_gives_every_part)
{
    struct ap_str rest = s("a,,b,");
    assert_str(ap_str_cut(&rest, ','), "a");
    assert_str(ap_str_cut(&rest, ','), "");
    assert_str(ap_str_cut(&rest, ','), "b");
    assert_non_null(rest.ptr);
    assert_str(ap_str_cut(&rest, ','), "");
    assert_null(rest.ptr);
    int n_parts = 0;
    for (struct ap_str list = s(""); list.ptr; n_parts++)
        assert_str(ap_str_cut(&list, ','), "");
    assert_int_equal(n_parts, 1);
}

AP_TEST(str_to_int)
{
    int64_t value = -7;
    assert_int_equal(ap_str_to_int(s("0"), &value), AP_OK);
    assert_int_equal(value, 0);
    assert_int_equal(ap_str_to_int(s("0012"), &value), AP_OK);
    assert_int_equal(value, 12);
    assert_int_equal(ap_str_to_int(s("9223372036854775807"), &value), AP_OK);
    assert_true(value == INT64_MAX);
    static const char *const bad[] = {
        "",
        "-1",
        "+1",
        " 1",
        "1 ",
        "1.0",
        "0x1",
        "9223372036854775808",
        "92233720368547758070",
        "99999999999999999999999",
    };
    for (size_t i = 0; i < AP_COUNT(bad); i++)
        assert_int_equal(ap_str_to_int(s(bad[i]), &value), AP_E_SYNTAX);
    assert_true(value == INT64_MAX); /* untouched on failure */
}

AP_TEST(str_distance)
{
    static const struct {
        const char *a, *b;
        unsigned distance;
    } rows[] = {
        {"", "", 0},       {"abc", "", 3},           {"abc", "abc", 0},
        {"ABC", "abc", 0}, {"abc", "acb", 1},        {"kitten", "sitting", 3},
        {"ca", "abc", 3},  {"monthly", "montly", 1}, {"tier", "teir", 1},
        {"a", "b", 1},
    };
    for (size_t i = 0; i < AP_COUNT(rows); i++) {
        assert_int_equal(ap_str_distance(s(rows[i].a), s(rows[i].b)), rows[i].distance);
        assert_int_equal(ap_str_distance(s(rows[i].b), s(rows[i].a)), rows[i].distance);
    }
    char long_text[66];
    memset(long_text, 'x', sizeof long_text);
    struct ap_str just = {long_text, 64}, over = {long_text, 65};
    assert_int_equal(ap_str_distance(just, just), 0);
    assert_true(ap_str_distance(over, over) > 64);
    assert_true(ap_str_distance(s("a"), over) > 64);
}

AP_TEST(strs_has_and_nearest)
{
    struct ap_str words[] = {s("monthly"), s("quarterly"), s("annual"), s("once")};
    struct ap_strs list = {words, AP_COUNT(words), AP_COUNT(words)};
    struct ap_strs none = {0};
    assert_true(ap_strs_has(&list, s("once")));
    assert_false(ap_strs_has(&list, s("Once")));
    assert_false(ap_strs_has(&none, s("once")));
    assert_str(ap_strs_nearest(&list, s("quaterly")), "quarterly");
    assert_str(ap_strs_nearest(&list, s("Anual")), "annual");
    assert_str(ap_strs_nearest(&list, s("onc")), "once");
    assert_str(ap_strs_nearest(&list, s("quart")), "quarterly");
    assert_str(ap_strs_nearest(&list, s("ANNUAL")), "annual");
    assert_null(ap_strs_nearest(&list, s("an")).ptr);
    assert_null(ap_strs_nearest(&list, s("weekly")).ptr);
    assert_null(ap_strs_nearest(&list, s("o")).ptr);
    assert_null(ap_strs_nearest(&none, s("once")).ptr);
}
