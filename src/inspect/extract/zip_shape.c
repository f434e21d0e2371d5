/* The shape of a zip: whether its two descriptions of each member agree, and names are such that everybody unpacks the same files.
 * Place in the flow: inspect, in apipack-extract; archive.c reads the members, whatever this finds.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "base/endian.h"
#include "base/zip_layout.h"
#include "inspect/check.h"
#include "inspect/extract/engine.h"

#define IN_EXTRA UINT32_MAX /* the true value stands in a zip64 field */

/** A member as the directory has it. */
struct entry {
    struct ap_str name;
    uint64_t at; /* of its local header */
    uint32_t method, crc, packed, bytes;
};

struct shape {
    struct ap_extract *x;
    struct ap_str bytes;
    struct entry *entries;
    size_t n;
};

static bool
has(struct ap_str s, uint64_t at, size_t n, const char *signature)
{
    return n <= s.len && at <= s.len - n && memcmp(s.ptr + at, signature, 4) == 0;
}

/* --- the directory ------------------------------------------------------------------------------- */

/* Members, at most as many as may be read; archive.c says when there are more, and when the directory is broken. */
static void
read_directory(struct shape *shape)
{
    struct ap_str all = shape->bytes;
    size_t from = all.len > AP_TAIL_BYTES ? all.len - AP_TAIL_BYTES : 0;
    size_t end = from + ap_sniff_zip_end(ap_str_slice(all, from, all.len));
    if (end + AP_ZIP_END_BYTES > all.len || ap_le32(all.ptr + end + 12) > end)
        return;
    uint64_t at = ap_le32(all.ptr + end + 16);
    if (at >= end || !has(all, at, AP_ZIP_CENTRAL_BYTES, "PK\x01\x02"))
        return;
    size_t most = (size_t)(end - at) / AP_ZIP_CENTRAL_BYTES;
    most = most < shape->x->request->limits.members ? most : shape->x->request->limits.members;
    shape->entries = ap_xmalloc((most + 1) * sizeof *shape->entries);
    while (shape->n < most && at < end && has(all, at, AP_ZIP_CENTRAL_BYTES, "PK\x01\x02")) {
        size_t name = ap_le16(all.ptr + at + 28);
        uint64_t next = at + AP_ZIP_CENTRAL_BYTES + name + ap_le16(all.ptr + at + 30) +
                        ap_le16(all.ptr + at + 32);
        if (next > end)
            return;
        shape->entries[shape->n++] =
            (struct entry){.name = {all.ptr + at + AP_ZIP_CENTRAL_BYTES, name},
                           .at = ap_le32(all.ptr + at + 42),
                           .method = ap_le16(all.ptr + at + 10),
                           .crc = ap_le32(all.ptr + at + 16),
                           .packed = ap_le32(all.ptr + at + 20),
                           .bytes = ap_le32(all.ptr + at + 24)};
        at = next;
    }
}

/* --- what may be wrong with one ------------------------------------------------------------------ */

static const char *
wrong_path(struct ap_str name)
{
    bool drive = name.len > 1 && name.ptr[1] == ':';
    if (drive || (name.len > 0 && (name.ptr[0] == '/' || name.ptr[0] == '\\')))
        return "a member's name is an absolute path";
    for (size_t i = 0; i < name.len; i++)
        if (name.ptr[i] == '\0')
            return "a member's name holds a zero byte";
    for (size_t at = 0; at < name.len;) {
        size_t end = at;
        while (end < name.len && name.ptr[end] != '/' && name.ptr[end] != '\\')
            end++;
        if (ap_str_is(ap_str_slice(name, at, end), ".."))
            return "a member's name leads out of the folder";
        at = end + 1;
    }
    return NULL;
}

static bool
differs(uint32_t central, uint32_t local)
{
    return central != local && central != IN_EXTRA && local != IN_EXTRA;
}

