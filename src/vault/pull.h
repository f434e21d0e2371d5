/* Evidence and its columns from a document library into a workspace.
 * Place in the flow: vault; `apipack pull` calls it, under the workspace's lock unless it only looks.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "model/workspace.h"
#include "vault/columns.h"

#define AP_PULL_STATE ".apipack/pull-state.json"

struct ap_pull_options {
    const struct ap_workspace *ws;
    const struct ap_library *lib;
    struct ap_str from;
    ap_day today;
    bool dry_run;
};

enum ap_pull_action {
    AP_PULL_SAME,     /* bytes and columns are those of the workspace */
    AP_PULL_NEW,      /* fetched */
    AP_PULL_CHANGED,  /* fetched anew */
    AP_PULL_COLUMNS,  /* the bytes are the same, the sidecar was changed */
    AP_PULL_KEPT,     /* changed here alone: nothing is done */
    AP_PULL_CONFLICT, /* changed on both sides: nothing is done */
    AP_PULL_REWRITTEN, /* an Office file of which SharePoint changed the properties alone: ours stays */
    AP_PULL_DELETED,  /* not there any more; the local file stays */
    AP_PULL_LEFT_OUT, /* no evidence, or not to be had: the reason is in `words` */
    AP_N_PULL
};
const char *ap_pull_action_name(enum ap_pull_action action, bool dry_run);

/** What an earlier pull knows of a file, and what this one found. */
struct ap_pull_item {
    struct ap_str id, ctag, etag, quickxor;
    struct ap_str path;   /* remote, decoded, below the folder of --from */
    struct ap_str local;  /* below the evidence folder; empty: none */
    struct ap_str sha256; /* of the local file when it was last the same as there */
    uint64_t bytes;
    bool malware;
    struct ap_str known_ctag;     /* what the last pull saw */
    bool seen;                    /* by this run */
    bool settled;                 /* both sides are known to be as they should */
    const struct ap_node *fields; /* NULL: not asked for, as nothing changed */
    enum ap_pull_action action;
    struct ap_str words;
};
AP_VEC(ap_pull_items, struct ap_pull_item);

struct ap_pull {
    struct ap_pull_options options;
    struct ap_remote *remote;
    struct ap_arena *mem;
    struct ap_library_url url;
    struct ap_remote_place place;
    struct ap_columns wanted, there;
    struct ap_site_people people;
    struct ap_str delta_link;
    struct ap_pull_items items; /* sorted by path at the end */
    size_t n[AP_N_PULL];
    uint64_t bytes_done, bytes_all; /* of all files, fetched or not: how far the run has come */
};

/** Fetch what is new, bring sidecars up to date, remember the state.
 *  errors  AP_E_INVALID (VLT001), AP_E_REMOTE, AP_E_AGAIN, AP_E_CANCELLED as ap_graph_call(); AP_E_IO (CLI008, VLT033) */
AP_CHECKED int ap_pull_run(const struct ap_pull_options *options, struct ap_remote *remote,
                           struct ap_arena *mem, struct ap_pull *ret_pull);
