/* Stages and their time, as marks of a monotonic clock.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#include "cli/timings.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static int64_t
now_ns(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

void
ap_timings_mark(void *timings, const char *stage)
{
    struct ap_timings *all = timings;
    if (all->n == AP_TIMINGS_MAX)
        return;
    all->marks[all->n].stage = stage;
    all->marks[all->n++].begin_ns = now_ns();
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

void
ap_timings_show(const struct ap_timings *timings, const struct ap_run *run)
{
    int64_t end = now_ns();
    if (timings->n == 0)
        return;
    double total = seconds(end - timings->marks[0].begin_ns);
    for (size_t i = 0; i < timings->n; i++) {
        int64_t until = i + 1 < timings->n ? timings->marks[i + 1].begin_ns : end;
        double took = seconds(until - timings->marks[i].begin_ns);
        (void)fprintf(stderr, "%-20s %8.3f s %5.1f %%", timings->marks[i].stage, took,
                      total > 0 ? 100 * took / total : 0);
        if (strcmp(timings->marks[i].stage, "inspect") == 0 && took > 0)
            (void)fprintf(stderr, "  %.1f MB, %.0f MB/s", inspected_mb(run),
                          inspected_mb(run) / took);
        (void)fputc('\n', stderr);
    }
    (void)fprintf(stderr, "%-20s %8.3f s\n", "all", total);
}
