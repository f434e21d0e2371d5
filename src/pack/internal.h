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

/** The packed form of a small file: deflated (true), or as it is where that would not make it smaller. */
bool ap_pack_deflate(struct ap_deflate *deflate, struct ap_str bytes, struct ap_arena *mem,
                     struct ap_str *ret_packed);
/** Write a zip in one step; the old file stays on any failure.
 *  errors AP_E_IO (PCK001), AP_E_CANCELLED */
AP_CHECKED int ap_pack_write_zip(const char *output, const struct ap_zip_entry *entries, size_t n,
                                 int64_t pack_time, unsigned n_workers, const volatile int *cancel,
                                 struct ap_diag *dg);
