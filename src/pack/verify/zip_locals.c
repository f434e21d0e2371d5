/* Local headers: each says what the directory says, and they follow each other without gap or overlap.
 * Place in the flow: pack; the third step of the container's audit.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "base/cleanup.h"
#include "pack/verify/zip_format.h"
#include "port/fs.h"

#define MAX32          0xffffffffu
#define DESCRIPTOR_MAX 24u

/** The audit of one archive: entries in the order in which they lie in the file. */
struct locals {
    struct ap_zipdir *dir;
    struct ap_diag *dg;
    struct ap_buf header; /* of the entry at hand */
    uint64_t at;          /* where the next entry must begin */
};

static int
by_place(const void *a, const void *b)
{
    const struct ap_zip_record *x = *(const struct ap_zip_record *const *)a;
    const struct ap_zip_record *y = *(const struct ap_zip_record *const *)b;
    if (x->local_at != y->local_at)
        return x->local_at < y->local_at ? -1 : 1;
    return x < y ? -1 : x > y;
}

static void
fault(struct locals *l, enum ap_code code, const struct ap_zip_record *record, const char *words)
{
    (void)ap_diag_add(l->dg, code, (struct ap_place){.file = record->name}, "%s", words);
}

/** `n` more bytes of the header; AP_E_SYNTAX at the end of the file. */
static int
read_more(struct locals *l, uint64_t at, size_t n)
{
    char piece[512];
    while (n > 0) {
        size_t ask = n < sizeof piece ? n : sizeof piece;
        size_t got;
        int rc = ap_fd_read_at(l->dir->fd, at, piece, ask, &got);
        if (rc != AP_OK)
            return rc;
        if (got != ask)
            return AP_E_SYNTAX;
        ap_buf_add(&l->header, piece, got);
        at += got;
        n -= got;
    }
    return AP_OK;
}

/** The whole local header of `record` into l->header. */
static int
read_header(struct locals *l, const struct ap_zip_record *record)
{
    ap_buf_clear(&l->header);
    if (record->local_at >= l->dir->central_at)
        return AP_E_SYNTAX;
    int rc = read_more(l, record->local_at, AP_ZIP_LOCAL_BYTES);
    if (rc != AP_OK)
        return rc;
    if (ap_le32(l->header.ptr) != AP_ZIP_LOCAL_SIGN)
        return AP_E_SYNTAX;
    size_t rest = (size_t)ap_le16(l->header.ptr + 26) + ap_le16(l->header.ptr + 28);
    return read_more(l, record->local_at + AP_ZIP_LOCAL_BYTES, rest);
}

struct sizes {
    uint32_t crc32;
    uint64_t packed_bytes;
    uint64_t bytes;
};

static bool
are_sizes_of(struct sizes sizes, const struct ap_zip_record *record)
{
    return sizes.crc32 == record->crc32 && sizes.packed_bytes == record->packed_bytes &&
           sizes.bytes == record->bytes;
}

static bool
is_told(uint64_t here, uint64_t in_directory, bool may_be_zero)
{
    return here == in_directory || (may_be_zero && here == 0);
}

/** In a local header the zip64 field holds both sizes. */
static bool
local_sizes(struct ap_str header, struct ap_str extra, struct sizes *sizes)
{
    const char *p = header.ptr;
    struct ap_str value;
    *sizes = (struct sizes){ap_le32(p + 14), ap_le32(p + 18), ap_le32(p + 22)};
    if (ap_zip_extra(extra, AP_ZIP_EXTRA_ZIP64, &value) != AP_OK)
        return false;
    if (!value.ptr || (sizes->packed_bytes != MAX32 && sizes->bytes != MAX32))
        return true;
    if (value.len < 16)
        return false;
    sizes->bytes = ap_le64(value.ptr);
    sizes->packed_bytes = ap_le64(value.ptr + 8);
    return true;
}

/** What the local header says otherwise than the directory, in words; NULL: nothing. */
static const char *
difference(const struct ap_zip_record *record, struct ap_str header)
{
    const char *p = header.ptr;
    size_t name_bytes = ap_le16(p + 26);
    struct ap_str name = {p + AP_ZIP_LOCAL_BYTES, name_bytes};
    struct ap_str extra = ap_str_slice(header, AP_ZIP_LOCAL_BYTES + name_bytes, header.len);
    struct ap_str other;
    struct sizes sizes;
    if (!ap_str_eq(name, record->name))
        return "the entry has another name in its own header than in the directory";
    if (ap_le16(p + 6) != record->flags)
        return "the flags of the entry differ from those in the directory";
    if (ap_le16(p + 8) != record->method)
        return "the compression method of the entry differs from that in the directory";
    if (ap_le16(p + 10) != record->time || ap_le16(p + 12) != record->date)
        return "the time of the entry differs from that in the directory";
    if (!local_sizes(header, extra, &sizes))
        return "the extra fields of the entry's own header are damaged";
    bool is_later = record->flags & AP_ZIP_FLAG_DESCRIPTOR; /* then what is not known yet is 0 */
    if (!is_told(sizes.crc32, record->crc32, is_later) ||
        !is_told(sizes.packed_bytes, record->packed_bytes, is_later) ||
        !is_told(sizes.bytes, record->bytes, is_later))
        return "size or checksum of the entry differ from those in the directory";
    if (ap_zip_extra(extra, AP_ZIP_EXTRA_NAME, &other) == AP_OK && other.len >= 5 &&
        !ap_str_eq(ap_str_slice(other, 5, other.len), record->name))
        return "the entry has a second name in its extra fields";
    return NULL;
}

