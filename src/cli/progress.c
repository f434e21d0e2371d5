/* The bar of long work.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#include "cli/progress.h"

#include <stdatomic.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "port/child.h"

enum { FIRST_MS = 1000, EACH_MS = 200, BAR = 24, MS = 1000, MINUTE = 60, HOUR = 3600 };

struct bar {
    struct ap_progress progress;
    int64_t began_ms;
    atomic_int_least64_t shown_ms; /* when it was drawn last */
    atomic_flag drawing;           /* one thread at a time; the others go on with their work */
    bool drawn, finished;
};

/** A number of bytes with three digits or so: "950 kB", "1.2 GB". */
static void
add_bytes(struct ap_buf *out, uint64_t bytes)
{
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB"};
    static const uint64_t thousand = 1000;
    static const uint64_t ten = 10;
    size_t unit = 0;
    uint64_t tenths = bytes * ten;
    while (tenths >= thousand * ten && unit + 1 < AP_COUNT(units)) {
        tenths /= thousand;
        unit++;
    }
    if (tenths >= thousand || unit == 0)
        ap_buf_printf(out, "%llu %s", (unsigned long long)(tenths / ten), units[unit]);
    else
        ap_buf_printf(out, "%llu.%llu %s", (unsigned long long)(tenths / ten),
                      (unsigned long long)(tenths % ten), units[unit]);
}

void
ap_progress_line(struct ap_buf *out, uint64_t done, uint64_t total, int64_t ms)
{
    enum { PERCENT = 100 };
    double part = total ? (double)(done < total ? done : total) / (double)total : 1.0;
    int filled = (int)(part * BAR);
    ap_buf_add_char(out, '[');
    for (int i = 0; i < BAR; i++)
        ap_buf_add_char(out, i < filled ? '=' : i == filled ? '>' : ' ');
    ap_buf_printf(out, "] %3d %%", (int)(part * PERCENT));
    if (ms <= 0 || done == 0)
        return;
    uint64_t rate = (uint64_t)((double)done * MS / (double)ms);
    ap_buf_add_c(out, "  ");
    add_bytes(out, rate);
    ap_buf_add_c(out, "/s");
    if (rate == 0 || done >= total)
        return;
    uint64_t left = (total - done) / rate;
    if (left >= HOUR)
        ap_buf_printf(out, "  %llu:%02llu:%02llu left", (unsigned long long)(left / HOUR),
                      (unsigned long long)(left / MINUTE % MINUTE),
                      (unsigned long long)(left % MINUTE));
    else
        ap_buf_printf(out, "  %llu:%02llu left", (unsigned long long)(left / MINUTE),
                      (unsigned long long)(left % MINUTE));
}

static void
draw(struct bar *bar, uint64_t done, uint64_t total, int64_t ms)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    bool over = done >= total;
    ap_buf_add_c(&out, "\r");
    if (!over) {
        ap_buf_add_c(&out, "reading evidence ");
        ap_progress_line(&out, done, total, ms);
    }
    ap_buf_add_c(&out, "\033[K");
    if (!over || bar->drawn)
        (void)!write(STDERR_FILENO, out.ptr, out.len);
    bar->drawn = !over;
}

static void
show(void *ctx, uint64_t done, uint64_t total)
{
    struct bar *bar = ctx;
    int64_t now = ap_clock_ms();
    bool over = done >= total;
    if (done == 0) { /* before the first file */
        bar->began_ms = now;
        return;
    }
    if (!over && (now - bar->began_ms < FIRST_MS || now - atomic_load(&bar->shown_ms) < EACH_MS))
        return;
    while (atomic_flag_test_and_set(&bar->drawing))
        if (!over)
            return;
    atomic_store(&bar->shown_ms, now);
    if (!bar->finished) /* a thread that was late must not draw it again */
        draw(bar, done, total, now - bar->began_ms);
    bar->finished = bar->finished || over;
    atomic_flag_clear(&bar->drawing);
}

const struct ap_progress *
ap_cli_progress(struct ap_cli *cli)
{
    if (cli->quiet || ap_opt_given(&cli->line, AP_OPT_NO_PROGRESS) || !isatty(STDERR_FILENO))
        return NULL;
    struct bar *bar = ap_arena_new(cli->mem, struct bar);
    bar->progress = (struct ap_progress){show, bar};
    bar->began_ms = ap_clock_ms();
    return &bar->progress;
}
