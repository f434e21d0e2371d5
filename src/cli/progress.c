/* The bar of long work.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#include "cli/progress.h"

#include <stdatomic.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/utf8.h"
#include "port/child.h"

enum { FIRST_MS = 1000, EACH_MS = 200, BAR = 24, MS = 1000, MINUTE = 60, HOUR = 3600 };

enum { NAME_SHOWN = 40 };

struct ap_bar {
    struct ap_progress progress;
    struct ap_arena *mem;
    struct ap_str label; /* what is going on */
    struct ap_str name;  /* of the transfer that it tells of */
    uint64_t from;       /* bytes that were there at the begin */
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
ap_progress_line(struct ap_buf *out, uint64_t done, uint64_t total, uint64_t from, int64_t ms)
{
    enum { PERCENT = 100 };
    double part = total ? (double)(done < total ? done : total) / (double)total : 1.0;
    int filled = (int)(part * BAR);
    ap_buf_add_char(out, '[');
    for (int i = 0; i < BAR; i++)
        ap_buf_add_char(out, i < filled ? '=' : i == filled ? '>' : ' ');
    ap_buf_printf(out, "] %3d %%", (int)(part * PERCENT));
    if (ms <= 0 || done <= from)
        return;
    uint64_t rate = (uint64_t)((double)(done - from) * MS / (double)ms);
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
draw(struct ap_bar *bar, uint64_t done, uint64_t total, int64_t ms)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    bool over = done >= total;
    ap_buf_add_c(&out, "\r");
    if (!over) {
        ap_text_escape(&out, bar->label);
        ap_buf_add_char(&out, ' ');
        ap_progress_line(&out, done, total, bar->from, ms);
    }
    ap_buf_add_c(&out, "\033[K");
    if (!over || bar->drawn)
        (void)!write(STDERR_FILENO, out.ptr, out.len);
    bar->drawn = !over;
}

static void
show(void *ctx, uint64_t done, uint64_t total)
{
    struct ap_bar *bar = ctx;
    int64_t now = ap_clock_ms();
    bool over = done >= total;
    if (done == 0) { /* before the first file */
        bar->began_ms = now;
        bar->finished = false;
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

static struct ap_bar *
bar_new(struct ap_cli *cli, struct ap_str label)
{
    if (cli->quiet || ap_opt_given(&cli->line, AP_OPT_NO_PROGRESS) || !isatty(STDERR_FILENO))
        return NULL;
    struct ap_bar *bar = ap_arena_new(cli->mem, struct ap_bar);
    bar->progress = (struct ap_progress){show, bar};
    bar->mem = cli->mem;
    bar->label = label;
    bar->began_ms = ap_clock_ms();
    return bar;
}

const struct ap_progress *
ap_cli_progress(struct ap_cli *cli, const char *label)
{
    struct ap_bar *bar = bar_new(cli, ap_str_from(label));
    return bar ? &bar->progress : NULL;
}

struct ap_bar *
ap_cli_transfer_bar(struct ap_cli *cli)
{
    return bar_new(cli, AP_STR_NONE);
}

/** The end of a name tells more than its begin. */
static struct ap_str
shown_name(struct ap_str name)
{
    size_t from = name.len > NAME_SHOWN ? name.len - NAME_SHOWN : 0;
    while (from < name.len && ((unsigned char)name.ptr[from] & 0xc0) == 0x80)
        from++;
    return ap_str_slice(name, from, name.len);
}

void
ap_bar_show(struct ap_bar *bar, struct ap_str name, uint64_t done, uint64_t total)
{
    if (!bar)
        return;
    if (!bar->name.ptr || !ap_str_eq(bar->name, name) || (bar->finished && done < total)) {
        bar->name = ap_arena_copy(bar->mem, name);
        bar->label = shown_name(bar->name);
        bar->from = done;
        bar->began_ms = ap_clock_ms();
        bar->finished = false;
        return;
    }
    show(bar, done, total);
}

void
ap_bar_wipe(struct ap_bar *bar)
{
    static const char wipe[] = "\r\033[K";
    if (!bar || !bar->drawn)
        return;
    (void)!write(STDERR_FILENO, wipe, sizeof wipe - 1);
    bar->drawn = false;
}
