/* The one read of every file, on several threads; then some packed again.
 * Place in the flow: pack.
 * SPDX-License-Identifier: Apache-2.0 */
#include "pack/verify/pass.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "inspect/packing.h"
#include "port/deflate.h"
#include "port/fs.h"
#include "port/pool.h"

/* Packing again costs ten times as much as reading: it is done within a budget. */
#define COMPARED_FILE_MAX  (2u << 20)
#define COMPARED_TOTAL_MAX (8u << 20)

/* A thread must not be left alone with such a file at the end. */
#define LARGE_FILE (8u << 20)

struct job;

struct worker {
    struct job *job;
    struct ap_tree_reader *reader;
    struct ap_digest *digests[AP_N_HASHES];
};

struct job {
    const struct ap_tree *tree;
    const struct ap_pass_options *options;
    struct ap_pass *pass;
    struct worker *workers;
    uint32_t *order; /* in which the files are read */
    uint64_t total_bytes;
    atomic_uint_least64_t done_bytes;
    size_t n_beside; /* 1: the first index of the pool is the work beside */
};

const uint8_t *
ap_pass_digest(const struct ap_pass *pass, enum ap_hash hash, size_t index)
{
    return pass->digests[hash] + index * ap_hash_bytes(hash);
}

static int
take_piece(void *ctx, struct ap_str piece)
{
    const struct worker *worker = ctx;
    for (int i = 0; i < AP_N_HASHES; i++)
        if (worker->digests[i])
            ap_digest_add(worker->digests[i], piece.ptr, piece.len);
    const struct ap_progress *progress = worker->job->options->progress;
    uint64_t done = atomic_fetch_add(&worker->job->done_bytes, piece.len) + piece.len;
    if (progress)
        progress->show(progress->ctx, done, worker->job->total_bytes);
    return AP_OK;
}

static int
read_file(const struct job *job, struct worker *worker, size_t index)
{
    struct ap_file_facts *facts = &job->pass->facts[index];
    for (int i = 0; i < AP_N_HASHES; i++)
        if (worker->digests[i])
            ap_digest_start(worker->digests[i]);
    int rc = ap_tree_read(worker->reader, job->tree, index, take_piece, worker, &facts->read);
    for (int i = 0; i < AP_N_HASHES; i++) {
        uint8_t out[AP_HASH_BYTES_MAX];
        if (!worker->digests[i])
            continue;
        ap_digest_finish(worker->digests[i], out);
        size_t n = ap_hash_bytes((enum ap_hash)i);
        for (size_t k = 0; k < n; k++)
            job->pass->digests[i][index * n + k] = out[k];
    }
    return rc == AP_E_IO && job->tree->zip ? AP_E_IO
                                           : AP_OK; /* a fault of the file stands in its facts */
}

static int
do_next(void *ctx, unsigned number, size_t index)
{
    const struct job *job = ctx;
    if (index >= job->n_beside)
        return read_file(job, &job->workers[number], job->order[index - job->n_beside]);
    job->options->beside(job->options->beside_ctx);
    return AP_OK;
}

/* --- the order -------------------------------------------------------------------------------------- */

/** A file and what it is sorted by: large files first, the others as they lie. */
struct turn {
    uint64_t large; /* bytes of a large file, else 0 */
    uint64_t at;
    uint32_t index;
};

