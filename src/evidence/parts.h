/* The steps of reading evidence, each a small function of its own file.
 * Place in the flow: evidence; private to the folder.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "evidence/evidence.h"
#include "evidence/register.h"
#include "port/fs.h"

/** A value of one of the library's own fields, as given. */
struct ap_given_field {
    const struct ap_field_def *field;
    struct ap_str text;
    struct ap_place place;
    bool is_cell;    /* of a spreadsheet: its habits are allowed for */
    bool wrong_kind; /* a mapping where a value was expected */
};
AP_VEC(ap_given_fields, struct ap_given_field);

/** Who saw what stays on a screen. */
struct ap_observed {
    struct ap_str by;
    ap_day date;
    struct ap_str system, method, note;
};

/** What a sidecar, a link or a register row says of an item, before it is believed. */
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
    struct ap_given_fields extra;
    bool is_link;
    const struct ap_node *node; /* the mapping itself, for the places of its keys; NULL for a row */
    struct ap_place place;
};

/** What the steps share. */
struct ap_evidence_job {
    const struct ap_workspace *ws;
    const struct ap_library *lib;
    struct ap_arena *mem;
    struct ap_arena scratch; /* rewound for every sidecar */
    struct ap_arena stage;   /* until the stage ends */
    struct ap_evidence *out;
    struct ap_schema sidecar_schema, link_schema; /* with the library's own fields */
    struct ap_entries sidecars;                   /* sorted by path; in `stage` */
    struct ap_map item_by_rel;                    /* -> index in items; in `stage` */
    struct ap_metadata **rows;                    /* by item: its row of the register, until it is applied */
    struct ap_map words;                          /* names that many items share -> index in `interned` */
    struct ap_strs interned;
    struct ap_strs **frameworks_of; /* by control: what an item of it is evidence for, once it was asked */
    struct ap_str register_rel;     /* the register below the evidence folder, or empty */
};

struct ap_finding *ap_evidence_say(struct ap_evidence_job *job, struct ap_item *item, enum ap_code code,
                                   struct ap_place place, struct ap_str message);

/* walk.c: every entry becomes an item or a sidecar. */
AP_CHECKED int ap_evidence_walk(struct ap_evidence_job *job);
/** Path relative to the workspace; what is no clean text is escaped, everywhere and always the same way. */
struct ap_str ap_evidence_shown(struct ap_evidence_job *job, struct ap_str rel);
bool ap_evidence_is_link(struct ap_str name);
/* names.c: parsed names, duplicates, requirements. */
void ap_evidence_names(struct ap_evidence_job *job);
void ap_evidence_serve(struct ap_evidence_job *job, struct ap_item *item);
/* sidecar.c */
void ap_evidence_schemas(struct ap_evidence_job *job);
void ap_evidence_sidecars(struct ap_evidence_job *job);
/* meaning.c: what a word of the metadata means. */
const struct ap_framework *ap_evidence_framework(const struct ap_evidence_job *job, struct ap_str word);
bool ap_evidence_is_url(struct ap_str text);
bool ap_evidence_follows(const struct ap_evidence_job *job, struct ap_str framework_id);
/* fields.c: the library's own fields. */
void ap_evidence_fields_of_node(struct ap_evidence_job *job, struct ap_metadata *meta);
/** *text becomes the canonical form; a wrong one is said by code and words. */
bool ap_evidence_field_is_right(struct ap_evidence_job *job, const struct ap_given_field *given, struct ap_str *text,
                                enum ap_code *ret_code, struct ap_str *ret_expected);
void ap_evidence_apply_fields(struct ap_evidence_job *job, struct ap_item *item, const struct ap_metadata *meta);
/* apply.c: metadata of one origin is taken over; later origins win. */
void ap_evidence_apply(struct ap_evidence_job *job, struct ap_item *item, const struct ap_metadata *meta,
                       enum ap_origin origin);
struct ap_finding *ap_evidence_fault(struct ap_evidence_job *job, struct ap_item *item, enum ap_code code,
                                     struct ap_place place, struct ap_str message);
/** The place of a key of the sidecar, or of the whole. */
struct ap_place ap_evidence_key_place(const struct ap_metadata *meta, const char *key);
/* defaults.c */
void ap_evidence_defaults(struct ap_evidence_job *job);
/* conflicts.c: the register's row of an item, as far as `sidecar` (or NULL) leaves it something to say. */
void ap_evidence_apply_row(struct ap_evidence_job *job, struct ap_item *item, const struct ap_metadata *sidecar);
/* infer.c: what the name and the requirement imply; missing fields. */
void ap_evidence_infer(struct ap_evidence_job *job, struct ap_item *item);
/* register.c: rows are kept until the sidecars are known. */
void ap_evidence_register(struct ap_evidence_job *job);
/* announce.c: rows without a file. */
void ap_evidence_announce(struct ap_evidence_job *job, const struct ap_metadata *meta, struct ap_str file);
