/* The one read of every file, on several threads.
 * Place in the flow: pack.
 * SPDX-License-Identifier: Apache-2.0 */
#include "pack/verify/pass.h"

#include <errno.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "port/deflate.h"
#include "port/fs.h"
#include "port/pool.h"

/* Packing again costs more than reading: it is done for files that matter, within a budget. */
#define COMPARED_FILE_MAX  (8u << 20)
#define COMPARED_TOTAL_MAX (32u << 20)

struct worker {
    struct ap_tree_reader *reader;
    struct ap_digest *digests[AP_N_HASHES];
    struct ap_deflate *deflate;
    struct ap_buf content; /* of a file that will be packed again */
    struct ap_buf packed;
    bool keep;
};

struct job {
    const struct ap_tree *tree;
    const struct ap_pass_options *options;
    struct ap_pass *pass;
    struct worker *workers;
    bool *compared;
};

const uint8_t *
ap_pass_digest(const struct ap_pass *pass, enum ap_hash hash, size_t index)
{
    return pass->digests[hash] + index * ap_hash_bytes(hash);
}

static int
take_piece(void *ctx, struct ap_str piece)
{
    struct worker *worker = ctx;
    for (int i = 0; i < AP_N_HASHES; i++)
        if (worker->digests[i])
            ap_digest_add(worker->digests[i], piece.ptr, piece.len);
    if (worker->keep)
        ap_buf_add_str(&worker->content, piece);
    return AP_OK;
}

static bool
is_packed_alike(struct worker *worker, const struct ap_tree *tree,
                const struct ap_zip_record *record)
{
    if (!worker->deflate)
        worker->deflate = ap_deflate_new(AP_DEFLATE_LEVEL);
    ap_deflate_whole(worker->deflate, ap_buf_str(&worker->content), &worker->packed);
    if (worker->packed.len != record->packed_bytes)
        return false;
    char piece[4096];
    for (size_t at = 0; at < worker->packed.len;) {
        size_t ask =
            worker->packed.len - at < sizeof piece ? worker->packed.len - at : sizeof piece;
        size_t got;
        if (ap_fd_read_at(tree->fd, record->data_at + at, piece, ask, &got) != AP_OK || got != ask)
            return false;
        if (!ap_str_eq((struct ap_str){piece, got},
                       ap_str_slice(ap_buf_str(&worker->packed), at, at + got)))
            return false;
        at += got;
    }
    return true;
}

static int
read_file(void *ctx, unsigned number, size_t index)
{
    struct job *job = ctx;
    struct worker *worker = &job->workers[number];
    struct ap_file_facts *facts = &job->pass->facts[index];
    for (int i = 0; i < AP_N_HASHES; i++)
        if (worker->digests[i])
            ap_digest_start(worker->digests[i]);
    worker->keep = job->compared[index];
    ap_buf_clear(&worker->content);
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
    if (rc == AP_OK && worker->keep)
        facts->repacked = !is_packed_alike(
            worker, job->tree, &job->tree->zip->records[job->tree->files[index].record]);
    return rc == AP_E_IO && job->tree->zip ? AP_E_IO
                                           : AP_OK; /* a fault of the file stands in its facts */
}

/** Which files are packed again: the small compressed ones, within the budget. */
static size_t
choose_compared(struct job *job)
{
    const struct ap_tree *tree = job->tree;
    uint64_t total = 0;
    size_t n = 0;
    if (!job->options->compare_packing || !tree->zip)
        return 0;
    for (size_t i = tree->n; i-- > 0;) { /* from the end: the tag files are more telling */
        const struct ap_zip_record *record = &tree->zip->records[tree->files[i].record];
        if (record->method != AP_ZIP_DEFLATED || record->bytes > COMPARED_FILE_MAX ||
            total + record->bytes > COMPARED_TOTAL_MAX)
            continue;
        total += record->bytes;
        job->compared[i] = true;
        n++;
    }
    return n;
}

static void
open_workers(struct job *job)
{
    for (unsigned w = 0; w < job->options->n_workers; w++) {
        struct worker *worker = &job->workers[w];
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
        ap_deflate_free(worker->deflate);
        ap_buf_release(&worker->content);
        ap_buf_release(&worker->packed);
    }
}

int
ap_pass_run(const struct ap_tree *tree, const struct ap_pass_options *options, struct ap_arena *mem,
            struct ap_pass *ret_pass)
{
    struct ap_pass pass = {.facts = ap_arena_array(mem, struct ap_file_facts, tree->n)};
    struct job job = {.tree = tree, .options = options, .pass = &pass};
    job.workers = ap_arena_array(mem, struct worker, options->n_workers);
    job.compared = ap_arena_array(mem, bool, tree->n);
    for (int i = 0; i < AP_N_HASHES; i++)
        if (options->hashes[i])
            pass.digests[i] = ap_arena_calloc(mem, tree->n, ap_hash_bytes((enum ap_hash)i));
    pass.n_compared = choose_compared(&job);
    open_workers(&job);
    int rc = ap_pool_run(options->n_workers, tree->n, options->cancel, read_file, &job);
    close_workers(&job);
    for (size_t i = 0; i < tree->n && rc == AP_E_IO; i++)
        if (pass.facts[i].read.error)
            errno = pass.facts[i].read.error;
    if (rc == AP_OK)
        *ret_pass = pass;
    return rc;
}
