/* The single read of one file: digest, crc, kind, checks, text, private copy and packing from the same blocks.
 * Place in the flow: inspect; called by the pool, once a file.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "inspect/scan/allow.h"
#include "inspect/worker.h"
#include "port/fs.h"

/** One file in work. */
struct reading {
    struct ap_worker *w;
    struct ap_subject s;
    struct ap_calls raw;
    struct ap_private copy;
    int fd;
    uint64_t size; /* as fstat said before */
    bool packs;    /* its bytes go to the spool */
    bool copies;   /* a private copy is being made */
    bool copy_failed;
    size_t n_head, n_tail;
    /* the cache has what was found in these bytes, if they are the same: they are only hashed */
    bool known;
    bool took; /* they were, and the record is the cache's */
    struct ap_cached cached;
    uint8_t id[AP_SHA256_BYTES]; /* in the cache */
};

void
ap_worker_init(struct ap_worker *w, struct ap_job *job)
{
    *w = (struct ap_worker){.job = job};
    w->digest = ap_digest_new();
    w->sha512 = job->options->sha512 ? ap_digest_new_of(AP_HASH_SHA512) : NULL;
    ap_extractor_init(&w->extractor, job->program);
    w->extractor.helpers = &job->helpers;
    w->scanning.setup = job->options->scan;
    w->packing.level = job->options->level;
}

void
ap_worker_release(struct ap_worker *w)
{
    ap_extractor_release(&w->extractor);
    ap_scanning_release(&w->scanning);
    ap_packing_release(&w->packing);
    ap_text_release(&w->text);
    ap_window_release(&w->window);
    ap_digest_free(w->digest);
    if (w->sha512)
        ap_digest_free(w->sha512);
    ap_arena_release(&w->scratch);
    ap_arena_release(&w->results);
    free(w->head);
    free(w->tail);
}

static bool
is_cancelled(const struct reading *r)
{
    return ap_is_stopped(r->w->job->options->cancel);
}

/* Unreadable, vanished, replaced by something else: the item cannot be used, the run goes on. */
static void
say_unreadable(struct ap_subject *s, int code, int saved_errno)
{
    s->record->admission = AP_NOT_ADMITTED;
    if (code == AP_E_NOTFOUND)
        (void)ap_subject_fault(s, AP_FMT009, 0, "the file is gone");
    else if (code == AP_E_INVALID)
        (void)ap_subject_fault(s, AP_FMT009, 0, "it is not a regular file any more");
    else
        (void)ap_subject_fault(s, AP_FMT009, 0, "the file cannot be read: %s",
                               ap_error_text(saved_errno));
}

/* --- the first block ------------------------------------------------------------------------- */

static void
keep_head(struct reading *r, const struct ap_block *block)
{
    size_t n = block->n < AP_HEAD_BYTES ? block->n : AP_HEAD_BYTES;
    if (!r->w->head)
        r->w->head = ap_xmalloc(AP_HEAD_BYTES);
    memcpy(r->w->head, block->bytes, n);
    r->n_head = n;
    r->s.head = (struct ap_str){r->w->head, n};
}

/* Only blocks that reach into the last bytes of the file are copied. */
static void
keep_tail(struct reading *r, const struct ap_block *block)
{
    uint64_t end = block->offset + block->n;
    if (block->n == 0 || end + AP_TAIL_BYTES <= r->size)
        return;
    if (!r->w->tail)
        r->w->tail = ap_xmalloc(AP_TAIL_BYTES);
    size_t n = block->n < AP_TAIL_BYTES ? block->n : AP_TAIL_BYTES;
    size_t keep = AP_TAIL_BYTES - n < r->n_tail ? AP_TAIL_BYTES - n : r->n_tail;
    memmove(r->w->tail, r->w->tail + r->n_tail - keep, keep);
    memcpy(r->w->tail + keep, block->bytes + block->n - n, n);
    r->n_tail = keep + n;
    r->s.tail = (struct ap_str){r->w->tail, r->n_tail};
}

static struct ap_sniff
sniff_now(const struct reading *r)
{
    struct ap_sniff sniff = ap_sniff(r->s.item->name, r->s.head, r->s.tail);
    if (r->s.item->link && sniff.encoding != AP_ENC_BINARY)
        sniff.kind = AP_KIND_LINK;
    return sniff;
}

static void
start_rows(struct reading *r)
{
    const struct ap_job *job = r->w->job;
    r->s.sniff = sniff_now(r);
    ap_calls_begin(job->table, job->n_table, AP_STREAM_RAW, r->s.sniff.kind, &r->s, &r->raw);
    if (!ap_calls_need_fd(&r->raw))
        return;
    r->copies = ap_private_begin(job->options->spool_dir, r->size, &r->copy) == AP_OK;
    r->copy_failed = !r->copies;
}

/* --- each block ------------------------------------------------------------------------------ */

/* A private copy that fails (no space) makes the item unscannable, not the run fail. */
static void
copy_block(struct reading *r, struct ap_str bytes)
{
    if (!r->copies || ap_private_add(&r->copy, bytes) == AP_OK)
        return;
    ap_private_close(&r->copy);
    r->copies = false;
    r->copy_failed = true;
}

