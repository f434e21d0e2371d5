/* The anchors of the scan against a plain search: keywords in rows of both kinds, runs of numbers, runs of base64, lines.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "ap_test.h"
#include "base/cleanup.h"
#include "inspect/scan/automaton.h"
#include "inspect/scan/chars.h"
#include "inspect/scan/scan.h"
#include "library/library.h"

static uint32_t seed = 1;

static uint32_t
random_below(uint32_t n)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % n;
}

/* --- keywords ----------------------------------------------------------------------------------- */

/* A text of random bytes with a keyword now and then, some cut short, some in capitals. */
static void
fill(char *text, size_t n, const struct ap_str *words, uint32_t n_words)
{
    for (size_t i = 0; i < n;) {
        struct ap_str word = words[random_below(n_words)];
        size_t take = random_below(3) ? word.len : random_below((uint32_t)word.len + 1);
        bool capital = random_below(2);
        for (size_t k = 0; k < take && i < n; k++, i++)
            text[i] = (char)(capital && word.ptr[k] >= 'a' && word.ptr[k] <= 'z' ? word.ptr[k] - 32
                                                                                 : word.ptr[k]);
        for (uint32_t k = random_below(40); k > 0 && i < n; k--)
            text[i++] = (char)random_below(256);
    }
}

/* All words are of one length and differ, so at most one ends at each place. */
static void
hold_against_plain_search(const struct ap_str *words, uint32_t n_words, bool narrow,
                          struct ap_arena *mem)
{
    struct ap_automaton a;
    ap_automaton_build(&a, words, n_words, mem);
    assert_int_equal(a.narrow != NULL, narrow);
    assert_int_equal(a.wide != NULL, !narrow);
    size_t n = 2 * AP_AUTOMATON_RUN + 1001;
    char *text = ap_arena_alloc(mem, n);
    fill(text, n, words, n_words);
    struct ap_automaton_hit *hits = ap_arena_array(mem, struct ap_automaton_hit, n);
    size_t got = ap_automaton_find(&a, text, 0, n, hits);
    size_t at = 0;
    size_t length = words[0].len;
    for (size_t from = 0; from + length <= n; from++)
        for (uint32_t w = 0; w < n_words; w++) {
            if (ap_lower(text[from]) != words[w].ptr[0] ||
                !ap_str_ieq((struct ap_str){text + from, length}, words[w]))
                continue;
            assert_true(at < got);
            assert_int_equal(hits[at].end, from + length);
            assert_int_equal(a.out_at[hits[at].state + 1] - a.out_at[hits[at].state], 1);
            assert_int_equal(a.outs[a.out_at[hits[at].state]], w);
            assert_true(ap_automaton_has(&a, (struct ap_str){text + from, length}));
            assert_false(ap_automaton_has(&a, (struct ap_str){text + from, length - 1}));
            at++;
        }
    assert_int_equal(at, got);
    assert_true(got > 500);
}

static void
hold_words(uint32_t n_words, size_t length, unsigned first, uint32_t span, bool narrow)
{
    AP_CLEANUP(ap_arena_release) struct ap_arena mem = {0};
    struct ap_str *words = ap_arena_array(&mem, struct ap_str, n_words);
    for (uint32_t w = 0; w < n_words; w++) {
        char *bytes = ap_arena_alloc(&mem, length);
        bytes[0] = (char)(first + w / span % span);
        bytes[1] = (char)(first + w % span);
        for (size_t k = 2; k < length; k++)
            bytes[k] = (char)(first + random_below(span));
        words[w] = (struct ap_str){bytes, length};
    }
    hold_against_plain_search(words, n_words, narrow, &mem);
}

AP_TEST(automaton_with_narrow_rows_finds_what_a_plain_search_finds)
{
    hold_words(300, 9, 'a', 26, true);
    hold_words(500, 4, '!', 31, true); /* signs and digits */
    hold_words(63, 2, ' ', 32, true);
    hold_words(31, 2, '!', 31, true); /* far more states accept than do not */
}

AP_TEST(automaton_with_many_classes_finds_what_a_plain_search_finds)
{
    hold_words(400, 5, 0x80, 128, false);
}

AP_TEST(automaton_with_many_states_finds_what_a_plain_search_finds)
{
    hold_words(1400, 50, 'a', 26, false);
}

/* --- runs of numbers ---------------------------------------------------------------------------- */

