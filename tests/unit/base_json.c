/* The JSON writer.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include <locale.h>
#include <math.h>

#include "ap_test.h"
#include "base/cleanup.h"
#include "base/json.h"
#include "base/utf8.h"

static void
assert_string(struct ap_str value, const char *expected)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    struct ap_json json;
    ap_json_init(&json, &out);
    ap_json_str(&json, value);
    assert_str(ap_buf_str(&out), expected);
}

AP_TEST(json_layout)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    struct ap_json json;
    struct ap_str words[] = {AP_STR("a"), AP_STR("b")};
    struct ap_strs list = {words, 2, 2}, none = {0};
    ap_json_init(&json, &out);
    ap_json_object_open(&json);
    ap_json_kv_c(&json, "schema", "x/v1");
    ap_json_kv_str_opt(&json, "missing", AP_STR_NONE);
    ap_json_kv_str_opt(&json, "there", AP_STR("y"));
    ap_json_kv_strs(&json, "list", &list);
    ap_json_kv_strs(&json, "none", &none);
    ap_json_key(&json, "empty");
    ap_json_object_open(&json);
    ap_json_object_close(&json);
    ap_json_key(&json, "rows");
    ap_json_array_open(&json);
    ap_json_object_open(&json);
    ap_json_kv_int(&json, "n", -5);
    ap_json_kv_bool(&json, "ok", true);
    ap_json_object_close(&json);
    ap_json_null(&json);
    ap_json_bool(&json, false);
    ap_json_array_close(&json);
    ap_json_object_close(&json);
    ap_json_end(&json);
    assert_str(ap_buf_str(&out), "{\n"
                                 "  \"schema\": \"x/v1\",\n"
                                 "  \"missing\": null,\n"
                                 "  \"there\": \"y\",\n"
                                 "  \"list\": [\n    \"a\",\n    \"b\"\n  ],\n"
                                 "  \"none\": [],\n"
                                 "  \"empty\": {},\n"
                                 "  \"rows\": [\n"
                                 "    {\n      \"n\": -5,\n      \"ok\": true\n    },\n"
                                 "    null,\n    false\n  ]\n"
                                 "}\n");
}

AP_TEST(json_compact)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    struct ap_json json;
    ap_json_init(&json, &out);
    json.compact = true;
    ap_json_array_open(&json);
    ap_json_int(&json, 1);
    ap_json_object_open(&json);
    ap_json_key_str(&json, AP_STR("a\"b"));
    ap_json_array_open(&json);
    ap_json_array_close(&json);
    ap_json_kv_bool(&json, "c", false);
    ap_json_object_close(&json);
    ap_json_array_close(&json);
    assert_str(ap_buf_str(&out), "[1,{\"a\\\"b\":[],\"c\":false}]");
}

AP_TEST(json_text_is_one_object)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_json_text inner;
    struct ap_json_text outer;
    ap_json_text_open(&inner);
    assert_str(ap_json_text_close(&inner, &mem), "{}");
    ap_json_text_open(&inner);
    ap_json_kv_c(&inner.json, "a", "\"");
    ap_json_text_open(&outer);
    ap_json_kv_int(&outer.json, "n", 1);
    ap_json_key(&outer.json, "body");
    ap_json_written(&outer.json, ap_json_text_close(&inner, &mem));
    ap_json_kv_bool(&outer.json, "last", true);
    assert_str(ap_json_text_close(&outer, &mem),
               "{\"n\":1,\"body\":{\"a\":\"\\\"\"},\"last\":true}");
}

AP_TEST(json_strings)
{
    assert_string(AP_STR_NONE, "\"\"");
    assert_string(AP_STR("plain /\\\" <b>"), "\"plain /\\\\\\\" <b>\"");
    assert_string(AP_STR("\b\f\n\r\t"), "\"\\b\\f\\n\\r\\t\"");
    assert_string(AP_STR("\0\x1f\x1b\x7f"), "\"\\u0000\\u001f\\u001b\\u007f\"");
    assert_string(AP_STR("\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80"),
                  "\"\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\"");
    assert_string(AP_STR("\xe2\x80\xa8\xe2\x80\xae"), "\"\\u2028\\u202e\"");
    assert_string(AP_STR("\xf3\xa0\x81\x81"), "\"\\udb40\\udc41\"");
}

AP_TEST(json_invalid_utf8_becomes_replacement)
{
    assert_string(AP_STR("a\xff"
                         "b"),
                  "\"a\xef\xbf\xbd"
                  "b\"");
    assert_string(AP_STR("\xed\xa0\x80"), "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");
    assert_string(AP_STR("\xc0\xaf"), "\"\xef\xbf\xbd\xef\xbf\xbd\"");
    assert_string(AP_STR("\xe2\x82"), "\"\xef\xbf\xbd\xef\xbf\xbd\"");
}

AP_TEST(json_integers_are_exact)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    struct ap_json json;
    ap_json_init(&json, &out);
    json.compact = true;
    ap_json_array_open(&json);
    ap_json_int(&json, INT64_MIN);
    ap_json_int(&json, INT64_MAX);
    ap_json_int(&json, 9007199254740993);
    ap_json_int(&json, 0);
    ap_json_array_close(&json);
    assert_str(ap_buf_str(&out), "[-9223372036854775808,9223372036854775807,9007199254740993,0]");
}

static void
assert_fraction(double value, const char *expected)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    struct ap_json json;
    ap_json_init(&json, &out);
    ap_json_fraction(&json, value);
    assert_str(ap_buf_str(&out), expected);
}

static void
assert_fractions(void)
{
    assert_fraction(0, "0.0");
    assert_fraction(-0.0, "0.0");
    assert_fraction(1, "1.0");
    assert_fraction(0.5, "0.5");
    assert_fraction(1.0 / 3, "0.333333");
    assert_fraction(2.0 / 3, "0.666667");
    assert_fraction(0.1, "0.1");
    assert_fraction(-1.25, "-1.25");
    assert_fraction(0.9999999, "1.0");
    assert_fraction(-0.0000001, "0.0");
    assert_fraction(0.000001, "0.000001");
    assert_fraction(100, "100.0");
    assert_fraction(1234567.890625, "1234567.890625");
    assert_fraction(1e15, "1000000000000000.0");
    assert_fraction(-1e20, "-100000000000000000000.0");
    assert_fraction((double)NAN, "null");
    assert_fraction((double)INFINITY, "null");
    assert_fraction(-(double)INFINITY, "null");
}

AP_TEST(json_fractions_in_any_locale)
{
    assert_fractions();
    static const char *const comma_locales[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "de_DE",
                                                "nl_NL.UTF-8"};
    for (size_t i = 0; i < AP_COUNT(comma_locales); i++)
        if (setlocale(LC_ALL, comma_locales[i]))
            assert_fractions();
    (void)setlocale(LC_ALL, "C");
}

static void
nest(struct ap_json *json, int depth)
{
    for (int i = 0; i < depth; i++) {
        ap_json_object_open(json);
        ap_json_key(json, "k");
        ap_json_array_open(json);
    }
    ap_json_kv_int(json, "in", 1); /* a key where none belongs, but only in what is left out */
    for (int i = 0; i < depth; i++) {
        ap_json_array_close(json);
        ap_json_kv_bool(json, "after", true);
        ap_json_object_close(json);
    }
}

