/* YAML edited as text: every row says what stands there before and, byte for byte, what stands there after.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "ap_test.h"
#include "base/cleanup.h"
#include "edit/yaml_edit.h"
#include "port/yaml.h"

struct bench {
    struct ap_arena mem;
    struct ap_diag dg;
    struct ap_yaml_edit edit;
};

static struct bench *
bench_of(const char *text)
{
    static struct bench b;
    b = (struct bench){.edit = {.file = AP_STR("f.yaml"), .family = AP_MET001}};
    ap_diag_init(&b.dg, &b.mem);
    b.edit.text = ap_str_from(text);
    b.edit.mem = &b.mem;
    b.edit.dg = &b.dg;
    return &b;
}

/** A value written as YAML in the table. */
static const struct ap_node *
value_of(struct bench *b, const char *yaml)
{
    struct ap_node *root = NULL;
    assert_int_equal(
        ap_yaml_parse(ap_str_from(yaml), AP_STR("v"), AP_MET001, NULL, &b->mem, &root, &b->dg),
        AP_OK);
    return root;
}

static struct ap_yaml_path
path_of(const char *dotted)
{
    struct ap_str rest = ap_str_from(dotted);
    struct ap_yaml_path path = {.n = 0};
    while (rest.ptr)
        path = ap_yaml_below(path, ap_str_cut(&rest, '.'));
    return path;
}

static struct ap_strs
order_of(struct bench *b, const char *words)
{
    struct ap_strs order = {0};
    struct ap_str rest = ap_str_from(words);
    while (rest.ptr)
        *ap_vec_push(&b->mem, &order) = ap_str_cut(&rest, ' ');
    return order;
}

#define SHA "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

struct row {
    const char *before, *path, *value, *after;
};

