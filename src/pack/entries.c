/* The entries of a zip that is being made: where their packed bytes are, and how they are read.
 * Place in the flow: pack; a build and `sign` write their zips of them.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <string.h>

#include "pack/internal.h"
#include "port/digest.h"
#include "port/fs.h"
#include "port/pool.h"

static int64_t
read_source(void *ctx, uint64_t offset, void *buffer, size_t size)
{
    const struct ap_pack_source *source = ctx;
    if (offset >= source->bytes)
        return 0;
    uint64_t left = source->bytes - offset;
    size_t want = left < size ? (size_t)left : size;
    if (source->fd < 0) {
        memcpy(buffer, source->memory + offset, want);
        return (int64_t)want;
    }
    size_t got;
    if (ap_fd_read_at(source->fd, source->offset + offset, buffer, want, &got) < 0)
        return -1;
    if (got != want) { /* the file is shorter than it was */
        errno = EIO;
        return -1;
    }
    return (int64_t)got;
}

struct ap_pack_entries
ap_pack_entries_new(size_t most, struct ap_arena *mem)
{
    return (struct ap_pack_entries){
        .items = ap_arena_array(mem, struct ap_zip_entry, most),
        .sources = ap_arena_array(mem, struct ap_pack_source, most),
        .packed = ap_arena_array(mem, struct ap_buf, most),
    };
}

void
ap_pack_entries_release(struct ap_pack_entries *entries)
{
    for (size_t i = 0; i < entries->n; i++)
        ap_buf_release(&entries->packed[i]);
}

struct ap_zip_entry *
ap_pack_add_entry(struct ap_pack_entries *entries, struct ap_str name, struct ap_pack_source source)
{
    struct ap_zip_entry *entry = &entries->items[entries->n];
    entries->sources[entries->n] = source;
    *entry = (struct ap_zip_entry){
        .name = name,
        .packed_bytes = source.bytes,
        .read = read_source,
        .ctx = &entries->sources[entries->n],
    };
    entries->n++;
    return entry;
}

void
ap_pack_add_bytes(struct ap_pack_entries *entries, struct ap_str name, struct ap_str bytes)
{
    struct ap_pack_source source = {.fd = -1, .bytes = bytes.len, .memory = bytes.ptr};
    ap_pack_add_entry(entries, name, source)->bytes = bytes.len;
}

struct deflating {
    struct ap_pack_entries *entries;
    struct ap_deflates *hands; /* one for each worker */
    int level;
};

static int
deflate_one(void *ctx, unsigned worker, size_t index)
{
    const struct deflating *d = ctx;
    struct ap_pack_source *source = &d->entries->sources[index];
    struct ap_zip_entry *entry = &d->entries->items[index];
    struct ap_buf *packed = &d->entries->packed[index];
    if (source->fd >= 0)
        return AP_OK;
    struct ap_str bytes = {source->memory, source->bytes};
    entry->crc32 = ap_crc32(0, bytes.ptr, bytes.len);
    ap_deflate_whole(ap_deflates_get(&d->hands[worker], d->level), bytes, packed);
    entry->deflated = packed->len < bytes.len;
    if (!entry->deflated)
        return AP_OK;
    source->memory = packed->ptr;
    source->bytes = entry->packed_bytes = packed->len;
    return AP_OK;
}

int
ap_pack_deflate_all(struct ap_pack_entries *entries, int level, unsigned n_workers,
                    const ap_stop *cancel, struct ap_arena *mem)
{
    struct deflating d = {.entries = entries, .level = level ? level : AP_DEFLATE_LEVEL};
    d.hands = ap_arena_array(mem, struct ap_deflates, n_workers);
    int result = ap_pool_run(n_workers, entries->n, cancel, deflate_one, &d);
    for (unsigned i = 0; i < n_workers; i++)
        ap_deflates_release(&d.hands[i]);
    return result;
}
