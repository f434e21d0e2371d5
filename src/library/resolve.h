/* What the files of the resolver share: the library as it was read, its ids, and how faults are reported.
 * Place in the flow: library, last step; private to this folder.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "library/layers.h"

/** One kind of thing that references name. */
struct ap_known {
    const char *list;   /* in the merged document, for what a layer took out */
    const char *word;   /* for messages: "section" */
    struct ap_map by_id;
    struct ap_strs ids; /* for suggestions */
};

enum ap_known_kind {
    AP_KNOWN_AREA,
    AP_KNOWN_SECTION,
    AP_KNOWN_AUDIENCE,
    AP_KNOWN_CONTROL,
    AP_KNOWN_REQUIREMENT,
    AP_KNOWN_FRAMEWORK,
    AP_KNOWN_RISK,
    AP_KNOWN_FACT,
};
#define AP_N_KNOWN 8

struct ap_resolver {
    struct ap_library *lib;
    const struct ap_library_merged *merged;
    struct ap_arena *mem;
    struct ap_arena scratch;
    struct ap_diag *dg;
    struct ap_place place; /* of the library as a whole */
    struct ap_known known[AP_N_KNOWN];
    struct ap_map area_by_prefix;
    unsigned suggestions; /* searches for a near id that are still worth their time */
    bool bad;
};

void ap_resolver_know(struct ap_resolver *r, enum ap_known_kind kind, struct ap_str id, uint32_t index);
/** Reports with an error's level; returns it for a hint. */
struct ap_diagnostic *ap_resolver_fault(struct ap_resolver *r, enum ap_code code, struct ap_place place,
                                        struct ap_str message);
/** The index that `ref` names; AP_NONE is reported as `code`. An empty ref was reported before: AP_NONE. */
uint32_t ap_resolver_find(struct ap_resolver *r, enum ap_known_kind kind, const struct ap_ref *ref,
                          enum ap_code code);
/** True when a layer took out what `id` names. */
bool ap_resolver_is_gone(struct ap_resolver *r, enum ap_known_kind kind, struct ap_str id);
/** Check each ref; those that name what a layer took out are dropped. */
void ap_resolver_refs(struct ap_resolver *r, enum ap_known_kind kind, struct ap_refs *refs);

/* The steps, in this order. */
void ap_resolve_structure(struct ap_resolver *r); /* areas, sections, audiences, catalogues, frameworks, risks */
void ap_resolve_renamed(struct ap_resolver *r);   /* accepted names follow the prefixes that overlays renamed */
void ap_resolve_controls(struct ap_resolver *r);  /* order, indices, defaults */
void ap_resolve_disabled(struct ap_resolver *r);
void ap_resolve_references(struct ap_resolver *r);
void ap_resolve_mappings(struct ap_resolver *r);
void ap_resolve_names(struct ap_resolver *r);

/** The change by which a layer gave another prefix for `prefix`, or NULL: the first one above layer `above`. */
const struct ap_library_change *ap_resolver_renamed(const struct ap_resolver *r, struct ap_str prefix,
                                                    uint32_t above);
/** Expand the groups of `formats` into extensions. */
void ap_resolve_formats(struct ap_resolver *r, struct ap_requirement *req);
