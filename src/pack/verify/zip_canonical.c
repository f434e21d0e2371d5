/* The zip as apipack writes it: every header computed anew and compared, byte by byte.
 * Place in the flow: pack; what differs tells that another program wrote the container.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/cleanup.h"
#include "base/utf8.h"
#include "pack/verify/zip_format.h"

#define MAX16 0xffffu
#define MAX32 0xffffffffu

/* What port/zip.c and libzip 1.7.3 write. */
enum {
    MADE_BY = 3 << 8 | 63, /* unix, zip 6.3 */
    NEEDS_STORED = 10,
    NEEDS_DEFLATED = 20,
    NEEDS_ZIP64 = 45,
    NEEDS_AES = 51
};
#define FILE_ATTRIBUTES   (0100644u << 16)
#define FOLDER_ATTRIBUTES (0040755u << 16 | 0x10u)

void
ap_zip_note_change(struct ap_zip_changes *changes, enum ap_zip_change what, struct ap_str name)
{
    if (changes->n[what]++ == 0)
        changes->first[what] = name;
}

static unsigned
needed_version(const struct ap_zip_record *record, bool is_zip64)
{
    if (record->aes)
        return NEEDS_AES;
    if (is_zip64)
        return NEEDS_ZIP64;
    bool is_plain = record->method == AP_ZIP_STORED && !record->folder;
    return is_plain ? NEEDS_STORED : NEEDS_DEFLATED;
}

/** The zip64 field with those of the values that do not fit 32 bits; a local header has both sizes. */
static void
put_zip64(const struct ap_zip_record *record, bool local, struct ap_buf *out)
{
    AP_AUTO_BUF struct ap_buf value = {0};
    if (local || record->bytes >= MAX32)
        ap_buf_add_le(&value, record->bytes, 8);
    if (local || record->packed_bytes >= MAX32)
        ap_buf_add_le(&value, record->packed_bytes, 8);
    if (!local && record->local_at >= MAX32)
        ap_buf_add_le(&value, record->local_at, 8);
    ap_buf_add_le(out, AP_ZIP_EXTRA_ZIP64, 2);
    ap_buf_add_le(out, value.len, 2);
    ap_buf_add_str(out, ap_buf_str(&value));
}

/** AE-2 with AES-256 over the method beneath. */
static void
put_aes(const struct ap_zip_record *record, struct ap_buf *out)
{
    ap_buf_add_le(out, AP_ZIP_EXTRA_AES, 2);
    ap_buf_add_le(out, 7, 2);
    ap_buf_add_le(out, 2, 2);
    ap_buf_add_c(out, "AE");
    ap_buf_add_le(out, 3, 1);
    ap_buf_add_le(out, record->inner, 2);
}

static unsigned
flags_of(const struct ap_zip_record *record)
{
    return (record->aes ? AP_ZIP_FLAG_ENCRYPTED : 0) |
           (ap_str_is_ascii(record->name) ? 0 : AP_ZIP_FLAG_UTF8);
}

static uint64_t
in_32_bits(uint64_t value)
{
    return value < MAX32 ? value : MAX32;
}

void
ap_zip_render_header(const struct ap_zip_record *record, bool local, uint16_t time, uint16_t date,
                     struct ap_buf *out)
{
    AP_AUTO_BUF struct ap_buf extra = {0};
    bool is_big = record->bytes >= MAX32 || record->packed_bytes >= MAX32;
    bool is_zip64 = is_big || (!local && record->local_at >= MAX32);
    bool both_full = local && is_big;
    if (record->aes)
        put_aes(record, &extra);
    if (is_zip64)
        put_zip64(record, local, &extra);
    ap_buf_add_le(out, local ? AP_ZIP_LOCAL_SIGN : AP_ZIP_CENTRAL_SIGN, 4);
    if (!local)
        ap_buf_add_le(out, MADE_BY, 2);
    ap_buf_add_le(out, needed_version(record, is_zip64), 2);
    ap_buf_add_le(out, flags_of(record), 2);
    ap_buf_add_le(out, record->method, 2);
    ap_buf_add_le(out, time, 2);
    ap_buf_add_le(out, date, 2);
    ap_buf_add_le(out, record->crc32, 4);
    ap_buf_add_le(out, both_full ? MAX32 : in_32_bits(record->packed_bytes), 4);
    ap_buf_add_le(out, both_full ? MAX32 : in_32_bits(record->bytes), 4);
    ap_buf_add_le(out, record->name.len, 2);
    ap_buf_add_le(out, extra.len, 2);
    if (!local) {
        ap_buf_add_le(out, 0, 2); /* comment */
        ap_buf_add_le(out, 0, 2); /* disk */
        ap_buf_add_le(out, 0, 2); /* internal attributes */
        ap_buf_add_le(out, record->folder ? FOLDER_ATTRIBUTES : FILE_ATTRIBUTES, 4);
        ap_buf_add_le(out, in_32_bits(record->local_at), 4);
    }
    ap_buf_add_str(out, record->name);
    ap_buf_add_str(out, ap_buf_str(&extra));
}

