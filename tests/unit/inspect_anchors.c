/* The anchors of the scan against a plain search: marks, runs of base64, lines.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "ap_test.h"
#include "base/cleanup.h"
#include "inspect/scan/automaton.h"
#include "inspect/scan/chars.h"
#include "inspect/scan/marks.h"
#include "inspect/scan/rules.h"
#include "inspect/scan/scan.h"
#include "library/library.h"

static uint32_t seed = 1;

static uint32_t
random_below(uint32_t n)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % n;
}

/* --- marks -------------------------------------------------------------------------------------- */

static bool
is_base64(char c)
{
    return ap_is(c, AP_CH_BASE64);
}

static bool
is_numeric(char c)
{
    return ap_is_numeric(c);
}

/* Length of the run that begins at `at`; 0 when none begins there. */
static size_t
run_at(struct ap_str text, size_t at, bool (*is)(char))
{
    size_t n = 0;
    if (at > 0 && is(text.ptr[at - 1]))
        return 0;
    while (at + n < text.len && is(text.ptr[at + n]))
        n++;
    return n;
}

/* May a run be passed over? No card, IBAN or social security number has so few characters, no address is without dots. */
static bool
is_little(struct ap_str run)
{
    return run.len <= 10 && ap_str_find(run, '.') == run.len &&
           (run.len < 10 || ap_str_find(run, '-') < run.len);
}

static bool
has_mark(const struct ap_mark *marks, size_t n, size_t at, enum ap_mark_kind kind)
{
    for (size_t i = 0; i < n; i++)
        if (marks[i].at == at && marks[i].kind == kind)
            return true;
    return false;
}

static void
hold_marks(struct ap_str text, uint64_t base, const struct ap_mark *marks, size_t n)
{
    for (size_t at = 0; at < text.len; at++) {
        size_t number = run_at(text, at, is_numeric);
        bool little = is_little(ap_str_slice(text, at, at + number));
        bool marked = has_mark(marks, n, at, AP_MARK_NUMBER);
        bool on = (base + at) % AP_MARK_PIECE == 0 && at > 0 && is_numeric(text.ptr[at - 1]);
        assert_true(!marked || number >= AP_MARK_NUMERIC || on);
        assert_true(marked || number < AP_MARK_NUMERIC || little);
        assert_int_equal(has_mark(marks, n, at, AP_MARK_RUN_BEGIN),
                         run_at(text, at, is_base64) >= AP_MARK_BASE64);
        assert_int_equal(has_mark(marks, n, at, AP_MARK_AT), text.ptr[at] == '@');
        assert_int_equal(has_mark(marks, n, at, AP_MARK_PERCENT), text.ptr[at] == '%');
    }
}

static int
by_mark(const void *a, const void *b)
{
    const struct ap_mark *x = a;
    const struct ap_mark *y = b;
    return x->at != y->at ? (x->at < y->at ? -1 : 1) : (int)x->kind - (int)y->kind;
}

/* The same marks, piece by piece. */
static void
hold_pieces(struct ap_str text, uint64_t base, const struct ap_mark *marks, size_t n)
{
    static struct ap_mark some[AP_MARKS_ROOM(700)];
    size_t seen = 0;
    for (size_t from = 0; from < text.len;) {
        size_t to = from + 1 + random_below(200);
        to = to < text.len ? to : text.len;
        size_t k = ap_marks_find(text, base, from, to, some);
        qsort(some, k, sizeof *some, by_mark);
        for (size_t i = 0; i < k; i++, seen++) {
            assert_true(seen < n);
            assert_int_equal(some[i].at, marks[seen].at);
            assert_int_equal(some[i].kind, marks[seen].kind);
        }
        from = to;
    }
    assert_int_equal(seen, n);
}

AP_TEST(marks_are_those_of_a_plain_search)
{
    static const char letters[] = "0123456789-. 0123456789a@%+/_Zq\xb0{";
    static struct ap_mark marks[AP_MARKS_ROOM(700)];
    char text[700];
    for (unsigned round = 0; round < 3000; round++) {
        size_t n = random_below(sizeof text);
        uint32_t rare = 1 + random_below(20);
        for (size_t i = 0; i < n; i++)
            text[i] = letters[random_below(rare) ? random_below(round % 2 ? 23 : 14)
                                                 : 23 + random_below(sizeof letters - 24)];
        struct ap_str all = {text, n};
        uint64_t base = (uint64_t)64 * random_below(1000); /* pieces begin within some */
        size_t k = ap_marks_find(all, base, 0, n, marks);
        qsort(marks, k, sizeof *marks, by_mark);
        hold_marks(all, base, marks, k);
        hold_pieces(all, base, marks, k);
    }
}

/* What the processor's own instructions say is what plain C says, for every byte at every place. */
AP_TEST(masks_do_not_depend_on_the_processor)
{
    enum { BLOCKS = 5 };
    char text[BLOCKS * 64];
    struct ap_masks plain = {0};
    struct ap_masks wide = {0};
    ap_masks_read read = ap_masks_wide();
    for (unsigned round = 0; round < 2000; round++) {
        for (size_t i = 0; i < sizeof text; i++)
            text[i] = (char)(round < 256 ? round + i : random_below(256));
        ap_masks_plain(text, BLOCKS, &plain);
        for (size_t i = 0; i < sizeof text; i++) {
            assert_int_equal(plain.numeric[1 + i / 64] >> i % 64 & 1, ap_is_numeric(text[i]));
            assert_int_equal(plain.base64[1 + i / 64] >> i % 64 & 1, ap_is(text[i], AP_CH_BASE64));
        }
        if (!read)
            continue;
        read(text, BLOCKS, &wide);
        assert_memory_equal(&plain, &wide, sizeof plain);
    }
}

