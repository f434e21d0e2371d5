/* Tests of digest, CRC, deflate and Unicode forms: known answers and round trips.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "ap_test.h"
#include "base/buf.h"
#include "port/deflate.h"
#include "port/digest.h"
#include "port/unicode.h"
#include "port_inflated.h"

AP_TEST(digest_known_answers)
{
    uint8_t digest[AP_SHA256_BYTES];
    char text[AP_SHA256_TEXT];
    ap_sha256(AP_STR(""), digest);
    ap_sha256_text(digest, text);
    assert_string_equal(text, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    ap_sha256(AP_STR("abc"), digest);
    ap_sha256_text(digest, text);
    assert_string_equal(text, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

AP_TEST(digest_in_pieces_is_the_digest_of_the_whole)
{
    uint8_t whole[AP_SHA256_BYTES];
    uint8_t pieces[AP_SHA256_BYTES];
    ap_sha256(AP_STR("hello world"), whole);
    struct ap_digest *digest = ap_digest_new();
    for (int again = 0; again < 2; again++) {
        ap_digest_start(digest);
        ap_digest_add(digest, "hello", 5);
        ap_digest_add(digest, "", 0);
        ap_digest_add(digest, " world", 6);
        ap_digest_end(digest, pieces);
        assert_memory_equal(whole, pieces, sizeof whole);
    }
    ap_digest_free(digest);
    ap_digest_free(NULL);
}

AP_TEST(digest_text_is_read_back)
{
    uint8_t digest[AP_SHA256_BYTES];
    uint8_t back[AP_SHA256_BYTES] = {0};
    char text[AP_SHA256_TEXT];
    ap_sha256(AP_STR("abc"), digest);
    ap_sha256_text(digest, text);
    assert_int_equal(ap_sha256_parse(ap_str_from(text), back), AP_OK);
    assert_memory_equal(digest, back, sizeof back);
    text[0] = 'B';
    assert_int_equal(ap_sha256_parse(ap_str_from(text), back), AP_OK);
    text[63] = 'g';
    assert_int_equal(ap_sha256_parse(ap_str_from(text), back), AP_E_SYNTAX);
    text[63] = '\0';
    assert_int_equal(ap_sha256_parse(ap_str_from(text), back), AP_E_SYNTAX);
    assert_int_equal(ap_sha256_parse(AP_STR_NONE, back), AP_E_SYNTAX);
    assert_memory_equal(digest, back, sizeof back); /* untouched on failure */
}

AP_TEST(crc_known_answer)
{
    assert_int_equal(ap_crc32(0, "123456789", 9), 0xcbf43926);
    uint32_t crc = ap_crc32(0, "1234", 4);
    crc = ap_crc32(crc, NULL, 0);
    assert_int_equal(ap_crc32(crc, "56789", 5), 0xcbf43926);
}

/* Bit by bit, as the polynomial says. */
static uint32_t
plain_crc32(const uint8_t *bytes, size_t n)
{
    uint32_t crc = 0xffffffff;
    for (size_t i = 0; i < n; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return ~crc;
}

AP_TEST(crc32_of_pieces_is_that_of_the_whole)
{
    uint8_t bytes[3000];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * i >> 3);
    for (size_t n = 0; n <= sizeof bytes; n += 1 + n / 7)
        for (size_t cut = 0; cut <= n; cut += 1 + n / 5)
            assert_int_equal(ap_crc32(ap_crc32(0, bytes, cut), bytes + cut, n - cut),
                             plain_crc32(bytes, n));
}

/** `n` bytes: text that compresses, or noise that does not. */
static void
fill(struct ap_buf *buf, size_t n, bool is_noise)
{
    uint64_t state = 88172645463325252u;
    ap_buf_clear(buf);
    for (size_t i = 0; i < n; i++) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        ap_buf_add_char(buf, (char)(is_noise ? (unsigned char)state : "abc \n"[state % 5]));
    }
}

static void
stream(struct ap_deflate *deflate, struct ap_str bytes, size_t step, struct ap_buf *out)
{
    ap_buf_clear(out);
    ap_deflate_start(deflate);
    for (size_t at = 0; at < bytes.len; at += step)
        ap_deflate_feed(deflate, ap_str_slice(bytes, at, at + step), at + step >= bytes.len, out);
    if (bytes.len == 0)
        ap_deflate_feed(deflate, AP_STR_NONE, true, out);
}

AP_TEST(deflate_round_trips)
{
    static const size_t sizes[] = {0, 1, 100, 65535, 65536, 65537, 1000003};
    struct ap_deflate *deflate = ap_deflate_new(AP_DEFLATE_LEVEL);
    struct ap_buf plain = {0};
    struct ap_buf packed = {0};
    struct ap_buf again = {0};
    struct ap_buf back = {0};
    for (size_t i = 0; i < 2 * AP_COUNT(sizes); i++) {
        fill(&plain, sizes[i / 2], i % 2);
        ap_deflate_whole(deflate, ap_buf_str(&plain), &packed);
        assert_int_equal(inflated(ap_buf_str(&packed), &back), AP_OK);
        assert_true(ap_str_eq(ap_buf_str(&plain), ap_buf_str(&back)));
        if (sizes[i / 2] > 1000 && i % 2 == 0)
            assert_true(packed.len < plain.len / 2);
        stream(deflate, ap_buf_str(&plain), 30011, &packed);
        assert_int_equal(inflated(ap_buf_str(&packed), &back), AP_OK);
        assert_true(ap_str_eq(ap_buf_str(&plain), ap_buf_str(&back)));
        stream(deflate, ap_buf_str(&plain), 30011, &again);
        assert_true(ap_str_eq(ap_buf_str(&packed), ap_buf_str(&again)));
    }
    ap_buf_release(&plain);
    ap_buf_release(&packed);
    ap_buf_release(&again);
    ap_buf_release(&back);
    ap_deflate_free(deflate);
    ap_deflate_free(NULL);
}

