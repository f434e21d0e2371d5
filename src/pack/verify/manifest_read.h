/* manifest.json as verify reads it: what it says of each file, its slots and numbers.
 * Place in the flow: pack; private to verify.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "pack/verify/bag.h"

/** What the manifest says of one file. */
struct ap_told_file {
    uint64_t bytes;
    uint8_t sha256[AP_SHA256_BYTES];
    bool is_told;
};

enum ap_told_count {
    AP_TOLD_ITEMS,
    AP_TOLD_BYTES,
    AP_TOLD_SLOTS,
    AP_TOLD_LISTED,
    AP_TOLD_NOT_LISTED,
    AP_TOLD_NOT_LISTED_OPEN,
    AP_TOLD_GAPS,
    AP_TOLD_WITHHELD,
    AP_N_TOLD
};

#define AP_TOLD_STATUSES 16

/** At most this many slots are kept for the pack id. */
#define AP_MANIFEST_SLOTS_MAX 1000000u

struct ap_manifest {
    bool is_read; /* its text could be followed to the end */
    struct ap_str schema, pack_id, organization, product, from, to, as_of, audience, engines;
    bool complete;
    struct ap_told_file *files;                             /* one for each file of the tree */
    uint64_t n_items, n_bytes, n_slots, n_gaps, n_withheld; /* as counted */
    uint64_t by_status[AP_TOLD_STATUSES];                   /* in the order of ap_status_words */
    int64_t told[AP_N_TOLD];
    int64_t told_by_status[AP_TOLD_STATUSES];
    struct ap_strs slot_lines; /* of the pack id */
};

/** Read manifest.json of a pack, held to its schema. What is wrong is reported in `dg`. */
void ap_manifest_read(const struct ap_tree *tree, struct ap_arena *mem, struct ap_diag *dg,
                      struct ap_manifest *ret_manifest);
/** Does the name of a folder claim that it is a pack? */
bool ap_manifest_is_pack_name(struct ap_str name);
/** Compare it with the files and with itself; the pack id is computed anew. */
void ap_manifest_compare(const struct ap_manifest *manifest, const struct ap_tree *tree,
                         const struct ap_pass *pass, struct ap_str expected_id,
                         struct ap_arena *mem, struct ap_diag *dg, struct ap_str *ret_pack_id);
