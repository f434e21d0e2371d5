/* What the files of the schema reader share: its state, its faults, the reading of one value.
 * Place in the flow: schema; private to this folder.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "schema/schema.h"

/** No document of ours nests deeper; YAML and JSON readers stop at the same depth. */
#define AP_SCHEMA_DEPTH 64

struct ap_schema_reader {
    enum ap_code family;
    struct ap_arena *mem;
    struct ap_diag *dg;
    int depth;
    bool bad; /* a fault was reported */
};

/* Faults, each with place, code of the family and hint. */
void ap_schema_fault_unknown(struct ap_schema_reader *r, const struct ap_schema *schema,
                             const struct ap_pair *pair);
void ap_schema_fault_missing(struct ap_schema_reader *r, const struct ap_schema *schema,
                             const struct ap_field *field, struct ap_place place);
/** `expected`: "a list of text". */
/** The least number that a document may give: one below zero stands for "not given" in the struct. */
static inline int64_t
ap_schema_least(const struct ap_field *field)
{
    return field->min < 0 ? 0 : field->min;
}
/** A table's mapping was expected: the hint shows its form. */
void ap_schema_fault_no_map(struct ap_schema_reader *r, const struct ap_schema *schema, const struct ap_node *found);
void ap_schema_fault_type(struct ap_schema_reader *r, const char *name, const char *expected,
                          const struct ap_node *found);
/** `rule`: "must be a day (YYYY-MM-DD)". */
void ap_schema_fault_value(struct ap_schema_reader *r, const struct ap_field *field,
                           const struct ap_node *found, const char *rule);
void ap_schema_fault_choice(struct ap_schema_reader *r, const struct ap_field *field,
                            const struct ap_node *found);
void ap_schema_fault_depth(struct ap_schema_reader *r, struct ap_place place);

/** Fill a struct from a mapping, or from what its shorthand takes. */
void ap_schema_read_struct(struct ap_schema_reader *r, const struct ap_schema *schema,
                           const struct ap_node *node, void *out);
/** Fill the member of one field from its value. */
void ap_schema_read_value(struct ap_schema_reader *r, const struct ap_field *field,
                          const struct ap_node *node, void *out);
