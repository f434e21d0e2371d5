/* Tests of the pool: every index once, the lowest failure wins, cancellation.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdatomic.h>
#include <time.h>

#include "ap_test.h"
#include "port/pool.h"

#define N 5000

struct record {
    atomic_int calls[N];
    atomic_uint highest_worker;
    atomic_size_t n_done;
    size_t fails_at[2];
    ap_stop cancel;
    size_t cancel_after;
};

static int
count(void *ctx, unsigned worker, size_t index)
{
    struct record *record = ctx;
    (void)atomic_fetch_add(&record->calls[index], 1);
    if (worker > atomic_load(&record->highest_worker))
        atomic_store(&record->highest_worker, worker);
    return 1; /* not negative: no failure */
}

AP_TEST(pool_runs_every_index_once)
{
    static const unsigned workers[] = {0, 1, 2, 7, 100000};
    for (size_t i = 0; i < AP_COUNT(workers); i++) {
        static struct record record;
        memset(&record, 0, sizeof record);
        assert_int_equal(ap_pool_run(workers[i], N, NULL, count, &record), AP_OK);
        for (size_t at = 0; at < N; at++)
            assert_int_equal(atomic_load(&record.calls[at]), 1);
        unsigned limit = workers[i] ? workers[i] : 1;
        assert_true(atomic_load(&record.highest_worker) < limit);
    }
    assert_int_equal(ap_pool_run(4, 0, NULL, count, NULL), AP_OK);
    assert_true(ap_pool_processors() >= 1);
}

/** The lower of two failures takes longer, so that the higher is seen first. */
static int
fail_twice(void *ctx, unsigned worker, size_t index)
{
    struct record *record = ctx;
    (void)worker;
    if (index == record->fails_at[0]) {
        struct timespec pause = {0, 5000000};
        (void)nanosleep(&pause, NULL);
        return AP_E_LIMIT;
    }
    return index == record->fails_at[1] ? AP_E_SYNTAX : AP_OK;
}

AP_TEST(pool_lowest_failure_wins)
{
    static struct record record;
    for (unsigned workers = 1; workers < 9; workers++) {
        record.fails_at[0] = 10;
        record.fails_at[1] = 12;
        assert_int_equal(ap_pool_run(workers, N, NULL, fail_twice, &record), AP_E_LIMIT);
    }
}

static int
cancel_itself(void *ctx, unsigned worker, size_t index)
{
    struct record *record = ctx;
    (void)worker;
    (void)index;
    if (atomic_fetch_add(&record->n_done, 1) + 1 >= record->cancel_after)
        atomic_store(&record->cancel, 1);
    return AP_OK;
}

AP_TEST(pool_can_be_cancelled)
{
    static struct record record;
    for (unsigned workers = 1; workers < 5; workers++) {
        memset(&record, 0, sizeof record);
        record.cancel_after = 100;
        int rc = ap_pool_run(workers, N, &record.cancel, cancel_itself, &record);
        assert_int_equal(rc, AP_E_CANCELLED);
        assert_true(atomic_load(&record.n_done) < 100 + workers);
    }
    memset(&record, 0, sizeof record);
    record.cancel_after = 10; /* by the last of them: nothing is left undone */
    assert_int_equal(ap_pool_run(1, 10, &record.cancel, cancel_itself, &record), AP_OK);
}
