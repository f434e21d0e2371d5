/* The steps of reading evidence, each a small function of its own file.
 * Place in the flow: evidence; private to the folder.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "evidence/evidence.h"
#include "port/fs.h"

/** What a sidecar, a link or a register row says of an item, before it is believed. */
struct ap_observed {
    struct ap_str by;
    ap_day date;
    struct ap_str system, method, note;
};

struct ap_metadata {
    struct ap_str schema;
    struct ap_str title;
    struct ap_refs control;
    struct ap_str area;
    struct ap_refs framework;
    struct ap_str owner;
    struct ap_periods period;
    struct ap_str source;
    struct ap_reviews review;
    struct ap_str audience;
    ap_day performed, collected, effective;
    struct ap_serves_list serves;
    struct ap_strs samples;
    struct ap_extraction *extraction;
    struct ap_derived *derived_from;
    struct ap_received *received;
    struct ap_str url;
    enum ap_link_access access;
    struct ap_str sha256;
    struct ap_observed *observed;
    const struct ap_node *node; /* the mapping itself, for the library's own fields */
    struct ap_place place;
};

/** What the steps share. */
struct ap_evidence_job {
    const struct ap_workspace *ws;
    const struct ap_library *lib;
    struct ap_arena *mem;
    struct ap_arena scratch; /* rewound for every sidecar */
    struct ap_evidence *out;
    struct ap_schema sidecar_schema, link_schema; /* with the library's own fields */
    struct ap_entries sidecars;                   /* sorted by path */
    struct ap_map item_by_rel;                    /* -> index in items */
};

struct ap_finding *ap_evidence_say(struct ap_evidence_job *job, struct ap_item *item, enum ap_code code,
                                   struct ap_place place, struct ap_str message);

/* walk.c: every entry becomes an item or a sidecar. */
AP_CHECKED int ap_evidence_walk(struct ap_evidence_job *job);
bool ap_evidence_is_link(struct ap_str name);
/* names.c: parsed names, duplicates, requirements. */
void ap_evidence_names(struct ap_evidence_job *job);
void ap_evidence_serve(struct ap_evidence_job *job, struct ap_item *item);
/* sidecar.c */
void ap_evidence_schemas(struct ap_evidence_job *job);
void ap_evidence_sidecars(struct ap_evidence_job *job);
/* apply.c: metadata of one origin is taken over; later origins win. */
void ap_evidence_apply(struct ap_evidence_job *job, struct ap_item *item, const struct ap_metadata *meta,
                       enum ap_origin origin);
void ap_evidence_defaults(struct ap_evidence_job *job);
/* infer.c: what the name and the requirement imply; missing fields. */
void ap_evidence_infer(struct ap_evidence_job *job, struct ap_item *item);
/* register.c */
void ap_evidence_register(struct ap_evidence_job *job);