AP_TEST(yaml_set_changes_one_value)
{
    static const struct row rows[] = {
        /* a scalar in place, with its comment, its quotes, its column */
        {"a: 1\nb: x   # why\nc: 3\n", "b", "y", "a: 1\nb: y   # why\nc: 3\n"},
        {"b: 'x' # c\n", "b", "it is", "b: 'it is' # c\n"},
        {"b: \"x\"\n", "b", "z", "b: \"z\"\n"},
        {"b: 'x'\n", "b", "\"it's\"", "b: 'it''s'\n"},
        {"a: 1\r\nb: x # c\r\nc: 2\r\n", "b", "y", "a: 1\r\nb: y # c\r\nc: 2\r\n"},
        {"b:\nc: 1\n", "b", "y", "b: y\nc: 1\n"},
        {"b:   # later\nc: 1\n", "b", "y", "b: y   # later\nc: 1\n"},
        {"b: x", "b", "y", "b: y"},
        {"\xef\xbb\xbf"
         "é: ü # ö\nb: x\n",
         "b", "ä",
         "\xef\xbb\xbf"
         "é: ü # ö\nb: ä\n"},
        {"b: |\n  one\n  two\n\nc: 1\n", "b", "y", "b: y\n\nc: 1\n"},
        {"b: one\n  two # c\nc: 1\n", "b", "y", "b: y # c\nc: 1\n"},
        {"b: [1, 2] # c\n", "b", "y", "b: y # c\n"},
        {"b:  # k\n  # own\n  - 1\n  - 2\nc: 1\n", "b", "y", "b: y  # k\n  # own\nc: 1\n"},
        {"---\nb: x\n...\n", "b", "y", "---\nb: y\n...\n"},
        /* the same already: not a byte */
        {"b:   'x'\n", "b", "x", "b:   'x'\n"},
        {"b: {y: 1, x: 'z'}\n", "b", "{x: z, y: 1}", "b: {y: 1, x: 'z'}\n"},
        /* collections */
        {"b: x # c\nc: 1\n", "b", "{k: v}", "b: {k: v} # c\nc: 1\n"},
        {"b: x # c\nc: 1\n", "b", "{sha256: " SHA ", note: 'about forty letters of text, or so'}",
         "b: # c\n  sha256: " SHA "\n  note: about forty letters of text, or so\nc: 1\n"},
        {"b: [1] # c", "b", "{sha256: " SHA ", note: \"about forty letters: of text, or so\"}",
         "b: # c\n  sha256: " SHA "\n  note: \"about forty letters: of text, or so\""},
        {"b:\n- 1\n- 2\nc: 1\n", "b",
         "{sha256: " SHA ", note: 'about forty letters of text, or so'}",
         "b:\n  sha256: " SHA "\n  note: about forty letters of text, or so\nc: 1\n"},
        {"b: [1]\n", "b", "[]", "b: []\n"},
        /* a mapping takes over key by key: comments stay where they stood */
        {"b:\n  # who\n  by: ann # boss\n  old: 1\n  status: x # s\nc: 1\n", "b",
         "{status: y, by: ben}", "b:\n  # who\n  by: ben # boss\n  status: y # s\nc: 1\n"},
        {"b: {status: uploaded} # c\n", "b", "{status: approved, by: ann}",
         "b: {status: approved, by: ann} # c\n"},
        {"b: {status: uploaded, ref: X}\n", "b", "{by: ann}", "b: {by: ann}\n"},
        /* new keys */
        {"a: 1\n", "b", "x", "a: 1\nb: x\n"},
        {"a: 1", "b", "x", "a: 1\nb: x"},
        {"a: 1\r\n", "b", "{sha256: " SHA ", note: 'about forty letters of text, or so'}",
         "a: 1\r\nb:\r\n  sha256: " SHA "\r\n  note: about forty letters of text, or so\r\n"},
        {"a: |\n  text\n\n", "b", "x", "a: |\n  text\n\nb: x\n"},
        {"a: |+\n  text\n\n", "b", "x", "a: |+\n  text\n\nb: x\n"},
        {"a:\n  - 1 # one\n# end\n", "b", "x", "a:\n  - 1 # one\nb: x\n# end\n"},
        {"", "b", "x", "b: x\n"},
        {"# only\n", "b", "x", "# only\nb: x\n"},
        {"# only", "b", "x", "# only\nb: x\n"},
        {"{a: 1}\n", "b", "x, y", "{a: 1, b: \"x, y\"}\n"},
        {"{a: 1,}\n", "b", "x", "{a: 1, b: x,}\n"},
        {"{}\n", "b", "x", "{b: x}\n"},
        {"{\n  a: 1 # one\n}\n", "b", "x", "{\n  a: 1, b: x # one\n}\n"},
        {"---\na: 1\n...\n", "b", "x", "---\na: 1\nb: x\n...\n"},
        /* deeper */
        {"e:\n  folder: x # f\n  ignore: []\nz: 1\n", "e.folder", "y",
         "e:\n  folder: y # f\n  ignore: []\nz: 1\n"},
        {"e:\n    folder: x\nz: 1\n", "e.register", "r.csv",
         "e:\n    folder: x\n    register: r.csv\nz: 1\n"},
        {"z: 1\n", "e.register.file", "r.csv", "z: 1\ne: {register: {file: r.csv}}\n"},
        {"e:\nz: 1\n", "e.register", "r.csv", "e: {register: r.csv}\nz: 1\n"},
        {"l:\n  - a: 1 # one\n    b: 2\n  - x\n", "l.0.b", "3",
         "l:\n  - a: 1 # one\n    b: 3\n  - x\n"},
        {"l:\n  - a: 1 # one\n  - x # c\n", "l.1", "{k: v}",
         "l:\n  - a: 1 # one\n  - {k: v} # c\n"},
        {"l: [a, {b: 1}]\n", "l.1.c", "2", "l: [a, {b: 1, c: 2}]\n"},
    };
    for (size_t i = 0; i < AP_COUNT(rows); i++) {
        struct bench *b = bench_of(rows[i].before);
        int r = ap_yaml_set(&b->edit, path_of(rows[i].path), value_of(b, rows[i].value), NULL);
        if (r != AP_OK)
            fail_msg("row %zu: %.*s", i, AP_FMT(b->dg.items[0].message));
        assert_str(b->edit.text, rows[i].after);
        ap_arena_release(&b->mem);
    }
}

