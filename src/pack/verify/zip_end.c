/* The end of a zip: exactly one end record, its zip64 parts, and the directory it points to.
 * Place in the flow: pack; the first step of the container's audit.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "pack/verify/zip_format.h"
#include "port/fs.h"

#define MAX16 0xffffu
#define MAX32 0xffffffffu

static struct ap_place
place_of(const struct ap_zipdir *dir)
{
    return (struct ap_place){.file = dir->path};
}

static int
read_at(const struct ap_zipdir *dir, uint64_t at, size_t n, struct ap_arena *mem,
        struct ap_str *ret_bytes)
{
    char *buffer = ap_arena_alloc(mem, n ? n : 1);
    size_t got;
    int rc = ap_fd_read_at(dir->fd, at, buffer, n, &got);
    if (rc == AP_OK && got == n)
        *ret_bytes = (struct ap_str){buffer, n};
    return rc != AP_OK ? rc : got == n ? AP_OK : AP_E_SYNTAX;
}

static bool
has_sign(struct ap_str bytes, size_t at, uint32_t sign)
{
    return at + 4 <= bytes.len && ap_le32(bytes.ptr + at) == sign;
}

/** End records in the file's last bytes: where the last one stands, and how many end exactly at the file's end. */
struct ends {
    size_t at; /* the one that counts */
    size_t n_exact;
    bool any;
};

static struct ends
find_ends(struct ap_str tail)
{
    struct ends ends = {0, 0, false};
    for (size_t at = 0; at + AP_ZIP_END_BYTES <= tail.len; at++) {
        if (!has_sign(tail, at, AP_ZIP_END_SIGN))
            continue;
        size_t end = at + AP_ZIP_END_BYTES + ap_le16(tail.ptr + at + 20);
        bool exact = end == tail.len;
        ends.n_exact += exact;
        if (exact || ends.n_exact == 0)
            ends.at = at;
        ends.any = true;
    }
    return ends;
}

static int
report_no_end(const struct ap_zipdir *dir, struct ap_arena *mem, struct ap_diag *dg)
{
    struct ap_str head = AP_STR_NONE;
    size_t n = dir->bytes < 4 ? (size_t)dir->bytes : 4;
    int rc = read_at(dir, 0, n, mem, &head);
    if (rc == AP_E_IO)
        return rc;
    if (dir->bytes == 0)
        (void)ap_diag_add(dg, AP_VFY001, place_of(dir), "the file is empty: no zip archive");
    else if (has_sign(head, 0, AP_ZIP_LOCAL_SIGN))
        (void)ap_diag_add(dg, AP_VFY005, place_of(dir),
                          "the zip is cut off: its end record is missing");
    else
        (void)ap_diag_add(dg, AP_VFY001, place_of(dir), "this is no zip archive");
    return AP_E_INVALID;
}

/** 0, or AP_E_INVALID after reporting. */
static int
check_ends(struct ap_zipdir *dir, struct ap_str tail, const struct ends *ends, struct ap_diag *dg)
{
    const char *end = tail.ptr + ends->at;
    size_t comment = ap_le16(end + 20);
    size_t told_end = ends->at + AP_ZIP_END_BYTES + comment;
    if (ends->n_exact > 1) {
        (void)ap_diag_add(dg, AP_VFY004, place_of(dir),
                          "the zip has %zu end records: programs would see different contents",
                          ends->n_exact);
    } else if (told_end < tail.len) {
        (void)ap_diag_add(dg, AP_VFY002, place_of(dir), "%zu bytes follow the end of the zip",
                          tail.len - told_end);
    } else if (told_end > tail.len) {
        (void)ap_diag_add(dg, AP_VFY005, place_of(dir),
                          "the zip is cut off: its comment should go on for %zu bytes",
                          told_end - tail.len);
        return AP_E_INVALID;
    } else if (comment) {
        ap_zip_note_change(&dir->changes, AP_CHANGE_END, AP_STR_NONE);
    }
    if (ap_le16(end + 4) != 0 || ap_le16(end + 6) != 0) {
        (void)ap_diag_add(dg, AP_VFY005, place_of(dir),
                          "the zip says that it is one of several parts");
        return AP_E_INVALID;
    }
    return AP_OK;
}

