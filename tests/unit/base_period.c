/* Periods: parsing, canonical text, calendar steps, coverage.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "ap_test.h"
#include "base/cleanup.h"
#include "base/date.h"

static struct ap_period
period(const char *text)
{
    struct ap_period parsed = {0};
    if (ap_period_parse(ap_str_from(text), &parsed) != AP_OK)
        fail_msg("%s is not read", text);
    return parsed;
}

static void
assert_same(struct ap_period a, struct ap_period b)
{
    assert_int_equal(a.kind, b.kind);
    assert_int_equal(a.span.from, b.span.from);
    assert_int_equal(a.span.to, b.span.to);
}

AP_TEST(period_forms)
{
    static const struct {
        const char *text;
        enum ap_period_kind kind;
        const char *span;
    } rows[] = {
        {"2026-05-14", AP_PERIOD_DAY, "2026-05-14..2026-05-14"},
        {"2026-05", AP_PERIOD_MONTH, "2026-05-01..2026-05-31"},
        {"2024-02", AP_PERIOD_MONTH, "2024-02-01..2024-02-29"},
        {"2026-12", AP_PERIOD_MONTH, "2026-12-01..2026-12-31"},
        {"2026-Q1", AP_PERIOD_QUARTER, "2026-01-01..2026-03-31"},
        {"2026-Q4", AP_PERIOD_QUARTER, "2026-10-01..2026-12-31"},
        {"2026-H1", AP_PERIOD_HALF, "2026-01-01..2026-06-30"},
        {"2026-H2", AP_PERIOD_HALF, "2026-07-01..2026-12-31"},
        {"2026", AP_PERIOD_YEAR, "2026-01-01..2026-12-31"},
        {"1900", AP_PERIOD_YEAR, "1900-01-01..1900-12-31"},
        {"9999", AP_PERIOD_YEAR, "9999-01-01..9999-12-31"},
        {"2026-04-15..2026-06-30", AP_PERIOD_RANGE, "2026-04-15..2026-06-30"},
        {"2026-04..2026-06", AP_PERIOD_RANGE, "2026-04-01..2026-06-30"},
        {"2026-Q2..2026", AP_PERIOD_RANGE, "2026-04-01..2026-12-31"},
        {"2026-Q2..2026-04-10", AP_PERIOD_RANGE, "2026-04-01..2026-04-10"},
        {"2026..2026", AP_PERIOD_RANGE, "2026-01-01..2026-12-31"},
    };
    AP_AUTO_ARENA struct ap_arena mem = {0};
    for (size_t i = 0; i < AP_COUNT(rows); i++) {
        struct ap_period p = period(rows[i].text);
        assert_int_equal(p.kind, rows[i].kind);
        assert_str(ap_span_str(&mem, p.span), rows[i].span);
    }
}

AP_TEST(period_refuses)
{
    static const char *const bad[] = {
        "",
        "26",
        "202",
        "20266",
        "2026-",
        "2026-0",
        "2026-00",
        "2026-13",
        "2026-1",
        "2026-Q0",
        "2026-Q5",
        "2026-q1",
        "2026-H0",
        "2026-H3",
        "2026-Q",
        "2026Q1",
        "2026-Q12",
        "2026-012",
        "2026-05-1",
        "2026-02-30",
        "1899",
        "1899-12",
        "0000",
        "2026..",
        "..2026",
        "..",
        "2026...2027",
        "2026.2027",
        "2027..2026",
        "2026-06..2026-05",
        "2026..2027..2028",
        " 2026",
        "2026 ",
        "2026-05-14T00:00:00Z",
        "+026",
        "2026-+1",
        "2026-Q1..",
        "2026/05",
    };
    struct ap_period untouched = {{1, 2}, AP_PERIOD_DAY};
    for (size_t i = 0; i < AP_COUNT(bad); i++)
        if (ap_period_parse(ap_str_from(bad[i]), &untouched) != AP_E_SYNTAX)
            fail_msg("%s is read", bad[i]);
    assert_same(untouched, (struct ap_period){{1, 2}, AP_PERIOD_DAY});
}

/* From every day, of every kind: text and back is the same; the next begins where this ends. */
AP_TEST(period_text_is_the_inverse_of_parsing)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    ap_day last = ap_day_from_civil(9999, 12, 31);
    for (ap_day d = ap_day_from_civil(1900, 1, 1); d <= last; d += d % 11 == 0 ? 1 : 5) {
        struct ap_arena_mark mark = ap_arena_mark(&mem);
        for (enum ap_period_kind kind = AP_PERIOD_DAY; kind <= AP_PERIOD_YEAR; kind++) {
            struct ap_period p = ap_period_of(kind, d);
            assert_true(p.span.from <= d && d < p.span.to);
            struct ap_period back;
            assert_int_equal(ap_period_parse(ap_period_str(&mem, p), &back), AP_OK);
            assert_same(back, p);
            struct ap_period next = ap_period_next(p);
            assert_int_equal(next.kind, kind);
            assert_int_equal(next.span.from, p.span.to);
            if (kind > AP_PERIOD_DAY)
                assert_same(ap_period_from_span(p.span), p);
        }
        struct ap_period range = {{d, d + 1 + (d & 511)}, AP_PERIOD_RANGE}, back;
        if (range.span.to <= last + 1) {
            assert_int_equal(ap_period_parse(ap_period_str(&mem, range), &back), AP_OK);
            assert_same(back, range);
        }
        ap_arena_rewind(&mem, mark);
    }
}

