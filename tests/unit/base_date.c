/* Days, times, spans, durations.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "ap_test.h"
#include "base/cleanup.h"
#include "base/date.h"

static ap_day
day(const char *text)
{
    ap_day parsed = AP_DAY_NONE;
    assert_int_equal(ap_day_parse(ap_str_from(text), &parsed), AP_OK);
    return parsed;
}

/* Leap years by counting, without the rule's own arithmetic. */
AP_TEST(day_walks_through_all_years)
{
    struct ap_civil c = {1900, 1, 1};
    ap_day number = ap_day_from_civil(1900, 1, 1);
    assert_int_equal(number, -25567);
    for (; c.year <= 9999; number++) {
        assert_int_equal(ap_day_from_civil(c.year, c.month, c.day), number);
        struct ap_civil back = ap_day_to_civil(number);
        if (back.year != c.year || back.month != c.month || back.day != c.day)
            fail_msg("day %d: %d-%d-%d", number, back.year, back.month, back.day);
        char text[AP_DAY_TEXT];
        ap_day parsed;
        struct ap_str shown = ap_str_from(ap_day_text(number, text));
        if (ap_day_parse(shown, &parsed) != AP_OK || parsed != number)
            fail_msg("%s is not read back", text);
        if (++c.day > ap_days_in_month(c.year, c.month)) {
            c.day = 1;
            c.month = c.month % 12 + 1;
            c.year += c.month == 1;
        }
    }
    assert_int_equal(number, ap_day_from_civil(10000, 1, 1));
}

AP_TEST(day_known_points)
{
    assert_int_equal(day("1970-01-01"), 0);
    assert_int_equal(day("2000-02-29"), 11016);
    assert_int_equal(day("2026-07-15"), 20649);
    assert_int_equal(ap_days_in_month(1900, 2), 28);
    assert_int_equal(ap_days_in_month(2000, 2), 29);
    assert_int_equal(ap_days_in_month(2024, 2), 29);
    assert_int_equal(ap_days_in_month(2026, 2), 28);
    assert_int_equal(ap_days_in_month(2026, 12), 31);
}

AP_TEST(day_parse_refuses)
{
    static const char *const bad[] = {
        "",           "2026",       "2026-1-01",   "2026-01-1",   "2026-13-01",
        "2026-00-01", "2026-02-29", "2026-01-00",  "2026-01-32",  "1899-12-31",
        "0000-01-01", "2026/01/01", "2026-01-01 ", " 2026-01-01", "2026-01-011",
        "20260101",   "2026-+1-01", "2026-01- 1",  "1900-02-29",  "2026-04-31",
        "-026-01-01",
    };
    ap_day untouched = 42;
    for (size_t i = 0; i < AP_COUNT(bad); i++)
        assert_int_equal(ap_day_parse(ap_str_from(bad[i]), &untouched), AP_E_SYNTAX);
    assert_int_equal(untouched, 42);
}

AP_TEST(day_text_of_what_has_none)
{
    char text[AP_DAY_TEXT];
    assert_string_equal(ap_day_text(AP_DAY_NONE, text), "");
    assert_string_equal(ap_day_text(INT32_MAX, text), "");
    assert_string_equal(ap_day_text(INT32_MIN + 1, text), "");
    AP_AUTO_ARENA struct ap_arena mem = {0};
    assert_str(ap_day_str(&mem, 0), "1970-01-01");
    assert_str(ap_day_str(&mem, AP_DAY_NONE), "");
}

AP_TEST(time_text)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    assert_str(ap_time_str(&mem, 0), "1970-01-01T00:00:00Z");
    assert_str(ap_time_str(&mem, 1785000599), "2026-07-25T17:29:59Z");
    assert_str(ap_time_str(&mem, -1), "1969-12-31T23:59:59Z");
    assert_str(ap_time_str(&mem, -AP_DAY_SECONDS), "1969-12-31T00:00:00Z");
    assert_str(ap_time_str(&mem, INT64_MAX), "");
    assert_str(ap_time_str(&mem, INT64_MIN), "");
}

AP_TEST(day_add_months_is_clamped)
{
    static const struct {
        const char *from;
        int months;
        const char *to;
    } rows[] = {
        {"2026-01-31", 1, "2026-02-28"},     {"2024-01-31", 1, "2024-02-29"},
        {"2026-03-31", -1, "2026-02-28"},    {"2026-05-15", 12, "2027-05-15"},
        {"2026-05-15", -12, "2025-05-15"},   {"2026-12-31", 2, "2027-02-28"},
        {"2026-01-01", -1, "2025-12-01"},    {"2026-01-15", -13, "2024-12-15"},
        {"2024-02-29", 12, "2025-02-28"},    {"2026-06-30", 0, "2026-06-30"},
        {"1900-01-01", 97199, "9999-12-01"},
    };
    for (size_t i = 0; i < AP_COUNT(rows); i++)
        assert_int_equal(ap_day_add_months(day(rows[i].from), rows[i].months), day(rows[i].to));
    assert_int_equal(ap_day_add_months(AP_DAY_NONE, 3), AP_DAY_NONE);
}

