/* Time stamps of logs: ISO 8601 and its relatives, names of months, seconds since 1970.
 * Place in the flow: tables.
 * SPDX-License-Identifier: Apache-2.0 */
#include "tables/stamp.h"

#define MINUTES_A_DAY 1440
#define FIRST_EPOCH   UINT64_C(631152000)  /* 1990: smaller numbers are no seconds since 1970 */
#define LAST_EPOCH    UINT64_C(4102444800) /* 2100 */

/** What is left of the text. */
struct reader {
    const char *p, *end;
};

static bool
take(struct reader *r, char c)
{
    if (r->p == r->end || *r->p != c)
        return false;
    r->p++;
    return true;
}

/* Blanks, also those that are not broken (U+00A0) and narrow ones (U+202F), which stand before AM and PM. */
static void
blanks(struct reader *r)
{
    for (;;) {
        if (r->p < r->end && ap_is_blank(*r->p))
            r->p++;
        else if (r->end - r->p > 1 && r->p[0] == '\xc2' && r->p[1] == '\xa0')
            r->p += 2;
        else if (r->end - r->p > 2 && r->p[0] == '\xe2' && r->p[1] == '\x80' && r->p[2] == '\xaf')
            r->p += 3;
        else
            return;
    }
}

/* A number of `least` to `most` digits, or -1. */
static int
number(struct reader *r, int least, int most)
{
    int value = 0;
    int n = 0;
    for (; n < most && r->p < r->end && ap_is_digit(*r->p); n++)
        value = value * 10 + (*r->p++ - '0');
    return n >= least ? value : -1;
}

static int
month_name(struct reader *r)
{
    static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    if (r->end - r->p < 3)
        return -1;
    for (int m = 0; m < 12; m++) {
        const char *name = names + (ptrdiff_t)m * 3;
        if ((r->p[0] | 0x20) == name[0] && (r->p[1] | 0x20) == name[1] &&
            (r->p[2] | 0x20) == name[2]) {
            while (r->p < r->end && ap_is_letter(*r->p))
                r->p++;
            (void)take(r, '.');
            return m + 1;
        }
    }
    return -1;
}

static bool
is_day(int year, int month, int day)
{
    return year >= 1970 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
           day <= ap_days_in_month(year, month);
}

/* Minutes east of UTC behind a time; 0 where none are given. False: something else stands there. */
static bool
offset(struct reader *r, int *ret_minutes)
{
    blanks(r);
    *ret_minutes = 0;
    if (r->p == r->end || (*r->p != '+' && *r->p != '-'))
        return true;
    int sign = *r->p++ == '-' ? -1 : 1;
    int hours = number(r, 2, 2);
    (void)take(r, ':');
    int minutes = r->p < r->end && ap_is_digit(*r->p) ? number(r, 2, 2) : 0;
    *ret_minutes = sign * (hours * 60 + minutes);
    return hours >= 0 && hours <= 14 && minutes >= 0 && minutes < 60;
}

/* The hours of a day that AM or PM, if it stands here, makes of those of a clock. */
static int
with_half(struct reader *r, int hours)
{
    struct reader at = *r;
    blanks(&at);
    bool half = at.end - at.p > 1 && ((at.p[0] | 0x20) == 'a' || (at.p[0] | 0x20) == 'p') &&
                (at.p[1] | 0x20) == 'm' && (at.end - at.p == 2 || !ap_is_alnum(at.p[2]));
    if (!half || hours < 1 || hours > 12)
        return hours;
    r->p = at.p + 2;
    return hours % 12 + ((at.p[0] | 0x20) == 'p' ? 12 : 0);
}

/* `10:00:00.123`, `100000`, `10:00`, `10:00:00 PM`: minutes of the day, or -1. */
static int
clock_minutes(struct reader *r)
{
    int hours = number(r, 1, 2);
    (void)take(r, ':');
    int minutes = number(r, 2, 2);
    if (take(r, ':') || (r->p < r->end && ap_is_digit(*r->p)))
        if (number(r, 2, 2) < 0)
            return -1;
    if (r->p < r->end && (*r->p == '.' || *r->p == ','))
        for (r->p++; r->p < r->end && ap_is_digit(*r->p);)
            r->p++;
    hours = with_half(r, hours);
    return hours < 0 || hours > 24 || minutes < 0 || minutes > 59 ? -1 : hours * 60 + minutes;
}

/* What is behind the day: nothing, or a time and its offset. */
static int
with_time(struct reader *r, ap_day day, struct ap_stamp *ret_stamp)
{
    *ret_stamp = (struct ap_stamp){day, day};
    bool apart = take(r, 'T') || take(r, 't') || take(r, ':') || take(r, '_');
    (void)take(r, ',');
    blanks(r);
    (void)take(r, '@');
    blanks(r);
    if (r->p == r->end || !ap_is_digit(*r->p))
        return apart ? AP_E_SYNTAX : AP_OK;
    int minutes = clock_minutes(r);
    int east = 0;
    if (minutes < 0 || !offset(r, &east))
        return AP_E_SYNTAX;
    int utc = minutes - east;
    ret_stamp->utc = day + (utc < 0 ? -1 : utc >= MINUTES_A_DAY ? 1 : 0);
    return AP_OK;
}

