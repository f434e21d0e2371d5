/* Periods as people write them: forms, the more exact before the less exact.
 * Place in the flow: edit, below dating.c.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/loose.h"
#include "base/vec.h"
#include "edit/dating_parts.h"

#define MAX_PERIODS  32
#define YEARS_AROUND 5 /* of the window: other numbers are no years */

/** All digits, `min` to `max` of them. */
static bool
number(struct ap_str word, size_t min, size_t max, int *ret_value)
{
    int64_t value;
    if (word.len < min || word.len > max || ap_str_to_int(word, &value))
        return false;
    *ret_value = (int)value;
    return true;
}

static bool
is_near(const struct ap_dating_reading *r, int year)
{
    int first = ap_day_to_civil(r->window.from).year - YEARS_AROUND;
    int last = ap_day_to_civil(r->window.to - 1).year + YEARS_AROUND;
    return year >= first && year <= last;
}

/** Four digits, or two of this century; FY stands for nothing more than the year. */
static bool
year_of(const struct ap_dating_reading *r, struct ap_str word, int *ret_year)
{
    if (word.len > 2 && ap_str_ieq(ap_str_slice(word, 0, 2), AP_STR("fy")))
        word = ap_str_slice(word, 2, word.len);
    if (!number(word, 4, 4, ret_year)) {
        if (!number(word, 2, 2, ret_year))
            return false;
        *ret_year += 2000;
    }
    return is_near(r, *ret_year);
}

static bool
day_of(const struct ap_dating_reading *r, int year, int month, int day, struct ap_period *ret)
{
    if (!is_near(r, year) || month < 1 || month > 12 || day < 1 ||
        day > ap_days_in_month(year, month))
        return false;
    *ret = ap_period_of(AP_PERIOD_DAY, ap_day_from_civil(year, month, day));
    return true;
}

static bool
part_of_year(const struct ap_dating_reading *r, enum ap_period_kind kind, int part, int year,
             struct ap_period *ret)
{
    int months = kind == AP_PERIOD_MONTH ? 1 : kind == AP_PERIOD_QUARTER ? 3 : 6;
    if (part < 1 || part > 12 / months || !is_near(r, year))
        return false;
    *ret = ap_period_of(kind, ap_day_from_civil(year, (part - 1) * months + 1, 1));
    return true;
}

/** The one period of this kind and number that touches the window. */
static bool
part_of_window(const struct ap_dating_reading *r, enum ap_period_kind kind, int part,
               struct ap_period *ret)
{
    unsigned n = 0;
    int last = ap_day_to_civil(r->window.to - 1).year;
    for (int year = ap_day_to_civil(r->window.from).year; year <= last; year++) {
        struct ap_period period;
        if (!part_of_year(r, kind, part, year, &period) || !ap_span_touches(period.span, r->window))
            continue;
        *ret = period;
        n++;
    }
    return n == 1;
}

/** `Q2`, `2Q`, `H1`, `1H`, with what follows it in the word: "", "26", "2026". */
static bool
quarter_or_half(struct ap_str word, enum ap_period_kind *ret_kind, int *ret_part,
                struct ap_str *ret_rest)
{
    if (word.len < 2)
        return false;
    bool letter_first = !ap_is_digit(word.ptr[0]);
    char letter = (char)(word.ptr[letter_first ? 0 : 1] | 0x20);
    char digit = word.ptr[letter_first ? 1 : 0];
    if ((letter != 'q' && letter != 'h') || !ap_is_digit(digit))
        return false;
    *ret_kind = letter == 'q' ? AP_PERIOD_QUARTER : AP_PERIOD_HALF;
    *ret_part = digit - '0';
    *ret_rest = ap_str_slice(word, 2, word.len);
    return *ret_part >= 1 && *ret_part <= (letter == 'q' ? 4 : 2);
}

