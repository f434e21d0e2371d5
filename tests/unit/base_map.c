/* The string map.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "ap_test.h"
#include "base/cleanup.h"
#include "base/map.h"

AP_TEST(map_empty)
{
    struct ap_map map = {0};
    assert_int_equal(ap_map_get(&map, AP_STR("a")), AP_NONE);
    assert_int_equal(ap_map_get(&map, AP_STR_NONE), AP_NONE);
}

AP_TEST(map_put_keeps_and_set_replaces)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_map map = {0};
    assert_int_equal(ap_map_put(&map, &mem, AP_STR("a"), 1), AP_NONE);
    assert_int_equal(ap_map_put(&map, &mem, AP_STR("a"), 2), 1);
    assert_int_equal(ap_map_get(&map, AP_STR("a")), 1);
    ap_map_set(&map, &mem, AP_STR("a"), 3);
    assert_int_equal(ap_map_get(&map, AP_STR("a")), 3);
    ap_map_set(&map, &mem, AP_STR("b"), 4);
    assert_int_equal(ap_map_get(&map, AP_STR("b")), 4);
    assert_int_equal(map.n, 2);
}

AP_TEST(map_knows_the_empty_key_and_binary_keys)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_map map = {0};
    assert_int_equal(ap_map_put(&map, &mem, AP_STR_NONE, 7), AP_NONE);
    assert_int_equal(ap_map_get(&map, AP_STR("")), 7);
    ap_map_set(&map, &mem, AP_STR("a\0b"), 1);
    ap_map_set(&map, &mem, AP_STR("a\0c"), 2);
    assert_int_equal(ap_map_get(&map, AP_STR("a\0b")), 1);
    assert_int_equal(ap_map_get(&map, AP_STR("a\0c")), 2);
    assert_int_equal(ap_map_get(&map, AP_STR("a")), AP_NONE);
}

/* Lengths on both sides of the hash's word of eight bytes. */
AP_TEST(map_tells_keys_of_all_lengths_apart)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_map map = {0};
    static const char zeros[64];
    for (uint32_t len = 0; len < 64; len++)
        assert_int_equal(ap_map_put(&map, &mem, (struct ap_str){zeros, len}, len), AP_NONE);
    for (uint32_t len = 0; len < 64; len++)
        assert_int_equal(ap_map_get(&map, (struct ap_str){zeros, len}), len);
}

AP_TEST(map_holds_100000_keys)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_map map = {0};
    for (uint32_t i = 0; i < 100000; i++) {
        struct ap_str key = ap_arena_printf(&mem, "evidence/folder/file-%u.pdf", (unsigned)i);
        assert_int_equal(ap_map_put(&map, &mem, key, i), AP_NONE);
    }
    assert_int_equal(map.n, 100000);
    assert_true(map.cap < 400000);
    for (uint32_t i = 0; i < 100000; i++) {
        struct ap_arena_mark mark = ap_arena_mark(&mem);
        struct ap_str key = ap_arena_printf(&mem, "evidence/folder/file-%u.pdf", (unsigned)i);
        assert_int_equal(ap_map_get(&map, key), i);
        key = ap_arena_printf(&mem, "evidence/folder/file-%u.png", (unsigned)i);
        assert_int_equal(ap_map_get(&map, key), AP_NONE);
        ap_arena_rewind(&mem, mark);
    }
}