AP_TEST(inflate_refuses)
{
    struct ap_deflate *deflate = ap_deflate_new(12); /* above zlib's highest: streams take 9 */
    struct ap_buf plain = {0};
    struct ap_buf packed = {0};
    struct ap_buf back = {0};
    fill(&plain, 100000, false);
    stream(deflate, ap_buf_str(&plain), 100000, &packed);
    assert_int_equal(inflated(ap_buf_str(&packed), &back), AP_OK);
    struct ap_str cut = ap_str_slice(ap_buf_str(&packed), 0, packed.len - 1);
    assert_int_equal(inflated(cut, &back), AP_E_SYNTAX);
    ap_buf_add_char(&packed, 'x');
    assert_int_equal(inflated(ap_buf_str(&packed), &back), AP_E_SYNTAX);
    assert_int_equal(inflated(AP_STR("\xff\xff\xff"), &back), AP_E_SYNTAX);
    assert_int_equal(inflated(AP_STR_NONE, &back), AP_E_SYNTAX);
    ap_buf_release(&plain);
    ap_buf_release(&packed);
    ap_buf_release(&back);
    ap_deflate_free(deflate);
    assert_non_null(strstr(ap_deflate_engines(), "libdeflate "));
    assert_non_null(strstr(ap_deflate_engines(), ", zlib "));
}

AP_TEST(deflate_by_level)
{
    struct ap_deflates all = {{NULL}};
    struct ap_arena mem = {0};
    struct ap_buf plain = {0};
    struct ap_buf low = {0};
    struct ap_buf high = {0};
    struct ap_buf back = {0};
    fill(&plain, 200000, false);
    ap_deflate_whole(ap_deflates_get(&all, 1), ap_buf_str(&plain), &low);
    ap_deflate_whole(ap_deflates_get(&all, AP_DEFLATE_LEVEL_MAX), ap_buf_str(&plain), &high);
    assert_true(high.len < low.len);
    assert_int_equal(inflated(ap_buf_str(&high), &back), AP_OK);
    assert_true(ap_str_eq(ap_buf_str(&plain), ap_buf_str(&back)));
    assert_ptr_equal(ap_deflates_get(&all, 1), ap_deflates_get(&all, 1));
    assert_true(ap_str_is(ap_deflate_engines_at(0, &mem), ap_deflate_engines()));
    assert_non_null(strstr(ap_deflate_engines_at(9, &mem).ptr, " level 9, zlib "));
    ap_deflates_release(&all);
    ap_deflates_release(&all);
    ap_arena_release(&mem);
    ap_buf_release(&plain);
    ap_buf_release(&low);
    ap_buf_release(&high);
    ap_buf_release(&back);
}

AP_TEST(unicode_columns)
{
    static const struct {
        const char *text;
        size_t columns;
    } cases[] = {{"", 0},
                 {"plain", 5},
                 {"\xc3\xa4", 1},                 /* one letter */
                 {"a\xcc\x88", 1},                /* a letter and a mark above it */
                 {"\xe7\x8e\x8b\xe6\x98\x8e", 4}, /* two wide letters */
                 {"\xff", 1}};
    for (size_t i = 0; i < AP_COUNT(cases); i++)
        assert_int_equal(ap_unicode_columns(ap_str_from(cases[i].text)), cases[i].columns);
}

AP_TEST(unicode_folds_for_comparison)
{
    struct ap_arena mem = {0};
    assert_str(ap_unicode_fold(&mem, AP_STR("README.TXT")), "readme.txt");
    assert_str(ap_unicode_fold(&mem, AP_STR("\xc3\x89t\xc3\xa9")), "\xc3\xa9t\xc3\xa9");
    assert_str(ap_unicode_fold(&mem, AP_STR("E\xcc\x81te\xcc\x81")), "\xc3\xa9t\xc3\xa9");
    assert_str(ap_unicode_fold(&mem, AP_STR("Stra\xc3\x9f"
                                            "e")),
               "strasse");
    assert_str(ap_unicode_fold(&mem, AP_STR("bad\xff"
                                            "A")),
               "bad\xff"
               "A");
    assert_str(ap_unicode_fold(&mem, AP_STR_NONE), "");
    ap_arena_release(&mem);
}

AP_TEST(unicode_composes)
{
    struct ap_arena mem = {0};
    assert_str(ap_unicode_nfc(&mem, AP_STR("Plain.txt")), "Plain.txt");
    assert_str(ap_unicode_nfc(&mem, AP_STR("U\xcc\x88"
                                           "ber")),
               "\xc3\x9c"
               "ber");
    assert_str(ap_unicode_nfc(&mem, AP_STR("bad\xc3")), "bad\xc3");
    ap_arena_release(&mem);
}
