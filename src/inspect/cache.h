/* What was found in a file once need not be looked for again: records by circumstances and digest.
 * Place in the flow: inspect; opened by run/, asked by the read loop, saved when all files are done.
 * SPDX-License-Identifier: Apache-2.0
 *
 * One file of the workspace. An entry is a record without its packed bytes, under an HMAC of the workspace's key: what somebody
 * else put there is not believed. Its id stands for all that the record depends on but the bytes: the program, the library, the
 * allow list, the item's metadata. A hit saves the checks, never the read: the digest is always that of the bytes as they are.
 * Whatever is wrong with the file, the run goes on without it. */
#pragma once

#include "base/buf.h"
#include "base/vec.h"
#include "model/inspection.h"

#define AP_CACHE_BYTES       (64u << 20) /* of the whole file; what was not used this time goes first */
#define AP_CACHE_ENTRY_BYTES (256u << 10)

struct ap_cache;
struct ap_digest;

/** One entry, as it was written. */
struct ap_cached {
    uint64_t bytes; /* of the file that it speaks of */
    uint8_t sha256[AP_SHA256_BYTES];
    struct ap_str record; /* for ap_cache_decode() */
};

/** Read the cache at `path`.
 *
 *  key            of the workspace, at least one byte
 *  circumstances  of the run: all that each record depends on besides its item
 *  as_of          counts for items whose requirements ask for content checks
 *  owns           `path` and `key` must outlive the cache; ap_cache_close() frees it */
struct ap_cache *ap_cache_open(const char *path, struct ap_str key, struct ap_str circumstances,
                               ap_day as_of);
/** Write what is new, beside and renamed; nothing if nothing is.
 *  errors AP_E_IO (errno): the old file stays */
AP_CHECKED int ap_cache_save(struct ap_cache *cache);
void ap_cache_close(struct ap_cache *cache);

/** The id of what would be found in `item` under the circumstances of the run. Thread-safe. */
void ap_cache_id(const struct ap_cache *cache, const struct ap_item *item,
                 const struct ap_library *lib, struct ap_digest *digest,
                 uint8_t ret_id[AP_SHA256_BYTES]);
/** The entry of that id; false: there is none. Thread-safe. */
bool ap_cache_find(struct ap_cache *cache, const uint8_t id[AP_SHA256_BYTES],
                   struct ap_cached *ret_entry);
/** Keep a record that holds; one that is too large or no longer exact is left out. Thread-safe. */
void ap_cache_put(struct ap_cache *cache, const uint8_t id[AP_SHA256_BYTES],
                  const struct ap_record *record);

/* cache_record.c: a record as bytes. */

/** Append `record` to `out`; false: it cannot be kept exactly (more leaks than notes). */
bool ap_cache_encode(const struct ap_record *record, struct ap_buf *out);
/** Fill kind, admission, findings, facts and notes of `ret_record`; strings go into `mem`.
 *  errors AP_E_SYNTAX: the bytes are no record of this library; ret_record is not to be used */
AP_CHECKED int ap_cache_decode(struct ap_str bytes, const struct ap_item *item,
                               const struct ap_library *lib, struct ap_arena *mem,
                               struct ap_record *ret_record);
