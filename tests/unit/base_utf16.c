/* UTF-16 to UTF-8 and back: nothing is lost, however the stream is cut, and half pairs are refused.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "ap_test.h"
#include "base/utf16.h"

static const char wide[] =
    "a\0\xe9\0\xac\x20\x3d\xd8\x00\xde\n"; /* a é € 😀 newline, little-endian */
static const char text[] = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\n";

AP_TEST(utf16_round_trip_in_pieces)
{
    struct ap_str in = {wide, sizeof wide};
    for (size_t step = 1; step <= in.len; step++) {
        struct ap_utf16 decode = {0};
        struct ap_utf16 encode = {0};
        struct ap_buf utf8 = {0};
        struct ap_buf back = {0};
        for (size_t at = 0; at < in.len; at += step)
            assert_int_equal(ap_utf16_decode(&decode, ap_str_slice(in, at, at + step), &utf8),
                             AP_OK);
        assert_true(ap_utf16_is_whole(&decode));
        assert_true(ap_str_is(ap_buf_str(&utf8), text));
        for (size_t at = 0; at < utf8.len; at += step)
            ap_utf16_encode(&encode, ap_str_slice(ap_buf_str(&utf8), at, at + step), &back);
        assert_true(ap_utf16_is_whole(&encode));
        assert_true(ap_str_eq(ap_buf_str(&back), in));
        ap_buf_release(&utf8);
        ap_buf_release(&back);
    }
}

AP_TEST(utf16_big_endian)
{
    struct ap_utf16 one = {.big = true};
    struct ap_buf out = {0};
    assert_int_equal(ap_utf16_decode(&one, (struct ap_str){"\xfe\xff\0A", 4}, &out), AP_OK);
    assert_true(ap_str_is(ap_buf_str(&out), "\xef\xbb\xbf"
                                            "A"));
    ap_buf_release(&out);
}

AP_TEST(utf16_half_pairs_are_refused)
{
    static const struct {
        const char *bytes;
        size_t n;
    } bad[] = {{"\x00\xde", 2}, {"\x3d\xd8\x61\x00", 4}, {"\x3d\xd8\x3d\xd8", 4}};
    for (size_t i = 0; i < AP_COUNT(bad); i++) {
        struct ap_utf16 one = {0};
        struct ap_buf out = {0};
        assert_int_equal(ap_utf16_decode(&one, (struct ap_str){bad[i].bytes, bad[i].n}, &out),
                         AP_E_SYNTAX);
        ap_buf_release(&out);
    }
    struct ap_utf16 cut = {0};
    struct ap_buf out = {0};
    assert_int_equal(ap_utf16_decode(&cut, (struct ap_str){"a\0\x3d\xd8", 4}, &out), AP_OK);
    assert_false(ap_utf16_is_whole(&cut));
    ap_buf_release(&out);
}
