/* One file to SharePoint: by one PUT or by an upload session, resumed where one is open, compared with what arrived.
 * Place in the flow: vault; upload.h decides which files.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "vault/journal.h"
#include "vault/place.h"

#define AP_FRAGMENT_UNIT  327680ull /* every fragment but the last is a multiple of it */
#define AP_FRAGMENT_BYTES (32 * AP_FRAGMENT_UNIT) /* 10 MiB */
#define AP_SMALL_MAX      (4ull << 20)            /* by one PUT, as an empty file must be */

enum ap_on_conflict { AP_CONFLICT_FAIL, AP_CONFLICT_REPLACE, AP_CONFLICT_RENAME };
const char *ap_on_conflict_name(enum ap_on_conflict policy);

/** A file to be sent. */
struct ap_transfer {
    struct ap_str path;  /* in the library, decoded, as SharePoint takes it */
    struct ap_str label; /* what it is called to people */
    int fd;
    uint64_t bytes;
    int64_t mtime_s, mtime_ns; /* when it was hashed; a later one is a change */
    struct ap_str sha256;      /* hex */
    struct ap_str quickxor;    /* base64 */
    enum ap_on_conflict on_conflict;
    bool verify_download;
    bool may_alter; /* SharePoint may rewrite it: a warning, no fault */
};

enum ap_arrival {
    AP_ARRIVED_VERIFIED, /* size and hash are those of ours, or its bytes were read back */
    AP_ARRIVED_ALTERED,  /* SharePoint changed it; only where may_alter */
    AP_ARRIVED_UNHASHED, /* size fits, SharePoint gives no hash */
};
const char *ap_arrival_name(enum ap_arrival arrival);

/** What is there afterwards. Strings in the arena of the call. */
struct ap_arrived {
    bool was_there; /* the same bytes had this name already */
    enum ap_arrival arrival;
    struct ap_str item_id, name, web_url, etag, quickxor;
    uint64_t bytes;
    bool checked_out;
};

/** Size, modification time, SHA-256 and quickXorHash of an open file, read once.
 *  errors AP_E_IO, AP_E_CANCELLED */
AP_CHECKED int ap_transfer_hash(struct ap_transfer *transfer, const ap_stop *cancel,
                                struct ap_arena *mem);

/** Send it, whatever comes between.
 *
 *  errors  AP_E_REMOTE: refused (VLT009, VLT011, VLT012, VLT013, VLT014), or arrived otherwise than it was sent (VLT017)
 *          AP_E_AGAIN: interrupted; the journal knows where (VLT006, VLT008, VLT021)
 *          AP_E_IO: the file changed (VLT016), the journal cannot be written (VLT023); AP_E_CANCELLED */
AP_CHECKED int ap_transfer_send(struct ap_remote *remote, const struct ap_remote_place *place,
                                struct ap_journal *journal, const struct ap_transfer *transfer,
                                struct ap_arena *mem, struct ap_arrived *ret_arrived);

/** Close an open session at the server and in the journal. Errors as ap_remote_send(), ap_journal_save() */
AP_CHECKED int ap_transfer_abort(struct ap_remote *remote, struct ap_journal *journal,
                                 struct ap_journal_entry *entry);