AP_TEST(period_next_of_each_kind)
{
    assert_same(ap_period_next(period("2026-12-31")), period("2027-01-01"));
    assert_same(ap_period_next(period("2026-12")), period("2027-01"));
    assert_same(ap_period_next(period("2026-Q4")), period("2027-Q1"));
    assert_same(ap_period_next(period("2026-H1")), period("2026-H2"));
    assert_same(ap_period_next(period("2026")), period("2027"));
    assert_same(ap_period_next(period("2026-01-01..2026-01-10")), period("2026-01-11..2026-01-20"));
}

AP_TEST(period_from_span_names_what_the_calendar_names)
{
    assert_int_equal(ap_period_from_span(period("2026-01-01..2026-01-31").span).kind,
                     AP_PERIOD_MONTH);
    assert_int_equal(ap_period_from_span(period("2026-01-01..2026-03-31").span).kind,
                     AP_PERIOD_QUARTER);
    assert_int_equal(ap_period_from_span(period("2026-01-01..2026-06-30").span).kind,
                     AP_PERIOD_HALF);
    assert_int_equal(ap_period_from_span(period("2026-01-01..2026-12-31").span).kind,
                     AP_PERIOD_YEAR);
    assert_int_equal(ap_period_from_span(period("2026-02-01..2026-04-30").span).kind,
                     AP_PERIOD_RANGE);
    assert_int_equal(ap_period_from_span(period("2026-01-01").span).kind, AP_PERIOD_RANGE);
    assert_int_equal(ap_period_from_span(period("2026-04-01..2026-09-30").span).kind,
                     AP_PERIOD_RANGE);
}

AP_TEST(periods_cover_examples)
{
    struct ap_period months[] = {period("2026-06"), period("2026-04"), period("2026-05")};
    struct ap_periods all = {months, 3, 3}, two = {months, 2, 2}, none = {0};
    assert_true(ap_periods_cover(&all, period("2026-Q2").span));
    assert_true(ap_periods_cover(&all, period("2026-04-15..2026-06-02").span));
    assert_false(ap_periods_cover(&two, period("2026-Q2").span));
    assert_true(ap_periods_touch(&two, period("2026-05-31..2026-06-01").span));
    assert_false(ap_periods_touch(&two, period("2026-05").span));
    assert_false(ap_periods_cover(&none, period("2026-05-01").span));
    assert_true(ap_periods_cover(&none, (struct ap_span){5, 5}));
    assert_false(ap_periods_touch(&none, period("2026").span));
}

static uint64_t
bits(struct ap_span span)
{
    uint64_t set = 0;
    for (ap_day d = span.from; d < span.to; d++)
        set |= (uint64_t)1 << d;
    return set;
}

AP_TEST(periods_cover_agrees_with_sets_of_days)
{
    uint64_t random = 88172645463325252u;
    int n_covered = 0;
    for (int round = 0; round < 200000; round++) {
        struct ap_period parts[6];
        uint64_t covered = 0;
        size_t n = 0;
        struct ap_span span = {0, 0};
        for (size_t i = 0; i <= AP_COUNT(parts); i++) {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            ap_day from = (ap_day)(random % 40), days = (ap_day)(random / 64 % 16);
            span = (struct ap_span){from, from + days};
            if (i == AP_COUNT(parts) || random >> 60 == 0)
                break;
            parts[n++] = (struct ap_period){span, AP_PERIOD_RANGE};
            covered |= bits(span);
        }
        struct ap_periods list = {parts, n, n};
        bool expected = (bits(span) & ~covered) == 0;
        n_covered += expected;
        assert_int_equal(ap_periods_cover(&list, span), expected);
        assert_int_equal(ap_periods_touch(&list, span), (bits(span) & covered) != 0);
    }
    assert_in_range(n_covered, 20000, 180000); /* both answers were asked for */
}
