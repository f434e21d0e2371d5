/* Regular expressions: groups, anchors, limits, faults.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "ap_test.h"
#include "base/buf.h"
#include "port/regex.h"

static int
match(const char *pattern, bool anchored, struct ap_str text, size_t at, struct ap_regex_match *ret)
{
    char reason[AP_REGEX_REASON];
    struct ap_regex *regex = NULL;
    assert_int_equal(ap_regex_compile(ap_str_from(pattern), anchored, &regex, reason), AP_OK);
    struct ap_regex_work *work = ap_regex_work_new();
    int result = ap_regex_match(regex, work, text, at, ret);
    ap_regex_work_free(work);
    ap_regex_free(regex);
    return result;
}

AP_TEST(regex_gives_the_whole_and_the_first_group)
{
    struct ap_regex_match m;
    assert_int_equal(match("key=([a-z]+)", false, AP_STR("a key=abc;"), 0, &m), AP_OK);
    assert_int_equal(m.from, 2);
    assert_int_equal(m.to, 9);
    assert_int_equal(m.group_from, 6);
    assert_int_equal(m.group_to, 9);
    assert_int_equal(match("a|(b)", false, AP_STR("a"), 0, &m), AP_OK);
    assert_int_equal(m.group_from, 0);
    assert_int_equal(m.group_to, 1);
    assert_int_equal(match("(a)(b)(c)(d)(e)(f)", false, AP_STR("abcdef"), 0, &m), AP_OK);
    assert_int_equal(m.group_to, 1);
}

AP_TEST(regex_anchored_begins_where_it_is_told)
{
    struct ap_regex_match m;
    assert_int_equal(match("b", true, AP_STR("ab"), 0, &m), AP_E_NOTFOUND);
    assert_int_equal(match("(?<=a)b", true, AP_STR("ab"), 1, &m), AP_OK);
    assert_int_equal(match("b", false, AP_STR_NONE, 0, &m), AP_E_NOTFOUND);
}

AP_TEST(regex_is_bounded)
{
    struct ap_buf text = {0};
    for (int i = 0; i < 40000; i++)
        ap_buf_add_c(&text, "aaaaaaaaa ");
    struct ap_regex_match m;
    assert_int_equal(match("(?:a+)+b", true, ap_buf_str(&text), 0, &m), AP_E_NOTFOUND);
    assert_int_equal(match("(?:[a ]+)+[0-9]", true, ap_buf_str(&text), 0, &m), AP_E_LIMIT);
    /* Deep recursion that the default stack of the JIT would not bear. */
    struct ap_str part = ap_str_slice(ap_buf_str(&text), 0, 40000);
    assert_int_equal(match("(?:(?:a| )(?:x?))*", true, part, 0, &m), AP_OK);
    assert_int_equal(m.to, part.len);
    ap_buf_release(&text);
}

AP_TEST(regex_faults_are_named)
{
    char reason[AP_REGEX_REASON] = "";
    struct ap_regex *regex = NULL;
    assert_int_equal(ap_regex_compile(AP_STR("a(b"), true, &regex, reason), AP_E_SYNTAX);
    assert_non_null(strstr(reason, "at byte 3"));
    assert_int_equal(ap_regex_compile(AP_STR_NONE, true, &regex, reason), AP_E_SYNTAX);
    assert_int_equal(ap_regex_compile(AP_STR("\\C"), true, &regex, reason), AP_E_SYNTAX);
    struct ap_buf pattern = {0};
    for (int i = 0; i < 4096; i++)
        ap_buf_add_char(&pattern, 'a');
    assert_int_equal(ap_regex_compile(ap_buf_str(&pattern), true, &regex, reason), AP_OK);
    ap_regex_free(regex);
    regex = NULL;
    ap_buf_add_char(&pattern, 'a');
    assert_int_equal(ap_regex_compile(ap_buf_str(&pattern), true, &regex, reason), AP_E_LIMIT);
    assert_int_equal(
        ap_regex_compile(AP_STR("(?:(?:abcdefghij){1,200}){1,100}"), true, &regex, reason),
        AP_E_LIMIT);
    assert_null(regex);
    ap_buf_release(&pattern);
}