/* What a scan must not pass over: see ap_numeric_run. */
static bool
may_hold_number(struct ap_str run)
{
    bool dash = false;
    bool marks = false;
    for (size_t i = 0; i < AP_NUMERIC_RUN; i++)
        dash |= run.ptr[i] == '-';
    for (size_t i = 0; i + AP_NUMERIC_SSN <= run.len; i++)
        marks |= run.ptr[i + 3] == '-' && run.ptr[i + 6] == '-';
    return run.len >= AP_NUMERIC_CARD || marks || ap_str_find(run, '.') < run.len ||
           (run.len >= AP_NUMERIC_IBAN && !dash);
}

static void
walk_runs(struct ap_str text, size_t start)
{
    size_t at = start;
    for (size_t i = start; i < text.len;) {
        size_t to = i;
        while (to < text.len && ap_is_numeric(text.ptr[to]))
            to++;
        size_t from = i;
        while (from > 0 && ap_is_numeric(text.ptr[from - 1]))
            from--;
        if (to - i >= AP_NUMERIC_RUN && may_hold_number(ap_str_slice(text, from, to))) {
            /* The next one given is this one, or one before it that could have been passed over. */
            while ((at = ap_numeric_run(text, at, text.len)) < i) {
                assert_true(ap_is_numeric(text.ptr[at + AP_NUMERIC_RUN - 1]));
                while (at < text.len && ap_is_numeric(text.ptr[at]))
                    at++;
            }
            assert_int_equal(at, i);
            at = to;
        }
        i = to + 1;
    }
    while ((at = ap_numeric_run(text, at, text.len)) < text.len)
        for (size_t k = 0; k < AP_NUMERIC_RUN; k++)
            assert_true(ap_is_numeric(text.ptr[at++]));
}

AP_TEST(numeric_runs_are_those_of_a_plain_search)
{
    static const char letters[] = "0123456789-. 0123456789a\xb0";
    char text[700];
    for (unsigned round = 0; round < 4000; round++) {
        size_t n = random_below(sizeof text);
        uint32_t rare = 1 + random_below(20);
        for (size_t i = 0; i < n; i++)
            text[i] =
                random_below(rare) ? letters[random_below(23)] : letters[23 + random_below(2)];
        walk_runs((struct ap_str){text, n}, n ? random_below((uint32_t)n) : 0);
    }
}

/* --- a whole scan ------------------------------------------------------------------------------- */

struct finds {
    size_t n;
    uint64_t offset;
    uint32_t line;
};

static void
see(void *ctx, const struct ap_leak *leak)
{
    struct finds *finds = ctx;
    finds->n++;
    finds->offset = leak->offset;
    finds->line = leak->line;
}

/* The same text in base64 is found wherever it stands, and on the line that it stands on. */
AP_TEST(base64_is_found_at_every_place)
{
    static struct ap_arena mem;
    struct ap_diag dg;
    struct ap_library *lib = NULL;
    struct ap_scan_rules *rules = NULL;
    struct ap_library_source source = {.base = AP_STR("builtin")};
    static const char wrapped[] =
        "eyJkYiI6ICJvcmRlcnMiLCAicGFzc3dvcmQiOiAidFI3I2tMOXF6In0="; /* a password in JSON */
    ap_diag_init(&dg, &mem);
    assert_int_equal(ap_library_load(&source, &mem, &lib, &dg), AP_OK);
    assert_int_equal(ap_scan_compile(lib, &mem, &rules, &dg), AP_OK);
    struct ap_scanner *scanner = ap_scanner_new(rules);
    for (size_t before = 0; before < 200; before++)
        for (size_t behind = 0; behind < 80; behind += 13) {
            struct ap_buf text = {0};
            for (size_t i = 0; i < before; i++)
                ap_buf_add_c(&text, i % 5 == 3 ? "\n" : ":");
            ap_buf_add_c(&text, wrapped);
            for (size_t i = 0; i < behind; i++)
                ap_buf_add_c(&text, i ? "ab;" : "\n");
            struct finds finds = {0};
            assert_true(ap_scanner_text(scanner, ap_buf_str(&text), NULL, see, &finds));
            assert_int_equal(finds.n, 1);
            assert_int_equal(finds.offset, before);
            assert_int_equal(finds.line, 1 + (before + 1) / 5);
            ap_buf_release(&text);
        }
    ap_scanner_free(scanner);
    ap_scan_rules_free(rules);
    ap_arena_release(&mem);
}