/** The descriptor behind the data repeats checksum and sizes, in one of four forms. */
static int
skip_descriptor(struct locals *l, const struct ap_zip_record *record, uint64_t *end)
{
    char buffer[DESCRIPTOR_MAX];
    size_t n;
    int rc = ap_fd_read_at(l->dir->fd, *end, buffer, sizeof buffer, &n);
    if (rc != AP_OK)
        return rc;
    for (int form = 0; form < 4; form++) {
        size_t sign = form & 1 ? 0 : 4;
        size_t wide = form & 2 ? 8 : 4;
        const char *p = buffer + sign;
        if (n < sign + 4 + 2 * wide || (sign && ap_le32(buffer) != AP_ZIP_DESCRIPTOR_SIGN))
            continue;
        struct sizes sizes = {ap_le32(p), wide == 8 ? ap_le64(p + 4) : ap_le32(p + 4),
                              wide == 8 ? ap_le64(p + 12) : ap_le32(p + 8)};
        if (!are_sizes_of(sizes, record))
            continue;
        *end += sign + 4 + 2 * wide;
        return AP_OK;
    }
    fault(l, AP_VFY006, record, "the descriptor behind the entry differs from the directory");
    return AP_OK;
}

static void
check_begin(struct locals *l, const struct ap_zip_record *record)
{
    struct ap_place place = {.file = record->name};
    if (record->local_at < l->at)
        (void)ap_diag_add(l->dg, AP_VFY003, place,
                          "the entry begins at byte %llu, inside the one before it",
                          (unsigned long long)record->local_at);
    else if (record->local_at > l->at && l->at == 0)
        (void)ap_diag_add(l->dg, AP_VFY002, place,
                          "%llu bytes lie before the first entry that nothing accounts for",
                          (unsigned long long)record->local_at);
    else if (record->local_at > l->at)
        (void)ap_diag_add(l->dg, AP_VFY002, place,
                          "%llu bytes lie before the entry that nothing accounts for",
                          (unsigned long long)(record->local_at - l->at));
}

static int
audit_one(struct locals *l, struct ap_zip_record *record)
{
    check_begin(l, record);
    int rc = read_header(l, record);
    if (rc == AP_E_SYNTAX) {
        fault(l, AP_VFY005, record, "the entry's own header is not where the directory says");
        return AP_OK;
    }
    if (rc != AP_OK)
        return rc;
    struct ap_str header = ap_buf_str(&l->header);
    const char *words = difference(record, header);
    if (words)
        fault(l, AP_VFY006, record, words);
    uint64_t data_at = record->local_at + header.len;
    if (data_at > l->dir->central_at || record->packed_bytes > l->dir->central_at - data_at) {
        fault(l, AP_VFY003, record, "the data of the entry reach into the directory of the zip");
        return AP_OK;
    }
    record->data_at = data_at;
    uint64_t end = data_at + record->packed_bytes;
    if (record->flags & AP_ZIP_FLAG_DESCRIPTOR)
        rc = skip_descriptor(l, record, &end);
    ap_zip_compare_local(l->dir, record, header);
    if (end > l->at)
        l->at = end;
    return rc;
}

int
ap_zip_audit_locals(struct ap_zipdir *dir, struct ap_arena *mem, struct ap_diag *dg)
{
    struct locals l = {.dir = dir, .dg = dg};
    struct ap_zip_record **order = ap_arena_array(mem, struct ap_zip_record *, dir->n);
    for (size_t i = 0; i < dir->n; i++)
        order[i] = &dir->records[i];
    if (dir->n)
        qsort(order, dir->n, sizeof *order, by_place);
    int rc = AP_OK;
    for (size_t i = 0; i < dir->n && rc == AP_OK; i++) {
        if (order[i] != &dir->records[i])
            ap_zip_note_change(&dir->changes, AP_CHANGE_ORDER, order[i]->name);
        rc = audit_one(&l, order[i]);
    }
    if (rc == AP_OK && l.at < dir->central_at)
        (void)ap_diag_add(dg, AP_VFY002, (struct ap_place){.file = dir->path},
                          "%llu bytes lie behind the last entry that nothing accounts for",
                          (unsigned long long)(dir->central_at - l.at));
    ap_buf_release(&l.header);
    return rc;
}
