/* Entries one by one: can it be read, is it a plain file or folder, is its size possible?
 * Place in the flow: pack; the fourth step of the container's audit.
 * SPDX-License-Identifier: Apache-2.0 */
#include <sys/stat.h>

#include "pack/verify/zip_format.h"
#include "port/zip_aes.h"

#define DOS_FOLDER  0x10u
#define MUCH_RATIO  200u
#define MUCH_BYTES  (10u << 20)
#define SLACK_BYTES 1032u /* of the smallest streams */
#define BAD_FLAGS   (AP_ZIP_FLAG_PATCHED | AP_ZIP_FLAG_MASKED)

static struct ap_place
place_of(const struct ap_zip_record *record)
{
    return (struct ap_place){.file = record->name};
}

/** The unix type stands in the upper half of the attributes, whichever system is named as the writer. */
static void
audit_type(const struct ap_zip_record *record, struct ap_diag *dg)
{
    unsigned type = (record->external >> 16) & S_IFMT;
    if (type == S_IFLNK)
        (void)ap_diag_add(dg, AP_VFY009, place_of(record), "the entry is a symbolic link");
    else if (type != 0 && type != S_IFREG && type != S_IFDIR)
        (void)ap_diag_add(dg, AP_VFY009, place_of(record),
                          "the entry is neither a file nor a folder");
    else if ((type == S_IFDIR || (record->external & DOS_FOLDER)) && !record->folder)
        (void)ap_diag_add(dg, AP_VFY009, place_of(record),
                          "the entry is a folder by its attributes and a file by its name");
    else if (type == S_IFREG && record->folder)
        (void)ap_diag_add(dg, AP_VFY009, place_of(record),
                          "the entry is a file by its attributes and a folder by its name");
    if (record->folder && record->bytes)
        (void)ap_diag_add(dg, AP_VFY009, place_of(record), "a folder holds %llu bytes",
                          (unsigned long long)record->bytes);
}

static void
audit_method(const struct ap_zip_record *record, struct ap_diag *dg)
{
    struct ap_str aes;
    bool is_aes = ap_zip_extra(record->extra, AP_ZIP_EXTRA_AES, &aes) == AP_OK && aes.ptr;
    uint64_t overhead = record->aes ? AP_ZIP_AES_EXTRA_BYTES : 0;
    unsigned flags = record->aes ? record->flags & ~AP_ZIP_FLAG_ENCRYPTED : record->flags;
    if (!record->aes &&
        ((record->flags & (AP_ZIP_FLAG_ENCRYPTED | AP_ZIP_FLAG_STRONG)) || is_aes)) {
        struct ap_diagnostic *d =
            ap_diag_add(dg, AP_VFY010, place_of(record), "the entry is encrypted");
        ap_diag_hint(dg, d, "unpack it with its passphrase, then verify the folder");
    } else if (flags & BAD_FLAGS) {
        (void)ap_diag_add(dg, AP_VFY010, place_of(record),
                          "the entry has flags (0x%04x) that no plain zip has", record->flags);
    } else if (record->inner != AP_ZIP_STORED && record->inner != AP_ZIP_DEFLATED) {
        (void)ap_diag_add(dg, AP_VFY010, place_of(record),
                          "the entry is packed by method %u; 0 (stored) and 8 (deflate) are read",
                          record->inner);
    } else if (record->packed_bytes < overhead ||
               (record->inner == AP_ZIP_STORED &&
                record->packed_bytes - overhead != record->bytes)) {
        (void)ap_diag_add(dg, AP_VFY013, place_of(record),
                          "the entry has sizes that contradict each other");
    }
}

/** False when deflate cannot have made that much of so little. */
static bool
is_possible(const struct ap_zip_record *record)
{
    return record->bytes <= SLACK_BYTES ||
           (record->bytes - SLACK_BYTES) / AP_ZIP_RATIO_MAX <= record->packed_bytes;
}

static void
audit_size(const struct ap_zip_record *record, struct ap_diag *dg)
{
    if (!is_possible(record))
        (void)ap_diag_add(dg, AP_VFY011, place_of(record),
                          "the entry says that %llu bytes unpack to %llu: that is not possible",
                          (unsigned long long)record->packed_bytes,
                          (unsigned long long)record->bytes);
    else if (record->bytes > MUCH_BYTES && record->bytes / MUCH_RATIO > record->packed_bytes)
        ap_diag_level(dg,
                      ap_diag_add(dg, AP_VFY011, place_of(record),
                                  "the entry unpacks to more than %u times its size", MUCH_RATIO),
                      AP_NOTE);
}

void
ap_zip_audit_entries(const struct ap_zipdir *dir, struct ap_diag *dg)
{
    uint64_t total = 0;
    for (size_t i = 0; i < dir->n; i++) {
        const struct ap_zip_record *record = &dir->records[i];
        audit_type(record, dg);
        audit_method(record, dg);
        audit_size(record, dg);
        if (total <= AP_ZIP_TOTAL_MAX)
            total = record->bytes > AP_ZIP_TOTAL_MAX ? record->bytes : total + record->bytes;
    }
    if (total > AP_ZIP_TOTAL_MAX)
        (void)ap_diag_add(dg, AP_VFY011, (struct ap_place){.file = dir->path},
                          "the zip unpacks to more than %llu GiB",
                          (unsigned long long)(AP_ZIP_TOTAL_MAX >> 30));
}
