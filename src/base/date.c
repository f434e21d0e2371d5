/* Days: calendar arithmetic, strict parsing, half-open spans.
 * Place in the flow: base.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/date.h"

#define YEAR_MIN     1900
#define YEAR_MAX     9999
#define DAYS_PER_ERA 146097 /* 400 years */
#define DAYS_TO_1970 719468 /* from 0000-03-01 */

static int64_t
floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* Years are counted from March, so that the leap day is the last of its year (H. Hinnant,
 * "chrono-Compatible Low-Level Date Algorithms"). */
ap_day
ap_day_from_civil(int year, int month, int day)
{
    int64_t y = (int64_t)year - (month <= 2);
    int64_t era = floor_div(y, 400);
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return (ap_day)(era * DAYS_PER_ERA + day_of_era - DAYS_TO_1970);
}

struct ap_civil
ap_day_to_civil(ap_day day)
{
    int64_t since_march_0 = (int64_t)day + DAYS_TO_1970;
    int64_t era = floor_div(since_march_0, DAYS_PER_ERA);
    int64_t day_of_era = since_march_0 - era * DAYS_PER_ERA;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month_from_march = (5 * day_of_year + 2) / 153;
    int month = (int)(month_from_march + (month_from_march < 10 ? 3 : -9));
    return (struct ap_civil){
        .year = (int)(year_of_era + era * 400 + (month <= 2)),
        .month = month,
        .day = (int)(day_of_year - (153 * month_from_march + 2) / 5 + 1),
    };
}

static bool
is_leap_year(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int
ap_days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap_year(year));
}

ap_day
ap_day_add_months(ap_day day, int months)
{
    if (day == AP_DAY_NONE)
        return AP_DAY_NONE;
    struct ap_civil civil = ap_day_to_civil(day);
    int64_t months_all = (int64_t)civil.year * 12 + civil.month - 1 + months;
    int year = (int)floor_div(months_all, 12);
    int month = (int)(months_all - (int64_t)year * 12) + 1;
    int last = ap_days_in_month(year, month);
    return ap_day_from_civil(year, month, civil.day < last ? civil.day : last);
}

/* All of `s`, which must be digits, as a number; -1 otherwise. */
static int
digits(struct ap_str s)
{
    int64_t value;
    return s.len <= 9 && ap_str_to_int(s, &value) == AP_OK ? (int)value : -1;
}

int
ap_day_parse(struct ap_str text, ap_day *ret_day)
{
    if (text.len != 10 || text.ptr[4] != '-' || text.ptr[7] != '-')
        return AP_E_SYNTAX;
    int year = digits(ap_str_slice(text, 0, 4));
    int month = digits(ap_str_slice(text, 5, 7));
    int day = digits(ap_str_slice(text, 8, 10));
    if (year < YEAR_MIN || year > YEAR_MAX || month < 1 || month > 12 || day < 1 ||
        day > ap_days_in_month(year, month))
        return AP_E_SYNTAX;
    *ret_day = ap_day_from_civil(year, month, day);
    return AP_OK;
}

/* `HH:MM:SS` with an optional fraction is taken off *text; gives the minute of the day, or -1. */
static int
take_clock(struct ap_str *text)
{
    if (text->len < 8 || text->ptr[2] != ':' || text->ptr[5] != ':')
        return -1;
    int hour = digits(ap_str_slice(*text, 0, 2));
    int minute = digits(ap_str_slice(*text, 3, 5));
    int second = digits(ap_str_slice(*text, 6, 8));
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60)
        return -1;
    size_t at = 8;
    if (at < text->len && text->ptr[at] == '.') {
        size_t first = ++at;
        while (at < text->len && ap_is_digit(text->ptr[at]))
            at++;
        if (at == first)
            return -1;
    }
    *text = ap_str_slice(*text, at, text->len);
    return hour * 60 + minute;
}

/* `Z`, `+02:00` or `+0200`, as minutes. */
static int
parse_offset(struct ap_str text, int *ret_minutes)
{
    if (ap_str_is(text, "Z")) {
        *ret_minutes = 0;
        return AP_OK;
    }
    bool with_colon = text.len == 6 && text.ptr[3] == ':';
    if ((text.len != 5 && !with_colon) || (text.ptr[0] != '+' && text.ptr[0] != '-'))
        return AP_E_SYNTAX;
    int hours = digits(ap_str_slice(text, 1, 3));
    int minutes = digits(ap_str_slice(text, text.len - 2, text.len));
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59)
        return AP_E_SYNTAX;
    int all = hours * 60 + minutes;
    *ret_minutes = text.ptr[0] == '-' ? -all : all;
    return AP_OK;
}

