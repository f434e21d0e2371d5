/* The workspace as data: who, which audit, where the evidence lies, what was decided.
 * Place in the flow: model; made by workspace/, frozen once loaded.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "model/library.h"

struct ap_audit {
    struct ap_str name;
    enum ap_audit_type type;
    ap_day from; /* inclusive, as written */
    ap_day to;   /* inclusive, as written */
    struct ap_refs frameworks;
    ap_day as_of; /* AP_DAY_NONE: today */
    ap_day fieldwork;
    ap_day evidence_due;
    struct ap_place place;
};

struct ap_default_rule {
    struct ap_str match; /* glob over the path below the evidence folder */
    struct ap_str owner;
    struct ap_str source;
    struct ap_refs control;
    struct ap_refs framework;
    struct ap_str audience;
    struct ap_str review; /* status word */
    struct ap_str title;
    struct ap_str period;
    struct ap_place place;
};
AP_VEC(ap_default_rules, struct ap_default_rule);

struct ap_evidence_config {
    struct ap_str folder;   /* relative to the workspace; default "evidence" */
    struct ap_str register_file; /* or empty */
    struct ap_strs ignore;
    enum ap_naming_mode naming;
    bool require_bound;
    struct ap_default_rules defaults;
    struct ap_place place;
};

struct ap_person {
    struct ap_str id;
    struct ap_str name;
    struct ap_str email;
    enum ap_person_kind kind;
    struct ap_strs members;
    struct ap_strs aliases;
    struct ap_strs keys; /* SSH public keys that sign this person's reviews */
    struct ap_place place;
};
AP_VEC(ap_people, struct ap_person);

/** One line of `owners:` — family, control or requirement (a glob) to a person. */
struct ap_owner_rule {
    struct ap_str match; /* "AUTH" (family), "AUTH-04", "RATE-03/x", globs */
    struct ap_str owner;
    struct ap_place place;
};
AP_VEC(ap_owner_rules, struct ap_owner_rule);

struct ap_exception {
    struct ap_str id;
    struct ap_ref requirement;
    struct ap_ref period_text; /* empty: all periods */
    struct ap_str reason;
    struct ap_str approver;
    ap_day granted; /* AP_DAY_NONE when not given */
    ap_day expires;
    struct ap_strs compensating;
    struct ap_str risk;
    struct ap_str action;
    struct ap_place place;

    struct ap_period period; /* resolved when period_text is not empty */
};
AP_VEC(ap_exceptions, struct ap_exception);

struct ap_applicability {
    struct ap_ref control;
    enum ap_applicability_status status;
    struct ap_str reason;
    struct ap_str approver;
    ap_day date;
    struct ap_str provider;
    struct ap_str provider_report;
    struct ap_place place;
};
AP_VEC(ap_applicabilities, struct ap_applicability);

struct ap_sample {
    struct ap_str id;
    struct ap_ref requirement;
    struct ap_str selected_by;
    ap_day date;
    struct ap_str item;
    struct ap_place place;
};
AP_VEC(ap_samples, struct ap_sample);

/** A risk, a corrective action or a finding of somebody: a row of a register beside the evidence. */
enum ap_tracked_kind { AP_TRACKED_RISK, AP_TRACKED_ACTION, AP_TRACKED_FINDING };
#define AP_N_TRACKED 3
struct ap_tracked {
    enum ap_tracked_kind kind;
    struct ap_str id;
    struct ap_str title;
    struct ap_refs controls; /* as written: "TENANT-02" or "TENANT-02/tenant-limits" */
    struct ap_str owner;
    ap_day opened, due, closed; /* AP_DAY_NONE when not given */
    struct ap_str status;       /* as written */
    struct ap_strs evidence;    /* of its closure */
    struct ap_place place;
};
AP_VEC(ap_tracked_list, struct ap_tracked);

/** One line of the auditor's request list. */
struct ap_request {
    struct ap_str id;
    struct ap_str text;
    struct ap_refs controls;     /* control ids, or FRAMEWORK:ID */
    struct ap_refs requirements; /* CTRL/req, or the id or title of a requirement of one of the controls */
    struct ap_periods periods;   /* empty: any */
    struct ap_strs samples;      /* ids of samples; empty: any */
    ap_day due;
    struct ap_str auditor_status;
    struct ap_str comment;
    struct ap_place place;
};
AP_VEC(ap_requests, struct ap_request);

struct ap_severity_rule {
    struct ap_ref code;
    enum ap_severity to;
    struct ap_str reason;
};
AP_VEC(ap_severity_rules, struct ap_severity_rule);

struct ap_workspace {
    struct ap_str dir;  /* as opened; for messages and joins only, never in outputs */
    struct ap_str file; /* "apipack.yaml" */
    struct ap_str organization;
    struct ap_str product;
    struct ap_strs organization_domains;
    struct ap_audit audit;
    struct ap_ref library_base;    /* "builtin" or a folder */
    struct ap_refs library_overlays;
    struct ap_evidence_config evidence;
    struct ap_people people;
    struct ap_owner_rules owners;
    enum ap_independence independence;
    struct ap_exceptions exceptions;
    struct ap_applicabilities applicability;
    struct ap_ref register_risks, register_actions, register_findings;
    enum ap_tier tier;
    struct ap_ref requests_file;
    struct ap_ref samples_file;
    struct ap_samples samples;
    struct ap_tracked_list tracked; /* risks, actions, findings, in this order, as their files have them */
    struct ap_requests requests;
    struct ap_severity_rules severity;
    struct ap_str prepared_by, contact, classification; /* pack: */
    struct ap_str sharepoint_library, sharepoint_tenant, sharepoint_client;
};

/** The person with this id, name, e-mail or alias (case folded), or NULL. */
const struct ap_person *ap_workspace_person(const struct ap_workspace *ws, struct ap_str who);
/** True when `a` and `b` are the same person: equal as written or by people's entries, or one is a team and
 *  the other one of its members. */
bool ap_workspace_same_person(const struct ap_workspace *ws, struct ap_str a, struct ap_str b);
/** The owner of what is missing: the most specific owner rule, or an empty view. `req_ref` "RATE-03/x". */
struct ap_str ap_workspace_owner_of(const struct ap_workspace *ws, const struct ap_requirement *req);
/** The file of a register; its text is empty when the workspace has none. */
const struct ap_ref *ap_workspace_register(const struct ap_workspace *ws, enum ap_tracked_kind kind);
/** The index of an entry of a register in ws->tracked, or AP_NONE. */
uint32_t ap_workspace_tracked(const struct ap_workspace *ws, enum ap_tracked_kind kind, struct ap_str id);
/** True when a requirement of the library is what `request` asks for: by its controls, and by its requirements if it
 *  names any. */
bool ap_request_asks_for(const struct ap_request *request, const struct ap_requirement *req);
