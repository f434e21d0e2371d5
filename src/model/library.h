/* The control library as data: sections, controls, requirements, naming, metadata fields, frameworks.
 * Place in the flow: model; made by library/, read by every later stage; frozen once loaded.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/date.h"
#include "base/map.h"
#include "base/node.h"
#include "base/vec.h"
#include "diag/diag.h"
#include "model/terms.h"

/** A word that names something else, with the place where it is written. */
struct ap_ref {
    struct ap_str text;
    struct ap_place place;
};
AP_VEC(ap_refs, struct ap_ref);

/** API Control Area. */
struct ap_area {
    struct ap_str id;
    struct ap_str title;
    struct ap_str prefix; /* "APIAuth" */
    struct ap_strs former; /* prefixes it had before an overlay renamed it */
    struct ap_place place;
};
AP_VEC(ap_areas, struct ap_area);

/** Section of the pack. */
struct ap_section {
    struct ap_str id;
    int64_t number; /* 1 … 99, unique */
    struct ap_str title;
    struct ap_str contains;
    struct ap_place place;
};
AP_VEC(ap_sections, struct ap_section);

/** Naming rules as written; naming/ compiles them. */
struct ap_naming_part {
    struct ap_str name;
    struct ap_str type; /* "camel-case", "word", "number", "choice" */
    struct ap_strs choices;
    struct ap_place place;
};
AP_VEC(ap_naming_parts, struct ap_naming_part);

struct ap_naming_rules {
    struct ap_naming_parts parts;
    struct ap_refs patterns;
    struct ap_place place;
};

/** Metadata field: one declaration drives validation, scaffolds, register header, columns, JSON Schema. */
struct ap_field_def {
    struct ap_str key;
    struct ap_str label; /* the register's header */
    enum ap_field_type type;
    bool required;
    struct ap_strs choices;
    struct ap_str column; /* SharePoint */
    struct ap_place place;
};
AP_VEC(ap_field_defs, struct ap_field_def);

/** How much of what is open its packs say beyond the manifest, which always lists or counts all of it. */
enum ap_gap_view { AP_GAPS_FULL, AP_GAPS_SUMMARY, AP_GAPS_NONE };

/** Audience, from most to least disclosing in the library's order. */
struct ap_audience {
    struct ap_str id;
    struct ap_str title;
    struct ap_strs reports; /* "index", "gap-report.json", … */
    bool shows_owner_names;
    bool shows_owner_roles; /* else: the team of an owner, where there is one */
    struct ap_strs hides_sources; /* names of source systems, such as ticket systems, that are not told */
    enum ap_gap_view gap_report;
    struct ap_place place;
};
AP_VEC(ap_audiences, struct ap_audience);

struct ap_check_ref {
    struct ap_str name;
    const struct ap_node *args; /* NULL without arguments */
    struct ap_place place;
};
AP_VEC(ap_check_refs, struct ap_check_ref);

struct ap_control;

/** One piece of proof. */
struct ap_requirement {
    struct ap_str id;  /* "rotation-ticket" */
    struct ap_str ref; /* "AUTH-04/rotation-ticket" */
    struct ap_str title;
    enum ap_facet facet;
    struct ap_refs accepts; /* "APIAuth-TokenRotationTicket" */
    struct ap_ref section_id;
    enum ap_cadence cadence;
    enum ap_basis basis;    /* resolved: never AP_BASIS_DEFAULT after loading */
    int32_t grace_days;     /* default by cadence, then 0 */
    int32_t max_age_days;   /* -1: no limit */
    int64_t min;
    int64_t approvals;
    struct ap_strs formats; /* as written; groups are expanded into `extensions` */
    struct ap_strs extensions; /* lower case, without dot; empty: any */
    struct ap_strs sources;
    struct ap_ref audience;
    struct ap_ref population; /* "INV-01/integrations" or empty */
    enum ap_tier tier;
    struct ap_check_refs checks;
    struct ap_str produce; /* what good evidence looks like, which file to produce */
    struct ap_str template_file; /* below templates/ of a workspace; empty: none */
    struct ap_place place;

    /* resolved */
    uint32_t index;            /* in ap_library.requirements */
    const struct ap_control *control;
    const struct ap_section *section;
    const struct ap_area *area; /* the control's */
};
AP_VEC(ap_requirements, struct ap_requirement);

/** Ids of one framework that a control maps to. */
struct ap_mapping {
    struct ap_ref framework;
    struct ap_refs ids;
};
AP_VEC(ap_mappings, struct ap_mapping);

/** "Ready" when all of these requirements are satisfied. */
struct ap_ready_rule {
    struct ap_refs all;
    struct ap_str say;
    struct ap_place place;
};
AP_VEC(ap_ready_rules, struct ap_ready_rule);

