/* Days and periods: strict parsing, half-open intervals, calendar arithmetic.
 * Place in the flow: base; no clock is read here.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"

/** Days since 1970-01-01 in the proleptic Gregorian calendar; valid years are 1900 to 9999. */
typedef int32_t ap_day;
#define AP_DAY_NONE INT32_MIN

struct ap_civil {
    int year, month, day; /* month 1..12, day 1..31 */
};

ap_day ap_day_from_civil(int year, int month, int day);
struct ap_civil ap_day_to_civil(ap_day day);
int ap_days_in_month(int year, int month);
/** The same day of month `months` later (negative: earlier), clamped to the month's last day. */
ap_day ap_day_add_months(ap_day day, int months);
/** Exactly `YYYY-MM-DD`. */
AP_CHECKED int ap_day_parse(struct ap_str text, ap_day *ret_day);
/** `YYYY-MM-DDTHH:MM:SSZ` or with a numeric offset or a bare day; gives the UTC day. */
AP_CHECKED int ap_day_parse_time(struct ap_str text, ap_day *ret_day);
/** Ten bytes and a NUL. AP_DAY_NONE gives "". */
#define AP_DAY_TEXT 11
const char *ap_day_text(ap_day day, char out[AP_DAY_TEXT]);
struct ap_str ap_day_str(struct ap_arena *mem, ap_day day);
#define AP_DAY_SECONDS 86400
/** `YYYY-MM-DDTHH:MM:SSZ` of seconds since 1970; empty where four digits cannot say the year. */
struct ap_str ap_time_str(struct ap_arena *mem, int64_t seconds);

/** Days from..to, `to` exclusive. Empty when from >= to. */
struct ap_span {
    ap_day from;
    ap_day to;
};

int32_t ap_span_days(struct ap_span span);
bool ap_span_touches(struct ap_span a, struct ap_span b);
bool ap_span_contains(struct ap_span outer, struct ap_span inner);
struct ap_span ap_span_meet(struct ap_span a, struct ap_span b);
/** `2026-04-01..2026-06-30`: the last day is shown, not the exclusive end. */
struct ap_str ap_span_str(struct ap_arena *mem, struct ap_span span);

enum ap_period_kind {
    AP_PERIOD_DAY,
    AP_PERIOD_MONTH,
    AP_PERIOD_QUARTER,
    AP_PERIOD_HALF,
    AP_PERIOD_YEAR,
    AP_PERIOD_RANGE,
};

struct ap_period {
    struct ap_span span;
    enum ap_period_kind kind;
};

struct ap_periods {
    struct ap_period *items;
    size_t n;
    size_t cap;
};

/** `2026-05-14`, `2026-05`, `2026-Q2`, `2026-H1`, `2026`, or a range `A..B` of any two of these with
 *  A's first day <= B's last day. AP_E_SYNTAX otherwise. */
AP_CHECKED int ap_period_parse(struct ap_str text, struct ap_period *ret_period);
/** The canonical text, the inverse of ap_period_parse. */
struct ap_str ap_period_str(struct ap_arena *mem, struct ap_period period);
/** The calendar period of `kind` (DAY to YEAR) that holds `day`. */
struct ap_period ap_period_of(enum ap_period_kind kind, ap_day day);
/** The calendar period after `period` of the same kind. */
struct ap_period ap_period_next(struct ap_period period);
/** The calendar period that is exactly `span`, as kind MONTH to YEAR; else a RANGE. */
struct ap_period ap_period_from_span(struct ap_span span);
bool ap_periods_touch(const struct ap_periods *periods, struct ap_span span);
/** True when the union of the periods holds every day of `span`. */
bool ap_periods_cover(const struct ap_periods *periods, struct ap_span span);

/** `400d`; a number of days, 0 to 36500. */
AP_CHECKED int ap_duration_parse(struct ap_str text, int32_t *ret_days);
