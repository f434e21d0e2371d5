/* Threads that take the next index until there is none.
 * Place in the flow: port; inspect runs on it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "port/pool.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>

#define MAX_WORKERS    256u
#define MAX_PROCESSORS 64u

struct pool {
    size_t n;
    const ap_stop *cancel;
    ap_pool_fn fn;
    void *ctx;
    atomic_size_t next;
    atomic_bool cancelled;
    atomic_size_t failed_at; /* the lowest index that failed so far, or SIZE_MAX */
    pthread_mutex_t lock;    /* of the two results that change together */
    int result;
};

struct worker {
    struct pool *pool;
    unsigned number;
    pthread_t thread;
};

static void
note_failure(struct pool *pool, size_t index, int rc)
{
    (void)pthread_mutex_lock(&pool->lock);
    if (index < atomic_load(&pool->failed_at)) {
        pool->result = rc;
        atomic_store(&pool->failed_at, index);
    }
    (void)pthread_mutex_unlock(&pool->lock);
}

static void *
work(void *arg)
{
    struct worker *worker = arg;
    struct pool *pool = worker->pool;
    for (;;) {
        size_t index = atomic_fetch_add(&pool->next, 1);
        /* An index below the failed one is still run, for it may fail too and its result is the one
         * that counts: so the outcome does not depend on timing. */
        if (index >= pool->n || index > atomic_load(&pool->failed_at))
            return NULL;
        if (ap_is_stopped(pool->cancel)) {
            atomic_store(&pool->cancelled, true);
            return NULL;
        }
        int rc = pool->fn(pool->ctx, worker->number, index);
        if (rc < 0)
            note_failure(pool, index, rc);
    }
}

/** Start workers 1 …; gives how many there are with the caller's, 0. Signals are left to the caller's thread. */
static unsigned
start_workers(struct worker *workers, unsigned n)
{
    sigset_t all;
    sigset_t before;
    unsigned started = 1;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    while (started < n &&
           pthread_create(&workers[started].thread, NULL, work, &workers[started]) == 0)
        started++; /* fewer threads than asked for are slower, not wrong */
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started;
}

int
ap_pool_run(unsigned n_workers, size_t n, const ap_stop *cancel, ap_pool_fn fn, void *ctx)
{
    struct pool pool = {.n = n, .cancel = cancel, .fn = fn, .ctx = ctx};
    atomic_init(&pool.failed_at, SIZE_MAX);
    if (n == 0)
        return AP_OK;
    if (n_workers > MAX_WORKERS)
        n_workers = MAX_WORKERS;
    if (n_workers > n)
        n_workers = (unsigned)n;
    if (n_workers == 0)
        n_workers = 1;
    (void)pthread_mutex_init(&pool.lock, NULL);
    struct worker *workers = ap_xmalloc(n_workers * sizeof *workers);
    for (unsigned i = 0; i < n_workers; i++)
        workers[i] = (struct worker){.pool = &pool, .number = i};
    unsigned started = start_workers(workers, n_workers);
    (void)work(&workers[0]);
    for (unsigned i = 1; i < started; i++)
        (void)pthread_join(workers[i].thread, NULL);
    free(workers);
    (void)pthread_mutex_destroy(&pool.lock);
    if (pool.result < 0)
        return pool.result;
    return atomic_load(&pool.cancelled) ? AP_E_CANCELLED : AP_OK;
}

unsigned
ap_pool_processors(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) != 0)
        return 1;
    unsigned n = (unsigned)CPU_COUNT(&set);
    return n == 0 ? 1 : n > MAX_PROCESSORS ? MAX_PROCESSORS : n;
}
