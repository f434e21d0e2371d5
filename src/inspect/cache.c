/* The cache's file: read whole, entries checked one by one, rewritten when something is new.
 * Place in the flow: inspect; see cache.h.
 * SPDX-License-Identifier: Apache-2.0
 *
 * apipack cache 1\n, then entries: length (8 bytes, little-endian), HMAC-SHA-256 (32), payload of that length:
 * id (32), digest of the file (32), its size (8), record. A length that cannot be right ends the reading. */
#include "inspect/cache.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/endian.h"
#include "base/map.h"
#include "base/path.h"
#include "inspect/cache_internal.h"
#include "port/fs.h"

#define MAGIC      AP_STR("apipack cache 1\n")
#define HEAD_BYTES (8u + AP_SHA256_BYTES)
#define FIX_BYTES  (2u * AP_SHA256_BYTES + 8u)

/** Bytes of one entry, head included, in `file` or in `fresh`. */
struct place {
    size_t at;
    size_t n;
};
AP_VEC(places, struct place);

struct ap_cache {
    const char *path;
    struct ap_str key;
    struct ap_str circumstances;
    ap_day as_of;
    struct ap_arena mem;
    struct ap_str file;    /* as it was read */
    struct places entries; /* of the file */
    bool *used;            /* by entry; asked for in this run */
    struct ap_map by_id;   /* -> index in entries */
    pthread_mutex_t lock;  /* guards `fresh` and `used` */
    struct ap_buf fresh;
};

struct ap_str
ap_cache_circumstances(const struct ap_cache *cache)
{
    return cache->circumstances;
}

ap_day
ap_cache_as_of(const struct ap_cache *cache)
{
    return cache->as_of;
}

/* --- the file ------------------------------------------------------------------------------------- */

/* The lengths alone; an entry's HMAC is checked when it is asked for. */
static void
index_entries(struct ap_cache *cache)
{
    struct ap_str file = cache->file;
    if (!file.ptr || !ap_str_starts(file, MAGIC))
        return;
    for (size_t at = MAGIC.len; file.len - at >= HEAD_BYTES + FIX_BYTES;) {
        uint64_t n = ap_le64(file.ptr + at);
        if (n < FIX_BYTES || n > AP_CACHE_ENTRY_BYTES || n > file.len - at - HEAD_BYTES)
            break;
        struct ap_str id = ap_str_slice(file, at + HEAD_BYTES, at + HEAD_BYTES + AP_SHA256_BYTES);
        ap_map_set(&cache->by_id, &cache->mem, id, (uint32_t)cache->entries.n);
        *ap_vec_push(&cache->mem, &cache->entries) = (struct place){at, HEAD_BYTES + (size_t)n};
        at += HEAD_BYTES + (size_t)n;
    }
    cache->used = ap_arena_array(&cache->mem, bool, cache->entries.n);
}

struct ap_cache *
ap_cache_open(const char *path, struct ap_str key, struct ap_str circumstances, ap_day as_of)
{
    struct ap_cache *cache = ap_xmalloc(sizeof *cache);
    *cache = (struct ap_cache){.path = path, .key = key, .as_of = as_of};
    (void)pthread_mutex_init(&cache->lock, NULL);
    cache->circumstances = ap_arena_copy(&cache->mem, circumstances);
    if (ap_fs_read(path, AP_CACHE_BYTES, &cache->mem, &cache->file) < 0)
        cache->file = AP_STR_NONE;
    index_entries(cache);
    return cache;
}

void
ap_cache_close(struct ap_cache *cache)
{
    if (!cache)
        return;
    (void)pthread_mutex_destroy(&cache->lock);
    ap_buf_release(&cache->fresh);
    ap_arena_release(&cache->mem);
    free(cache);
}

/* --- entries -------------------------------------------------------------------------------------- */

static void
seal(const struct ap_cache *cache, struct ap_str payload, uint8_t out[AP_SHA256_BYTES])
{
    ap_hmac_sha256(cache->key, AP_STR("inspection cache"), payload, out);
}

