/* Tests of the YAML composer: what it gives, what it refuses, where it says so.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <time.h>

#include "ap_test.h"
#include "port/yaml.h"

struct parsed {
    struct ap_arena mem;
    struct ap_diag dg;
    struct ap_node *root;
    int rc;
};

static struct parsed
parse_bytes(struct ap_str text)
{
    static struct parsed p; /* the collector points into it */
    p = (struct parsed){0};
    ap_diag_init(&p.dg, &p.mem);
    p.rc = ap_yaml_parse(text, AP_STR("f.yaml"), AP_WSP001, NULL, &p.mem, &p.root, &p.dg);
    return p;
}

static struct parsed
parse(const char *text)
{
    return parse_bytes(ap_str_from(text));
}

static void
assert_place(struct ap_place place, uint32_t line, uint32_t column)
{
    assert_str(place.file, "f.yaml");
    assert_int_equal(place.line, line);
    assert_int_equal(place.column, column);
}

/** One diagnostic with this code at this place, whose message holds `words`. */
static void
assert_fault(struct parsed *p, int rc, enum ap_code code, uint32_t line, uint32_t column,
             const char *words)
{
    assert_int_equal(p->dg.n, 1);
    struct ap_place place = p->dg.items[0].place;
    if (place.line != line || place.column != column)
        fail_msg("%u:%u: %.*s", place.line, place.column, AP_FMT(p->dg.items[0].message));
    assert_int_equal(p->rc, rc);
    assert_int_equal(p->dg.items[0].code, code);
    assert_str(place.file, "f.yaml");
    if (!ap_str_contains(p->dg.items[0].message, ap_str_from(words)))
        fail_msg("\"%.*s\" lacks \"%s\"", AP_FMT(p->dg.items[0].message), words);
    if (rc != AP_E_INVALID)
        assert_null(p->root);
    ap_arena_release(&p->mem);
}

AP_TEST(yaml_gives_nodes_with_places)
{
    struct parsed p =
        parse("# comment\na: 1\nbé: \"two\"\n\nc:\n  - x\n  - {d: null, e: 'null'}\nf:\n");
    assert_int_equal(p.rc, AP_OK);
    assert_int_equal(p.root->kind, AP_NODE_MAP);
    assert_int_equal(p.root->n, 4);
    assert_place(p.root->place, 2, 1);
    const struct ap_node *a = ap_node_get(p.root, "a");
    assert_str(a->text, "1");
    assert_true(a->plain);
    assert_place(a->place, 2, 4);
    const struct ap_pair *b = &p.root->pairs[1];
    assert_str(b->key, "bé");
    assert_place(b->key_place, 3, 1);
    assert_place(b->value->place, 3, 5); /* characters, not bytes */
    assert_false(b->value->plain);
    const struct ap_node *c = ap_node_get(p.root, "c");
    assert_int_equal(c->kind, AP_NODE_SEQ);
    assert_int_equal(c->n, 2);
    assert_place(c->items[1]->place, 7, 5);
    assert_int_equal(ap_node_get(c->items[1], "d")->kind, AP_NODE_NULL);
    assert_int_equal(ap_node_get(c->items[1], "e")->kind, AP_NODE_SCALAR);
    assert_int_equal(ap_node_get(p.root, "f")->kind, AP_NODE_NULL);
    ap_arena_release(&p.mem);
}

AP_TEST(yaml_empty_is_null)
{
    static const char *const empty[] = {"", "\n\n", "# only a comment\n", "---\n", "\xef\xbb\xbf"};
    for (size_t i = 0; i < AP_COUNT(empty); i++) {
        struct parsed p = parse(empty[i]);
        assert_int_equal(p.rc, AP_OK);
        assert_int_equal(p.root->kind, AP_NODE_NULL);
        assert_int_equal(p.dg.n, 0);
        ap_arena_release(&p.mem);
    }
    struct parsed none = parse_bytes(AP_STR_NONE);
    assert_int_equal(none.root->kind, AP_NODE_NULL);
    ap_arena_release(&none.mem);
}

AP_TEST(yaml_reads_bom_and_crlf)
{
    struct parsed p = parse("\xef\xbb\xbfkey: one\r\nother: two\r\n");
    assert_int_equal(p.rc, AP_OK);
    assert_str(ap_node_get(p.root, "key")->text, "one");
    assert_place(p.root->pairs[0].key_place, 1, 1);
    assert_place(p.root->pairs[1].value->place, 2, 8);
    ap_arena_release(&p.mem);
}

AP_TEST(yaml_merge_key_is_just_a_key)
{
    struct parsed p = parse("base: &b {x: 1}\nuser:\n  <<: *b\n");
    assert_int_equal(p.rc, AP_OK);
    const struct ap_node *user = ap_node_get(p.root, "user");
    assert_int_equal(user->n, 1);
    assert_str(user->pairs[0].key, "<<");
    assert_ptr_equal(user->pairs[0].value, ap_node_get(p.root, "base")); /* shared */
    ap_arena_release(&p.mem);
}

