/* Classes and case of ASCII, against the C library's words on them.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include <ctype.h>
#include <string.h>

#include "ap_test.h"

AP_TEST(ascii_classes_are_those_of_the_c_locale)
{
    for (int c = -128; c < 256; c++) {
        bool is_ascii = c >= 0 && c < 128;
        assert_int_equal(ap_is_digit(c), is_ascii && isdigit(c));
        assert_int_equal(ap_is_lower(c), is_ascii && islower(c));
        assert_int_equal(ap_is_upper(c), is_ascii && isupper(c));
        assert_int_equal(ap_is_letter(c), is_ascii && isalpha(c));
        assert_int_equal(ap_is_alnum(c), is_ascii && isalnum(c));
        assert_int_equal(ap_is_blank(c), is_ascii && isblank(c));
        assert_int_equal(ap_is_space(c), is_ascii && isspace(c));
        assert_int_equal(ap_is_json_space(c), c > 0 && is_ascii && strchr(" \t\r\n", c) != NULL);
    }
}

AP_TEST(ascii_case_changes_letters_alone)
{
    for (int c = 0; c < 128; c++) {
        assert_int_equal(ap_lower((char)c), tolower(c));
        assert_int_equal(ap_upper((char)c), toupper(c));
    }
    assert_int_equal(ap_lower('\xc4'), '\xc4');
    assert_int_equal(ap_upper('\xe4'), '\xe4');
}

AP_TEST(ascii_hex_digits_have_their_values)
{
    static const char digits[] = "0123456789abcdefABCDEF";
    int n = 0;
    for (int c = 0; c < 256; c++) {
        const char *at = c ? strchr(digits, c) : NULL;
        int place = at ? (int)(at - digits) : -1;
        assert_int_equal(ap_hex_value((char)c), place > 15 ? place - 6 : place);
        n += at != NULL;
    }
    assert_int_equal(n, 22);
}