bool
ap_cache_find(struct ap_cache *cache, const uint8_t id[AP_SHA256_BYTES],
              struct ap_cached *ret_entry)
{
    struct ap_str wanted = {(const char *)id, AP_SHA256_BYTES};
    uint32_t index = ap_map_get(&cache->by_id, wanted);
    if (index == AP_NONE)
        return false;
    struct place place = cache->entries.items[index];
    struct ap_str payload = ap_str_slice(cache->file, place.at + HEAD_BYTES, place.at + place.n);
    uint8_t sum[AP_SHA256_BYTES];
    seal(cache, payload, sum);
    if (memcmp(sum, cache->file.ptr + place.at + 8, sizeof sum) != 0)
        return false;
    memcpy(ret_entry->sha256, payload.ptr + AP_SHA256_BYTES, AP_SHA256_BYTES);
    ret_entry->bytes = ap_le64(payload.ptr + 2 * (size_t)AP_SHA256_BYTES);
    ret_entry->record = ap_str_slice(payload, FIX_BYTES, payload.len);
    (void)pthread_mutex_lock(&cache->lock);
    cache->used[index] = true;
    (void)pthread_mutex_unlock(&cache->lock);
    return true;
}

void
ap_cache_put(struct ap_cache *cache, const uint8_t id[AP_SHA256_BYTES],
             const struct ap_record *record)
{
    struct ap_buf entry = {0};
    char head[HEAD_BYTES + FIX_BYTES] = {0};
    memcpy(head + HEAD_BYTES, id, AP_SHA256_BYTES);
    memcpy(head + HEAD_BYTES + AP_SHA256_BYTES, record->sha256, AP_SHA256_BYTES);
    ap_le64_put(head + HEAD_BYTES + 2 * (size_t)AP_SHA256_BYTES, record->bytes);
    ap_buf_add(&entry, head, sizeof head);
    if (ap_cache_encode(record, &entry) && entry.len - HEAD_BYTES <= AP_CACHE_ENTRY_BYTES) {
        uint8_t sum[AP_SHA256_BYTES];
        seal(cache, ap_str_slice(ap_buf_str(&entry), HEAD_BYTES, entry.len), sum);
        ap_le64_put(entry.ptr, entry.len - HEAD_BYTES);
        memcpy(entry.ptr + 8, sum, sizeof sum);
        (void)pthread_mutex_lock(&cache->lock);
        if (cache->fresh.len + entry.len <= AP_CACHE_BYTES - MAGIC.len)
            ap_buf_add_str(&cache->fresh, ap_buf_str(&entry));
        (void)pthread_mutex_unlock(&cache->lock);
    }
    ap_buf_release(&entry);
}

/* --- saving --------------------------------------------------------------------------------------- */

#define FLUSH_BYTES (1u << 20)

/* The old entries that were, or were not, asked for, as long as there is room. */
static int
write_old(struct ap_cache *cache, struct ap_outfile *out, bool used, size_t *room)
{
    struct ap_buf block = {0};
    int result = AP_OK;
    for (size_t i = 0; result == AP_OK && i < cache->entries.n; i++) {
        struct place place = cache->entries.items[i];
        if (cache->used[i] != used || place.n > *room)
            continue;
        *room -= place.n;
        ap_buf_add(&block, cache->file.ptr + place.at, place.n);
        if (block.len < FLUSH_BYTES)
            continue;
        result = ap_outfile_write(out, ap_buf_str(&block));
        ap_buf_clear(&block);
    }
    if (result == AP_OK)
        result = ap_outfile_write(out, ap_buf_str(&block));
    ap_buf_release(&block);
    return result;
}

int
ap_cache_save(struct ap_cache *cache)
{
    if (cache->fresh.len == 0)
        return AP_OK;
    struct ap_outfile *out = NULL;
    struct ap_str folder = ap_arena_copy(&cache->mem, ap_path_dir(ap_str_from(cache->path)));
    int result = ap_fs_make_dirs(folder.ptr);
    if (result == AP_OK)
        result = ap_outfile_open(cache->path, &out);
    if (result < 0)
        return AP_E_IO;
    size_t room = AP_CACHE_BYTES - MAGIC.len - cache->fresh.len;
    result = ap_outfile_write(out, MAGIC);
    if (result == AP_OK)
        result = ap_outfile_write(out, ap_buf_str(&cache->fresh));
    if (result == AP_OK)
        result = write_old(cache, out, true, &room);
    if (result == AP_OK)
        result = write_old(cache, out, false, &room);
    if (result < 0) {
        ap_outfile_abort(out);
        return result;
    }
    return ap_outfile_commit(out);
}