AP_TEST(yaml_duplicate_keys_name_both_lines)
{
    struct parsed p = parse("a: 1\nb: 2\n\na: 3\n");
    assert_non_null(p.root);
    assert_str(ap_node_get(p.root, "a")->text, "1");
    assert_int_equal(p.root->n, 2);
    assert_fault(&p, AP_E_INVALID, AP_WSP002, 4, 1, "\"a\" stands twice, first at line 1");
}

AP_TEST(yaml_duplicate_keys_among_many)
{
    struct ap_buf text = {0};
    for (int i = 0; i < 500; i++)
        ap_buf_printf(&text, "key%d: %d\n", i, i);
    ap_buf_add_c(&text, "key3: again\nkey499: again\n");
    struct parsed p = parse_bytes(ap_buf_str(&text));
    assert_int_equal(p.rc, AP_E_INVALID);
    assert_int_equal(p.dg.n, 2);
    assert_int_equal(p.root->n, 500);
    assert_str(ap_node_get(p.root, "key3")->text, "3");
    assert_int_equal(p.dg.items[1].place.line, 502);
    ap_arena_release(&p.mem);
    ap_buf_release(&text);
}

AP_TEST(yaml_collects_faults_that_do_not_stop_it)
{
    struct parsed p =
        parse("a: 1\na: 2\n? [x]\n: 3\n? {y: z}\n: 4\n?\n: 5\nb: !secret x\nc: !!str 7\n");
    assert_int_equal(p.rc, AP_E_INVALID);
    assert_int_equal(p.dg.n, 5);
    static const enum ap_code codes[] = {AP_WSP002, AP_WSP001, AP_WSP001, AP_WSP001, AP_WSP007};
    for (size_t i = 0; i < AP_COUNT(codes); i++)
        assert_int_equal(p.dg.items[i].code, codes[i]);
    assert_int_equal(p.root->n, 3);                /* a, b, c */
    assert_false(ap_node_get(p.root, "c")->plain); /* !!str: a text, whatever it looks like */
    ap_arena_release(&p.mem);
}

struct refused {
    const char *text;
    uint32_t line, column;
    const char *words;
};

static const struct refused refused[] = {
    {"a: 1\n---\nb: 2\n", 2, 1, "second document"},
    {"a: 1\n...\nb: 2\n", 3, 1, "after the end of the document"},
    {"---\n---\n", 2, 1, "second document"},
    {"a:\n\tb: 1\n", 2, 1, "tab"},
    {"a: [1,\n  2\nb: 3\n", 3, 2, "not closed"},
    {"a: {x: 1\n", 2, 1, "not closed"},
    {"a: \"open\nb: 2\n", 3, 1, "ends inside a quoted text (the quoted text begins at line 1)"},
    {"a: b: c\n", 1, 5, "put a text that holds ': ' in quotes"},
    {"a: @x\n", 1, 4, "cannot begin with '@'"},
    {"a: `x\n", 1, 4, "cannot begin with '`'"},
    {"a: %x\n", 1, 4, "cannot begin with '%'"},
    {"a: \"\\q\"\n", 1, 5, "escape"},
    {"a:\n  b: 1\n c: 2\n", 3, 2, "check the indentation"},
    {"a: *nobody\n", 1, 4, "*nobody names no anchor"},
    {"a: &a [1, *a]\n", 1, 11, "*a stands inside what it names"},
    {"a: &b {x: *b}\n", 1, 11, "*b stands inside"},
    {"key: caf\xe9\n", 1, 9, "0xe9 is not UTF-8"},
    {"\xff\xfe"
     "a",
     1, 1, "UTF-16"},
    {"a: x\n\xc3\xa9: \x01\n", 2, 4, "U+0001"},
    {"a: \xef\xbb\xbf\n", 1, 4, "U+FEFF"},
    {"%TAG ! tag:x\n%TAG ! tag:y\n---\na\n", 2, 1, "%TAG defines"},
    {"a: !x!y z\n", 1, 4, "tag"},
};

AP_TEST(yaml_refuses_with_place_and_words)
{
    for (size_t i = 0; i < AP_COUNT(refused); i++) {
        struct parsed p = parse(refused[i].text);
        assert_fault(&p, AP_E_SYNTAX, AP_WSP001, refused[i].line, refused[i].column,
                     refused[i].words);
    }
}

AP_TEST(yaml_refuses_nul)
{
    struct parsed p = parse_bytes(AP_STR("a: 1\nb: x\0y\n"));
    assert_fault(&p, AP_E_SYNTAX, AP_WSP001, 2, 5, "NUL");
}

static double
seconds_since(struct timespec begin)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - begin.tv_sec) + (double)(now.tv_nsec - begin.tv_nsec) / 1e9;
}

