/* Times of two numbers and a year (5/6/2026): both readings are kept until the file tells which number is the month.
 * Place in the flow: inspect, below log-sample and throttle-log; findings LOG009 and LOG010.
 * SPDX-License-Identifier: Apache-2.0
 *
 * A number above 12 is a day, and one such record tells the order of all. Where none is, the column `TimeGenerated [UTC]` does:
 * the Azure portal names it so, and writes the month first
 * (https://learn.microsoft.com/azure/azure-monitor/logs/queries, "Export to CSV - displayed columns"). */
#include <inttypes.h>

#include "inspect/check.h"
#include "inspect/content/log.h"

#define UTC_COLUMN "[UTC]"

void
ap_log_take_both(struct ap_log_state *log, unsigned orders,
                 const struct ap_stamp stamps[AP_STAMP_ORDERS], const struct ap_record_field *time,
                 bool refused)
{
    ap_seen_add(&log->ordered, time->line, time->column, time->name);
    for (unsigned o = 0; o < AP_STAMP_ORDERS; o++) {
        struct ap_log_reading *reading = &log->readings[o];
        if (!(orders >> o & 1u))
            continue;
        ap_day day = stamps[o].utc;
        reading->first = reading->n == 0 || day < reading->first ? day : reading->first;
        reading->last = reading->n == 0 || day > reading->last ? day : reading->last;
        reading->n++;
        if (ap_log_is_inside(log, stamps[o]))
            continue;
        ap_seen_add(&reading->outside, time->line, time->column, time->name);
        if (refused)
            ap_seen_add(&reading->refused_outside, time->line, time->column, time->name);
    }
}

/* All of both, from the first line of either. */
static void
join(struct ap_seen *to, const struct ap_seen *from)
{
    uint64_t n = to->n + from->n;
    if (from->n > 0 && (to->n == 0 || from->line < to->line))
        *to = *from;
    to->n = n;
}

static void
count(struct ap_log_state *log, const struct ap_log_reading *reading)
{
    log->first = log->n_dated == 0 || reading->first < log->first ? reading->first : log->first;
    log->last = log->n_dated == 0 || reading->last > log->last ? reading->last : log->last;
    log->n_dated += reading->n;
    join(&log->outside, &reading->outside);
    join(&log->refused_outside, &reading->refused_outside);
}

void
ap_log_settle_order(struct ap_log_state *log)
{
    uint64_t n = log->ordered.n;
    if (n == 0)
        return;
    bool month_first = log->readings[AP_MONTH_FIRST].n == n;
    bool day_first = log->readings[AP_DAY_FIRST].n == n;
    if (month_first && day_first)
        day_first = !ap_str_contains(ap_str_from(log->ordered.name), AP_STR(UTC_COLUMN));
    log->order = month_first && day_first   ? AP_ORDER_OPEN
                 : month_first || day_first ? AP_ORDER_TOLD
                                            : AP_ORDER_MIXED;
    if (log->order == AP_ORDER_TOLD)
        count(log, &log->readings[month_first ? AP_MONTH_FIRST : AP_DAY_FIRST]);
    else
        join(&log->undated, &log->ordered);
}

/* What is known of times whose order is not. */
static struct ap_str
why_undated(struct ap_subject *s, const struct ap_log_state *log)
{
    const struct ap_log_reading *month_first = &log->readings[AP_MONTH_FIRST];
    const struct ap_log_reading *day_first = &log->readings[AP_DAY_FIRST];
    char days[4][AP_DAY_TEXT];
    if (log->ordered.n == 0 || log->order == AP_ORDER_TOLD)
        return AP_STR("");
    if (log->order == AP_ORDER_MIXED)
        return AP_STR("; some put the month first, as in 5/14/2026, and some the day");
    return ap_arena_printf(
        s->scratch,
        "; no record tells whether month or day comes first: read month first they run from "
        "%s to %s, day first from %s to %s",
        ap_day_text(month_first->first, days[0]), ap_day_text(month_first->last, days[1]),
        ap_day_text(day_first->first, days[2]), ap_day_text(day_first->last, days[3]));
}

void
ap_log_say_undated(struct ap_subject *s, const struct ap_log_state *log)
{
    if (!ap_log_is_many(log->undated.n, log->n))
        return;
    struct ap_str why = why_undated(s, log);
    struct ap_finding *f = ap_subject_note(
        s, AP_LOG009, log->undated.line,
        "the time in %s cannot be read in %" PRIu64 " of %" PRIu64 " records, first in %.*s%.*s",
        log->undated.name, log->undated.n, log->n, AP_FMT(ap_subject_where(s, log->undated.line)),
        AP_FMT(why));
    f->place.column = log->undated.column;
}

void
ap_log_say_dry_run(struct ap_subject *s, const struct ap_log_state *log)
{
    if (log->dry_run.n == 0)
        return;
    (void)ap_subject_note(
        s, AP_LOG010, log->dry_run.line,
        "%" PRIu64 " of %" PRIu64
        " records tell of a limit in a dry run, first in %.*s; they are not counted as refusals",
        log->dry_run.n, log->n, AP_FMT(ap_subject_where(s, log->dry_run.line)));
}