/** A field of the end record against its zip64 form: the latter counts where the former is full. */
static bool
take64(uint64_t value64, uint64_t full, uint64_t *value)
{
    if (*value != full)
        return *value == value64;
    *value = value64;
    return true;
}

/** The zip64 end record, when there is a locator before the end record.
 *  *ret_directory_end: where the directory must end */
static int
read_end64(struct ap_zipdir *dir, struct ap_arena *mem, struct ap_diag *dg,
           uint64_t *ret_directory_end)
{
    bool is_full = dir->n_told == MAX16 || dir->central_bytes == MAX32 || dir->central_at == MAX32;
    struct ap_str locator = AP_STR_NONE;
    *ret_directory_end = dir->end_at;
    int rc = dir->end_at < AP_ZIP_LOCATOR_BYTES ? AP_E_SYNTAX
                                                : read_at(dir, dir->end_at - AP_ZIP_LOCATOR_BYTES,
                                                          AP_ZIP_LOCATOR_BYTES, mem, &locator);
    if (rc == AP_E_IO)
        return rc;
    if (!has_sign(locator, 0, AP_ZIP_LOCATOR_SIGN)) {
        if (!is_full || dir->n_told == MAX16) /* 65,535 entries are told without zip64 as well */
            return AP_OK;
        (void)ap_diag_add(dg, AP_VFY005, place_of(dir), "the zip64 end record is missing");
        return AP_E_INVALID;
    }
    uint64_t at = ap_le64(locator.ptr + 8);
    uint64_t locator_at = dir->end_at - AP_ZIP_LOCATOR_BYTES;
    struct ap_str end = AP_STR_NONE;
    rc = at <= locator_at && locator_at - at >= AP_ZIP_END64_BYTES
             ? read_at(dir, at, AP_ZIP_END64_BYTES, mem, &end)
             : AP_E_SYNTAX;
    if (rc == AP_E_IO)
        return rc;
    bool ok = has_sign(end, 0, AP_ZIP_END64_SIGN) && ap_le64(end.ptr + 4) == locator_at - at - 12 &&
              ap_le32(end.ptr + 16) == 0 && ap_le32(end.ptr + 20) == 0 &&
              ap_le32(locator.ptr + 4) == 0 && ap_le32(locator.ptr + 16) == 1 &&
              ap_le64(end.ptr + 24) == ap_le64(end.ptr + 32) &&
              take64(ap_le64(end.ptr + 32), MAX16, &dir->n_told) &&
              take64(ap_le64(end.ptr + 40), MAX32, &dir->central_bytes) &&
              take64(ap_le64(end.ptr + 48), MAX32, &dir->central_at);
    if (!ok) {
        (void)ap_diag_add(dg, AP_VFY005, place_of(dir),
                          "the zip64 end record is damaged, or says something else than the end "
                          "record");
        return AP_E_INVALID;
    }
    *ret_directory_end = at;
    return AP_OK;
}

/** Bytes between the directory and the end records that count. AP_E_IO */
static int
report_gap(const struct ap_zipdir *dir, uint64_t gap, struct ap_arena *mem, struct ap_diag *dg)
{
    struct ap_str sign = AP_STR_NONE;
    int rc = gap < AP_ZIP_END_BYTES
                 ? AP_E_SYNTAX
                 : read_at(dir, dir->central_at + dir->central_bytes, 4, mem, &sign);
    if (rc == AP_E_IO)
        return rc;
    bool is_end = has_sign(sign, 0, AP_ZIP_END_SIGN) || has_sign(sign, 0, AP_ZIP_END64_SIGN);
    if (is_end && dg->n_errors == 0) /* else it was said already */
        (void)ap_diag_add(dg, AP_VFY004, place_of(dir),
                          "another end record stands before the last one: programs would see "
                          "different contents");
    else
        (void)ap_diag_add(dg, AP_VFY002, place_of(dir),
                          "%llu bytes lie before or behind the directory of the zip that nothing "
                          "accounts for",
                          (unsigned long long)gap);
    return AP_OK;
}