static void
check_block(struct reading *r, const struct ap_block *block)
{
    if (block->offset == 0)
        keep_head(r, block);
    keep_tail(r, block);
    if (block->offset == 0)
        start_rows(r);
    ap_calls_block(&r->raw, &r->s, block);
    ap_text_raw(&r->w->text, &r->s, block);
    copy_block(r, (struct ap_str){block->bytes, block->n});
}

static int
take_block(struct reading *r, const struct ap_block *block)
{
    struct ap_worker *w = r->w;
    struct ap_str bytes = {block->bytes, block->n};
    ap_digest_add(w->digest, block->bytes, block->n);
    if (w->sha512)
        ap_digest_add(w->sha512, block->bytes, block->n);
    r->s.record->crc32 = ap_crc32(r->s.record->crc32, block->bytes, block->n);
    if (!r->known)
        check_block(r, block);
    if (!r->packs || w->window.whole)
        return AP_OK;
    int result = ap_packing_stream(&w->packing, &w->job->spool, bytes, r->size);
    if (result < 0)
        w->saved_errno = errno;
    return result;
}

/* At most one byte more than the file had: a file that grows is not followed. */
static int
read_blocks(struct reading *r)
{
    struct ap_window *window = &r->w->window;
    for (uint64_t left = r->size + 1;;) {
        if (is_cancelled(r))
            return AP_E_CANCELLED;
        size_t room = 0;
        size_t n = 0;
        char *place = ap_window_place(window, &room);
        size_t want = room < AP_BLOCK_BYTES ? room : AP_BLOCK_BYTES;
        want = left < want ? (size_t)left : want;
        uint64_t at = window->offset;
        if (ap_fd_read_at(r->fd, at, place, want, &n) != AP_OK) {
            say_unreadable(&r->s, AP_E_IO, errno);
            return AP_OK;
        }
        struct ap_block block = ap_window_take(window, n);
        if (n > 0 || at == 0) {
            int result = take_block(r, &block);
            if (result < 0)
                return result;
        }
        left -= n;
        if (n < want || left == 0)
            return AP_OK;
    }
}

/* --- the end --------------------------------------------------------------------------------- */