void
ap_zip_compare_local(struct ap_zipdir *dir, const struct ap_zip_record *record,
                     struct ap_str header)
{
    AP_AUTO_BUF struct ap_buf expected = {0};
    ap_zip_render_header(record, true, dir->records[0].time, dir->records[0].date, &expected);
    if (record->flags & AP_ZIP_FLAG_DESCRIPTOR)
        ap_zip_note_change(&dir->changes, AP_CHANGE_DESCRIPTOR, record->name);
    else if (!ap_str_eq(ap_buf_str(&expected), header))
        ap_zip_note_change(&dir->changes, AP_CHANGE_HEADER, record->name);
}

/** Which parts of a central header differ; the rest is told by the comparison of all bytes. */
static void
compare_central(struct ap_zipdir *dir, const struct ap_zip_record *record)
{
    AP_AUTO_BUF struct ap_buf expected = {0};
    const struct ap_zip_record *first = &dir->records[0];
    ap_zip_render_header(record, false, first->time, first->date, &expected);
    if (ap_str_eq(ap_buf_str(&expected), record->header))
        return;
    uint32_t attributes = record->folder ? FOLDER_ATTRIBUTES : FILE_ATTRIBUTES;
    const struct {
        bool differs;
        enum ap_zip_change what;
    } parts[] = {
        {record->time != first->time || record->date != first->date, AP_CHANGE_TIME},
        {record->made_by != MADE_BY, AP_CHANGE_MADE_BY},
        {record->flags != flags_of(record), AP_CHANGE_FLAGS},
        {record->extra.len != ap_le16(expected.ptr + 30), AP_CHANGE_EXTRA},
        {record->external != attributes, AP_CHANGE_ATTRIBUTES},
    };
    bool told = false;
    for (size_t i = 0; i < AP_COUNT(parts); i++) {
        if (parts[i].differs)
            ap_zip_note_change(&dir->changes, parts[i].what, record->name);
        told = told || parts[i].differs;
    }
    if (!told)
        ap_zip_note_change(&dir->changes, AP_CHANGE_HEADER, record->name);
}

/** Signatures and time stamps are added behind everything else. */
static bool
is_signature(struct ap_str path)
{
    return ap_str_starts(path, AP_STR("tagmanifest-")) &&
           (ap_str_ends(path, AP_STR(".p7s")) || ap_str_ends(path, AP_STR(".tsr")) ||
            ap_str_ends(path, AP_STR(".sig")));
}

/** Payload first, then the other files, then signatures; sorted bytewise in each. */
static int
rank(struct ap_str path)
{
    return ap_str_starts(path, AP_STR("data/")) ? 0 : is_signature(path) ? 2 : 1;
}

static void
compare_order(struct ap_zipdir *dir)
{
    struct ap_str last = AP_STR_NONE;
    for (size_t i = 0; i < dir->n; i++) {
        struct ap_str name = dir->records[i].name;
        struct ap_str path = ap_str_slice(name, ap_str_find(name, '/') + 1, name.len);
        int order = rank(last) - rank(path);
        if (i > 0 && (order > 0 || (order == 0 && ap_str_cmp(last, path) >= 0)))
            ap_zip_note_change(&dir->changes, AP_CHANGE_ORDER, name);
        last = path;
    }
}

/** The one folder that a pack may hold is that of an empty payload. */
static void
compare_folders(struct ap_zipdir *dir)
{
    bool has_payload = false;
    for (size_t i = 0; i < dir->n; i++)
        has_payload = has_payload || (!dir->records[i].folder &&
                                      ap_str_contains(dir->records[i].name, AP_STR("/data/")));
    for (size_t i = 0; i < dir->n; i++)
        if (dir->records[i].folder &&
            (has_payload || !ap_str_ends(dir->records[i].name, AP_STR("/data/"))))
            ap_zip_note_change(&dir->changes, AP_CHANGE_FOLDER, dir->records[i].name);
}

