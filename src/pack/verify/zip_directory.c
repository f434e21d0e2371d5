/* The central directory of a zip as records, with their extra fields.
 * Place in the flow: pack; the second step of the container's audit.
 * SPDX-License-Identifier: Apache-2.0 */
#include "pack/verify/zip_format.h"
#include "port/digest.h"

#define MAX32 0xffffffffu

int
ap_zip_extra(struct ap_str extra, unsigned id, struct ap_str *ret_value)
{
    struct ap_str found = AP_STR_NONE;
    for (size_t at = 0; at < extra.len;) {
        if (extra.len - at < 4 || extra.len - at - 4 < ap_le16(extra.ptr + at + 2))
            return AP_E_SYNTAX;
        size_t n = ap_le16(extra.ptr + at + 2);
        if (ap_le16(extra.ptr + at) == id && found.ptr)
            return AP_E_SYNTAX; /* twice: readers differ in which one they take */
        if (ap_le16(extra.ptr + at) == id)
            found = (struct ap_str){extra.ptr + at + 4, n};
        at += 4 + n;
    }
    *ret_value = found;
    return AP_OK;
}

/** Sizes and place beyond 4 GiB stand in the zip64 field, in this order, those alone that are full. */
static bool
take_zip64(struct ap_zip_record *record)
{
    uint64_t *const fields[] = {&record->bytes, &record->packed_bytes, &record->local_at};
    struct ap_str value;
    if (ap_zip_extra(record->extra, AP_ZIP_EXTRA_ZIP64, &value) != AP_OK)
        return false;
    size_t at = 0;
    for (size_t i = 0; i < AP_COUNT(fields); i++) {
        if (*fields[i] != MAX32 || !value.ptr)
            continue;
        if (value.len - at < 8)
            return false;
        *fields[i] = ap_le64(value.ptr + at);
        at += 8;
    }
    return at == 0 || at == value.len; /* not needed and there all the same: a change, no damage */
}

/** A second name, in Unicode, which some readers prefer. */
static bool
has_other_name(const struct ap_zip_record *record)
{
    struct ap_str value;
    if (ap_zip_extra(record->extra, AP_ZIP_EXTRA_NAME, &value) != AP_OK || value.len < 5)
        return false;
    bool applies = value.ptr[0] == 1 &&
                   ap_le32(value.ptr + 1) == ap_crc32(0, record->name.ptr, record->name.len);
    return applies && !ap_str_eq(ap_str_slice(value, 5, value.len), record->name);
}

/** The record at the front of `rest`, which is shortened; AP_E_SYNTAX when there is none. */
/** AES-256 as AE-1 or AE-2; anything else stays an encrypted entry that nobody here reads. */
static void
take_aes(struct ap_zip_record *record)
{
    enum { FIELD_BYTES = 7, AES_256 = 3 };
    struct ap_str value;
    record->inner = record->method;
    if (record->method != AP_ZIP_AES || !(record->flags & AP_ZIP_FLAG_ENCRYPTED) ||
        (record->flags & AP_ZIP_FLAG_STRONG) ||
        ap_zip_extra(record->extra, AP_ZIP_EXTRA_AES, &value) != AP_OK || value.len != FIELD_BYTES)
        return;
    unsigned version = ap_le16(value.ptr);
    record->aes = (version == 1 || version == 2) && value.ptr[2] == 'A' && value.ptr[3] == 'E' &&
                  value.ptr[4] == AES_256;
    record->inner = ap_le16(value.ptr + 5);
}

static int
read_record(struct ap_str *rest, struct ap_zip_record *record)
{
    const char *p = rest->ptr;
    if (rest->len < AP_ZIP_CENTRAL_BYTES || ap_le32(p) != AP_ZIP_CENTRAL_SIGN)
        return AP_E_SYNTAX;
    size_t name = ap_le16(p + 28);
    size_t extra = ap_le16(p + 30);
    size_t comment = ap_le16(p + 32);
    size_t n = AP_ZIP_CENTRAL_BYTES + name + extra + comment;
    if (rest->len < n || ap_le16(p + 34) != 0)
        return AP_E_SYNTAX;
    *record = (struct ap_zip_record){
        .name = {p + AP_ZIP_CENTRAL_BYTES, name},
        .extra = {p + AP_ZIP_CENTRAL_BYTES + name, extra},
        .header = {p, n},
        .made_by = ap_le16(p + 4),
        .needed = ap_le16(p + 6),
        .flags = ap_le16(p + 8),
        .method = ap_le16(p + 10),
        .time = ap_le16(p + 12),
        .date = ap_le16(p + 14),
        .crc32 = ap_le32(p + 16),
        .packed_bytes = ap_le32(p + 20),
        .bytes = ap_le32(p + 24),
        .comment_bytes = (uint16_t)comment,
        .external = ap_le32(p + 38),
        .local_at = ap_le32(p + 42),
        .folder = name > 0 && p[AP_ZIP_CENTRAL_BYTES + name - 1] == '/',
    };
    *rest = ap_str_slice(*rest, n, rest->len);
    take_aes(record);
    return take_zip64(record) ? AP_OK : AP_E_INVALID;
}

int
ap_zip_read_directory(struct ap_zipdir *dir, struct ap_str central, struct ap_arena *mem,
                      struct ap_diag *dg)
{
    struct ap_str rest = central;
    dir->records = ap_arena_array(mem, struct ap_zip_record, (size_t)dir->n_told);
    dir->n = 0;
    for (uint64_t i = 0; i < dir->n_told; i++) {
        struct ap_zip_record *record = &dir->records[dir->n];
        int rc = read_record(&rest, record);
        if (rc == AP_E_SYNTAX) {
            (void)ap_diag_add(dg, AP_VFY005, (struct ap_place){.file = dir->path},
                              "the directory of the zip is damaged at entry %llu of %llu",
                              (unsigned long long)i + 1, (unsigned long long)dir->n_told);
            return AP_E_INVALID;
        }
        if (rc != AP_OK) {
            (void)ap_diag_add(dg, AP_VFY005, (struct ap_place){.file = record->name},
                              "the extra fields of the entry are damaged");
            return AP_E_INVALID;
        }
        if (has_other_name(record))
            (void)ap_diag_add(dg, AP_VFY006, (struct ap_place){.file = record->name},
                              "the entry has a second name in its extra fields");
        dir->n++;
    }
    if (rest.len == 0)
        return AP_OK;
    (void)ap_diag_add(dg, AP_VFY005, (struct ap_place){.file = dir->path},
                      "the directory of the zip holds %zu bytes more than its %llu entries",
                      rest.len, (unsigned long long)dir->n_told);
    return AP_E_INVALID;
}
