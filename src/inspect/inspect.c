/* The stage: a work list, large files first, through a pool of workers; results by index.
 * Place in the flow: inspect, between catalogue and assess.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/inspect.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "inspect/worker.h"
#include "port/build_id.h"
#include "port/fs.h"
#include "port/pool.h"

#define EXTRACTOR_BYTES (64u << 20) /* a program larger than that is none of ours */
#define MAX_WORKERS     64u

/** The run of the stage. */
struct stage {
    struct ap_job job;
    struct ap_worker *workers;
    unsigned n_workers;
    uint32_t *list; /* indices of items to read */
    size_t n_list;
    uint64_t total_bytes;
    atomic_uint_least64_t done_bytes;
    struct ap_record *records;
    const struct ap_evidence *evidence;
    char *beside; /* heap: the extractor's path when it was looked up */
};

/* --- the work list --------------------------------------------------------------------------- */

struct entry {
    uint64_t bytes;
    uint32_t index;
};

/* Large files first: a long one begun last would keep one thread busy alone. */
static int
by_size(const void *a, const void *b)
{
    const struct entry *x = a;
    const struct entry *y = b;
    if (x->bytes != y->bytes)
        return x->bytes > y->bytes ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

static void
make_list(struct stage *stage, struct ap_arena *mem)
{
    const struct ap_items *items = &stage->evidence->items;
    struct entry *entries = ap_arena_array(mem, struct entry, items->n);
    size_t n = 0;
    for (size_t i = 0; i < items->n; i++)
        if (!items->items[i].ignored && !items->items[i].unreadable) {
            entries[n++] = (struct entry){items->items[i].bytes, (uint32_t)i};
            stage->total_bytes += items->items[i].bytes;
        }
    qsort(entries, n, sizeof *entries, by_size);
    stage->list = ap_arena_array(mem, uint32_t, n);
    stage->n_list = n;
    for (size_t i = 0; i < n; i++)
        stage->list[i] = entries[i].index;
}

/* --- the workers ----------------------------------------------------------------------------- */

static bool
has_container(const struct stage *stage)
{
    for (size_t i = 0; i < stage->n_list; i++) {
        const struct ap_ext_rule *rule =
            ap_ext_rule(ap_path_ext(stage->evidence->items.items[stage->list[i]].name));
        if (rule && (rule->kinds & AP_IN_OPENED))
            return true;
    }
    return false;
}

static void
start_workers(struct stage *stage, struct ap_arena *mem)
{
    unsigned n =
        stage->job.options->n_threads ? stage->job.options->n_threads : ap_pool_processors();
    n = n > MAX_WORKERS ? MAX_WORKERS : n;
    n = n > stage->n_list ? (unsigned)stage->n_list : n;
    stage->n_workers = n > 0 ? n : 1;
    stage->job.program = stage->job.options->extract_program;
    if (!stage->job.program)
        stage->job.program = stage->beside = ap_program_beside(AP_NAME_OF_EXTRACTOR);
    ap_helpers_find(&stage->job.helpers, stage->job.program, stage->job.options->ocr,
                    stage->job.options->cancel);
    stage->workers = ap_arena_array(mem, struct ap_worker, stage->n_workers);
    bool warm = has_container(stage);
    for (unsigned i = 0; i < stage->n_workers; i++) {
        ap_worker_init(&stage->workers[i], &stage->job);
        if (warm) /* before the threads; the rare surprise starts its child later */
            ap_extractor_warm(&stage->workers[i].extractor);
    }
}

static int
inspect_one(void *ctx, unsigned worker, size_t index)
{
    struct stage *stage = ctx;
    const struct ap_item *item = &stage->evidence->items.items[stage->list[index]];
    int result =
        ap_worker_inspect(&stage->workers[worker], item, &stage->records[stage->list[index]]);
    uint64_t done = atomic_fetch_add(&stage->done_bytes, item->bytes) + item->bytes;
    const struct ap_progress *progress = stage->job.options->progress;
    if (progress)
        progress->show(progress->ctx, done, stage->total_bytes);
    return result;
}

/* --- the results ----------------------------------------------------------------------------- */

/* From the workers' arenas into the run's, in the items' order. */
static void
keep_record(struct ap_record *record, const struct ap_item *item, struct ap_arena *mem)
{
    const struct ap_finding *fault = record->fault;
    struct ap_finding **old = record->findings.items;
    struct ap_fact *facts = record->facts.items;
    record->findings.items = ap_arena_array(mem, struct ap_finding *, record->findings.n);
    record->findings.cap = record->findings.n;
    for (size_t i = 0; i < record->findings.n; i++) {
        struct ap_finding *f = ap_arena_new(mem, struct ap_finding);
        *f = *old[i];
        f->subject = ap_arena_copy(mem, f->subject);
        f->place.file = ap_arena_copy(mem, f->place.file);
        f->subject = f->place.file = item->path;
        f->message = ap_arena_copy(mem, f->message);
        f->fix = ap_arena_copy(mem, f->fix);
        record->findings.items[i] = f;
        if (old[i] == fault)
            record->fault = f;
    }
    record->facts.items = ap_arena_array(mem, struct ap_fact, record->facts.n);
    record->facts.cap = record->facts.n;
    for (size_t i = 0; i < record->facts.n; i++) {
        record->facts.items[i] = facts[i];
        record->facts.items[i].kind = ap_arena_copy(mem, facts[i].kind);
        record->facts.items[i].key = ap_arena_copy(mem, facts[i].key);
        record->facts.items[i].value = ap_arena_copy(mem, facts[i].value);
    }
    ap_scan_keep_notes(record, mem);
}

/* Items are sorted by path, so the lines are too. */
static void
digest_of_all(const struct stage *stage, char ret_text[AP_SHA256_TEXT])
{
    struct ap_digest *digest = ap_digest_new();
    uint8_t sum[AP_SHA256_BYTES];
    char hex[AP_SHA256_TEXT];
    ap_digest_start(digest);
    for (size_t i = 0; i < stage->evidence->items.n; i++) {
        const struct ap_record *record = &stage->records[i];
        if (!record->read)
            continue;
        struct ap_str path = stage->evidence->items.items[i].path;
        ap_sha256_text(record->sha256, hex);
        ap_digest_add(digest, path.ptr, path.len);
        ap_digest_add(digest, "\t", 1);
        ap_digest_add(digest, hex, AP_SHA256_TEXT - 1);
        ap_digest_add(digest, "\n", 1);
    }
    ap_digest_end(digest, sum);
    ap_digest_free(digest);
    ap_sha256_text(sum, ret_text);
}

static int
say_failure(const struct stage *stage, int result, struct ap_diag *dg)
{
    int saved = 0;
    for (unsigned i = 0; i < stage->n_workers && saved == 0; i++)
        saved = stage->workers[i].saved_errno;
    if (result == AP_E_IO)
        (void)ap_diag_add(dg, AP_PCK001, (struct ap_place){0},
                          "the spool beside the output failed: %s", ap_error_text(saved));
    errno = saved;
    return result;
}

/* `scan` wants the scan, and the rows that have documents opened and say what cannot be read. */
static void
choose_table(struct stage *stage, struct ap_arena *scratch)
{
    static const char *const rows[] = {"encrypted", "truncated",  "container",
                                       "unread",    "scan-bytes", "scan"};
    stage->job.table = ap_checks;
    stage->job.n_table = ap_n_checks;
    if (!stage->job.options->scan_only)
        return;
    struct ap_check *table = ap_arena_array(scratch, struct ap_check, AP_COUNT(rows));
    stage->job.n_table = 0;
    for (size_t i = 0; i < ap_n_checks; i++)
        for (size_t k = 0; k < AP_COUNT(rows); k++)
            if (strcmp(ap_checks[i].name, rows[k]) == 0)
                table[stage->job.n_table++] = ap_checks[i];
    stage->job.table = table;
}

/* What of the catalogue and the workspace a check may look at. */
static void
add_catalogue(struct ap_buf *text, const struct ap_catalogue *cat)
{
    const struct ap_workspace *ws = cat->ws;
    ap_buf_printf(text, "window %d %d\n", cat->window.from, cat->window.to);
    for (size_t i = 0; ws && i < ws->people.n; i++) {
        const struct ap_person *p = &ws->people.items[i];
        ap_buf_printf(text, "person %.*s %.*s %.*s %d", AP_FMT(p->id), AP_FMT(p->name),
                      AP_FMT(p->email), p->kind);
        for (size_t k = 0; k < p->members.n; k++)
            ap_buf_printf(text, " member %.*s", AP_FMT(p->members.items[k]));
        for (size_t k = 0; k < p->aliases.n; k++)
            ap_buf_printf(text, " alias %.*s", AP_FMT(p->aliases.items[k]));
        ap_buf_add_char(text, '\n');
    }
}

/* The digest of the program that opens documents; empty when it is not there. */
static void
extractor_id(const struct stage *stage, struct ap_arena *scratch, char out[AP_SHA256_TEXT])
{
    struct ap_str bytes = AP_STR_NONE;
    uint8_t sum[AP_SHA256_BYTES];
    out[0] = '\0';
    if (!stage->job.program ||
        ap_fs_read(stage->job.program, EXTRACTOR_BYTES, scratch, &bytes) != AP_OK)
        return;
    ap_sha256(bytes, sum);
    ap_sha256_text(sum, out);
}

/* All that a record depends on besides its item: the program with its embedded data, what opens documents, the library,
 * whose addresses are our own, what is allowed. */
static void
open_cache(struct stage *stage, struct ap_arena *scratch)
{
    const struct ap_inspect_options *options = stage->job.options;
    const struct ap_scan_setup *setup = options->scan;
    char build[AP_BUILD_ID_TEXT];
    if (!options->cache_path || options->scan_only || !setup || setup->key.len == 0 ||
        !ap_build_id(build))
        return;
    struct ap_buf text = {0};
    char extractor[AP_SHA256_TEXT];
    extractor_id(stage, scratch, extractor);
    ap_buf_printf(&text, "%s\n%s\n%s\n%u\n", build, stage->evidence->lib->digest, extractor,
                  ap_helpers_offer(&stage->job.helpers));
    for (size_t i = 0; setup->own_domains && i < setup->own_domains->n; i++)
        ap_buf_printf(&text, "own %.*s\n", AP_FMT(setup->own_domains->items[i]));
    for (size_t i = 0; setup->allow && i < setup->allow->n; i++) {
        const struct ap_allow_entry *e = &setup->allow->items[i];
        ap_buf_printf(&text, "allow %.*s %.*s %.*s %d\n", AP_FMT(e->secret_id), AP_FMT(e->rule),
                      AP_FMT(e->path), e->approved_by.len > 0);
    }
    add_catalogue(&text, stage->job.cat);
    struct ap_str circumstances = ap_arena_copy(scratch, ap_buf_str(&text));
    ap_buf_release(&text);
    stage->job.cache = ap_cache_open(options->cache_path, setup->key, circumstances, options->day);
}

/* A cache that cannot be written costs time, and nothing else. */
static void
close_cache(struct stage *stage, int result)
{
    if (stage->job.cache && result == AP_OK && ap_cache_save(stage->job.cache) < 0)
        errno = 0;
    ap_cache_close(stage->job.cache);
}

static int
open_spool(struct stage *stage, struct ap_diag *dg)
{
    stage->job.spool.fd = -1;
    if (!stage->job.options->pack)
        return AP_OK;
    /* As if of any size: only a file in a folder may grow without bound. */
    const char *dir = stage->job.options->spool_dir;
    if (ap_fs_anonymous(dir, UINT64_MAX, &stage->job.spool.fd) == AP_OK)
        return AP_OK;
    int saved = errno;
    struct ap_diagnostic *d =
        ap_diag_add(dg, AP_PCK001, (struct ap_place){.file = ap_str_from(dir)},
                    "the pack cannot be written into this folder: %s", ap_error_text(saved));
    if (saved == ENOENT)
        ap_diag_hint(dg, d, "make the folder first, or choose another place with -o");
    errno = saved;
    return AP_E_IO;
}

int
ap_inspect(const struct ap_catalogue *cat, const struct ap_inspect_options *options,
           struct ap_arena *mem, struct ap_inspection **ret_inspection, struct ap_diag *dg)
{
    struct ap_arena scratch = {0};
    struct stage stage = {
        .job = {.cat = cat, .options = options},
        .evidence = cat->evidence,
        .records = ap_arena_array(mem, struct ap_record, cat->evidence->items.n),
    };
    choose_table(&stage, &scratch);
    int result = open_spool(&stage, dg);
    if (result == AP_OK) {
        make_list(&stage, &scratch);
        start_workers(&stage, &scratch);
        open_cache(&stage, &scratch);
        if (options->progress)
            options->progress->show(options->progress->ctx, 0, stage.total_bytes);
        result = ap_pool_run(stage.n_workers, stage.n_list, options->cancel, inspect_one, &stage);
        if (result < 0)
            result = say_failure(&stage, result, dg);
        for (size_t i = 0; result == AP_OK && i < cat->evidence->items.n; i++)
            keep_record(&stage.records[i], &cat->evidence->items.items[i], mem);
    }
    close_cache(&stage, result);
    for (unsigned i = 0; i < stage.n_workers; i++)
        ap_worker_release(&stage.workers[i]);
    ap_helpers_release(&stage.job.helpers);
    if (result == AP_OK) {
        struct ap_inspection *insp = ap_arena_new(mem, struct ap_inspection);
        *insp = (struct ap_inspection){.cat = cat,
                                       .records = stage.records,
                                       .spool_fd = stage.job.spool.fd,
                                       .allow = options->scan ? options->scan->allow : NULL};
        digest_of_all(&stage, insp->root_digest);
        *ret_inspection = insp;
    } else if (stage.job.spool.fd >= 0) {
        (void)close(stage.job.spool.fd);
    }
    free(stage.beside);
    ap_arena_release(&scratch);
    return result;
}

void
ap_inspection_close(struct ap_inspection *insp)
{
    if (!insp || insp->spool_fd < 0)
        return;
    (void)close(insp->spool_fd);
    insp->spool_fd = -1;
}
