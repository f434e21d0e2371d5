/* The zip as apipack writes it: every header computed anew and compared, byte by byte.
 * Place in the flow: pack; what differs tells that another program wrote the container.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/cleanup.h"
#include "base/utf8.h"
#include "pack/verify/zip_format.h"

void
ap_zip_note_change(struct ap_zip_changes *changes, enum ap_zip_change what, struct ap_str name)
{
    if (changes->n[what]++ == 0)
        changes->first[what] = name;
}

static struct ap_zip_header
header_of(const struct ap_zipdir *dir, const struct ap_zip_record *record)
{
    return (struct ap_zip_header){.name = record->name,
                                  .bytes = record->bytes,
                                  .packed_bytes = record->packed_bytes,
                                  .local_at = record->local_at,
                                  .crc32 = record->crc32,
                                  .method = record->method,
                                  .inner = record->inner,
                                  .time = dir->records[0].time,
                                  .date = dir->records[0].date,
                                  .folder = record->folder,
                                  .aes = record->aes};
}

void
ap_zip_compare_local(struct ap_zipdir *dir, const struct ap_zip_record *record,
                     struct ap_str header)
{
    AP_AUTO_BUF struct ap_buf expected = {0};
    struct ap_zip_header wanted = header_of(dir, record);
    ap_zip_render_header(&wanted, true, &expected);
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
    struct ap_zip_header wanted = header_of(dir, record);
    ap_zip_render_header(&wanted, false, &expected);
    if (ap_str_eq(ap_buf_str(&expected), record->header))
        return;
    uint32_t attributes = record->folder ? AP_ZIP_FOLDER_ATTRIBUTES : AP_ZIP_FILE_ATTRIBUTES;
    const struct {
        bool differs;
        enum ap_zip_change what;
    } parts[] = {
        {record->time != first->time || record->date != first->date, AP_CHANGE_TIME},
        {record->made_by != AP_ZIP_MADE_BY, AP_CHANGE_MADE_BY},
        {record->flags != ap_zip_header_flags(&wanted), AP_CHANGE_FLAGS},
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

void
ap_zip_compare_directory(struct ap_zipdir *dir)
{
    AP_AUTO_BUF struct ap_buf ending = {0};
    bool any_big = false;
    for (size_t i = 0; i < dir->n; i++) {
        compare_central(dir, &dir->records[i]);
        any_big |= ap_zip_is_big(dir->records[i].bytes, dir->records[i].packed_bytes);
    }
    compare_order(dir);
    compare_folders(dir);
    ap_zip_render_end(dir->n, dir->central_at, dir->central_bytes, any_big, &ending);
    if (!ap_str_eq(ap_buf_str(&ending), dir->ending) && dir->changes.n[AP_CHANGE_END] == 0)
        ap_zip_note_change(&dir->changes, AP_CHANGE_END, AP_STR_NONE);
}

static const char *const words[AP_N_CHANGES] = {
    [AP_CHANGE_TOP] = "the pack's folder was renamed or left out",
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
