/* A pack verified in layers: container, bag, manifest, signature, time; each says what it proves.
 * Place in the flow: pack; reads a zip or an unpacked folder, and writes only what --extract asks for.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "diag/diag.h"

enum ap_layer_id {
    AP_LAYER_CONTAINER,
    AP_LAYER_BAG,
    AP_LAYER_MANIFEST,
    AP_LAYER_SIGNATURE,
    AP_LAYER_TIME,
    AP_N_LAYERS
};

enum ap_layer_state {
    AP_LAYER_UNCHECKED, /* a layer before it did not hold, or this version does not check it */
    AP_LAYER_OK,
    AP_LAYER_CHANGED, /* contents hold, the container is not as apipack wrote it */
    AP_LAYER_FAILED,
    AP_LAYER_ABSENT, /* there is nothing to check: a folder has no container, a pack no signature */
};

struct ap_layer {
    enum ap_layer_state state;
    struct ap_str says; /* one sentence: what was proved, or why not */
    struct ap_diag faults;
};

enum ap_verdict_of_pack { AP_PACK_FAILED, AP_PACK_VERIFIED, AP_PACK_CHANGED };

struct ap_verify_options {
    bool any_bag;              /* --bag: the BagIt layer alone, for any bag */
    struct ap_str expected_id; /* hex; empty: any */
    unsigned n_workers;        /* at least 1 */
    const volatile int *cancel;
};

/** What verification found. */
struct ap_verification {
    enum ap_verdict_of_pack verdict;
    struct ap_layer layers[AP_N_LAYERS];
    bool is_zip;
    struct ap_str name;    /* of the pack's folder */
    struct ap_str pack_id; /* as computed anew; empty when that was not possible */
    struct ap_str organization, product, window, as_of, audience; /* as the manifest says */
    bool has_manifest;                                            /* these are known */
    bool complete;
    bool id_was_expected; /* --expect-id was given, and is the pack id */
    size_t n_files;
    uint64_t bytes;
    struct ap_verify_state *state; /* open files, for ap_verify_extract */
};

extern const char *const ap_layer_names[AP_N_LAYERS]; /* "container" … */
const char *ap_layer_state_name(enum ap_layer_state state);
const char *ap_verdict_name(enum ap_verdict_of_pack verdict);

/** Verify the zip or folder at `path`. What is wrong stands in the layers.
 *
 *  owns    the result lives in `mem`; ap_verify_close() when done, whatever the result
 *  errors  AP_E_NOTFOUND, AP_E_IO (errno), AP_E_CANCELLED */
AP_CHECKED int ap_verify(const char *path, const struct ap_verify_options *options,
                         struct ap_arena *mem, struct ap_verification *ret_result);
void ap_verify_close(struct ap_verification *result);

/** Unpack a zip that was verified into the new folder `path`: the very bytes whose digests were compared, or nothing.
 *  errors AP_E_EXISTS, AP_E_INVALID (a folder was verified; the bytes changed since), AP_E_NOTFOUND (the parent
 *         folder), AP_E_IO (errno), AP_E_CANCELLED; reported as VFY030 */
AP_CHECKED int ap_verify_extract(const struct ap_verification *result, const char *path,
                                 const volatile int *cancel, struct ap_arena *mem,
                                 struct ap_diag *dg);