int
ap_day_parse_time(struct ap_str text, ap_day *ret_day)
{
    ap_day day;
    if (ap_day_parse(ap_str_slice(text, 0, 10), &day) != AP_OK)
        return AP_E_SYNTAX;
    if (text.len > 10) {
        if (text.ptr[10] != 'T')
            return AP_E_SYNTAX;
        struct ap_str rest = ap_str_slice(text, 11, text.len);
        int minute = take_clock(&rest);
        int offset;
        if (minute < 0 || parse_offset(rest, &offset) != AP_OK)
            return AP_E_SYNTAX;
        day += (ap_day)floor_div((int64_t)minute - offset, INT64_C(24) * 60);
        int year = ap_day_to_civil(day).year;
        if (year < YEAR_MIN || year > YEAR_MAX)
            return AP_E_SYNTAX;
    }
    *ret_day = day;
    return AP_OK;
}

static void
put_digits(char *out, int value, int n)
{
    for (int i = n - 1; i >= 0; i--, value /= 10)
        out[i] = (char)('0' + value % 10);
}

const char *
ap_day_text(ap_day day, char out[AP_DAY_TEXT])
{
    struct ap_civil civil = ap_day_to_civil(day);
    out[0] = '\0';
    if (day == AP_DAY_NONE || civil.year < 0 || civil.year > YEAR_MAX)
        return out; /* four digits cannot say it */
    put_digits(out, civil.year, 4);
    put_digits(out + 5, civil.month, 2);
    put_digits(out + 8, civil.day, 2);
    out[4] = out[7] = '-';
    out[10] = '\0';
    return out;
}

struct ap_str
ap_day_str(struct ap_arena *mem, ap_day day)
{
    char text[AP_DAY_TEXT];
    return ap_arena_copy(mem, ap_str_from(ap_day_text(day, text)));
}

struct ap_str
ap_time_str(struct ap_arena *mem, int64_t seconds)
{
    char date[AP_DAY_TEXT];
    int64_t rest = seconds % AP_DAY_SECONDS;
    int64_t day = seconds / AP_DAY_SECONDS;
    if (rest < 0) { /* before 1970: the day began before it */
        rest += AP_DAY_SECONDS;
        day--;
    }
    if (day < INT32_MIN || day > INT32_MAX || ap_day_text((ap_day)day, date)[0] == '\0')
        return AP_STR_NONE;
    return ap_arena_printf(mem, "%sT%02d:%02d:%02dZ", date, (int)(rest / 3600),
                           (int)(rest / 60 % 60), (int)(rest % 60));
}

static bool
is_empty(struct ap_span span)
{
    return span.from >= span.to;
}

int32_t
ap_span_days(struct ap_span span)
{
    if (is_empty(span))
        return 0;
    int64_t days = (int64_t)span.to - span.from;
    return days > INT32_MAX ? INT32_MAX : (int32_t)days;
}

bool
ap_span_touches(struct ap_span a, struct ap_span b)
{
    return !is_empty(ap_span_meet(a, b));
}

bool
ap_span_contains(struct ap_span outer, struct ap_span inner)
{
    return is_empty(inner) || (outer.from <= inner.from && inner.to <= outer.to);
}

struct ap_span
ap_span_meet(struct ap_span a, struct ap_span b)
{
    struct ap_span meet = {a.from > b.from ? a.from : b.from, a.to < b.to ? a.to : b.to};
    if (meet.to < meet.from)
        meet.to = meet.from;
    return meet;
}

struct ap_str
ap_span_str(struct ap_arena *mem, struct ap_span span)
{
    if (is_empty(span))
        return ap_arena_copy(mem, AP_STR(""));
    char from[AP_DAY_TEXT];
    char last[AP_DAY_TEXT];
    return ap_arena_printf(mem, "%s..%s", ap_day_text(span.from, from),
                           ap_day_text(span.to - 1, last));
}

#define DURATION_DAYS_MAX 36500

int
ap_duration_parse(struct ap_str text, int32_t *ret_days)
{
    if (text.len < 2 || text.ptr[text.len - 1] != 'd')
        return AP_E_SYNTAX;
    int days = digits(ap_str_slice(text, 0, text.len - 1));
    if (days < 0 || days > DURATION_DAYS_MAX)
        return AP_E_SYNTAX;
    *ret_days = days;
    return AP_OK;
}
