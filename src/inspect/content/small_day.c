/* The first day in a text, as people and systems write it.
 * Place in the flow: inspect, below the checks on small documents.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/loose.h"
#include "inspect/content/small.h"

#define DAY_SECONDS 86400
#define SCAN_BYTES  400u

/* A number of at most `max` digits at *at, which moves behind it; -1: none. */
static int
number(struct ap_str s, size_t *at, size_t max)
{
    size_t from = *at;
    int value = 0;
    while (*at < s.len && ap_is_digit(s.ptr[*at]) && *at - from < max)
        value = value * 10 + (s.ptr[(*at)++] - '0');
    if (*at == from || (*at < s.len && ap_is_digit(s.ptr[*at]))) {
        *at = from;
        return -1;
    }
    return value;
}

static bool
skip(struct ap_str s, size_t *at, const char *any)
{
    size_t from = *at;
    while (*at < s.len && *at - from < 3 && strchr(any, s.ptr[*at]))
        (*at)++;
    return *at > from;
}

static int
month_word(struct ap_str s, size_t *at)
{
    size_t to = *at;
    while (to < s.len && ap_is_letter(s.ptr[to]))
        to++;
    int month = ap_month_from_name(ap_str_slice(s, *at, to));
    if (month > 0)
        *at = to;
    return month;
}

static int
make(int year, int month, int day, struct ap_moment *ret)
{
    if (year >= 0 && year < 100)
        year += 2000;
    if (year < 1990 || year > 2199 || month < 1 || month > 12 || day < 1 ||
        day > ap_days_in_month(year, month))
        return AP_E_NOTFOUND;
    *ret = (struct ap_moment){ap_day_from_civil(year, month, day), -1};
    return AP_OK;
}

/* A day and month of which the order is not known. */
static int
make_either(int a, int b, int year, char between, struct ap_moment *ret)
{
    if (between == '.')
        return make(year, b, a, ret); /* 14.05.2026: the day comes first wherever points are used */
    if (a > 12)
        return make(year, b, a, ret);
    if (b > 12)
        return make(year, a, b, ret);
    return a == b ? make(year, a, b, ret) : AP_E_INVALID;
}

/* Begins with a number: 2026-05-14, 2026/05/14, 14 May 2026, 14-May-26, 14.05.2026, 05/06/2026. */
static int
from_number(struct ap_str s, size_t *at, struct ap_moment *ret)
{
    size_t from = *at;
    int a = number(s, at, 4);
    bool year_first = *at - from == 4;
    if (a < 0 || *at >= s.len)
        return AP_E_NOTFOUND;
    if (!year_first && *at + 2 < s.len && ap_is_letter(s.ptr[*at]) &&
        ap_is_letter(s.ptr[*at + 1]) && !ap_is_letter(s.ptr[*at + 2]))
        *at += 2; /* 14th */
    char between = s.ptr[*at];
    if (!skip(s, at, "-/. ") || *at >= s.len)
        return AP_E_NOTFOUND;
    if (ap_str_starts(ap_str_slice(s, *at, s.len), AP_STR("of ")))
        *at += 3;
    int month = month_word(s, at);
    if (month > 0) {
        if (!skip(s, at, "-/., "))
            return AP_E_NOTFOUND;
        int b = number(s, at, 4);
        return year_first ? make(a, month, b, ret) : make(b, month, a, ret);
    }
    int b = number(s, at, 2);
    if (b < 0 || between == ' ' || *at >= s.len || s.ptr[*at] != between)
        return AP_E_NOTFOUND;
    (*at)++;
    int c = number(s, at, year_first ? 2 : 4);
    if (c < 0)
        return AP_E_NOTFOUND;
    return year_first ? make(a, b, c, ret) : make_either(a, b, c, between, ret);
}

/* May 14, 2026 */
static int
from_month(struct ap_str s, size_t *at, struct ap_moment *ret)
{
    int month = month_word(s, at);
    if (month == 0 || !skip(s, at, " .-"))
        return AP_E_NOTFOUND;
    int day = number(s, at, 2);
    if (day >= 0 && *at + 1 < s.len && ap_is_letter(s.ptr[*at]) && ap_is_letter(s.ptr[*at + 1]))
        *at += 2;
    if (day < 0 || !skip(s, at, ", -"))
        return AP_E_NOTFOUND;
    return make(number(s, at, 4), month, day, ret);
}