static const char *
wrong_header(const struct shape *shape, const struct entry *entry)
{
    struct ap_str all = shape->bytes;
    if (entry->at == IN_EXTRA)
        return NULL;
    if (!has(all, entry->at, AP_ZIP_LOCAL_BYTES, "PK\x03\x04"))
        return "there is no member where the directory says";
    size_t name = ap_le16(all.ptr + entry->at + 26);
    uint64_t from = entry->at + AP_ZIP_LOCAL_BYTES;
    if (!ap_str_eq(ap_str_slice(all, from, from + name), entry->name))
        return "a member has two names";
    if (ap_le16(all.ptr + entry->at + 8) != entry->method)
        return "a member has two compressions";
    if (ap_le16(all.ptr + entry->at + 6) & AP_ZIP_FLAG_DESCRIPTOR)
        return NULL;
    if (differs(entry->packed, ap_le32(all.ptr + entry->at + 18)) ||
        differs(entry->bytes, ap_le32(all.ptr + entry->at + 22)))
        return "a member has two sizes";
    return entry->crc != ap_le32(all.ptr + entry->at + 14) ? "a member has two checksums" : NULL;
}

/* --- what may be wrong between them -------------------------------------------------------------- */

static int
by_name(const void *a, const void *b)
{
    const struct entry *x = a;
    const struct entry *y = b;
    return ap_str_cmp(x->name, y->name);
}

static int
by_place(const void *a, const void *b)
{
    const struct entry *x = a;
    const struct entry *y = b;
    return (x->at > y->at) - (x->at < y->at);
}

/* No entries have no array either, which qsort must not be given. */
static void
sort(struct shape *shape, int (*compare)(const void *, const void *))
{
    if (shape->n > 0)
        qsort(shape->entries, shape->n, sizeof *shape->entries, compare);
}

static int
say_twins(struct shape *shape)
{
    int r = AP_OK;
    sort(shape, by_name);
    for (size_t i = 1; r == AP_OK && i < shape->n; i++)
        if (ap_str_eq(shape->entries[i].name, shape->entries[i - 1].name))
            r = ap_extract_shape(shape->x, "two members have one name", shape->entries[i].name);
    return r;
}

/* Members between members that no directory names are read by programs that go from front to back, and by nobody else. */
static int
say_unlisted(struct shape *shape)
{
    struct ap_str all = shape->bytes;
    uint64_t end = 0;
    int r = AP_OK;
    sort(shape, by_place);
    for (size_t i = 0; r == AP_OK && i < shape->n; i++) {
        const struct entry *entry = &shape->entries[i];
        if (entry->at == IN_EXTRA || entry->packed == IN_EXTRA ||
            !has(all, entry->at, AP_ZIP_LOCAL_BYTES, "PK\x03\x04"))
            return AP_OK;
        struct ap_str gap = ap_str_slice(all, (size_t)end, (size_t)entry->at);
        if (end < entry->at && gap.len >= AP_ZIP_LOCAL_BYTES &&
            memmem(gap.ptr, gap.len, "PK\x03\x04", 4)) {
            r = ap_extract_shape(shape->x, "there is a member that the directory does not name",
                                 AP_STR_NONE);
            return r < 0 ? r
                         : ap_extract_unread(shape->x, "a member that the directory does not name",
                                             AP_STR_NONE);
        }
        end = entry->at + AP_ZIP_LOCAL_BYTES + ap_le16(all.ptr + entry->at + 26) +
              ap_le16(all.ptr + entry->at + 28) + entry->packed;
    }
    return r;
}

int
ap_zip_shape(struct ap_extract *x, struct ap_str bytes)
{
    struct shape shape = {.x = x, .bytes = bytes};
    int r = AP_OK;
    read_directory(&shape);
    for (size_t i = 0; r == AP_OK && i < shape.n; i++) {
        const char *why = wrong_path(shape.entries[i].name);
        why = why ? why : wrong_header(&shape, &shape.entries[i]);
        r = why ? ap_extract_shape(x, why, shape.entries[i].name) : AP_OK;
    }
    if (r == AP_OK)
        r = say_twins(&shape);
    if (r == AP_OK)
        r = say_unlisted(&shape);
    free(shape.entries);
    return r;
}