AP_TEST(yaml_set_puts_new_keys_in_order)
{
    static const struct row rows[] = {
        {"a: 1\nd: 4\n", "b", "2", "a: 1\nb: 2\nd: 4\n"},
        {"# head\n\nb: 2\n", "a", "1", "# head\n\na: 1\nb: 2\n"},
        {"d: 4\nother: 5\n", "c", "3", "c: 3\nd: 4\nother: 5\n"},
        {"a: 1\nother: 5\n", "new", "9", "a: 1\nother: 5\nnew: 9\n"},
        {"{b: 2}\n", "a", "1", "{a: 1, b: 2}\n"},
        {"b: 2\nd: 4\n", "c", "{k: v}", "b: 2\nc: {k: v}\nd: 4\n"},
    };
    for (size_t i = 0; i < AP_COUNT(rows); i++) {
        struct bench *b = bench_of(rows[i].before);
        struct ap_strs order = order_of(b, "a b c d");
        assert_int_equal(
            ap_yaml_set(&b->edit, path_of(rows[i].path), value_of(b, rows[i].value), &order),
            AP_OK);
        assert_str(b->edit.text, rows[i].after);
        ap_arena_release(&b->mem);
    }
}

AP_TEST(yaml_append_adds_one_entry)
{
    static const struct row rows[] = {
        {"h:\n  - a # one\nz: 1\n", "h", "b", "h:\n  - a # one\n  - b\nz: 1\n"},
        {"h:\n- a\n- b: 1\n  c: 2 # two\nz: 1\n", "h", "{d: 3}",
         "h:\n- a\n- b: 1\n  c: 2 # two\n- {d: 3}\nz: 1\n"},
        {"h:\r\n  - a\r\n", "h", "{sha256: " SHA ", note: 'about forty letters of text, or so'}",
         "h:\r\n  - a\r\n  - sha256: " SHA "\r\n    note: about forty letters of text, or so\r\n"},
        {"h: [a, b] # c\n", "h", "x y", "h: [a, b, x y] # c\n"},
        {"h: [\n  a, # one\n]\n", "h", "b", "h: [\n  a, b, # one\n]\n"},
        {"h: []\n", "h", "b", "h: [b]\n"},
        {"a: 1\n", "h", "b", "a: 1\nh: [b]\n"},
        {"h:\na: 1\n", "h", "b", "h: [b]\na: 1\n"},
        {"h:\n  - a", "h", "b", "h:\n  - a\n  - b"},
        /* what is no list yet becomes one */
        {"h: approved # c\nz: 1\n", "h", "{k: v}", "h:\n  - approved # c\n  - {k: v}\nz: 1\n"},
        {"h: {s: a, b: c} # c\n", "h", "{k: v}", "h:\n  - {s: a, b: c} # c\n  - {k: v}\n"},
        {"h:\n  s: a # one\n\n  # two\n  b: c\nz: 1\n", "h", "{k: v}",
         "h:\n  - s: a # one\n\n    # two\n    b: c\n  - {k: v}\nz: 1\n"},
        {"h: 'a\n  b'\nz: 1\n", "h", "x", "h:\n  - 'a\n      b'\n  - x\nz: 1\n"},
        {"h: |\n  a\n  b\nz: 1\n", "h", "x", "h:\n  - |\n      a\n      b\n  - x\nz: 1\n"},
        {"{h: a, z: 1}\n", "h", "x", "{h: [a, x], z: 1}\n"},
    };
    for (size_t i = 0; i < AP_COUNT(rows); i++) {
        struct bench *b = bench_of(rows[i].before);
        int r = ap_yaml_append(&b->edit, path_of(rows[i].path), value_of(b, rows[i].value), NULL);
        if (r != AP_OK)
            fail_msg("row %zu: %.*s", i, AP_FMT(b->dg.items[0].message));
        assert_str(b->edit.text, rows[i].after);
        ap_arena_release(&b->mem);
    }
}

