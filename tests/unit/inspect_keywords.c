/* The keywords of the scan against a plain search, and the heads of patterns.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>

#include "ap_test.h"
#include "base/cleanup.h"
#include "inspect/scan/automaton.h"
#include "inspect/scan/rules.h"

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

/* The one keyword that a hit tells and the text holds; -1: none. */
static int
true_word(const struct ap_automaton *a, const char *text, const struct ap_automaton_hit *hit)
{
    int word = -1;
    for (uint32_t k = a->out_at[hit->state]; k < a->out_at[hit->state + 1]; k++)
        if (ap_automaton_ends(a, text, hit->end, a->outs[k])) {
            assert_int_equal(word, -1);
            word = a->outs[k];
        }
    return word;
}

static void
pass_false_hit(const struct ap_automaton *a, const char *text, const struct ap_automaton_hit *hit)
{
    assert_int_equal(true_word(a, text, hit), -1);
}

/* All words are of one length and differ, so at most one ends at each place. */
static void
hold_against_plain_search(const struct ap_str *words, uint32_t n_words, struct ap_arena *mem)
{
    struct ap_automaton a;
    ap_automaton_build(&a, words, n_words, mem);
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
            while (at < got && hits[at].end < from + length)
                pass_false_hit(&a, text, &hits[at++]);
            assert_true(at < got);
            assert_int_equal(hits[at].end, from + length);
            assert_int_equal(true_word(&a, text, &hits[at]), w);
            assert_true(ap_automaton_has(&a, (struct ap_str){text + from, length}));
            assert_false(ap_automaton_has(&a, (struct ap_str){text + from, length - 1}));
            at++;
        }
    while (at < got)
        pass_false_hit(&a, text, &hits[at++]);
    assert_true(got > 500);
}

static void
hold_words(uint32_t n_words, size_t length, unsigned first, uint32_t span)
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
    hold_against_plain_search(words, n_words, &mem);
}

AP_TEST(automaton_finds_what_a_plain_search_finds)
{
    hold_words(300, 9, 'a', 26);
    hold_words(500, 4, '!', 31); /* signs and digits */
    hold_words(63, 2, ' ', 32);
    hold_words(31, 2, '!', 31); /* far more states accept than do not */
}

/* They share a class with each other, so most hits are false. */
AP_TEST(automaton_with_words_beyond_ascii_finds_what_a_plain_search_finds)
{
    hold_words(400, 5, 0x80, 128);
    hold_words(200, 9, '[', 40); /* [ and {, \\ and | */
}

AP_TEST(automaton_with_many_states_finds_what_a_plain_search_finds)
{
    hold_words(1400, 50, 'a', 26);
}

/* A name ends in any of the signs, and in nothing else that has their class. */
AP_TEST(automaton_takes_a_name_before_every_sign)
{
    AP_CLEANUP(ap_arena_release) struct ap_arena mem = {0};
    const struct ap_str words[] = {AP_STR("pw\x01"), AP_STR("my_long_pw\x01"), AP_STR("\"d\"")};
    struct ap_automaton a;
    struct ap_automaton_hit hits[64];
    ap_automaton_build(&a, words, AP_COUNT(words), &mem);
    for (unsigned c = 0; c < 256; c++) {
        char text[16];
        size_t n = (size_t)snprintf(text, sizeof text, "my_LONG_pW");
        text[n++] = (char)c;
        bool sign = c != 0 && strchr("\"'`=:\\>,&%]; \t\n\r|", (int)c) != NULL;
        bool found[2] = {false, false};
        size_t n_hits = ap_automaton_find(&a, text, 0, n, hits);
        for (size_t i = 0; i < n_hits; i++)
            for (uint32_t k = a.out_at[hits[i].state]; k < a.out_at[hits[i].state + 1]; k++)
                if (ap_automaton_ends(&a, text, hits[i].end, a.outs[k])) {
                    assert_int_equal(hits[i].end, n);
                    assert_in_range(a.outs[k], 0, 1);
                    found[a.outs[k]] = true;
                }
        assert_int_equal(found[0], sign);
        assert_int_equal(found[1], sign);
    }
    assert_true(ap_automaton_has(&a, AP_STR(",\"D\",")));
    assert_false(ap_automaton_has(&a, AP_STR(",'d',")));
}

AP_TEST(classes_do_not_depend_on_the_processor)
{
    AP_CLEANUP(ap_arena_release) struct ap_arena mem = {0};
    const struct ap_str words[] = {AP_STR("abcdefghijklmnopqrstuvwxyz0123456789"),
                                   AP_STR("_-.+/#*"), AP_STR("${(<!?^~@"), AP_STR("x\x01"),
                                   AP_STR("\xc3\xa9")};
    struct ap_automaton a;
    ap_automaton_build(&a, words, AP_COUNT(words), &mem);
    ap_classes_read read = ap_classes_wide();
    for (unsigned round = 0; round < 600; round++) {
        char text[300];
        uint8_t plain[300] = {0};
        uint8_t wide[300] = {0};
        for (size_t i = 0; i < sizeof text; i++)
            text[i] = (char)(round < 256 ? round + i : random_below(256));
        ap_classes_plain(a.classes, text, sizeof text - round % 40, plain);
        if (!read)
            continue;
        read(a.classes, text, sizeof text - round % 40, wide);
        assert_memory_equal(plain, wide, sizeof plain);
    }
}

/* --- heads of patterns -------------------------------------------------------------------------- */

AP_TEST(heads_of_patterns_tell_what_cannot_match)
{
    static const struct {
        const char *pattern;
        size_t n;
        const char *fits, *fits_not;
    } rows[] = {
        {"pat[A-Za-z0-9]{14}\\.[0-9a-f]{64}", 12, "patH0123456789", "path\": 01234567"},
        {"npm_[a-z]{2,}x", 6, "npm_ab", "npm_a_"},
        {"sk-(?:a|b)c", 3, "sk-", "sk_"},
        {"a{2}+b[\\w.-]c", 2, "aab.c", "ab..c"},
        {"x?y", 0, "", NULL},
        {"ab*", 1, "a", "b"},
        {"ab+c", 2, "abb", "ac"},
        {"[]a-]{3}", 3, "]a-", "]b-"},
        {"(?i)key", 0, "", NULL},
        {"one|two", 0, "", NULL},
        {"a[|]b", 3, "a|b", "a b"},
        {"a\\|b", 3, "a|b", "a b"},
        {"[^a]b", 0, "", NULL},
        {"a[[:digit:]]", 1, "a", "b"},
        {"\\d{3}-", 4, "123-", "12a-"},
        {"\\$2[aby]\\$", 4, "$2a$", "$2c$"},
        {"a\\b", 1, "a", "b"},
        {"v1.0", 2, "v1x0", "v2x0"},
        {"a{", 0, "", NULL},
        {"[a", 0, "", NULL},
        {"[a-", 0, "", NULL},
        {"\\", 0, "", NULL},
    };
    for (size_t i = 0; i < AP_COUNT(rows); i++) {
        struct ap_head head;
        ap_head_read(ap_str_from(rows[i].pattern), &head);
        assert_int_equal(head.n, rows[i].n);
        struct ap_str fits = ap_str_from(rows[i].fits);
        assert_true(ap_head_fits(&head, fits, 0));
        if (!rows[i].fits_not)
            continue;
        assert_false(ap_head_fits(&head, ap_str_from(rows[i].fits_not), 0));
        assert_false(ap_head_fits(&head, ap_str_slice(fits, 0, rows[i].n - 1), 0));
    }
}
