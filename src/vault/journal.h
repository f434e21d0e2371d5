/* The upload journal beside the pack: which upload sessions are open, so that a later run goes on or closes them.
 * Place in the flow: vault; mode 0600, for an uploadUrl is a ticket. Written before the first byte and after each fragment.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "diag/diag.h"

#define AP_JOURNAL_SUFFIX    ".apipack-upload"
#define AP_JOURNAL_SESSION_S (23ll * 3600) /* an uploadUrl lasts 24 hours, and cannot be renewed */

/** One open session. */
struct ap_journal_entry {
    struct ap_str path;   /* in the library, decoded; with the name that the session has */
    struct ap_str sha256; /* of the bytes that go there */
    struct ap_str upload_url;
    int64_t size, offset;
    int64_t created_s;
    bool closed; /* done with; left out at the next save */
};
AP_VEC(ap_journal_entries, struct ap_journal_entry);

struct ap_journal {
    struct ap_str file;
    struct ap_str to; /* address of the target */
    struct ap_journal_entries entries;
    struct ap_arena *mem;
    struct ap_diag *dg;
    bool exists; /* on the disk */
};

/** Read the journal of a pack, or begin one in memory.
 *  errors  AP_E_IO, AP_E_INVALID: it is there and cannot be read (VLT023) */
AP_CHECKED int ap_journal_open(struct ap_str pack, struct ap_str to, struct ap_arena *mem,
                               struct ap_journal *ret_journal, struct ap_diag *dg);
/** The open session of a path, or NULL. */
struct ap_journal_entry *ap_journal_find(struct ap_journal *journal, struct ap_str path);
/** The same, or one of these bytes under a name beside it: the path, a dot, and more. */
struct ap_journal_entry *ap_journal_find_of(struct ap_journal *journal, struct ap_str path,
                                            struct ap_str sha256);
/** A new entry, not yet on the disk. */
struct ap_journal_entry *ap_journal_add(struct ap_journal *journal);
/** Write it in one step; without open sessions the file is removed. AP_E_IO (VLT023) */
AP_CHECKED int ap_journal_save(struct ap_journal *journal);
/** What would be written; for tests and fuzzing, with ap_journal_read() its inverse. */
void ap_journal_write(const struct ap_journal *journal, struct ap_buf *out);
/** Bounded: 1 MiB, 10,000 sessions. AP_E_SYNTAX */
AP_CHECKED int ap_journal_read(struct ap_str bytes, struct ap_journal *journal);