AP_TEST(day_parse_time)
{
    static const struct {
        const char *text, *expected;
    } good[] = {
        {"2026-07-15", "2026-07-15"},
        {"2026-07-15T00:00:00Z", "2026-07-15"},
        {"2026-07-15T23:59:60Z", "2026-07-15"},
        {"2026-07-15T01:30:00+02:00", "2026-07-14"},
        {"2026-07-15T22:30:00-02:00", "2026-07-16"},
        {"2026-07-15T02:00:00+02:00", "2026-07-15"},
        {"2026-07-15T21:59:59-0200", "2026-07-15"},
        {"2026-07-15T10:00:00.123456Z", "2026-07-15"},
        {"2026-01-01T00:00:00+00:01", "2025-12-31"},
    };
    for (size_t i = 0; i < AP_COUNT(good); i++) {
        ap_day parsed;
        assert_int_equal(ap_day_parse_time(ap_str_from(good[i].text), &parsed), AP_OK);
        assert_int_equal(parsed, day(good[i].expected));
    }
    static const char *const bad[] = {
        "2026-07-15T",
        "2026-07-15T10:00Z",
        "2026-07-15T10:00:00",
        "2026-07-15 10:00:00Z",
        "2026-07-15T24:00:00Z",
        "2026-07-15T10:60:00Z",
        "2026-07-15T10:00:61Z",
        "2026-07-15T10:00:00.Z",
        "2026-07-15T10:00:00+2",
        "2026-07-15T10:00:00Zx",
        "2026-07-15T10:00:00+24:00",
        "2026-07-15T10:00:00+02:60",
        "2026-02-30T10:00:00Z",
        "9999-12-31T23:00:00-02:00",
        "1900-01-01T00:00:00+01:00",
        "2026-07-15T10:00:00+02.00",
    };
    ap_day untouched = 42;
    for (size_t i = 0; i < AP_COUNT(bad); i++)
        assert_int_equal(ap_day_parse_time(ap_str_from(bad[i]), &untouched), AP_E_SYNTAX);
    assert_int_equal(untouched, 42);
}

/* The set of days as bits, for what spans must agree with. */
static uint64_t
bits(struct ap_span span)
{
    uint64_t set = 0;
    for (ap_day d = span.from; d < span.to; d++)
        set |= (uint64_t)1 << d;
    return set;
}

AP_TEST(span_agrees_with_sets_of_days)
{
    for (ap_day a = 0; a < 8; a++)
        for (ap_day b = 0; b < 8; b++)
            for (ap_day c = 0; c < 8; c++)
                for (ap_day d = 0; d < 8; d++) {
                    struct ap_span x = {a, b}, y = {c, d};
                    assert_int_equal(ap_span_days(x), __builtin_popcountll(bits(x)));
                    assert_int_equal(ap_span_touches(x, y), (bits(x) & bits(y)) != 0);
                    assert_int_equal(ap_span_contains(x, y), (bits(y) & ~bits(x)) == 0);
                    assert_true(bits(ap_span_meet(x, y)) == (bits(x) & bits(y)));
                }
}

AP_TEST(span_text_shows_the_last_day)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    assert_str(ap_span_str(&mem, (struct ap_span){day("2026-04-01"), day("2026-07-01")}),
               "2026-04-01..2026-06-30");
    assert_str(ap_span_str(&mem, (struct ap_span){5, 5}), "");
    assert_int_equal(ap_span_days((struct ap_span){INT32_MIN, INT32_MAX}), INT32_MAX);
}

AP_TEST(duration_parse)
{
    int32_t days = -1;
    assert_int_equal(ap_duration_parse(AP_STR("0d"), &days), AP_OK);
    assert_int_equal(days, 0);
    assert_int_equal(ap_duration_parse(AP_STR("400d"), &days), AP_OK);
    assert_int_equal(days, 400);
    assert_int_equal(ap_duration_parse(AP_STR("36500d"), &days), AP_OK);
    static const char *const bad[] = {"",
                                      "d",
                                      "400",
                                      "36501d",
                                      "-1d",
                                      "1.5d",
                                      "1w",
                                      "1D",
                                      "1 d",
                                      "99999999999d",
                                      "9999999999999999999999d",
                                      "1dd"};
    for (size_t i = 0; i < AP_COUNT(bad); i++)
        assert_int_equal(ap_duration_parse(ap_str_from(bad[i]), &days), AP_E_SYNTAX);
    assert_int_equal(days, 36500);
}
