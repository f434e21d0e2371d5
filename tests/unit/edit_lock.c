/* The workspace's lock: one writer at a time, the second one told who the first is, nothing left stale.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include <signal.h>

#include "edit/lock.h"
#include "tmp_folder.h"

struct bench {
    struct tmp tmp;
    struct ap_arena mem;
    struct ap_diag dg;
};

static struct bench *
bench_open(void)
{
    static struct bench b;
    b = (struct bench){.tmp = tmp_open()};
    ap_diag_init(&b.dg, &b.mem);
    return &b;
}

static void
bench_close(struct bench *b)
{
    tmp_close(&b->tmp);
    ap_arena_release(&b->mem);
}

static int
take(struct bench *b, const char *command, struct ap_lock *lock)
{
    return ap_lock_take(ap_str_from(b->tmp.path), command, 60, &b->mem, lock, &b->dg);
}

AP_TEST(lock_keeps_the_second_writer_out)
{
    struct bench *b = bench_open();
    struct ap_lock first = AP_LOCK_NONE;
    struct ap_lock second = AP_LOCK_NONE;
    assert_int_equal(take(b, "review", &first), AP_OK);
    assert_true(first.fd >= 0);
    assert_int_equal(take(b, "rename", &second), AP_E_IO);
    assert_int_equal(second.fd, -1);
    assert_int_equal(b->dg.n, 1);
    assert_int_equal(b->dg.items[0].code, AP_WSP021);
    assert_true(
        ap_str_contains(b->dg.items[0].message,
                        ap_arena_printf(&b->mem, "apipack review (process %ld)", (long)getpid())));
    ap_lock_release(&first);
    ap_lock_release(&first);
    assert_int_equal(take(b, "rename", &second), AP_OK);
    ap_lock_release(&second);
    /* .apipack is not for git, as init has it */
    assert_int_equal(faccessat(b->tmp.fd, ".apipack/.gitignore", F_OK, 0), 0);
    bench_close(b);
}

/** A child that holds the lock until it is killed; returns once it does. */
static pid_t
holding_child(struct bench *b)
{
    int ready[2];
    char byte;
    assert_int_equal(pipe(ready), 0);
    pid_t pid = fork();
    if (pid == 0) {
        struct ap_lock lock = AP_LOCK_NONE;
        if (take(b, "add", &lock) != AP_OK)
            _exit(1);
        (void)!write(ready[1], "x", 1);
        for (;;)
            (void)pause();
    }
    assert_true(pid > 0);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    (void)close(ready[0]);
    (void)close(ready[1]);
    return pid;
}

AP_TEST(lock_ends_with_its_process)
{
    struct bench *b = bench_open();
    struct ap_lock lock = AP_LOCK_NONE;
    pid_t pid = holding_child(b);
    assert_int_equal(take(b, "review", &lock), AP_E_IO);
    assert_true(ap_str_contains(b->dg.items[0].message,
                                ap_arena_printf(&b->mem, "apipack add (process %ld)", (long)pid)));
    assert_int_equal(kill(pid, SIGKILL), 0);
    assert_int_equal(child_status(pid), -1);
    assert_int_equal(take(b, "review", &lock), AP_OK);
    ap_lock_release(&lock);
    bench_close(b);
}

AP_TEST(lock_waits_for_a_short_command)
{
    struct bench *b = bench_open();
    struct ap_lock lock = AP_LOCK_NONE;
    pid_t pid = holding_child(b);
    pid_t killer = fork();
    if (killer == 0) {
        (void)usleep(150000);
        _exit(kill(pid, SIGKILL) ? 1 : 0);
    }
    assert_int_equal(
        ap_lock_take(ap_str_from(b->tmp.path), "review", 10000, &b->mem, &lock, &b->dg), AP_OK);
    assert_int_equal(child_status(killer), 0);
    assert_int_equal(child_status(pid), -1);
    ap_lock_release(&lock);
    bench_close(b);
}

AP_TEST(lock_follows_no_link)
{
    struct bench *b = bench_open();
    struct ap_lock lock = AP_LOCK_NONE;
    tmp_write(&b->tmp, "target", "kept");
    assert_int_equal(mkdirat(b->tmp.fd, ".apipack", 0777), 0);
    assert_int_equal(symlinkat("../target", b->tmp.fd, ".apipack/lock"), 0);
    assert_int_equal(take(b, "review", &lock), AP_E_IO);
    assert_int_equal(b->dg.items[0].code, AP_CLI008);
    bench_close(b);
}
