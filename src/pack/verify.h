/* A pack verified in layers: container, bag, manifest, signature, time; each says what it proves.
 * Place in the flow: pack; reads a zip or an unpacked folder, and writes only what --extract asks for.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "diag/diag.h"
#include "model/progress.h"

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

/** Whom the reader relies on. */
struct ap_verify_trust {
    /* the bytes of a certificate, an SSH public key or a file of allowed signers; empty: nobody named */
    struct ap_str signer;
    struct ap_str ca; /* PEM certificates; empty: none named */
    /* seconds since 1970: certificates must be valid then, unless a stamp proves an earlier moment */
    int64_t now;
};

/** Who tells the passphrase of a pack that turns out to be encrypted; `ask` NULL: nobody.
 *  ask  errors AP_E_NOTFOUND (there is none), AP_E_INVALID (reported), AP_E_CANCELLED */
struct ap_unlock {
    int (*ask)(void *ctx, struct ap_str *ret_passphrase);
    void *ctx;
};

struct ap_verify_options {
    struct ap_verify_trust trust;
    bool any_bag;              /* --bag: the BagIt layer alone, for any bag */
    struct ap_str expected_id; /* hex; empty: any */
    struct ap_unlock unlock;
    unsigned n_workers; /* at least 1 */
    const ap_stop *cancel;
    const struct ap_progress *progress; /* of the read of all files; NULL: nobody looks */
};

/** One signature over the tag manifest. */
struct ap_signature {
    struct ap_str file; /* "tagmanifest-sha256.txt.p7s" */
    const char *kind;   /* "CMS", "SSH" */
    struct ap_str
        signer;        /* subject of the certificate; who it is by the allowed signers; or empty */
    struct ap_str key; /* "EC P-256", "ssh-ed25519" */
    struct ap_str fingerprint; /* SHA-256: hex of the certificate, "SHA256:…" of an SSH key */
    bool holds;
    bool is_named;         /* by --signer */
    bool is_issued;        /* its certificate leads to --ca */
    struct ap_str expired; /* "certificate has expired", or is not yet valid; or empty */
};
AP_VEC(ap_signatures, struct ap_signature);

/** The time stamp. */
struct ap_stamp {
    struct ap_str file, over; /* what it is a stamp over */
    struct ap_str at;         /* "2026-07-15T10:00:00Z" */
    struct ap_str authority, fingerprint, policy, serial;
    bool holds;
    bool is_issued; /* its certificate leads to --ca */
    int64_t at_s;   /* seconds since 1970 */
};

/** A sentence for people, and whether it says what was proved or what was not. */
struct ap_sentence {
    struct ap_str words;
    bool is_proof;
};
AP_VEC(ap_sentences, struct ap_sentence);

/** What verification found. */
struct ap_verification {
    enum ap_verdict_of_pack verdict;
    struct ap_layer layers[AP_N_LAYERS];
    bool is_zip;
    bool is_encrypted;
    const char *locked;    /* why it could not be opened, in words; NULL: it is open */
    struct ap_str name;    /* of the pack's folder */
    struct ap_str pack_id; /* as computed anew; empty when that was not possible */
    struct ap_str organization, product, window, as_of, audience; /* as the manifest says */
    bool has_manifest;                                            /* these are known */
    bool complete;
    bool id_was_expected; /* --expect-id was given, and is the pack id */
    size_t n_files;
    uint64_t bytes;
    struct ap_signatures signatures;
    struct ap_stamp stamp;         /* file empty: none */
    struct ap_sentences sentences; /* on who made it, and when */
    struct ap_verify_state *state; /* open files, for ap_verify_extract */
};

extern const char *const ap_layer_names[AP_N_LAYERS]; /* "container" … */
const char *ap_layer_state_name(enum ap_layer_state state);
const char *ap_verdict_name(enum ap_verdict_of_pack verdict);

/** Verify the zip or folder at `path`. What is wrong stands in the layers.
 *
 *  owns    the result lives in `mem`; ap_verify_close() when done, whatever the result
 *  errors  AP_E_NOTFOUND, AP_E_IO (errno), AP_E_CANCELLED, AP_E_INVALID (reported by who was asked for the passphrase) */
AP_CHECKED int ap_verify(const char *path, const struct ap_verify_options *options,
                         struct ap_arena *mem, struct ap_verification *ret_result);
void ap_verify_close(struct ap_verification *result);
/** Why a pack that failed does not verify, in a line: the first fault, its file unless that is `path`,
 *  and that there are more. In `mem`. */
struct ap_str ap_verify_cause(const struct ap_verification *result, const char *path,
                              struct ap_arena *mem);

/** Can these bytes be a signer to rely on: a certificate, an SSH public key, allowed signers? */
bool ap_verify_is_signer(struct ap_str bytes);

/** Unpack a zip that was verified into the new folder `path`: the very bytes whose digests were compared, or nothing.
 *  errors AP_E_EXISTS, AP_E_INVALID (a folder was verified; the bytes changed since), AP_E_NOTFOUND (the parent
 *         folder), AP_E_IO (errno), AP_E_CANCELLED; reported as VFY030 */
AP_CHECKED int ap_verify_extract(const struct ap_verification *result, const char *path,
                                 const ap_stop *cancel, struct ap_arena *mem,
                                 struct ap_diag *dg);