struct ap_control {
    struct ap_str id; /* "AUTH-04" */
    struct ap_str title;
    struct ap_ref area_id;
    struct ap_ref section_id;
    enum ap_severity severity;
    struct ap_str statement;
    struct ap_str ask;
    struct ap_strs rejects;
    struct ap_mappings maps;
    struct ap_requirements requires;
    struct ap_ready_rules ready_when;
    enum ap_responsibility responsibility;
    struct ap_refs treats;
    struct ap_str disabled_reason; /* not empty: an overlay disabled it; kept in `disabled` */
    struct ap_place place;

    /* resolved */
    uint32_t index;
    const struct ap_area *area;
    const struct ap_section *section;
};
AP_VEC(ap_controls, struct ap_control);

struct ap_framework_id {
    struct ap_str id;
    struct ap_str label;
    bool verified;
    struct ap_place place;
};
AP_VEC(ap_framework_ids, struct ap_framework_id);

struct ap_framework {
    struct ap_str id; /* "soc2-2017" */
    struct ap_str title;
    struct ap_str edition;
    enum ap_framework_status status;
    struct ap_str replaced_by;
    enum ap_relation relation; /* of every mapping to it */
    struct ap_framework_ids ids;
    struct ap_place place;
};
AP_VEC(ap_frameworks, struct ap_framework);

/** {all: …} when any is false, {any: …} when any is true; facts instead of requirements when `facts` is not empty. */
struct ap_answer_rule {
    bool any;
    struct ap_refs requirements;
    struct ap_refs facts;
};

struct ap_question {
    struct ap_str id;
    struct ap_str group;
    struct ap_str ask;
    struct ap_answer_rule answered_by;
    struct ap_place place;
};
AP_VEC(ap_questions, struct ap_question);

struct ap_readiness {
    struct ap_str id;
    struct ap_str line;
    struct ap_answer_rule needs;
    struct ap_place place;
};
AP_VEC(ap_readinesses, struct ap_readiness);

/** `when: {gap: […]}`, `{finding: […]}` or `{facts: […]}`: detected if one of them holds. */
struct ap_dealbreaker {
    struct ap_str id;
    struct ap_str line;
    struct ap_refs gap;
    struct ap_refs finding;
    struct ap_refs facts;
    struct ap_refs evidence; /* requirements whose evidence is needed to rule it out by findings */
    struct ap_place place;
};
AP_VEC(ap_dealbreakers, struct ap_dealbreaker);

struct ap_mistake {
    struct ap_str id;
    struct ap_str title;
    struct ap_str weak;
    struct ap_str strong;
    struct ap_refs controls;
    struct ap_place place;
};
AP_VEC(ap_mistakes, struct ap_mistake);

struct ap_risk {
    struct ap_str id;
    struct ap_str title;
    struct ap_place place;
};
AP_VEC(ap_risks, struct ap_risk);

/** A named list that content checks take as argument: step sets, alert kinds, protections, log fields. */
struct ap_catalog_entry {
    struct ap_str id;
    struct ap_str say;
    struct ap_strs words;
    struct ap_place place;
};
AP_VEC(ap_catalog_entries, struct ap_catalog_entry);

struct ap_catalog {
    struct ap_str id;
    struct ap_str title;
    struct ap_catalog_entries steps;
    struct ap_place place;
};
AP_VEC(ap_catalogs, struct ap_catalog);

/** What an overlay did to one entry of the library, or to one key of it. */
enum ap_change_kind { AP_CHANGE_ADDED, AP_CHANGE_CHANGED, AP_CHANGE_DISABLED };
struct ap_library_change {
    enum ap_change_kind kind;
    struct ap_str list;   /* "controls", "requires", "ids", "metadata", … */
    struct ap_str id;     /* "AUTH-04", "AUTH-04/rotation-ticket", "soc2-2017:CC6.1"; empty: the whole of `list` */
    struct ap_str title;  /* of what was added or disabled */
    struct ap_str key;    /* of a changed entry: "severity", "maps.soc2-2017" */
    struct ap_str value;  /* the key's new value and its old one, where they are scalars */
    struct ap_str old;
    struct ap_str reason; /* of what was disabled */
    struct ap_place place; /* where the winning value stands */
    struct ap_place was;   /* where the value that it replaced stands; line 0: nowhere */
    uint32_t layer;        /* index in ap_library.layers */
};
AP_VEC(ap_library_changes, struct ap_library_change);

/** What the scan looks for. Exactly one of `pattern`, `keys` and `reader` says how it is recognised once one of its
 *  keywords was met; inspect/scan/ compiles it. */