AP_TEST(newlines_are_counted)
{
    static char text[20000];
    uint32_t lines = 0;
    memset(text, '\n', sizeof text);
    for (size_t n = 0; n < sizeof text; n += 1 + n / 3)
        assert_int_equal(ap_count_newlines(text, n), n);
    for (size_t i = 0; i < sizeof text; i++)
        lines += (text[i] = random_below(3) ? 'x' : '\n') == '\n';
    assert_int_equal(ap_count_newlines(text, sizeof text), lines);
    assert_int_equal(ap_count_newlines(text + 1, sizeof text - 1), lines - (text[0] == '\n'));
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

struct tally {
    uint64_t n, sum;
};

static void
sum_up(void *ctx, const struct ap_leak *leak)
{
    struct tally *t = ctx;
    uint64_t parts[] = {leak->offset,
                        leak->length,
                        leak->from,
                        leak->to,
                        leak->line,
                        leak->column,
                        leak->severity,
                        leak->confidence,
                        leak->prefix.len,
                        leak->field.len,
                        leak->bytes.len,
                        leak->wrapped,
                        leak->bytes.len ? (unsigned char)leak->bytes.ptr[0] : 0u};
    for (size_t i = 0; i < AP_COUNT(parts); i++)
        t->sum = (t->sum ^ parts[i]) * 0x100000001b3u;
    for (size_t i = 0; i < leak->detector->id.len; i++)
        t->sum = (t->sum ^ (unsigned char)leak->detector->id.ptr[i]) * 0x100000001b3u;
    t->n++;
}

/* Pieces of everything that the rules know, in no order; some without ends, some repeated until they are long. */
static void
make_soup(struct ap_buf *out, size_t n)
{
    static const char *const parts[] = {
        "{\"password\": \"hu7!kQ2zLm\", ",
        "Authorization: Bearer 9f8e7d6c5b4a39281706f5e4d3c2b1a0",
        "\"api_key\":\"Zk39vQx7Lw2Tn8Rb5Yc1\"",
        "client_secret=",
        "user,password,note\n",
        "ann,Tr0ub4dor&3x,first\n",
        "bob,c0rrectH0rse!,second\n",
        "id;api_token;x\n7;Zk39vQx7Lw2Tn8Rb5Yc1;y\n",
        "postgres://app:s3cr3tPw9@db.internal:5432/x",
        "%7B%22secret%22%3A%22Kq83jz0Xw1pL%22%7D",
        "eyJkYiI6ICJvcmRlcnMiLCAicGFzc3dvcmQiOiAidFI3I2tMOXF6In0=",
        "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEAx7",
        "kQ9vX2mB7tL4nR8wZ1cY6pD3sF5gH0jA",
        "-----END RSA PRIVATE KEY-----\n",
        "ann.smith@corp-mail.io ",
        "5425 2334 3010 9903 ",
        "DE89 3704 0044 0532 0130 00",
        "8.8.4.4 ",
        "Cookie: sessionid=38afes7a8d9b2c1e4f; theme=dark\r\n",
        "\"body\": {\"a\": \"",
        "\"request_body\": \"",
        "xoxb-",
        "AKIA",
        "\n",
        " ",
        "\"",
        "}",
        "=",
        "&",
        "x",
        "0",
    };
    while (out->len < n) {
        const char *part = parts[random_below(AP_COUNT(parts))];
        uint32_t times = random_below(12) ? 1 : 1 + random_below(random_below(8) ? 9 : 900);
        while (times-- > 0)
            ap_buf_add_c(out, part);
        if (random_below(3) == 0)
            ap_buf_add_c(out, random_below(2) ? "\n" : ", ");
    }
}

static struct tally
scan_cut(struct ap_scanner *scanner, struct ap_str text, uint32_t most)
{
    struct tally t = {0};
    ap_scanner_start(scanner, NULL, sum_up, &t);
    for (size_t at = 0; at < text.len;) {
        size_t n = most ? 1 + random_below(most) : text.len;
        ap_scanner_feed(scanner, ap_str_slice(text, at, at + n));
        at += n;
    }
    t.sum += ap_scanner_end(scanner);
    return t;
}

/* What is said of a text depends neither on the window nor on how the text comes. */
AP_TEST(finds_depend_on_no_window_and_no_cut)
{
    static struct ap_arena mem;
    static const size_t fresh[] = {1, 700, 33280, 133120, 1064960};
    static const uint32_t cuts[] = {0, 17, 5000, 90000, 400000};
    struct ap_diag dg;
    struct ap_library *lib = NULL;
    struct ap_scan_rules *rules = NULL;
    struct ap_library_source source = {.base = AP_STR("builtin")};
    ap_diag_init(&dg, &mem);
    assert_int_equal(ap_library_load(&source, &mem, &lib, &dg), AP_OK);
    assert_int_equal(ap_scan_compile(lib, &mem, &rules, &dg), AP_OK);
    for (unsigned round = 0; round < 3; round++) {
        struct ap_buf text = {0};
        struct tally first = {0};
        make_soup(&text, 100000 + random_below(300000));
        for (size_t w = 0; w < AP_COUNT(fresh); w++) {
            struct ap_scanner *scanner = ap_scanner_new_sized(rules, fresh[w]);
            for (size_t c = w == 0 ? 2 : 0; c < AP_COUNT(cuts); c++) {
                struct tally t = scan_cut(scanner, ap_buf_str(&text), cuts[c]);
                if (first.n == 0)
                    first = t;
                assert_int_equal(t.n, first.n);
                assert_int_equal(t.sum, first.sum);
            }
            ap_scanner_free(scanner);
        }
        assert_true(first.n > 100);
        ap_buf_release(&text);
    }
    ap_scan_rules_free(rules);
    ap_arena_release(&mem);
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
