/* Paths as text, document nodes, embedded files.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "ap_test.h"
#include "base/cleanup.h"
#include "base/embed.h"
#include "base/node.h"
#include "base/path.h"

AP_TEST(path_join)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    assert_str(ap_path_join(&mem, AP_STR("a"), AP_STR("b/c")), "a/b/c");
    assert_str(ap_path_join(&mem, AP_STR("a/"), AP_STR("b")), "a/b");
    assert_str(ap_path_join(&mem, AP_STR("/"), AP_STR("b")), "/b");
    assert_str(ap_path_join(&mem, AP_STR_NONE, AP_STR("b")), "b");
    assert_str(ap_path_join(&mem, AP_STR("a"), AP_STR_NONE), "a");
}

AP_TEST(path_parts)
{
    static const struct {
        const char *path, *dir, *base, *ext;
    } rows[] = {
        {"a/b.pdf", "a", "b.pdf", "pdf"},
        {"b.pdf", "", "b.pdf", "pdf"},
        {"a.tar.gz", "", "a.tar.gz", "gz"},
        {"a/.hidden", "a", ".hidden", ""},
        {"a.b/c", "a.b", "c", ""},
        {"a/b/", "a/b", "", ""},
        {"/x", "", "x", ""},
        {"", "", "", ""},
        {"x.", "", "x.", ""},
        {".a.b", "", ".a.b", "b"},
    };
    for (size_t i = 0; i < AP_COUNT(rows); i++) {
        struct ap_str path = ap_str_from(rows[i].path);
        assert_str(ap_path_dir(path), rows[i].dir);
        assert_str(ap_path_base(path), rows[i].base);
        assert_str(ap_path_ext(path), rows[i].ext);
    }
    assert_int_equal(ap_path_ext(AP_STR_NONE).len, 0);
}

AP_TEST(path_is_confined)
{
    static const char *const good[] = {"a", "a/b", ".a", "..a/b..", "a b/\xc3\xa4", "...", "a/~$x"};
    static const char *const bad[] = {"",      ".",      "..",   "/a",       "a//b", "a/",
                                      "a/./b", "a/../b", "../a", "a/..",     "a\\b", "a\nb",
                                      "a\x7f", "./a",    "/",    "a/b\x01/c"};
    for (size_t i = 0; i < AP_COUNT(good); i++)
        assert_true(ap_path_is_confined(ap_str_from(good[i])));
    for (size_t i = 0; i < AP_COUNT(bad); i++)
        assert_false(ap_path_is_confined(ap_str_from(bad[i])));
    assert_false(ap_path_is_confined(AP_STR("a\0b")));
    assert_false(ap_path_is_confined(AP_STR_NONE));
}

AP_TEST(node_get)
{
    struct ap_node one = {.kind = AP_NODE_SCALAR, .text = AP_STR("1")};
    struct ap_pair pairs[] = {{.key = AP_STR("a"), .value = &one}};
    struct ap_node map = {.kind = AP_NODE_MAP, .n = 1, .pairs = pairs};
    assert_ptr_equal(ap_node_get(&map, "a"), &one);
    assert_null(ap_node_get(&map, "b"));
    assert_null(ap_node_get(&one, "a"));
    assert_null(ap_node_get(NULL, "a"));
    assert_string_equal(ap_node_kind_name(AP_NODE_MAP), "a mapping");
    assert_string_equal(ap_node_kind_name(AP_NODE_SEQ), "a list");
    assert_string_equal(ap_node_kind_name(AP_NODE_SCALAR), "a value");
    assert_string_equal(ap_node_kind_name(AP_NODE_NULL), "nothing");
}

AP_TEST(embedded_files_are_sorted_and_found)
{
    size_t n;
    const struct ap_embedded *files = ap_embedded_files(&n);
    for (size_t i = 0; i < n; i++) {
        struct ap_str path = ap_str_from(files[i].path);
        assert_true(ap_path_is_confined(path));
        if (i > 0)
            assert_true(ap_str_cmp(ap_str_from(files[i - 1].path), path) < 0);
        assert_ptr_equal(ap_embedded_file(files[i].path), &files[i]);
        assert_int_equal(files[i].bytes[files[i].n_bytes], '\0');
    }
    assert_null(ap_embedded_file(""));
    assert_null(ap_embedded_file("controls"));
    assert_null(ap_embedded_file("zzz"));
}

static void
assert_run_below(const char *folder)
{
    size_t n_all, n_run, n_expected = 0;
    const struct ap_embedded *files = ap_embedded_files(&n_all), *first = NULL;
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_str prefix = ap_arena_printf(&mem, "%s/", folder);
    for (size_t i = 0; i < n_all; i++) {
        if (!ap_str_starts(ap_str_from(files[i].path), prefix))
            continue;
        first = first ? first : &files[i];
        n_expected++;
    }
    assert_ptr_equal(ap_embedded_below(folder, &n_run), first);
    assert_int_equal(n_run, n_expected);
}

AP_TEST(embedded_folders_are_whole_runs)
{
    static const char *const folders[] = {"",          "a",       "control", "controls",
                                          "templates", "templat", "zzz"};
    for (size_t i = 0; i < AP_COUNT(folders); i++)
        assert_run_below(folders[i]);
    size_t n;
    const struct ap_embedded *files = ap_embedded_files(&n);
    AP_AUTO_ARENA struct ap_arena mem = {0};
    for (size_t i = 0; i < n; i++) {
        struct ap_str folder = ap_path_dir(ap_str_from(files[i].path));
        assert_run_below(ap_arena_copy(&mem, folder).ptr);
    }
}
