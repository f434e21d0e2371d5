/* Stages and their time, as marks of a monotonic clock.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#include "cli/timings.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static int64_t
ns_of(clockid_t clock)
{
    struct timespec t;
    (void)clock_gettime(clock, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static struct ap_timing
mark_now(const char *stage)
{
    return (struct ap_timing){stage, ns_of(CLOCK_MONOTONIC), ns_of(CLOCK_PROCESS_CPUTIME_ID)};
}

void
ap_timings_mark(void *timings, const char *stage)
{
    struct ap_timings *all = timings;
    if (all->n == AP_TIMINGS_MAX)
        return;
    all->marks[all->n++] = mark_now(stage);
}

static double
seconds(int64_t ns)
{
    return (double)ns / 1e9;
}

static double
inspected_mb(const struct ap_run *run)
{
    uint64_t bytes = 0;
    for (size_t i = 0; run->insp && i < run->evidence->items.n; i++)
        bytes += run->insp->records[i].bytes;
    return (double)bytes / 1e6;
}

static void
show_row(struct ap_timing from, struct ap_timing until, double total)
{
    double took = seconds(until.begin_ns - from.begin_ns);
    (void)fprintf(stderr, "%-20s %8.3f s %8.3f s %5.1f %%", from.stage, took,
                  seconds(until.begin_cpu_ns - from.begin_cpu_ns),
                  total > 0 ? 100 * took / total : 0);
}

void
ap_timings_show(const struct ap_timings *timings, const struct ap_run *run)
{
    struct ap_timing end = mark_now(NULL);
    if (timings->n == 0)
        return;
    struct ap_timing all = timings->marks[0];
    double total = seconds(end.begin_ns - all.begin_ns);
    (void)fprintf(stderr, "%-20s %10s %10s\n", "stage", "wall", "processor");
    for (size_t i = 0; i < timings->n; i++) {
        struct ap_timing until = i + 1 < timings->n ? timings->marks[i + 1] : end;
        double took = seconds(until.begin_ns - timings->marks[i].begin_ns);
        show_row(timings->marks[i], until, total);
        if (strcmp(timings->marks[i].stage, "inspect") == 0 && took > 0)
            (void)fprintf(stderr, "  %.1f MB, %.0f MB/s", inspected_mb(run),
                          inspected_mb(run) / took);
        (void)fputc('\n', stderr);
    }
    all.stage = "all";
    show_row(all, end, total);
    (void)fputc('\n', stderr);
}