AP_TEST(yaml_remove_takes_the_line)
{
    static const struct row rows[] = {
        {"a: 1\nb: 2 # gone\nc: 3\n", "b", NULL, "a: 1\nc: 3\n"},
        {"a: 1\r\nb:\r\n  - 1\r\n  - 2\r\nc: 3\r\n", "b", NULL, "a: 1\r\nc: 3\r\n"},
        {"a: 1\nb: |\n  x\n\nc: 3\n", "b", NULL, "a: 1\n\nc: 3\n"},
        {"a: 1\nb: 2", "b", NULL, "a: 1\n"},
        {"b: 2\n", "b", NULL, ""},
        {"# head\nb: 2\n", "b", NULL, "# head\n"},
        {"{a: 1, b: 2, c: 3}\n", "b", NULL, "{a: 1, c: 3}\n"},
        {"{b: 2, c: 3}\n", "b", NULL, "{c: 3}\n"},
        {"e:\n  b: 2\nz: 1\n", "e.b", NULL, "e: {}\nz: 1\n"},
        {"l:\n  - a: 1\n    b: 2\n", "l.0.a", NULL, "l:\n  - b: 2\n"},
        {"l:\n  - a\n  - b # c\n  - d\n", "l.1", NULL, "l:\n  - a\n  - d\n"},
        {"a: 1\n", "b", NULL, "a: 1\n"},
    };
    for (size_t i = 0; i < AP_COUNT(rows); i++) {
        struct bench *b = bench_of(rows[i].before);
        int r = ap_yaml_remove(&b->edit, path_of(rows[i].path));
        if (r != AP_OK)
            fail_msg("row %zu: %.*s", i, AP_FMT(b->dg.items[0].message));
        assert_str(b->edit.text, rows[i].after);
        ap_arena_release(&b->mem);
    }
}

AP_TEST(yaml_edit_refuses_what_it_cannot_splice)
{
    static const struct {
        const char *before, *path;
        int rc;
        enum ap_code code;
    } rows[] = {
        {"a: &x {k: 1}\nb: *x\n", "a.k", AP_E_INVALID, AP_WSP022}, /* b would change as well */
        {"a: x\n", "a.b", AP_E_NOTFOUND, AP_WSP022},
        {"a: [1]\n", "a.7", AP_E_NOTFOUND, AP_WSP022},
        {"a: [1]\n", "a.k", AP_E_NOTFOUND, AP_WSP022},
        {"- a\n", "a", AP_E_NOTFOUND, AP_WSP022},
        {"a: &x 1\nb: *x\n", "a", AP_E_INVALID, AP_WSP022}, /* the anchor would be gone */
        {"{a}\n", "a", AP_E_INVALID, AP_WSP022},
        {"a: [\n", "a", AP_E_SYNTAX, AP_MET001},
        {"a: 1\na: 2\n", "a", AP_E_INVALID, AP_MET002},
        {"...\n---\n...\n", "a", AP_E_SYNTAX, AP_MET001},
    };
    for (size_t i = 0; i < AP_COUNT(rows); i++) {
        struct bench *b = bench_of(rows[i].before);
        int r = ap_yaml_set(&b->edit, path_of(rows[i].path), value_of(b, "new"), NULL);
        if (r != rows[i].rc)
            fail_msg("row %zu gave %d", i, r);
        assert_int_equal(b->dg.n, 1);
        assert_int_equal(b->dg.items[0].code, rows[i].code);
        assert_str(b->dg.items[0].place.file, "f.yaml");
        assert_str(b->edit.text, rows[i].before);
        ap_arena_release(&b->mem);
    }
    struct bench *pair =
        bench_of("a: [k: 1]\n"); /* a mapping without braces has no room for a second key */
    assert_int_equal(ap_yaml_set(&pair->edit, path_of("a.0"), value_of(pair, "{x: 1, z: 2}"), NULL),
                     AP_E_INVALID);
    assert_str(pair->edit.text, "a: [k: 1]\n");
    ap_arena_release(&pair->mem);
}