static int
by_turn(const void *a, const void *b)
{
    const struct turn *x = a;
    const struct turn *y = b;
    if (x->large != y->large)
        return x->large > y->large ? -1 : 1;
    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

static uint32_t *
order_files(const struct ap_tree *tree, struct ap_arena *mem)
{
    struct turn *turns = ap_arena_array(mem, struct turn, tree->n);
    uint32_t *order = ap_arena_array(mem, uint32_t, tree->n);
    for (size_t i = 0; i < tree->n; i++) {
        const struct ap_tree_file *file = &tree->files[i];
        turns[i].large = file->bytes >= LARGE_FILE ? file->bytes : 0;
        turns[i].at = tree->zip ? tree->zip->records[file->record].local_at : i;
        turns[i].index = (uint32_t)i;
    }
    if (tree->n)
        qsort(turns, tree->n, sizeof *turns, by_turn);
    for (size_t i = 0; i < tree->n; i++)
        order[i] = turns[i].index;
    return order;
}

/* --- the read --------------------------------------------------------------------------------------- */

static void
open_workers(struct job *job)
{
    for (unsigned w = 0; w < job->options->n_workers; w++) {
        struct worker *worker = &job->workers[w];
        worker->job = job;
        worker->reader = ap_tree_reader_new();
        for (int i = 0; i < AP_N_HASHES; i++)
            if (job->options->hashes[i])
                worker->digests[i] = ap_digest_new_of((enum ap_hash)i);
    }
}

static void
close_workers(struct job *job)
{
    for (unsigned w = 0; w < job->options->n_workers; w++) {
        struct worker *worker = &job->workers[w];
        ap_tree_reader_free(worker->reader);
        for (int i = 0; i < AP_N_HASHES; i++)
            ap_digest_free(worker->digests[i]);
    }
}

int
ap_pass_run(const struct ap_tree *tree, const struct ap_pass_options *options, struct ap_arena *mem,
            struct ap_pass *ret_pass)
{
    struct ap_pass pass = {.facts = ap_arena_array(mem, struct ap_file_facts, tree->n)};
    struct job job = {.tree = tree, .options = options, .pass = &pass};
    job.workers = ap_arena_array(mem, struct worker, options->n_workers);
    job.order = order_files(tree, mem);
    job.n_beside = options->beside ? 1 : 0;
    for (int i = 0; i < AP_N_HASHES; i++)
        if (options->hashes[i])
            pass.digests[i] = ap_arena_calloc(mem, tree->n, ap_hash_bytes((enum ap_hash)i));
    for (size_t i = 0; i < tree->n; i++)
        job.total_bytes += tree->files[i].bytes;
    const struct ap_progress *progress = options->progress;
    if (progress)
        progress->show(progress->ctx, 0, job.total_bytes);
    open_workers(&job);
    int rc =
        ap_pool_run(options->n_workers, tree->n + job.n_beside, options->cancel, do_next, &job);
    close_workers(&job);
    if (progress) /* also where a file was shorter than the container says */
        progress->show(progress->ctx, job.total_bytes, job.total_bytes);
    for (size_t i = 0; i < tree->n && rc == AP_E_IO; i++)
        if (pass.facts[i].read.error)
            errno = pass.facts[i].read.error;
    if (rc == AP_OK)
        *ret_pass = pass;
    return rc;
}

/* --- packed again ----------------------------------------------------------------------------------- */

struct packer {
    struct ap_tree_reader *reader;
    struct ap_deflates deflates;
    struct ap_buf content;
    struct ap_buf packed;
};

struct comparison {
    const struct ap_tree *tree;
    const struct ap_pass_levels *levels;
    struct ap_pass *pass;
    struct packer *packers; /* one for each worker */
    uint32_t *chosen;
};

/** The small compressed files, within the budget; from the end, where the tag files lie that tell most. */
static size_t
choose_compared(const struct ap_tree *tree, uint32_t *chosen)
{
    uint64_t total = 0;
    size_t n = 0;
    for (size_t i = tree->n; i-- > 0;) {
        const struct ap_zip_record *record = &tree->zip->records[tree->files[i].record];
        if (record->method != AP_ZIP_DEFLATED || record->bytes > COMPARED_FILE_MAX ||
            total + record->bytes > COMPARED_TOTAL_MAX)
            continue;
        total += record->bytes;
        chosen[n++] = (uint32_t)i;
    }
    return n;
}

static int
keep_piece(void *ctx, struct ap_str piece)
{
    ap_buf_add_str(ctx, piece);
    return AP_OK;
}

static bool
lies_at(int fd, uint64_t at, struct ap_str bytes)
{
    char piece[4096];
    while (bytes.len > 0) {
        size_t ask = bytes.len < sizeof piece ? bytes.len : sizeof piece;
        size_t got;
        if (ap_fd_read_at(fd, at, piece, ask, &got) != AP_OK || got != ask ||
            !ap_str_eq((struct ap_str){piece, got}, ap_str_slice(bytes, 0, got)))
            return false;
        at += got;
        bytes = ap_str_slice(bytes, got, bytes.len);
    }
    return true;
}

/** At one of the levels at which it may have been packed; what does not shrink is stored. */
static bool
is_packed_so(const struct comparison *c, struct packer *packer, const struct ap_zip_record *record)
{
    for (size_t i = 0; record->packed_bytes < record->bytes && i < c->levels->n; i++) {
        struct ap_deflate *deflate = ap_deflates_get(&packer->deflates, c->levels->items[i]);
        ap_deflate_whole(deflate, ap_buf_str(&packer->content), &packer->packed);
        if (packer->packed.len == record->packed_bytes &&
            lies_at(c->tree->fd, record->data_at, ap_buf_str(&packer->packed)))
            return true;
    }
    return false;
}

static int
pack_again(void *ctx, unsigned number, size_t index)
{
    const struct comparison *c = ctx;
    struct packer *packer = &c->packers[number];
    uint32_t file = c->chosen[index];
    const struct ap_zip_record *record = &c->tree->zip->records[c->tree->files[file].record];
    struct ap_read_facts facts;
    ap_buf_clear(&packer->content);
    int rc = ap_tree_read(packer->reader, c->tree, file, keep_piece, &packer->content, &facts);
    if (rc != AP_OK)
        return rc == AP_E_IO ? rc : AP_OK; /* the fault stands in the facts of the first read */
    c->pass->facts[file].repacked = !is_packed_so(c, packer, record);
    return AP_OK;
}

bool
ap_pass_levels(struct ap_str engines, struct ap_arena *mem, struct ap_pass_levels *ret_levels)
{
    struct ap_pass_levels levels = {.n = 0};
    const int *defaults;
    size_t n_defaults = ap_packing_levels(&defaults);
    for (int level = 0; level <= AP_DEFLATE_LEVEL_MAX; level++) {
        if (!ap_str_eq(engines, ap_deflate_engines_at(level, mem)))
            continue;
        if (level > 0)
            levels.items[levels.n++] = level;
        for (size_t i = 0; i < n_defaults && (level == 0 || i == 0); i++)
            levels.items[levels.n++] = defaults[i];
    }
    *ret_levels = levels;
    return levels.n > 0;
}

int
ap_pass_compare_packing(const struct ap_tree *tree, const struct ap_pass_options *options,
                        const struct ap_pass_levels *levels, struct ap_arena *mem,
                        struct ap_pass *pass)
{
    struct comparison c = {.tree = tree, .levels = levels, .pass = pass};
    if (!tree->zip)
        return AP_OK;
    c.chosen = ap_arena_array(mem, uint32_t, tree->n);
    c.packers = ap_arena_array(mem, struct packer, options->n_workers);
    pass->n_compared = choose_compared(tree, c.chosen);
    for (unsigned w = 0; w < options->n_workers; w++)
        c.packers[w].reader = ap_tree_reader_new();
    int rc = ap_pool_run(options->n_workers, pass->n_compared, options->cancel, pack_again, &c);
    for (unsigned w = 0; w < options->n_workers; w++) {
        ap_tree_reader_free(c.packers[w].reader);
        ap_deflates_release(&c.packers[w].deflates);
        ap_buf_release(&c.packers[w].content);
        ap_buf_release(&c.packers[w].packed);
    }
    return rc;
}