AP_TEST(yaml_deep_nesting_is_refused_at_once)
{
    static const char *const openers[] = {"[", "{a: ", "- ", "? "};
    for (size_t i = 0; i < AP_COUNT(openers); i++) {
        struct ap_buf text = {0};
        while (text.len + 8 < 1000000)
            ap_buf_add_c(&text, openers[i]);
        struct timespec begin;
        (void)clock_gettime(CLOCK_MONOTONIC, &begin);
        struct parsed p = parse_bytes(ap_buf_str(&text));
        assert_true(seconds_since(begin) <
                    1.0); /* milliseconds, but sanitizers and busy machines … */
        assert_int_equal(p.rc, AP_E_LIMIT);
        assert_int_equal(p.dg.items[0].code, AP_WSP003);
        assert_int_equal(p.dg.items[0].place.line, 1);
        ap_arena_release(&p.mem);
        ap_buf_release(&text);
    }
}

/** `n` lists around a scalar. */
static int
nested(int n)
{
    struct ap_buf text = {0};
    for (int i = 0; i < n; i++)
        ap_buf_add_char(&text, '[');
    ap_buf_add_char(&text, 'x');
    for (int i = 0; i < n; i++)
        ap_buf_add_char(&text, ']');
    struct parsed p = parse_bytes(ap_buf_str(&text));
    ap_arena_release(&p.mem);
    ap_buf_release(&text);
    return p.rc;
}

AP_TEST(yaml_depth_64_is_allowed_65_not)
{
    assert_int_equal(nested(64), AP_OK);
    assert_int_equal(nested(65), AP_E_LIMIT);
}

AP_TEST(yaml_aliases_count_for_what_they_stand_for)
{
    struct parsed p = parse("a: &a [x,x,x,x,x,x,x,x,x,x]\n"
                            "b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"
                            "c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
                            "d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n"
                            "e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\n");
    assert_int_equal(p.dg.items[0].place.line, 4);
    assert_int_equal(p.rc, AP_E_LIMIT);
    assert_int_equal(p.dg.items[0].code, AP_WSP003);
    ap_arena_release(&p.mem);
}

AP_TEST(yaml_aliases_cannot_nest_deeper_than_the_limit)
{
    struct ap_buf text = {0};
    ap_buf_add_c(&text, "- &a0 [x]\n");
    for (int i = 1; i < 100; i++)
        ap_buf_printf(&text, "- &a%d [*a%d]\n", i, i - 1);
    struct parsed p = parse_bytes(ap_buf_str(&text));
    assert_int_equal(p.rc, AP_E_LIMIT);
    assert_true(p.dg.items[0].place.line > 60 && p.dg.items[0].place.line < 66);
    ap_arena_release(&p.mem);
    ap_buf_release(&text);
}

AP_TEST(yaml_a_later_anchor_of_the_name_replaces_the_first)
{
    struct parsed p = parse("- &a one\n- *a\n- &a two\n- *a\n");
    assert_int_equal(p.rc, AP_OK);
    assert_str(p.root->items[1]->text, "one");
    assert_str(p.root->items[3]->text, "two");
    ap_arena_release(&p.mem);
}

static int
scalars(size_t n, const struct ap_yaml_limits *limits)
{
    struct ap_arena mem = {0};
    struct ap_diag dg;
    struct ap_node *root = NULL;
    struct ap_buf text = {0};
    for (size_t i = 0; i < n; i++)
        ap_buf_add_c(&text, "- x\n");
    ap_diag_init(&dg, &mem);
    int rc = ap_yaml_parse(ap_buf_str(&text), AP_STR("f"), AP_LIB001, limits, &mem, &root, &dg);
    ap_arena_release(&mem);
    ap_buf_release(&text);
    return rc;
}

AP_TEST(yaml_bounds_nodes_and_bytes)
{
    assert_int_equal(scalars(9999, NULL), AP_OK); /* and the list */
    assert_int_equal(scalars(10000, NULL), AP_E_LIMIT);
    struct ap_yaml_limits few = {.max_bytes = 40, .max_depth = 3, .max_nodes = 100};
    assert_int_equal(scalars(10, &few), AP_OK);
    assert_int_equal(scalars(11, &few), AP_E_LIMIT);
}

AP_TEST(yaml_shows_long_keys_shortened)
{
    struct ap_buf text = {0};
    for (int twice = 0; twice < 2; twice++) {
        for (int i = 0; i < 400; i++)
            ap_buf_add_c(&text, "\xc3\xa9");
        ap_buf_add_c(&text, ": 1\n");
    }
    struct parsed p = parse_bytes(ap_buf_str(&text));
    assert_int_equal(p.rc, AP_E_INVALID);
    assert_true(p.dg.items[0].message.len < 200);
    ap_arena_release(&p.mem);
    ap_buf_release(&text);
}
