/* Plan + payload + rendered reports -> the zip, a BagIt 1.0 bag, written atomically.
 * Place in the flow: pack; writes one file.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "model/plan.h"
#include "schema/schema.h"

/** A rendered tag file. */
struct ap_tag_file {
    struct ap_str path; /* "reports/gap-report.json" */
    struct ap_str bytes;
};
AP_VEC(ap_tag_files, struct ap_tag_file);

struct ap_seal;

struct ap_pack_options {
    const char *output;         /* path of the zip */
    struct ap_str passphrase;   /* not empty: all entries are encrypted with it */
    const struct ap_seal *seal; /* signatures and a stamp (pack/seal.h); NULL: none */
    unsigned n_threads;         /* 0: as many as there are processors */
    const ap_stop *cancel;
};

/** Write the pack. `reports` are the rendered reports and index; manifest.json, README.txt and the bag's own files are added here.
 *  errors those of ap_seal_make(), AP_E_IO (PCK001: the target keeps its old content or stays absent), AP_E_CANCELLED, AP_E_BUG (an item of
 *         the plan has no payload: inspection ran without packing) */
AP_CHECKED int ap_pack_write(const struct ap_plan *plan, const struct ap_tag_files *reports,
                             const struct ap_pack_options *options, struct ap_arena *mem,
                             struct ap_diag *dg);
/** manifest.json alone, for tests and `schema manifest`. */
void ap_manifest_render(const struct ap_plan *plan, struct ap_buf *out);

/** manifest/v1 as a table: for `apipack schema manifest`. */
extern const struct ap_schema ap_manifest_schema;