/** Letters, then digits; or digits, then letters: `may26`, `2026may`, `14may`. */
static bool
cut_at_digits(struct ap_str word, struct ap_str *ret_letters, struct ap_str *ret_digits,
              bool *ret_digits_first)
{
    size_t i = 0;
    bool digits = word.len > 0 && ap_is_digit(word.ptr[0]);
    while (i < word.len && ap_is_digit(word.ptr[i]) == digits)
        i++;
    for (size_t k = i; k < word.len; k++)
        if (ap_is_digit(word.ptr[k]) == digits)
            return false;
    struct ap_str head = ap_str_slice(word, 0, i);
    struct ap_str tail = ap_str_slice(word, i, word.len);
    *ret_letters = digits ? tail : head;
    *ret_digits = digits ? head : tail;
    *ret_digits_first = digits;
    return true;
}

/* --- forms: each takes words from `at` on and says how many it took, 0 for none ----------------- */

static struct ap_str
word_at(const struct ap_dating_reading *r, size_t at)
{
    return at < r->runs->n ? r->runs->items[at] : AP_STR_NONE;
}

/** 2026-05-14, 14.05.2026, 20260514. Where day and month could change places the words are taken and give nothing. */
static size_t
form_day(const struct ap_dating_reading *r, size_t at, struct ap_period *ret)
{
    int a;
    int b;
    int c;
    struct ap_str word = word_at(r, at);
    if (number(word, 8, 8, &a))
        return day_of(r, a / 10000, a / 100 % 100, a % 100, ret) ? 1 : 0;
    struct ap_str second = word_at(r, at + 1);
    struct ap_str third = word_at(r, at + 2);
    if (number(word, 4, 4, &a) && number(second, 1, 2, &b) && number(third, 2, 2, &c))
        return day_of(r, a, b, c, ret) ? 3 : 0;
    if (!number(word, 1, 2, &a) || !number(second, 1, 2, &b) || !number(third, 4, 4, &c) ||
        !is_near(r, c))
        return 0;
    if (a != b && a <= 12 && b <= 12) {
        ret->kind = AP_PERIOD_RANGE; /* nothing */
        return 3;
    }
    return a > 12 || a == b ? (day_of(r, c, b, a, ret) ? 3 : 0) : (day_of(r, c, a, b, ret) ? 3 : 0);
}

/** Q2 2026, 2026 Q2, 2026Q2, 2Q26, Q226, H1 2026; Q2 alone. */
static size_t
form_quarter(const struct ap_dating_reading *r, size_t at, struct ap_period *ret)
{
    enum ap_period_kind kind;
    int part;
    int year;
    struct ap_str rest;
    struct ap_str word = word_at(r, at);
    if (word.len > 4 && number(ap_str_slice(word, 0, 4), 4, 4, &year) &&
        quarter_or_half(ap_str_slice(word, 4, word.len), &kind, &part, &rest) && rest.len == 0)
        return part_of_year(r, kind, part, year, ret) ? 1 : 0;
    if (year_of(r, word, &year) && word.len >= 4 &&
        quarter_or_half(word_at(r, at + 1), &kind, &part, &rest) && rest.len == 0)
        return part_of_year(r, kind, part, year, ret) ? 2 : 0;
    if (!quarter_or_half(word, &kind, &part, &rest))
        return 0;
    if (rest.len > 0)
        return year_of(r, rest, &year) && part_of_year(r, kind, part, year, ret) ? 1 : 0;
    if (year_of(r, word_at(r, at + 1), &year))
        return part_of_year(r, kind, part, year, ret) ? 2 : 0;
    return !r->in_text && part_of_window(r, kind, part, ret) ? 1 : 0;
}

/** 14 May 2026, 2026 May. */
static size_t
form_number_first(const struct ap_dating_reading *r, size_t at, struct ap_period *ret)
{
    int year;
    int day;
    struct ap_str word = word_at(r, at);
    int month = ap_month_from_name(word_at(r, at + 1));
    if (!month)
        return 0;
    if (number(word, 1, 2, &day) && year_of(r, word_at(r, at + 2), &year))
        return day_of(r, year, month, day, ret) ? 3 : 0;
    if (number(word, 4, 4, &year))
        return part_of_year(r, AP_PERIOD_MONTH, month, year, ret) ? 2 : 0;
    return 0;
}

