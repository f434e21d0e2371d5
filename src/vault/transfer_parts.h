/* What the files of a transfer share.
 * Place in the flow: vault; private to transfer.c, session.c and arrival.c.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "vault/transfer.h"

/** One transfer under way. */
struct ap_sending {
    struct ap_remote *remote;
    const struct ap_remote_place *place;
    struct ap_journal *journal;
    const struct ap_transfer *transfer;
    struct ap_arena *mem;    /* of the caller; what outlives the transfer */
    struct ap_arena scratch; /* of one step */
    /* where it goes: the transfer's path, or one beside it while another session holds the name */
    struct ap_str path;
    bool done;
    struct ap_arrived arrived;
};

/** Copy what counts of a driveItem. */
void ap_arrived_read(const struct ap_node *item, struct ap_arena *mem,
                     struct ap_arrived *ret_arrived);

/** What is at a path now. *ret_there: something is; *ret_same: it is a file of our size and hash. A hash that is not there
 *  yet is asked for again, a few times.
 *  errors  as ap_graph_call(); refusals are reported */
AP_CHECKED int ap_sending_look(struct ap_sending *s, struct ap_str path, bool *ret_there,
                               bool *ret_same, struct ap_arrived *ret_arrived);
/** Read all bytes of s->arrived back and compare their SHA-256. Errors as ap_graph_call(), reported */
AP_CHECKED int ap_sending_read_back(struct ap_sending *s, bool *ret_same);
/** Compare what arrived with what was sent. AP_E_REMOTE (VLT017); VLT018, VLT019 are warnings */
AP_CHECKED int ap_sending_verify(struct ap_sending *s);
/** Report that the name is taken by something else (VLT011). Gives AP_E_REMOTE. */
int ap_sending_taken(struct ap_sending *s);
/** Send by an upload session; s->done and s->arrived when it returns AP_OK. */
AP_CHECKED int ap_session_send(struct ap_sending *s);
/** Has the file changed since it was hashed? AP_E_IO (VLT016) */
AP_CHECKED int ap_sending_unchanged(const struct ap_sending *s);
/** {"name": …, "@microsoft.graph.conflictBehavior": …} with `source_url` where it is not empty. */
struct ap_str ap_sending_rename_json(struct ap_str name, const char *behavior,
                                     struct ap_str source_url, struct ap_arena *mem);