struct ap_detector {
    struct ap_str id;
    struct ap_str title;
    enum ap_detector_class cls;
    enum ap_severity severity;
    struct ap_strs keywords; /* case folded; one that ends in `$` is followed by what may follow a name */
    struct ap_ref pattern;
    enum ap_anchor anchor;   /* where the pattern begins */
    bool inside;             /* the keyword may stand within a word */
    bool open_end;           /* more of the same characters may follow */
    struct ap_strs keys;     /* names whose value it is: globs, case and `_ - .` do not count */
    struct ap_strs not_keys;
    struct ap_ref value;     /* pattern of the whole value */
    enum ap_quality quality; /* what else a value must look like */
    struct ap_strs near;     /* words of which one must stand close by */
    enum ap_reader reader;
    enum ap_validator validator;
    struct ap_ref min_entropy; /* bits a character */
    int64_t min_length;
    struct ap_refs allow;    /* patterns of what is no secret */
    bool fixed;              /* what it is found in never raises its severity */
    struct ap_strs finds, ignores; /* examples, see inspect/scan/examples.c */
    struct ap_place place;
};
AP_VEC(ap_detectors, struct ap_detector);

struct ap_naming; /* compiled rules; naming/naming.h */

struct ap_library {
    struct ap_str id;
    struct ap_str version;
    struct ap_str title;
    char digest[65]; /* sha256 over its files: lines `PATH\tSHA256`, sorted */
    struct ap_areas areas;
    struct ap_sections sections; /* sorted by number */
    struct ap_naming_rules naming_rules;
    const struct ap_naming *naming;
    struct ap_field_defs fields;
    struct ap_audiences audiences;
    struct ap_controls controls; /* sorted by id; disabled ones are not here */
    struct ap_controls disabled; /* printed, never asked for */
    struct ap_strs layers;       /* the base, then the overlays, as shown: "builtin", "controls" */
    struct ap_library_changes changes; /* what overlays did, in order of layers; what is disabled comes last */
    struct ap_frameworks frameworks; /* sorted by id */
    struct ap_questions questions;
    struct ap_readinesses readiness;
    struct ap_dealbreakers dealbreakers;
    struct ap_mistakes mistakes;
    struct ap_catalogs step_sets;
    struct ap_catalogs catalogs; /* alert_kinds, protections, privileged_endpoints, log_fields, …: see library/ */
    struct ap_risks risks;
    struct ap_detectors detectors;

    /* resolved */
    const struct ap_requirement **requirements; /* sorted by control id, then requirement id */
    size_t n_requirements;
    struct ap_map requirement_by_ref; /* "AUTH-04/rotation-ticket" -> index in requirements */
    struct ap_map control_by_id;      /* -> index in controls.items */
    struct ap_map framework_by_id;    /* -> index in frameworks.items */
    /** Accepted evidence name -> index in accept_lists; the list is requirement indices, ascending. */
    struct ap_map accepted;
    struct ap_accept_list *accept_lists;
    size_t n_accept_lists;
};

/** The requirements that accept one evidence name. */
struct ap_accept_list {
    struct ap_str name;
    uint32_t *requirements;
    size_t n;
};

/* Look-ups; NULL when there is none. */
const struct ap_requirement *ap_library_requirement(const struct ap_library *lib, struct ap_str ref);
const struct ap_control *ap_library_control(const struct ap_library *lib, struct ap_str id);
const struct ap_framework *ap_library_framework(const struct ap_library *lib, struct ap_str id);
/** The same with ASCII case folded, for ids that people typed into tables. */
const struct ap_control *ap_library_find_control(const struct ap_library *lib, struct ap_str id);
const struct ap_requirement *ap_library_find_requirement(const struct ap_library *lib, struct ap_str ref);
/** True when the control maps to this id of the framework. */
bool ap_control_maps_to(const struct ap_control *control, struct ap_str framework, struct ap_str id);
const struct ap_area *ap_library_area(const struct ap_library *lib, struct ap_str id_or_title);
const struct ap_area *ap_library_area_by_prefix(const struct ap_library *lib, struct ap_str prefix);
const struct ap_audience *ap_library_audience(const struct ap_library *lib, struct ap_str id);
/** By its id or its title, in any case: as people write it in a table. */
const struct ap_audience *ap_library_audience_named(const struct ap_library *lib, struct ap_str word);
/** A named list of `catalogs` or at the top of a file. */
const struct ap_catalog *ap_library_catalog(const struct ap_library *lib, struct ap_str id);
/** Rank of an audience: 0 discloses most (internal); AP_NONE when unknown. */
uint32_t ap_library_audience_rank(const struct ap_library *lib, struct ap_str id);
const struct ap_accept_list *ap_library_accepting(const struct ap_library *lib, struct ap_str evidence_name);
/** What an entry of a list of the library is called: "controls" -> "control", "ids" -> "framework id". */
const char *ap_library_noun(struct ap_str list);
