/* The scan: examples of every detector, cuts of the stream, merging, limits.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "ap_test.h"
#include "base/cleanup.h"
#include "inspect/scan/automaton.h"
#include "inspect/scan/scan.h"
#include "library/library.h"

static struct ap_arena mem;
static struct ap_library *lib;
static struct ap_scan_rules *rules;

static void
say_all(const struct ap_diag *dg)
{
    struct ap_buf out = {0};
    for (size_t i = 0; i < dg->n; i++)
        ap_diag_text(&out, &dg->items[i], false);
    if (out.len)
        print_error("%s", out.ptr);
    ap_buf_release(&out);
}

static void
load(void)
{
    if (rules)
        return;
    struct ap_diag dg;
    ap_diag_init(&dg, &mem);
    struct ap_library_source source = {.base = AP_STR("builtin")};
    int loaded = ap_library_load(&source, &mem, &lib, &dg);
    int compiled = loaded == AP_OK ? ap_scan_compile(lib, &mem, &rules, &dg) : loaded;
    say_all(&dg);
    assert_int_equal(compiled, AP_OK);
}

AP_TEST(scan_holds_the_examples_of_every_detector)
{
    load();
    struct ap_diag dg;
    ap_diag_init(&dg, &mem);
    int result = ap_scan_check_examples(lib, rules, &mem, &dg);
    say_all(&dg);
    assert_int_equal(result, AP_OK);
}

/* --- streams ------------------------------------------------------------------------------------ */

struct seen {
    size_t n;
    uint64_t offset[64], length[64];
    uint32_t line[64];
};

static void
see(void *ctx, const struct ap_leak *leak)
{
    struct seen *seen = ctx;
    assert_true(seen->n < AP_COUNT(seen->offset));
    seen->offset[seen->n] = leak->offset;
    seen->length[seen->n] = leak->length;
    seen->line[seen->n++] = leak->line;
}

static struct seen
scan_in_pieces(struct ap_scanner *sc, struct ap_str text, size_t piece)
{
    struct seen seen = {0};
    ap_scanner_start(sc, NULL, see, &seen);
    for (size_t at = 0; at < text.len; at += piece)
        ap_scanner_feed(sc, ap_str_slice(text, at, at + piece));
    assert_true(ap_scanner_end(sc));
    return seen;
}

AP_TEST(scan_loses_nothing_at_an_edge)
{
    load();
    struct ap_scanner *sc = ap_scanner_new(rules);
    struct ap_buf secret = {0};
    struct ap_buf text = {0};
    ap_scan_example(AP_STR("{\"x-api-key\":\"{alnum:40}\"}\n"), &secret);
    for (int i = 0; i < 40000; i++)
        ap_buf_add_c(&text, "an ordinary line\n"); /* 17 bytes */
    /* Around every place where a window, a run of the automaton or a lane of it may end. */
    for (size_t at = 140000; at < 200000; at += 233) {
        char saved[64];
        memcpy(saved, text.ptr + at, secret.len);
        memcpy(text.ptr + at, secret.ptr, secret.len);
        struct seen seen = scan_in_pieces(sc, ap_buf_str(&text), 1 + at % 9000);
        assert_int_equal(seen.n, 1);
        assert_int_equal(seen.offset[0], at + 14);
        assert_int_equal(seen.length[0], 40);
        assert_int_equal(seen.line[0], at / 17 + 1);
        memcpy(text.ptr + at, saved, secret.len);
    }
    ap_buf_release(&text);
    ap_buf_release(&secret);
    ap_scanner_free(sc);
}

AP_TEST(scan_merges_what_overlaps)
{
    load();
    struct ap_scanner *sc = ap_scanner_new(rules);
    struct ap_buf text = {0};
    ap_scan_example(
        AP_STR("https://u:ghp_{alnum:30}{crc62}@git.acme.com \"token\":\"sk_live_{alnum:24}\""),
        &text);
    struct seen seen = scan_in_pieces(sc, ap_buf_str(&text), 7);
    assert_int_equal(seen.n, 2); /* and no e-mail address within the URL */
    assert_int_equal(seen.length[0], 40);
    assert_int_equal(seen.length[1], 32);
    ap_buf_release(&text);
    ap_scanner_free(sc);
}

AP_TEST(scan_follows_columns_over_many_rows)
{
    load();
    struct ap_scanner *sc = ap_scanner_new(rules);
    struct ap_buf text = {0};
    ap_buf_add_c(&text, "ts,\"api_key\",n\r\n");
    for (int i = 0; i < 30000; i++)
        ap_buf_add_c(&text,
                     i == 29999 ? "1,\"a1b2c3d4e5f6a7b8c9d0\",2\r\n" : "1,\"****\",\"a, b\"\r\n");
    struct seen seen = scan_in_pieces(sc, ap_buf_str(&text), 65536);
    assert_int_equal(seen.n, 1);
    assert_int_equal(seen.line[0], 30001);
    assert_int_equal(seen.length[0], 20);
    ap_buf_release(&text);
    ap_scanner_free(sc);
}

/* --- the automaton ------------------------------------------------------------------------------ */

AP_TEST(automaton_finds_what_a_plain_search_finds)
{
    static const char *const words[] = {"he", "she", "his", "hers", "s", "HER-", "shehe"};
    struct ap_str keywords[AP_COUNT(words)];
    for (size_t i = 0; i < AP_COUNT(words); i++)
        keywords[i] = ap_str_from(words[i]);
    struct ap_automaton a;
    ap_automaton_build(&a, keywords, AP_COUNT(words), &mem);
    size_t n = 3 * AP_AUTOMATON_RUN + 77;
    char *text = ap_arena_alloc(&mem, n);
    uint32_t seed = 1;
    for (size_t i = 0; i < n; i++)
        text[i] = "hersiHES-x"[(seed = seed * 1664525u + 1013904223u) >> 24 & 7];
    struct ap_automaton_hit *hits = ap_arena_array(&mem, struct ap_automaton_hit, n);
    for (size_t from = 0; from < 20; from += 7) {
        size_t got = ap_automaton_find(&a, text, from, n, hits);
        size_t at = 0;
        for (size_t end = from + 1; end <= n; end++) {
            size_t k = at < got && hits[at].end == end ? a.out_at[hits[at].state] : 0;
            size_t last = at < got && hits[at].end == end ? a.out_at[hits[at].state + 1] : 0;
            for (size_t length = 8; length-- > 1;)
                for (size_t w = 0; w < AP_COUNT(words); w++)
                    if (keywords[w].len == length && length <= end &&
                        ap_str_ieq((struct ap_str){text + end - length, length}, keywords[w])) {
                        while (k < last && !ap_automaton_ends(&a, text, end, a.outs[k]))
                            k++;
                        assert_true(k < last);
                        assert_int_equal(a.outs[k++], w);
                    }
            for (; k < last; k++)
                assert_false(ap_automaton_ends(&a, text, end, a.outs[k]));
            at += last > 0;
        }
        assert_int_equal(at, got);
    }
}