AP_TEST(yaml_scalars_are_quoted_where_needed)
{
    static const struct {
        const char *text, *written;
    } rows[] = {
        {"plain words", "plain words"},
        {"R. Reviewer", "R. Reviewer"},
        {"a@b.example", "a@b.example"},
        {"https://x.example/y?z=1", "https://x.example/y?z=1"},
        {"2026-Q2", "2026-Q2"},
        {"v1.0", "v1.0"},
        {SHA, SHA},
        {"1234567890123456789012345678901234567890123456789012345678901234",
         "\"1234567890123456789012345678901234567890123456789012345678901234\""},
        {"12345678901234567890123456789012345678901234567890123456789012e4",
         "\"12345678901234567890123456789012345678901234567890123456789012e4\""},
        {"", "\"\""},
        {"12", "\"12\""},
        {"-1.5", "\"-1.5\""},
        {"1e3", "\"1e3\""},
        {"0x1F", "\"0x1F\""},
        {"1_000", "\"1_000\""},
        {"12:30:45", "\"12:30:45\""},
        {".5", "\".5\""},
        {".inf", "\".inf\""},
        {"2026-07-02", "\"2026-07-02\""},
        {"2026-07-02T10:00:00Z", "\"2026-07-02T10:00:00Z\""},
        {"yes", "\"yes\""},
        {"No", "\"No\""},
        {"null", "\"null\""},
        {"~", "\"~\""},
        {"=", "\"=\""},
        {"<<", "\"<<\""},
        {"a: b", "\"a: b\""},
        {"a:", "\"a:\""},
        {"a #b", "\"a #b\""},
        {"a#b", "a#b"},
        {" a", "\" a\""},
        {"a ", "\"a \""},
        {"- a", "\"- a\""},
        {"---", "\"---\""},
        {"...", "\"...\""},
        {"[a", "\"[a\""},
        {"*a", "\"*a\""},
        {"&a", "\"&a\""},
        {"!a", "\"!a\""},
        {"%a", "\"%a\""},
        {"@a", "\"@a\""},
        {"`a", "\"`a\""},
        {"|", "\"|\""},
        {"'a'", "\"'a'\""},
        {"a\nb", "\"a\\nb\""},
        {"a\tb", "\"a\\tb\""},
        {"a\\b", "a\\b"},
        {"\x1b[31m", "\"\\x1B[31m\""},
        {"a\xe2\x80\xa8"
         "b",
         "\"a\\u2028b\""},
        {"a\xe2\x80\xae"
         "b",
         "\"a\\u202Eb\""},
        {"\xf0\x9f\x94\x91", "\xf0\x9f\x94\x91"},
        {"a, b [c]", "a, b [c]"},
    };
    for (size_t i = 0; i < AP_COUNT(rows); i++) {
        struct bench *b = bench_of("k: x\n");
        struct ap_node *text = ap_yaml_text(&b->mem, ap_str_from(rows[i].text));
        assert_int_equal(ap_yaml_set(&b->edit, ap_yaml_at("k"), text, NULL), AP_OK);
        assert_str(b->edit.text, ap_arena_printf(&b->mem, "k: %s\n", rows[i].written).ptr);
        const struct ap_node *back = NULL;
        assert_int_equal(ap_yaml_get(&b->edit, ap_yaml_at("k"), &back), AP_OK);
        assert_str(back->text, rows[i].text);
        ap_arena_release(&b->mem);
    }
}

AP_TEST(yaml_words_stay_bare)
{
    struct bench *b = bench_of("");
    struct ap_node *map = ap_yaml_map(&b->mem);
    ap_yaml_map_put(&b->mem, map, "date", ap_yaml_word(&b->mem, AP_STR("2026-07-02")));
    ap_yaml_map_put(&b->mem, map, "seen", ap_yaml_word(&b->mem, AP_STR("true")));
    ap_yaml_map_text(&b->mem, map, "by", AP_STR("Doe, Ann"));
    ap_yaml_map_text(&b->mem, map, "note", AP_STR(""));
    assert_int_equal(ap_yaml_set(&b->edit, ap_yaml_at("review"), map, NULL), AP_OK);
    assert_str(b->edit.text, "review: {date: 2026-07-02, seen: true, by: \"Doe, Ann\"}\n");
    ap_arena_release(&b->mem);
}