static bool
same_file(const struct stat *a, const struct stat *b)
{
    return a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
           a->st_mtim.tv_nsec == b->st_mtim.tv_nsec && a->st_ctim.tv_sec == b->st_ctim.tv_sec &&
           a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

/* Documents are opened by the child, from the private copy; a zip without its end would only be called damaged. */
static void
run_extractor(struct reading *r)
{
    struct ap_subject *s = &r->s;
    bool is_zip = AP_IN(s->sniff.kind) & AP_IN_ZIP;
    if (!(AP_IN(s->sniff.kind) & AP_IN_OPENED) ||
        (is_zip && ap_sniff_zip_end(s->tail) == s->tail.len) ||
        (s->sniff.kind == AP_KIND_GZIP && !r->w->text.skipped))
        return;
    if (r->copies && ap_private_seal(&r->copy) == AP_OK)
        ap_extractor_read(&r->w->extractor, &r->copy, s, &r->w->text);
    else
        ap_subject_unscannable(s, "there was no room for a private copy of the document");
}

static void
finish_rows(struct reading *r)
{
    struct ap_subject *s = &r->s;
    if (AP_IN(s->sniff.kind) & AP_IN_ZIP) /* the one family that its end tells more about */
        s->sniff = sniff_now(r);
    ap_text_raw_end(&r->w->text, s);
    if (r->copies || r->copy_failed)
        run_extractor(r);
    s->record->kind = s->sniff.kind;
    ap_calls_end(&r->raw, s, s->sniff.kind);
    ap_text_end(&r->w->text, s);
}

/* An item that breaks a rule is never packed: its bytes need not be deflated. */
static int
finish_packing(struct reading *r)
{
    struct ap_worker *w = r->w;
    struct ap_record *record = r->s.record;
    if (!r->packs)
        return AP_OK;
    if (record->fault || record->admission != AP_ADMITTED) {
        ap_packing_drop(&w->packing);
        return AP_OK;
    }
    int result = w->window.whole
                     ? ap_packing_whole(&w->packing, &w->job->spool, record->kind,
                                        ap_window_whole(&w->window), &record->payload)
                     : ap_packing_stream_end(&w->packing, &w->job->spool, &record->payload);
    if (result < 0)
        w->saved_errno = errno;
    return result;
}

/* Findings and facts about bytes that nobody else will ever see are worth nothing. */
static void
say_changed(struct reading *r)
{
    struct ap_record *record = r->s.record;
    enum ap_kind kind = r->s.sniff.kind;
    *record = (struct ap_record){.kind = kind, .admission = AP_NOT_ADMITTED};
    (void)ap_subject_fault(&r->s, AP_FMT010, 0,
                           "its size or time changed between the first and the last byte");
}

/* What was allowed then must be allowed now; asking marks the entries of the allow list as used. */
static bool
allows_the_same(const struct ap_scan_setup *setup, const struct ap_item *item,
                const struct ap_record *record)
{
    bool same = true;
    for (size_t i = 0; i < record->leaks.n; i++) {
        const struct ap_leak_note *note = &record->leaks.items[i];
        same &= ap_allow_use(setup->allow, setup->as_of, item->path, note) == note->allowed;
    }
    return same;
}

static bool
take_cached(struct reading *r)
{
    const struct ap_job *job = r->w->job;
    struct ap_record *record = r->s.record;
    struct ap_record found = {.crc32 = record->crc32, .bytes = record->bytes, .read = true};
    memcpy(found.sha256, record->sha256, sizeof found.sha256);
    memcpy(found.sha512, record->sha512, sizeof found.sha512);
    if (record->bytes != r->cached.bytes ||
        memcmp(record->sha256, r->cached.sha256, sizeof record->sha256) != 0 ||
        ap_cache_decode(r->cached.record, r->s.item, r->s.lib, r->s.mem, &found) < 0 ||
        !allows_the_same(job->options->scan, r->s.item, &found))
        return false;
    *record = found;
    return true;
}

/* What depends on the machine's state at this moment is not kept. */
static void
keep_in_cache(const struct reading *r)
{
    const struct ap_subject *s = &r->s;
    if (r->w->job->cache && !r->copy_failed && s->extracted.asked == s->extracted.done &&
        !s->extracted.helped)
        ap_cache_put(r->w->job->cache, r->id, s->record);
}

static int
finish(struct reading *r, const struct stat *before)
{
    struct ap_record *record = r->s.record;
    struct stat after;
    if (ap_subject_has(&r->s, AP_FMT009))
        return AP_OK;
    r->s.bytes = r->w->window.offset;
    if (fstat(r->fd, &after) != 0 || !same_file(before, &after) || r->s.bytes != r->size) {
        say_changed(r);
        return AP_OK;
    }
    ap_digest_end(r->w->digest, record->sha256);
    if (r->w->sha512)
        ap_digest_finish(r->w->sha512, record->sha512);
    record->bytes = r->s.bytes;
    record->read = true;
    r->took = r->known && take_cached(r);
    if (r->known && !r->took)
        return AP_OK;
    if (!r->known) {
        finish_rows(r);
        keep_in_cache(r);
    }
    return finish_packing(r);
}

static int
read_once(struct reading *r)
{
    struct ap_worker *w = r->w;
    struct stat before;
    if (fstat(r->fd, &before) != 0) {
        say_unreadable(&r->s, AP_E_IO, errno);
        return AP_OK;
    }
    r->size = (uint64_t)before.st_size;
    r->known &= r->size == r->cached.bytes;
    bool whole = r->packs && r->size <= AP_PACK_WHOLE_MAX;
    size_t room = r->size < AP_BLOCK_BYTES || whole ? (size_t)r->size + 1 : AP_BLOCK_BYTES;
    ap_window_begin(&w->window, room, whole);
    ap_text_begin(&w->text, w->job->table, w->job->n_table, w->job->options->cancel);
    ap_packing_drop(&w->packing);
    ap_digest_start(w->digest);
    if (w->sha512)
        ap_digest_start(w->sha512);
    int result = read_blocks(r);
    return result == AP_OK ? finish(r, &before) : result;
}

int
ap_worker_read(struct ap_worker *w, int fd, const struct ap_item *item, struct ap_record *record)
{
    struct reading r = {.w = w, .fd = fd, .copy = {.fd = -1}};
    r.s = (struct ap_subject){.item = item,
                              .lib = w->job->cat->lib,
                              .cat = w->job->cat,
                              .day = w->job->options->day ? w->job->options->day : AP_DAY_NONE,
                              .record = record,
                              .mem = &w->results,
                              .scratch = &w->scratch,
                              .scanning = w->scanning.setup ? &w->scanning : NULL};
    r.packs = w->job->options->pack && item->n_requirements > 0;
    if (w->job->cache) {
        ap_cache_id(w->job->cache, item, r.s.lib, w->digest, r.id);
        r.known = ap_cache_find(w->job->cache, r.id, &r.cached);
    }
    int result = read_once(&r);
    if (result == AP_OK && r.known && !r.took &&
        record->read) { /* other bytes of the same length */
        *record = (struct ap_record){0};
        r.known = false;
        result = read_once(&r);
    }
    ap_private_close(&r.copy);
    return result;
}

int
ap_worker_inspect(struct ap_worker *w, const struct ap_item *item, struct ap_record *record)
{
    AP_AUTO_FD int fd = -1;
    struct ap_arena_mark mark = ap_arena_mark(&w->scratch);
    int result = ap_fs_open_below(w->job->cat->evidence->root_fd, item->rel, &fd);
    if (result == AP_OK) {
        result = ap_worker_read(w, fd, item, record);
    } else {
        struct ap_subject s = {
            .item = item, .record = record, .mem = &w->results, .scratch = &w->scratch};
        say_unreadable(&s, result, errno);
        result = AP_OK;
    }
    ap_arena_rewind(&w->scratch, mark);
    return result;
}
