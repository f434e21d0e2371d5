/* A pack to a document library: planned without a network, sent, verified, written down in a receipt.
 * Place in the flow: vault; `apipack upload` calls it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "model/library.h"
#include "vault/transfer.h"

#define AP_RECEIPT_SUFFIX ".upload-receipt.json"

struct ap_upload_options {
    struct ap_str pack;            /* path of the zip */
    struct ap_str to;              /* address of a document library, or of a folder in it */
    struct ap_str evidence_folder; /* of the workspace; paths in the library are those below it */
    enum ap_on_conflict on_conflict;
    bool files; /* the evidence in the pack too, each as a file with its columns */
    bool verify_download;
    bool link;           /* a view link for the organization */
    struct ap_str label; /* retention label, set last; empty: none */
    const ap_stop *cancel;
    struct ap_str
        encrypted_id; /* of an encrypted pack, which only its verification reads: its pack id; else empty */
    /** The pack, opened and hashed by the caller; its descriptor then belongs to the plan. NULL: ap_upload_make_plan() opens and hashes it. */
    const struct ap_transfer *hashed;
};

/** One file of an upload. */
struct ap_upload_file {
    struct ap_str name; /* for people: the pack's file name, or the path in the evidence folder */
    struct ap_str path; /* below the target folder, as SharePoint takes it */
    size_t member;      /* index in the zip; SIZE_MAX: the pack itself */
    struct ap_str sha256;
    uint64_t bytes;
    const struct ap_node *item; /* of the manifest; NULL: the pack itself */
    struct ap_arrived arrived;
    bool done, columns_set;
};
AP_VEC(ap_upload_files, struct ap_upload_file);

/** What an upload would do. */
struct ap_upload_plan {
    struct ap_upload_options options;
    struct ap_library_url url;
    int fd; /* of the pack; ap_upload_close() */
    struct ap_str pack_id, organization, window;
    struct ap_transfer pack; /* hashed */
    struct ap_upload_files files;
    struct ap_remote_place place; /* once found */
    struct ap_str link;           /* once made */
};

/** Read the pack and say where each file would go; no network.
 *  errors  AP_E_INVALID: the address (VLT001), the pack (VLT020), a path too long (VLT022); AP_E_NOTFOUND, AP_E_IO (CLI010), AP_E_CANCELLED */
AP_CHECKED int ap_upload_make_plan(const struct ap_upload_options *options, struct ap_arena *mem,
                                   struct ap_upload_plan *ret_plan, struct ap_diag *dg);
void ap_upload_close(struct ap_upload_plan *plan);

/** Do it: pack first, then files, columns, check-in, link and label. What arrived stands in the plan, also when it ends early.
 *  `lib` declares the columns.
 *  errors  as ap_transfer_send() */
AP_CHECKED int ap_upload_run(struct ap_upload_plan *plan, struct ap_remote *remote,
                             const struct ap_library *lib, struct ap_arena *mem);
/** Close the sessions that the journal of a pack holds, and remove it. *ret_n: how many there were. */
AP_CHECKED int ap_upload_abort(const struct ap_upload_options *options, struct ap_remote *remote,
                               struct ap_arena *mem, size_t *ret_n);

/** One line of --check. */
struct ap_upload_probe {
    struct ap_str what;
    bool ok;
    struct ap_str words;
};
AP_VEC(ap_upload_probes, struct ap_upload_probe);
/** Try every permission that an upload needs, without leaving anything behind.
 *  errors  AP_E_REMOTE: one is missing; AP_E_AGAIN, AP_E_CANCELLED */
AP_CHECKED int ap_upload_check(struct ap_remote *remote, const struct ap_library_url *url,
                               const struct ap_library *lib, struct ap_arena *mem,
                               struct ap_upload_probes *ret_probes);

/** The receipt as JSON: what lies where, with which hashes. Holds no address that is a ticket. */
void ap_upload_receipt(const struct ap_upload_plan *plan, int64_t now_s, struct ap_arena *mem,
                       struct ap_buf *out);
