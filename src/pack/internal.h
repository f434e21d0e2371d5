/* What the files of the pack writer share.
 * Place in the flow: pack; private to this folder.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/json.h"
#include "pack/pack.h"
#include "port/deflate.h"
#include "port/zip.h"

/** Add a tag file; the bytes are copied into `mem`. */
void ap_pack_add_tag(struct ap_tag_files *tags, const char *path, struct ap_str bytes,
                     struct ap_arena *mem);
void ap_pack_sort_tags(struct ap_tag_files *tags);
/** The tag file with this path, or NULL. */
const struct ap_tag_file *ap_pack_find_tag(const struct ap_tag_files *tags, const char *path);

/** The names of the bag's two lists: by SHA-256 or SHA-512. */
const char *ap_bag_payload_list(const struct ap_plan *plan);
const char *ap_bag_tag_list(const struct ap_plan *plan);
/** bagit.txt, bag-info.txt, the list of the payload. */
void ap_bag_add_tags(const struct ap_plan *plan, struct ap_tag_files *tags, struct ap_arena *mem);
/** The tag list over all of `tags`, which are sorted. */
void ap_bag_add_tag_manifest(const struct ap_plan *plan, struct ap_tag_files *tags,
                             struct ap_arena *mem);

/** `"counts": {...}` of a manifest. */
void ap_manifest_counts(struct ap_json *json, const struct ap_plan *plan);

/** README.txt; says what each of `tags` is. */
void ap_readme_render(const struct ap_plan *plan, const struct ap_tag_files *tags,
                      struct ap_buf *out);

/** Where the packed bytes of one entry are: in a file from `offset` on, or in memory. */
struct ap_pack_source {
    int fd; /* -1: in memory */
    uint64_t offset;
    uint64_t bytes;
    const char *memory;
};
/** The entries of a zip that is being made, with their sources. */
struct ap_pack_entries {
    struct ap_zip_entry *items;
    struct ap_pack_source *sources;
    struct ap_buf *packed; /* deflated bytes of those in memory, on the heap */
    size_t n;
};
/** Room for `most` entries, in `mem`. */
struct ap_pack_entries ap_pack_entries_new(size_t most, struct ap_arena *mem);
void ap_pack_entries_release(struct ap_pack_entries *entries);
/** Add an entry, stored until its other fields are set; returns it. */
struct ap_zip_entry *ap_pack_add_entry(struct ap_pack_entries *entries, struct ap_str name,
                                       struct ap_pack_source source);
/** Add an entry of bytes in memory, which must outlive `entries`; ap_pack_deflate_all() finishes it. */
void ap_pack_add_bytes(struct ap_pack_entries *entries, struct ap_str name, struct ap_str bytes);
/** Deflate what lies in memory, where that makes it smaller, by all workers at once.
 *  level   0: AP_DEFLATE_LEVEL
 *  errors  as ap_pool_run() */
AP_CHECKED int ap_pack_deflate_all(struct ap_pack_entries *entries, int level, unsigned n_workers,
                                   const ap_stop *cancel, struct ap_arena *mem);
/** Write a zip in one step; the old file stays on any failure.
 *  errors AP_E_IO (PCK001), AP_E_CANCELLED */
AP_CHECKED int ap_pack_write_zip(const char *output, const struct ap_zip_entry *entries, size_t n,
                                 int64_t pack_time, unsigned n_workers, const ap_stop *cancel,
                                 struct ap_diag *dg);
