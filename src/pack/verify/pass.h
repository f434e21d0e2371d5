/* The one read of every file: sizes, checksums, digests, and whether it is packed as apipack packs.
 * Place in the flow: pack; private to verify. Runs on several threads, results go by index.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "model/progress.h"
#include "pack/verify/tree.h"
#include "port/deflate.h"
#include "port/digest.h"

struct ap_file_facts {
    struct ap_read_facts read;
    bool repacked; /* its compressed bytes are not those that this version makes */
};

struct ap_pass_options {
    bool hashes[AP_N_HASHES]; /* which digests */
    /** Work that one thread does while the others read, before all files; may be NULL. It alone may use the
     *  arena and the diagnostics of the run meanwhile. */
    void (*beside)(void *ctx);
    void *beside_ctx;
    unsigned n_workers;
    const ap_stop *cancel;
    const struct ap_progress *progress; /* NULL: nobody looks */
};

struct ap_pass {
    struct ap_file_facts *facts;   /* one for each file of the tree */
    uint8_t *digests[AP_N_HASHES]; /* n files × ap_hash_bytes(); NULL: not computed */
    size_t n_compared;             /* files that were packed again */
};

/** Read every file: large ones first, the others as they lie in the container.
 *  errors AP_E_CANCELLED, AP_E_IO (errno: reading the zip failed; in a folder it is a fact of the file) */
AP_CHECKED int ap_pass_run(const struct ap_tree *tree, const struct ap_pass_options *options,
                           struct ap_arena *mem, struct ap_pass *ret_pass);
/** The levels of deflate that a pack's small files may have been packed at. */
struct ap_pass_levels {
    int items[AP_DEFLATE_LEVEL_MAX];
    size_t n;
};

/** Those of a pack whose manifest names these engines; false when they are not ours. A seal that was added later is packed at the
 *  default one. */
bool ap_pass_levels(struct ap_str engines, struct ap_arena *mem, struct ap_pass_levels *ret_levels);
/** In a zip made by the same engines: pack small files again, within a budget, and say which differ.
 *  errors as above */
AP_CHECKED int ap_pass_compare_packing(const struct ap_tree *tree,
                                       const struct ap_pass_options *options,
                                       const struct ap_pass_levels *levels, struct ap_arena *mem,
                                       struct ap_pass *pass);
/** The digest of a file. */
const uint8_t *ap_pass_digest(const struct ap_pass *pass, enum ap_hash hash, size_t index);