/** may26, 2026may, 14may 2026. */
static size_t
form_month_joined(const struct ap_dating_reading *r, size_t at, struct ap_period *ret)
{
    int year;
    int day;
    struct ap_str letters;
    struct ap_str digits;
    bool digits_first;
    if (!cut_at_digits(word_at(r, at), &letters, &digits, &digits_first) || digits.len == 0)
        return 0;
    int month = ap_month_from_name(letters);
    if (!month)
        return 0;
    if (digits_first && number(digits, 1, 2, &day) && year_of(r, word_at(r, at + 1), &year))
        return day_of(r, year, month, day, ret) ? 2 : 0;
    return year_of(r, digits, &year) && part_of_year(r, AP_PERIOD_MONTH, month, year, ret) ? 1 : 0;
}

/** May 14 2026, May 2026, may-26; May alone. */
static size_t
form_month_first(const struct ap_dating_reading *r, size_t at, struct ap_period *ret)
{
    int year;
    int day;
    struct ap_str next = word_at(r, at + 1);
    int month = ap_month_from_name(word_at(r, at));
    if (!month)
        return 0;
    if (number(next, 1, 2, &day) && number(word_at(r, at + 2), 4, 4, &year))
        return day_of(r, year, month, day, ret) ? 3 : 0;
    if (year_of(r, next, &year))
        return part_of_year(r, AP_PERIOD_MONTH, month, year, ret) ? 2 : 0;
    return !r->in_text && part_of_window(r, AP_PERIOD_MONTH, month, ret) ? 1 : 0;
}

/** 2026-05, 05-2026, 202605. */
static size_t
form_number_month(const struct ap_dating_reading *r, size_t at, struct ap_period *ret)
{
    int a;
    int b;
    struct ap_str word = word_at(r, at);
    if (number(word, 6, 6, &a))
        return part_of_year(r, AP_PERIOD_MONTH, a % 100, a / 100, ret) ? 1 : 0;
    struct ap_str next = word_at(r, at + 1);
    if (number(word, 4, 4, &a) && number(next, 2, 2, &b))
        return part_of_year(r, AP_PERIOD_MONTH, b, a, ret) ? 2 : 0;
    if (number(word, 2, 2, &a) && number(next, 4, 4, &b))
        return part_of_year(r, AP_PERIOD_MONTH, a, b, ret) ? 2 : 0;
    return 0;
}

static size_t
form_year(const struct ap_dating_reading *r, size_t at, struct ap_period *ret)
{
    int year;
    struct ap_str word = word_at(r, at);
    if (r->in_text || word.len < 4 || !year_of(r, word, &year))
        return 0;
    *ret = ap_period_of(AP_PERIOD_YEAR, ap_day_from_civil(year, 1, 1));
    return 1;
}

typedef size_t (*form_fn)(const struct ap_dating_reading *r, size_t at, struct ap_period *ret);

/** The more exact before the less exact. */
static const form_fn forms[] = {form_day,          form_quarter,     form_number_first,
                                form_month_joined, form_month_first, form_number_month,
                                form_year};

static void
keep_period(struct ap_dating_reading *r, struct ap_period period)
{
    struct ap_periods *known = &r->out->periods;
    for (size_t i = 0; i < known->n; i++)
        if (known->items[i].span.from == period.span.from &&
            known->items[i].span.to == period.span.to)
            return;
    if (known->n < MAX_PERIODS)
        *ap_vec_push(r->mem, known) = period;
}

void
ap_dating_periods(struct ap_dating_reading *r)
{
    for (size_t at = 0; at < r->runs->n;) {
        size_t n = 0;
        struct ap_period period = {.kind = AP_PERIOD_RANGE};
        for (size_t i = 0; n == 0 && i < AP_COUNT(forms); i++)
            n = forms[i](r, at, &period);
        if (n > 0 && period.kind != AP_PERIOD_RANGE)
            keep_period(r, period);
        at += n ? n : 1;
    }
}