static void
render_end(const struct ap_zipdir *dir, struct ap_buf *out)
{
    bool is_zip64 = dir->central_at > MAX32 || dir->n > MAX16;
    for (size_t i = 0; i < dir->n && !is_zip64; i++)
        is_zip64 = dir->records[i].bytes >= MAX32 || dir->records[i].packed_bytes >= MAX32;
    if (is_zip64) {
        ap_buf_add_le(out, AP_ZIP_END64_SIGN, 4);
        ap_buf_add_le(out, AP_ZIP_END64_BYTES - 12, 8);
        ap_buf_add_le(out, NEEDS_ZIP64, 2);
        ap_buf_add_le(out, NEEDS_ZIP64, 2);
        ap_buf_add_le(out, 0, 8); /* disks */
        ap_buf_add_le(out, dir->n, 8);
        ap_buf_add_le(out, dir->n, 8);
        ap_buf_add_le(out, dir->central_bytes, 8);
        ap_buf_add_le(out, dir->central_at, 8);
        ap_buf_add_le(out, AP_ZIP_LOCATOR_SIGN, 4);
        ap_buf_add_le(out, 0, 4);
        ap_buf_add_le(out, dir->central_at + dir->central_bytes, 8);
        ap_buf_add_le(out, 1, 4);
    }
    uint64_t n = dir->n < MAX16 ? dir->n : MAX16;
    ap_buf_add_le(out, AP_ZIP_END_SIGN, 4);
    ap_buf_add_le(out, 0, 4); /* disks */
    ap_buf_add_le(out, n, 2);
    ap_buf_add_le(out, n, 2);
    ap_buf_add_le(out, in_32_bits(dir->central_bytes), 4);
    ap_buf_add_le(out, in_32_bits(dir->central_at), 4);
    ap_buf_add_le(out, 0, 2); /* comment */
}

void
ap_zip_compare_directory(struct ap_zipdir *dir)
{
    AP_AUTO_BUF struct ap_buf ending = {0};
    for (size_t i = 0; i < dir->n; i++)
        compare_central(dir, &dir->records[i]);
    compare_order(dir);
    compare_folders(dir);
    render_end(dir, &ending);
    if (!ap_str_eq(ap_buf_str(&ending), dir->ending) && dir->changes.n[AP_CHANGE_END] == 0)
        ap_zip_note_change(&dir->changes, AP_CHANGE_END, AP_STR_NONE);
}

static const char *const words[AP_N_CHANGES] = {
    [AP_CHANGE_ORDER] = "the entries are not in the order of a pack",
    [AP_CHANGE_TIME] = "not all entries have the one time of the pack",
    [AP_CHANGE_FOLDER] = "there are entries for folders",
    [AP_CHANGE_MADE_BY] = "another program wrote the entries",
    [AP_CHANGE_FLAGS] = "entries have other flags",
    [AP_CHANGE_EXTRA] = "entries have extra fields",
    [AP_CHANGE_ATTRIBUTES] = "entries have other attributes",
    [AP_CHANGE_HEADER] = "headers of entries differ",
    [AP_CHANGE_DESCRIPTOR] = "checksums and sizes stand behind the entries",
    [AP_CHANGE_END] = "the end record differs, or has a comment",
    [AP_CHANGE_PADDING] = "bits are set that fill up the compressed data",
    [AP_CHANGE_PACKING] = "the compressed bytes are not those that this version of apipack makes",
};

void
ap_zip_report_changes(const struct ap_zipdir *dir, struct ap_diag *dg)
{
    bool told = false;
    for (int what = 0; what < AP_N_CHANGES; what++) {
        size_t n = dir->changes.n[what];
        struct ap_str first = dir->changes.first[what];
        struct ap_place place = {.file = first.len ? first : dir->path};
        struct ap_diagnostic *d;
        if (n == 0)
            continue;
        if (n == 1 || !first.len)
            d = ap_diag_add(dg, AP_VFY012, place, "%s", words[what]);
        else
            d = ap_diag_add(dg, AP_VFY012, place, "%s (this one and %zu more)", words[what], n - 1);
        if (told)
            d->hint = AP_STR_NONE; /* the same as before */
        told = true;
    }
}