static int
civil(struct reader *r, int year, int month, int day, struct ap_stamp *ret_stamp)
{
    return is_day(year, month, day) ? with_time(r, ap_day_from_civil(year, month, day), ret_stamp)
                                    : AP_E_SYNTAX;
}

/* 1715680800, …000, …000000, …000000000; a point and decimals may follow. */
static int
epoch(struct ap_str text, struct ap_stamp *ret_stamp)
{
    size_t n = 0;
    uint64_t value = 0;
    for (; n < text.len && n < 19 && ap_is_digit(text.ptr[n]); n++)
        value = value * 10 + (uint64_t)(text.ptr[n] - '0');
    for (size_t i = n + 1; n < text.len && i < text.len; i++)
        if (!ap_is_digit(text.ptr[i]))
            return AP_E_SYNTAX;
    if (n < 9 || (n < text.len && text.ptr[n] != '.'))
        return AP_E_SYNTAX;
    while (value >= LAST_EPOCH && value >= 1000)
        value /= 1000;
    if (value < FIRST_EPOCH || value >= LAST_EPOCH)
        return AP_E_SYNTAX;
    ret_stamp->local = ret_stamp->utc = (ap_day)(value / 86400);
    return AP_OK;
}

/* `14/May/2026`, `14-May-2026`, `14 May 2026`, `Thu, 14 May 2026`; with points nobody writes the month first: `14.05.2026`. */
static int
day_first(struct reader *r, struct ap_stamp *ret_stamp)
{
    int day = number(r, 1, 2);
    bool points = take(r, '.');
    bool apart = points || take(r, '/') || take(r, '-') || take(r, ' ');
    int month = points ? number(r, 1, 2) : month_name(r);
    apart = apart && (points ? take(r, '.') : take(r, '/') || take(r, '-') || take(r, ' '));
    int year = number(r, 4, 4);
    return apart ? civil(r, year, month, day, ret_stamp) : AP_E_SYNTAX;
}

/* `May 14, 2026`; a word for the weekday may stand before it. */
static int
month_first(struct reader *r, struct ap_stamp *ret_stamp)
{
    struct reader back = *r;
    int month = month_name(r);
    if (month < 0) { /* the weekday */
        while (back.p < back.end && ap_is_letter(*back.p))
            back.p++;
        (void)take(&back, ',');
        blanks(&back);
        if (back.p == back.end)
            return AP_E_SYNTAX;
        if (ap_is_digit(*back.p))
            return day_first(&back, ret_stamp);
        *r = back;
        month = month_name(r);
    }
    blanks(r);
    int day = number(r, 1, 2);
    (void)take(r, ',');
    blanks(r);
    struct reader at_time = *r;
    int year = number(r, 4, 4);
    if (year < 0) { /* `May 14 10:00:00 2026`, as ctime writes it */
        int minutes = clock_minutes(&at_time);
        blanks(&at_time);
        year = number(&at_time, 4, 4);
        if (minutes < 0)
            return AP_E_SYNTAX;
        *r = at_time;
    }
    return civil(r, year, month, day, ret_stamp);
}

int
ap_stamp_parse(struct ap_str text, struct ap_stamp *ret_stamp)
{
    if (text.len < 8 || text.len > 64)
        return AP_E_SYNTAX;
    struct reader r = {text.ptr, text.ptr + text.len};
    (void)take(&r, '[');
    if (!ap_is_digit(*r.p))
        return month_first(&r, ret_stamp);
    const char *from = r.p;
    int year = number(&r, 1, 4);
    if (r.p - from < 4) {
        r.p = from;
        return day_first(&r, ret_stamp);
    }
    bool apart = take(&r, '-') || take(&r, '/') || take(&r, '.');
    int month = number(&r, apart ? 1 : 2, 2);
    if (apart && !take(&r, '-') && !take(&r, '/') && !take(&r, '.'))
        return AP_E_SYNTAX;
    int day = number(&r, apart ? 1 : 2, 2);
    if (!apart && r.p < r.end && (ap_is_digit(*r.p) || *r.p == '.'))
        return epoch(text, ret_stamp);
    return civil(&r, year, month, day, ret_stamp);
}

unsigned
ap_stamp_read_both(struct ap_str text, struct ap_stamp ret_stamps[AP_STAMP_ORDERS])
{
    if (text.len < 8 || text.len > 64)
        return 0;
    struct reader r = {text.ptr, text.ptr + text.len};
    (void)take(&r, '[');
    int first = number(&r, 1, 2);
    char sign = r.p < r.end ? *r.p : '\0';
    if (first < 0 || (sign != '/' && sign != '-'))
        return 0;
    r.p++;
    int second = number(&r, 1, 2);
    int year = take(&r, sign) ? number(&r, 4, 4) : -1;
    if (second < 0 || year < 0)
        return 0;
    unsigned orders = 0;
    for (unsigned o = 0; o < AP_STAMP_ORDERS; o++) {
        struct reader rest = r;
        int month = o == AP_MONTH_FIRST ? first : second;
        int day = o == AP_MONTH_FIRST ? second : first;
        if (civil(&rest, year, month, day, &ret_stamps[o]) == AP_OK)
            orders |= 1u << o;
    }
    return orders;
}
