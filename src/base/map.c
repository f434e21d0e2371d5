/* String map: open addressing, linear probing, SipHash-1-3 under a key of the process.
 * Place in the flow: base.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/map.h"

#include <string.h>
#include <sys/auxv.h>

#define CAP_FIRST 16

struct ap_map_entry {
    struct ap_str key;
    uint64_t hash;
    uint32_t value;
    bool taken;
};

static uint64_t
rotate(uint64_t x, int by)
{
    return x << by | x >> (64 - by);
}

static void
sip_round(uint64_t v[4])
{
    v[0] += v[1];
    v[1] = rotate(v[1], 13) ^ v[0];
    v[0] = rotate(v[0], 32);
    v[2] += v[3];
    v[3] = rotate(v[3], 16) ^ v[2];
    v[0] += v[3];
    v[3] = rotate(v[3], 21) ^ v[0];
    v[2] += v[1];
    v[1] = rotate(v[1], 17) ^ v[2];
    v[2] = rotate(v[2], 32);
}

static void
sip_word(uint64_t v[4], uint64_t word)
{
    v[3] ^= word;
    sip_round(v);
    v[0] ^= word;
}

static uint64_t
hash_of(const uint64_t seed[2], struct ap_str key)
{
    uint64_t v[4] = {seed[0] ^ 0x736f6d6570736575u, seed[1] ^ 0x646f72616e646f6du,
                     seed[0] ^ 0x6c7967656e657261u, seed[1] ^ 0x7465646279746573u};
    size_t at = 0;
    for (; at + 8 <= key.len; at += 8) {
        uint64_t word;
        memcpy(&word, key.ptr + at, sizeof word);
        sip_word(v, word);
    }
    uint64_t tail = (uint64_t)key.len << 56;
    for (unsigned shift = 0; at < key.len; at++, shift += 8)
        tail |= (uint64_t)(unsigned char)key.ptr[at] << shift;
    sip_word(v, tail);
    v[2] ^= 0xff;
    for (int i = 0; i < 3; i++)
        sip_round(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

/* The entry of `key`, or the free one where it would go. There always is a free one. */
static struct ap_map_entry *
probe(const struct ap_map *map, struct ap_str key, uint64_t hash)
{
    size_t mask = map->cap - 1;
    for (size_t i = (size_t)hash & mask;; i = (i + 1) & mask) {
        struct ap_map_entry *entry = &map->entries[i];
        if (!entry->taken || (entry->hash == hash && ap_str_eq(entry->key, key)))
            return entry;
    }
}

static void
grow(struct ap_map *map, struct ap_arena *mem)
{
    struct ap_map_entry *old = map->entries;
    size_t n_old = map->cap;
    if (n_old == 0) {
        /* The kernel gives each process 16 random bytes; no state of our own, so no lock either. */
        const void *random = (const void *)getauxval(AT_RANDOM);
        if (random)
            memcpy(map->seed, random, sizeof map->seed);
    }
    map->cap = n_old ? n_old * 2 : CAP_FIRST;
    map->entries = ap_arena_array(mem, struct ap_map_entry, map->cap);
    for (size_t i = 0; i < n_old; i++)
        if (old[i].taken)
            *probe(map, old[i].key, old[i].hash) = old[i];
}

/* The entry of `key`, new or not. */
static struct ap_map_entry *
claim(struct ap_map *map, struct ap_arena *mem, struct ap_str key, bool *ret_is_new)
{
    if (map->n + 1 > map->cap / 4 * 3)
        grow(map, mem);
    uint64_t hash = hash_of(map->seed, key);
    struct ap_map_entry *entry = probe(map, key, hash);
    *ret_is_new = !entry->taken;
    if (!entry->taken) {
        *entry = (struct ap_map_entry){.key = key, .hash = hash, .taken = true};
        map->n++;
    }
    return entry;
}

uint32_t
ap_map_get(const struct ap_map *map, struct ap_str key)
{
    if (map->n == 0)
        return AP_NONE;
    const struct ap_map_entry *entry = probe(map, key, hash_of(map->seed, key));
    return entry->taken ? entry->value : AP_NONE;
}

uint32_t
ap_map_put(struct ap_map *map, struct ap_arena *mem, struct ap_str key, uint32_t value)
{
    bool is_new;
    struct ap_map_entry *entry = claim(map, mem, key, &is_new);
    if (!is_new)
        return entry->value;
    entry->value = value;
    return AP_NONE;
}

void
ap_map_set(struct ap_map *map, struct ap_arena *mem, struct ap_str key, uint32_t value)
{
    bool is_new;
    claim(map, mem, key, &is_new)->value = value;
}