/* Z, +02:00, -0500 behind a time; in seconds to take away. */
static int32_t
offset_at(struct ap_str s, size_t at)
{
    if (at >= s.len || (s.ptr[at] != '+' && s.ptr[at] != '-'))
        return 0;
    int sign = s.ptr[at++] == '+' ? 1 : -1;
    size_t from = at;
    int hours = number(s, &at, 4);
    int minutes = 0;
    if (hours < 0)
        return 0;
    if (at - from > 2) {
        minutes = hours % 100;
        hours /= 100;
    } else if (at < s.len && s.ptr[at] == ':') {
        at++;
        minutes = number(s, &at, 2);
    }
    if (hours > 14 || minutes < 0 || minutes > 59)
        return 0;
    return sign * (hours * 3600 + minutes * 60);
}

/* T09:14:31.000Z or " 09:14" behind a day. */
static void
take_time(struct ap_str s, size_t at, struct ap_moment *moment)
{
    if (at >= s.len || (s.ptr[at] != 'T' && s.ptr[at] != 't' && s.ptr[at] != ' '))
        return;
    at++;
    int hours = number(s, &at, 2);
    if (hours < 0 || hours > 24 || at >= s.len || s.ptr[at] != ':')
        return;
    at++;
    int minutes = number(s, &at, 2);
    if (minutes < 0 || minutes > 59)
        return;
    int seconds = 0;
    if (at < s.len && s.ptr[at] == ':') {
        at++;
        seconds = number(s, &at, 2);
    }
    if (seconds < 0 || seconds > 60)
        return;
    while (at < s.len && (s.ptr[at] == '.' || ap_is_digit(s.ptr[at])))
        at++;
    int32_t all = hours * 3600 + minutes * 60 + seconds - offset_at(s, at);
    while (all < 0) {
        all += DAY_SECONDS;
        moment->day--;
    }
    moment->day += all / DAY_SECONDS;
    moment->seconds = all % DAY_SECONDS;
}

/* Seconds or milliseconds since 1970, and nothing else: 1777630000, 1777630000123. */
static bool
from_epoch(struct ap_str text, struct ap_moment *ret)
{
    int64_t seconds = 0;
    text = ap_str_trim(text);
    if ((text.len != 10 && text.len != 13) || ap_str_to_int(text, &seconds) != AP_OK)
        return false;
    if (text.len == 13)
        seconds /= 1000;
    if (seconds < 946684800) /* 2000-01-01: anything earlier is some other number */
        return false;
    *ret = (struct ap_moment){(ap_day)(seconds / DAY_SECONDS), (int32_t)(seconds % DAY_SECONDS)};
    return true;
}

int
ap_moment_find(struct ap_str text, struct ap_moment *ret_moment)
{
    int result = AP_E_NOTFOUND;
    if (from_epoch(text, ret_moment))
        return AP_OK;
    text = ap_str_slice(text, 0, SCAN_BYTES);
    for (size_t i = 0; i < text.len; i++) {
        bool first = i == 0 || !ap_is_alnum(text.ptr[i - 1]);
        if (!first || !ap_is_alnum(text.ptr[i]))
            continue;
        size_t at = i;
        struct ap_moment moment;
        int r = ap_is_digit(text.ptr[i]) ? from_number(text, &at, &moment)
                                         : from_month(text, &at, &moment);
        if (r == AP_OK) {
            take_time(text, at, &moment);
            *ret_moment = moment;
            return AP_OK;
        }
        if (r == AP_E_INVALID)
            result = r;
    }
    return result;
}

int
ap_moment_cmp(struct ap_moment a, struct ap_moment b)
{
    if (a.day != b.day)
        return a.day < b.day ? -1 : 1;
    if (a.seconds < 0 || b.seconds < 0 || a.seconds == b.seconds)
        return 0;
    return a.seconds < b.seconds ? -1 : 1;
}