/** The directory must lie directly before the end records. */
static int
check_directory_place(struct ap_zipdir *dir, uint64_t directory_end, struct ap_arena *mem,
                      struct ap_diag *dg)
{
    if (dir->central_at > directory_end || dir->central_bytes > directory_end - dir->central_at) {
        (void)ap_diag_add(dg, AP_VFY005, place_of(dir),
                          "the directory of the zip does not lie where its end record says");
        return AP_E_INVALID;
    }
    uint64_t gap = directory_end - dir->central_at - dir->central_bytes;
    int rc = gap ? report_gap(dir, gap, mem, dg) : AP_OK;
    if (rc != AP_OK)
        return rc;
    if (dir->n_told > AP_ZIP_ENTRIES_MAX || dir->central_bytes > AP_ZIP_DIRECTORY_MAX) {
        (void)ap_diag_add(dg, AP_VFY011, place_of(dir),
                          "the zip tells of %llu entries; at most %u are read",
                          (unsigned long long)dir->n_told, AP_ZIP_ENTRIES_MAX);
        return AP_E_INVALID;
    }
    if (dir->n_told > dir->central_bytes / AP_ZIP_CENTRAL_BYTES) {
        (void)ap_diag_add(dg, AP_VFY005, place_of(dir),
                          "the zip tells of %llu entries, more than its directory can hold",
                          (unsigned long long)dir->n_told);
        return AP_E_INVALID;
    }
    return AP_OK;
}

int
ap_zip_find_directory(struct ap_zipdir *dir, struct ap_str *ret_central, struct ap_arena *mem,
                      struct ap_diag *dg)
{
    const uint64_t tail_max = AP_ZIP_END_BYTES + AP_ZIP_COMMENT_MAX;
    size_t tail_bytes = (size_t)(dir->bytes < tail_max ? dir->bytes : tail_max);
    struct ap_str tail;
    int rc = read_at(dir, dir->bytes - tail_bytes, tail_bytes, mem, &tail);
    if (rc == AP_E_IO)
        return rc;
    struct ends ends = rc == AP_OK ? find_ends(tail) : (struct ends){0, 0, false};
    if (!ends.any)
        return report_no_end(dir, mem, dg);
    if (check_ends(dir, tail, &ends, dg) != AP_OK)
        return AP_E_INVALID;
    const char *end = tail.ptr + ends.at;
    dir->end_at = dir->bytes - tail_bytes + ends.at;
    dir->n_told = ap_le16(end + 10);
    dir->central_bytes = ap_le32(end + 12);
    dir->central_at = ap_le32(end + 16);
    if (ap_le16(end + 8) != dir->n_told) {
        (void)ap_diag_add(dg, AP_VFY005, place_of(dir),
                          "the end record gives two different numbers of entries");
        return AP_E_INVALID;
    }
    uint64_t directory_end;
    rc = read_end64(dir, mem, dg, &directory_end);
    if (rc == AP_OK)
        rc = check_directory_place(dir, directory_end, mem, dg);
    if (rc == AP_OK)
        rc = read_at(dir, dir->central_at, (size_t)dir->central_bytes, mem, ret_central);
    uint64_t ending_at = dir->central_at + dir->central_bytes;
    if (rc == AP_OK && dir->bytes - ending_at <= tail_max + AP_ZIP_END64_BYTES)
        rc = read_at(dir, ending_at, (size_t)(dir->bytes - ending_at), mem, &dir->ending);
    if (rc == AP_E_SYNTAX) {
        (void)ap_diag_add(dg, AP_VFY005, place_of(dir),
                          "the file became shorter while it was read");
        return AP_E_INVALID;
    }
    return rc;
}
