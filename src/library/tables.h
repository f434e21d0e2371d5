/* The tables of the library's documents, and the readers of values with several forms.
 * Place in the flow: library; private to this folder.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "schema/schema.h"

/** The merged document: as a file, but with `frameworks`, `catalogs` and `disabled` as lists. */
extern const struct ap_schema ap_library_merged_schema;

extern const struct ap_schema ap_library_area_schema, ap_library_section_schema,
    ap_library_naming_schema, ap_library_field_schema, ap_library_audience_schema,
    ap_library_control_schema, ap_library_framework_schema, ap_library_framework_id_schema,
    ap_library_question_schema, ap_library_readiness_schema, ap_library_dealbreaker_schema,
    ap_library_mistake_schema, ap_library_risk_schema, ap_library_catalog_schema,
    ap_library_catalog_entry_schema, ap_library_answer_schema, ap_library_detector_schema;

/** Top-level keys that are catalogues: `alert_kinds: [{id, say, words}]`; ends with NULL. */
extern const char *const ap_library_catalog_names[];

/** `checks`: names, or one-key mappings {name: arguments}. */
int ap_library_read_checks(const struct ap_field *field, const struct ap_node *node, void *out,
                           enum ap_code family, struct ap_arena *mem, struct ap_diag *dg);
/** `answered_by`, `needs`: a list (all of them), {all: …}, {any: …} or {facts: …}. */
int ap_library_read_answer(const struct ap_field *field, const struct ap_node *node, void *out,
                           enum ap_code family, struct ap_arena *mem, struct ap_diag *dg);

#define AP_LIBRARY_CHECKS_JSON                                                                     \
    "{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"null\"},{\"type\":\"array\",\"items\":"         \
    "{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"object\",\"minProperties\":1,"                  \
    "\"maxProperties\":1}]}}]}"
#define AP_LIBRARY_ANSWER_JSON                                                                     \
    "{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"array\",\"items\":{\"type\":\"string\"}},"      \
    "{\"$ref\":\"#/$defs/answer-rule\"}]}"

/* Any entry of a list may be taken out by a layer; merge.c does that, so the readers never see these keys. */
#define AP_LIBRARY_DISABLE                                                                         \
    {                                                                                              \
        .key = "disable", .type = AP_T_CUSTOM, .doc = "Why this entry is taken out",               \
        .json_type = "{\"type\":[\"string\",\"boolean\"],\"minLength\":1}"                         \
    },                                                                                             \
    {                                                                                              \
        .key = "disabled", .type = AP_T_CUSTOM, .doc = "The same, as a mapping",                   \
        .json_type = "{\"type\":\"object\",\"properties\":{\"reason\":{\"type\":\"string\","       \
                     "\"minLength\":1}},\"required\":[\"reason\"],\"additionalProperties\":false}" \
    }

#define AP_LIBRARY_END                                                                             \
    {                                                                                              \
        .key = NULL                                                                                \
    }
