/* The zip as verify reads it: bounds, one record for each entry, the directory.
 * Place in the flow: pack; private to verify. No library reads the archive: what is audited is what is read.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/endian.h"
#include "base/zip_layout.h"
#include "diag/diag.h"
#include "port/zip_header.h"

/** Bounds: beyond them nothing is read. */
#define AP_ZIP_ENTRIES_MAX   1000000u
#define AP_ZIP_DIRECTORY_MAX (512u << 20)
#define AP_ZIP_TOTAL_MAX     (UINT64_C(256) << 30)
#define AP_ZIP_RATIO_MAX     1032u /* deflate cannot do more */

/** One entry as the central directory tells it. */
struct ap_zip_record {
    struct ap_str name; /* raw bytes */
    struct ap_str extra;
    struct ap_str header; /* the whole central header */
    uint64_t bytes;
    uint64_t packed_bytes;
    uint64_t local_at;
    uint64_t data_at; /* 0 until its local header was audited */
    uint32_t crc32;
    uint32_t external;
    uint16_t made_by;
    uint16_t needed;
    uint16_t flags;
    uint16_t method;
    uint16_t time;
    uint16_t date;
    uint16_t comment_bytes;
    bool folder;
    bool aes;       /* encrypted by AES-256: `inner` is the method beneath */
    uint16_t inner; /* as `method` where it is not */
};

/** What differs from the form in which apipack writes a zip. */
enum ap_zip_change {
    AP_CHANGE_TOP,
    AP_CHANGE_ORDER,
    AP_CHANGE_TIME,
    AP_CHANGE_FOLDER,
    AP_CHANGE_MADE_BY,
    AP_CHANGE_FLAGS,
    AP_CHANGE_EXTRA,
    AP_CHANGE_ATTRIBUTES,
    AP_CHANGE_HEADER,
    AP_CHANGE_DESCRIPTOR,
    AP_CHANGE_END,
    AP_CHANGE_PADDING,
    AP_CHANGE_PACKING,
    AP_N_CHANGES
};

struct ap_zip_changes {
    size_t n[AP_N_CHANGES];
    struct ap_str first[AP_N_CHANGES]; /* name of the first entry concerned */
};

struct ap_zipdir {
    int fd;
    uint64_t bytes;     /* of the file */
    struct ap_str path; /* of the file, for messages */
    uint64_t n_told;    /* entries, as the end record says */
    uint64_t central_at;
    uint64_t central_bytes;
    uint64_t end_at;      /* of the end record */
    struct ap_str ending; /* from the end of the directory to the end of the file */
    struct ap_zip_record *records;
    size_t n;
    struct ap_zip_changes changes;
};

void ap_zip_note_change(struct ap_zip_changes *changes, enum ap_zip_change what,
                        struct ap_str name);

/** Find the end record, follow it to the directory, and read that.
 *  errors AP_E_INVALID (reported), AP_E_IO (errno) */
AP_CHECKED int ap_zip_find_directory(struct ap_zipdir *dir, struct ap_str *ret_central,
                                     struct ap_arena *mem, struct ap_diag *dg);
/** One record for each header of the directory. AP_E_INVALID: reported; the records cannot be relied on. */
AP_CHECKED int ap_zip_read_directory(struct ap_zipdir *dir, struct ap_str central,
                                     struct ap_arena *mem, struct ap_diag *dg);
/** The value of the extra field `id`; an empty view without ptr when there is none.
 *  AP_E_SYNTAX: the fields do not fill their room */
AP_CHECKED int ap_zip_extra(struct ap_str extra, unsigned id, struct ap_str *ret_value);
/** Local headers against the directory, one after the other without gap or overlap; sets data_at.
 *  errors AP_E_IO; what is wrong is reported */
AP_CHECKED int ap_zip_audit_locals(struct ap_zipdir *dir, struct ap_arena *mem, struct ap_diag *dg);
/** Flags, methods, sizes, types: can each entry be read, and is it a plain file or folder? */
void ap_zip_audit_entries(const struct ap_zipdir *dir, struct ap_diag *dg);
/** Names: portable, inside the pack, each once. With `any_bag` only what leads out or cannot be unpacked. */
void ap_zip_audit_names(const struct ap_zipdir *dir, bool any_bag, struct ap_arena *mem,
                        struct ap_diag *dg);
/** Compare with the form that apipack writes: the central header of every entry, their order, the end record. */
void ap_zip_compare_directory(struct ap_zipdir *dir);
/** Compare a local header: `header` are its bytes. */
void ap_zip_compare_local(struct ap_zipdir *dir, const struct ap_zip_record *record,
                          struct ap_str header);
/** One diagnostic (VFY012) for each kind of change. */
void ap_zip_report_changes(const struct ap_zipdir *dir, struct ap_diag *dg);

/** All of it. The directory is usable when the result is AP_OK; whether it is sound is in `dg`.
 *  fd     stays the caller's, and must outlive `ret_dir`
 *  errors AP_E_INVALID (reported: nothing can be read), AP_E_IO (errno) */
AP_CHECKED int ap_zip_audit(int fd, uint64_t bytes, struct ap_str path, bool any_bag,
                            struct ap_arena *mem, struct ap_zipdir *ret_dir, struct ap_diag *dg);