AP_TEST(yaml_many_items_take_little_memory)
{
    struct bench *b = bench_of("");
    AP_AUTO_BUF struct ap_buf text = {0};
    ap_buf_add_c(&text, "h:\n");
    for (int i = 0; i < 4000; i++)
        ap_buf_printf(&text, "  - {i: %d}\n", i);
    b->edit.text = ap_buf_str(&text);
    assert_int_equal(ap_yaml_append(&b->edit, ap_yaml_at("h"), value_of(b, "{i: last}"), NULL),
                     AP_OK);
    assert_true(ap_str_ends(b->edit.text, AP_STR("{i: 3999}\n  - {i: last}\n")));
    assert_true(b->mem.used_bytes < (16u << 20));
    ap_arena_release(&b->mem);
}

/* --- property: whatever is set comes back, and nothing else moves -------------------------- */

static uint32_t
next_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

/** Scalars from an alphabet that YAML finds difficult. */
static struct ap_node *
random_value(struct ap_arena *mem, uint32_t *state, int depth)
{
    static const char *const atoms[] = {":", " ", "#", "-",  "a", "\n", "'", "\"", "1", "\xc3\xa9",
                                        ",", "[", "}", "\\", "0", ".",  "e", "\t", "?", "\r"};
    uint32_t kind = next_random(state) % 6;
    if (depth > 2 || kind > 1) {
        struct ap_str text = AP_STR("");
        for (uint32_t i = next_random(state) % 6; i > 0; i--)
            text = ap_arena_join(mem, text, "",
                                 ap_str_from(atoms[next_random(state) % AP_COUNT(atoms)]));
        return ap_yaml_text(mem, text);
    }
    struct ap_node *made = kind ? ap_yaml_map(mem) : ap_yaml_list(mem);
    for (uint32_t i = next_random(state) % 4; i > 0; i--) {
        struct ap_node *value = random_value(mem, state, depth + 1);
        struct ap_str key = ap_arena_printf(mem, "k%u: %u", next_random(state) % 3, i);
        if (kind)
            ap_yaml_map_put(mem, made, key.ptr, value);
        else
            ap_yaml_list_add(mem, made, value);
    }
    return made;
}

AP_TEST(yaml_random_values_come_back)
{
    static const char *const texts[] = {
        "# head\na: 1   # one\nlist:\n  - x # item\n  - y: 1\n    z: 2\n\nlast: |\n  text\n# end\n",
        "{a: 1, list: [x, {y: 1}], last: 'x'}\n",
        "a: 1\r\nlist: [x]\r\nlast:\r\n  k: v # c\r\n",
    };
    static const char *const paths[] = {"a", "list", "last", "new", "deep.er", "list.0"};
    uint32_t seed = 7;
    for (int round = 0; round < 3000; round++) {
        struct bench *b = bench_of(texts[next_random(&seed) % AP_COUNT(texts)]);
        for (int step = 0; step < 4; step++) {
            const char *path = paths[next_random(&seed) % AP_COUNT(paths)];
            struct ap_node *value = random_value(&b->mem, &seed, 0);
            const struct ap_node *back = NULL;
            struct ap_str before = b->edit.text;
            int r = ap_yaml_set(&b->edit, path_of(path), value, NULL);
            if (r == AP_E_NOTFOUND)
                continue; /* `list` is no list any more */
            if (r != AP_OK)
                fail_msg("%s cannot be set in\n%.*s\n%.*s", path, AP_FMT(before),
                         AP_FMT(b->dg.items[b->dg.n - 1].message));
            assert_int_equal(ap_yaml_get(&b->edit, path_of(path), &back), AP_OK);
            assert_true(ap_yaml_same(value, back));
        }
        ap_arena_release(&b->mem);
    }
}