AP_TEST(json_beyond_its_depth_is_null)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    struct ap_json json;
    ap_json_init(&json, &out);
    json.compact = true;
    nest(&json, 40); /* 80 containers; 64 are written */
    assert_int_equal(json.depth, 0);
    assert_int_equal(json.n_muted, 0);
    AP_AUTO_BUF struct ap_buf expected = {0};
    for (int i = 0; i < 32; i++)
        ap_buf_add_c(&expected, "{\"k\":[");
    ap_buf_add_c(&expected, "null");
    for (int i = 0; i < 32; i++)
        ap_buf_add_c(&expected, "],\"after\":true}");
    assert_str(ap_buf_str(&out), expected.ptr);
}

AP_TEST(json_text_is_always_valid_utf8)
{
    uint64_t random = 88172645463325252u;
    AP_AUTO_BUF struct ap_buf out = {0};
    for (int round = 0; round < 20000; round++) {
        char bytes[16];
        for (size_t i = 0; i < sizeof bytes; i++) {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            bytes[i] = (char)(random >> 20);
        }
        ap_buf_clear(&out);
        struct ap_json json;
        ap_json_init(&json, &out);
        ap_json_str(&json, (struct ap_str){bytes, random % sizeof bytes});
        assert_true(ap_utf8_valid(ap_buf_str(&out)));
        for (size_t i = 0; i < out.len; i++)
            assert_true((unsigned char)out.ptr[i] >= 0x20);
    }
}

/** Collects what spills. */
struct spilled {
    struct ap_buf all;
    size_t times;
    size_t most; /* bytes at one time */
};

static void
spill(void *ctx, struct ap_buf *out)
{
    struct spilled *spilled = ctx;
    spilled->times++;
    spilled->most = out->len > spilled->most ? out->len : spilled->most;
    ap_buf_add_str(&spilled->all, ap_buf_str(out));
    ap_buf_clear(out);
}

static void
write_numbers(struct ap_json *json)
{
    ap_json_array_open(json);
    for (int i = 0; i < 50000; i++) {
        ap_json_object_open(json);
        ap_json_kv_int(json, "number", i);
        ap_json_object_close(json);
    }
    ap_json_array_close(json);
    ap_json_end(json);
}

AP_TEST(json_spills_the_bytes_that_it_would_keep)
{
    struct spilled spilled = {.times = 0};
    struct ap_buf kept = {0};
    struct ap_buf out = {0};
    struct ap_json json;
    ap_json_init(&json, &kept);
    write_numbers(&json);
    ap_json_init(&json, &out);
    json.spill = spill;
    json.spill_ctx = &spilled;
    write_numbers(&json);
    assert_true(spilled.times >= kept.len / AP_JSON_SPILL_BYTES && spilled.times > 2);
    assert_true(spilled.most < AP_JSON_SPILL_BYTES + 100);
    spill(&spilled, &out);
    assert_true(ap_str_eq(ap_buf_str(&spilled.all), ap_buf_str(&kept)));
    ap_buf_release(&spilled.all);
    ap_buf_release(&kept);
    ap_buf_release(&out);
}
