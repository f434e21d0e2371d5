/* Evidence items: file or link, parsed name, metadata, reviews, and where each came from.
 * Place in the flow: model; made by evidence/, frozen before the catalogue.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "model/library.h"

/** A file name taken apart by a naming pattern. Views point into the name. */
struct ap_name {
    bool ok;
    struct ap_str stem; /* "APIAuth-OAuthScopeModel": what `accepts` is compared with */
    struct ap_str prefix;
    struct ap_str artifact;
    bool has_period;
    struct ap_period period;
    struct ap_str period_text;
    struct ap_str seq;
    struct ap_str version; /* "v1.0" */
    enum ap_doc_status status;
    struct ap_str ext;
};

struct ap_review {
    enum ap_review_status status;
    struct ap_str by;
    ap_day date;
    struct ap_str sha256; /* 64 hex, or empty: unbound */
    enum ap_review_method method;
    struct ap_str ref;
    struct ap_str note;
    struct ap_str signature; /* base64 of an SSH signature over ap_review_statement(); or empty */
    bool seen;
    struct ap_place place;
};
AP_VEC(ap_reviews, struct ap_review);

#define AP_REVIEW_NAMESPACE "apipack-review" /* of the SSH signatures of reviews */
/** What a signature of a review is over: what was decided about which bytes, by whom, when, and why.
 *  An empty view: the review is not bound, or its names hold line breaks, so nobody can have signed it. */
struct ap_str ap_review_statement(const struct ap_review *review, struct ap_arena *mem);

/** `serves: [{requirement, where}]`. */
struct ap_serves {
    struct ap_ref requirement;
    struct ap_str where;
    const struct ap_requirement *resolved;
};
AP_VEC(ap_serves_list, struct ap_serves);

struct ap_extraction {
    bool present;
    struct ap_str query;
    int64_t records; /* -1: not given */
    struct ap_str run_by;
    ap_day run_at;
};

struct ap_derived {
    struct ap_str sha256; /* of the original */
    struct ap_str method;
    struct ap_str by;
    struct ap_str result; /* digest of the copy as it was made, or empty */
    ap_day date;
};

struct ap_received {
    struct ap_str sha256;
    struct ap_str by;
    struct ap_str run;
    ap_day at;
};

struct ap_link {
    struct ap_str url;
    enum ap_link_access access;
    struct ap_str sha256;
    struct ap_str observed_by;
    ap_day observed_date;
    struct ap_str observed_system;
    struct ap_str observed_method;
    struct ap_str observed_note;
};

/** A metadata field of the library beyond the built-in eight. */
struct ap_extra_field {
    const struct ap_field_def *field;
    struct ap_str value;
};
AP_VEC(ap_extra_fields, struct ap_extra_field);

/** Which source gave a value; later wins. */
enum ap_origin { AP_FROM_NOTHING, AP_FROM_NAME, AP_FROM_DEFAULTS, AP_FROM_REGISTER, AP_FROM_SIDECAR };

struct ap_item {
    uint32_t index;
    struct ap_str path; /* relative to the workspace: "evidence/a/b.pdf" */
    struct ap_str rel;  /* below the evidence folder: "a/b.pdf" */
    struct ap_str name; /* last segment */
    uint64_t bytes;
    bool ignored;            /* by rule; has no metadata and is never read */
    bool kept;               /* replaced by a newer file of its name and kept: ignored, shown as superseded */
    bool unreadable;         /* not a regular file, or a link that leads out */
    struct ap_str ignored_why;
    struct ap_name parsed;
    struct ap_str canonical_name; /* the name in the pack; equals `name` when that parses */

    struct ap_str title;
    struct ap_strs controls; /* ids, known ones only, sorted */
    const struct ap_area *area;
    struct ap_strs frameworks; /* ids, known ones only, sorted */
    struct ap_str owner;       /* people id where known, else as written */
    struct ap_periods periods; /* of name or metadata; empty for versioned documents */
    struct ap_str source;
    struct ap_reviews reviews; /* in order; the register's or defaults' single status becomes one entry */
    struct ap_str audience;    /* as given, or empty: the requirement's */
    ap_day performed, collected, effective; /* AP_DAY_NONE when not given */
    struct ap_serves_list serves;
    struct ap_strs samples; /* sample ids named in the sidecar */
    struct ap_extraction extraction;
    struct ap_derived *derived_from; /* NULL when not given */
    struct ap_received *received;
    struct ap_link *link; /* not NULL for link evidence */
    struct ap_extra_fields extra;
    enum ap_origin owner_from, period_from, control_from;

    /** Requirements it serves, by name or `serves`, ascending indices into lib->requirements. */
    uint32_t *requirements;
    size_t n_requirements;
    struct ap_place place; /* the sidecar's first line if there is one, else the file with no line */
    struct ap_str sidecar; /* path of the sidecar relative to the workspace, or empty */
    const struct ap_finding *fault; /* the first finding that invalidates it, or NULL */
};
AP_VEC(ap_items, struct ap_item);

/** A register row that announces evidence to come. */
struct ap_announcement {
    struct ap_str file; /* as in the row, or empty */
    uint32_t *requirements;
    size_t n_requirements;
    struct ap_periods periods; /* empty: any */
    struct ap_str owner;
    struct ap_str title;
    struct ap_place place;
};
AP_VEC(ap_announcements, struct ap_announcement);

struct ap_evidence {
    const struct ap_library *lib;
    const struct ap_workspace *ws;
    int root_fd; /* of the evidence folder; the owner of the struct closes it */
    struct ap_items items; /* sorted by path; ignored ones included */
    struct ap_announcements announced;
    struct ap_findings findings;
};
