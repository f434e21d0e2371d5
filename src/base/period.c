/* Periods: the calendar's names for spans of days.
 * Place in the flow: base.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/date.h"

#define YEAR_MIN 1900
#define YEAR_MAX 9999

static const int months_of[] = {
    [AP_PERIOD_MONTH] = 1,
    [AP_PERIOD_QUARTER] = 3,
    [AP_PERIOD_HALF] = 6,
    [AP_PERIOD_YEAR] = 12,
};

/* The `index`-th (from 0) period of `kind`, MONTH to YEAR, in a year. */
static struct ap_period
calendar_period(enum ap_period_kind kind, int year, int index)
{
    ap_day from = ap_day_from_civil(year, 1 + index * months_of[kind], 1);
    ap_day to = ap_day_add_months(from, months_of[kind]);
    return (struct ap_period){{from, to}, kind};
}

/* Digits that make a number from `least` to `most`; -1 otherwise. */
static int
number_within(struct ap_str s, int least, int most)
{
    int64_t value;
    if (ap_str_to_int(s, &value) != AP_OK || value < least || value > most)
        return -1;
    return (int)value;
}

/* What follows `YYYY-` in a month, quarter or half. */
static int
parse_part_of_year(struct ap_str part, int year, struct ap_period *ret_period)
{
    if (part.len != 2)
        return AP_E_SYNTAX;
    enum ap_period_kind kind = AP_PERIOD_MONTH;
    struct ap_str number = part;
    if (part.ptr[0] == 'Q' || part.ptr[0] == 'H') {
        kind = part.ptr[0] == 'Q' ? AP_PERIOD_QUARTER : AP_PERIOD_HALF;
        number = ap_str_slice(part, 1, 2);
    }
    int index = number_within(number, 1, 12 / months_of[kind]);
    if (index < 0)
        return AP_E_SYNTAX;
    *ret_period = calendar_period(kind, year, index - 1);
    return AP_OK;
}

static int
parse_single(struct ap_str text, struct ap_period *ret_period)
{
    if (text.len == 10) {
        ap_day day;
        if (ap_day_parse(text, &day) != AP_OK)
            return AP_E_SYNTAX;
        *ret_period = ap_period_of(AP_PERIOD_DAY, day);
        return AP_OK;
    }
    int year = text.len >= 4 ? number_within(ap_str_slice(text, 0, 4), YEAR_MIN, YEAR_MAX) : -1;
    if (year < 0)
        return AP_E_SYNTAX;
    if (text.len == 4) {
        *ret_period = calendar_period(AP_PERIOD_YEAR, year, 0);
        return AP_OK;
    }
    if (text.ptr[4] != '-')
        return AP_E_SYNTAX;
    return parse_part_of_year(ap_str_slice(text, 5, text.len), year, ret_period);
}

int
ap_period_parse(struct ap_str text, struct ap_period *ret_period)
{
    size_t dot = ap_str_find(text, '.');
    if (dot == text.len)
        return parse_single(text, ret_period);
    struct ap_period first;
    struct ap_period last;
    if (!ap_str_starts(ap_str_slice(text, dot, text.len), AP_STR("..")) ||
        parse_single(ap_str_slice(text, 0, dot), &first) != AP_OK ||
        parse_single(ap_str_slice(text, dot + 2, text.len), &last) != AP_OK ||
        first.span.from >= last.span.to)
        return AP_E_SYNTAX;
    *ret_period = (struct ap_period){{first.span.from, last.span.to}, AP_PERIOD_RANGE};
    return AP_OK;
}

struct ap_str
ap_period_str(struct ap_arena *mem, struct ap_period period)
{
    struct ap_civil first = ap_day_to_civil(period.span.from);
    switch (period.kind) {
    case AP_PERIOD_DAY:
        return ap_day_str(mem, period.span.from);
    case AP_PERIOD_MONTH:
        return ap_arena_printf(mem, "%04d-%02d", first.year, first.month);
    case AP_PERIOD_QUARTER:
        return ap_arena_printf(mem, "%04d-Q%d", first.year, (first.month - 1) / 3 + 1);
    case AP_PERIOD_HALF:
        return ap_arena_printf(mem, "%04d-H%d", first.year, (first.month - 1) / 6 + 1);
    case AP_PERIOD_YEAR:
        return ap_arena_printf(mem, "%04d", first.year);
    case AP_PERIOD_RANGE:
        break;
    }
    return ap_span_str(mem, period.span);
}

struct ap_period
ap_period_of(enum ap_period_kind kind, ap_day day)
{
    if (kind < AP_PERIOD_MONTH || kind > AP_PERIOD_YEAR)
        return (struct ap_period){{day, day + 1}, kind};
    struct ap_civil civil = ap_day_to_civil(day);
    return calendar_period(kind, civil.year, (civil.month - 1) / months_of[kind]);
}

struct ap_period
ap_period_next(struct ap_period period)
{
    if (period.kind != AP_PERIOD_RANGE)
        return ap_period_of(period.kind, period.span.to);
    int32_t days = ap_span_days(period.span); /* a range has no calendar: the same length again */
    return (struct ap_period){{period.span.to, period.span.to + days}, AP_PERIOD_RANGE};
}

struct ap_period
ap_period_from_span(struct ap_span span)
{
    for (enum ap_period_kind kind = AP_PERIOD_MONTH; kind <= AP_PERIOD_YEAR; kind++) {
        struct ap_period period = ap_period_of(kind, span.from);
        if (period.span.from == span.from && period.span.to == span.to)
            return period;
    }
    return (struct ap_period){span, AP_PERIOD_RANGE};
}

bool
ap_periods_touch(const struct ap_periods *periods, struct ap_span span)
{
    for (size_t i = 0; i < periods->n; i++)
        if (ap_span_touches(periods->items[i].span, span))
            return true;
    return false;
}

bool
ap_periods_cover(const struct ap_periods *periods, struct ap_span span)
{
    /* All days before `open` are covered. The list is in no order, hence the rounds. */
    ap_day open = span.from;
    for (bool moved = true; moved && open < span.to;) {
        moved = false;
        for (size_t i = 0; i < periods->n; i++) {
            struct ap_span part = periods->items[i].span;
            if (part.from <= open && open < part.to) {
                open = part.to;
                moved = true;
            }
        }
    }
    return open >= span.to;
}
