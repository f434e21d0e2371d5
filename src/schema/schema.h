/* Tables that say what a document may hold: they validate, fill structs, explain, and export JSON Schema.
 * Place in the flow: schema; workspace, library, sidecars and the outputs are each one set of tables.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/date.h"
#include "base/json.h"
#include "diag/diag.h"
#include "model/library.h"

/** Type of a field, and of the C member at its offset. */
enum ap_type {
    AP_T_STR,      /* struct ap_str: any scalar; with `choices`: must be one of them */
    AP_T_ID,       /* struct ap_str: letters, digits, '-', '_', '.', at most 64 bytes */
    AP_T_REF,      /* struct ap_ref */
    AP_T_INT,      /* int64_t, with min and max */
    AP_T_BOOL,     /* bool */
    AP_T_CHOICE,   /* int-sized enum by `choices` */
    AP_T_DAY,      /* ap_day */
    AP_T_TIME_DAY, /* ap_day; a time stamp is accepted too */
    AP_T_DURATION, /* int32_t days */
    AP_T_PERIOD,   /* struct ap_ref, checked to parse as a period */
    AP_T_PERIODS,  /* struct ap_periods: a period or a list of them */
    AP_T_SHA256,   /* struct ap_str, 64 hex digits */
    AP_T_STRS,     /* struct ap_strs: a list of scalars, or one scalar */
    AP_T_REFS,     /* struct ap_refs: likewise */
    AP_T_STRUCT,   /* the `sub` struct itself */
    AP_T_STRUCT_PTR, /* pointer to a `sub` struct, NULL when absent */
    AP_T_LIST,     /* vector of `sub` structs: a list of mappings; where `sub` has a shorthand, also one of them alone */
    AP_T_MAP,      /* vector of `sub` structs: a mapping whose keys go to the field at offset `key_offset` (struct ap_str) */
    AP_T_NODE,     /* const struct ap_node *: kept as it is */
    AP_T_CUSTOM,   /* `custom` reads it; NULL: accepted here, read elsewhere */
    AP_T_NULLABLE_STR, /* output documents only: a string or null */
    AP_T_NUMBER,   /* output documents only */
};

enum {
    AP_F_REQUIRED = 1,
    AP_F_HIDDEN = 2,   /* accepted, not documented */
    AP_F_NONEMPTY = 4, /* "" and [] are faults */
    AP_F_MERGED = 8,   /* required once all layers are merged: one file alone may leave it to a layer below */
};

struct ap_schema;

struct ap_field;
/** Reads `node` into `out` (the whole struct); reports in the family `family`. Returns 0 or AP_E_INVALID. */
typedef int (*ap_custom_read)(const struct ap_field *field, const struct ap_node *node, void *out,
                              enum ap_code family, struct ap_arena *mem, struct ap_diag *dg);

struct ap_field {
    const char *key;
    enum ap_type type;
    unsigned flags;
    size_t offset;
    const char *doc;                 /* one sentence; stands in JSON Schema, docs and `explain` */
    const struct ap_choice *choices; /* AP_T_CHOICE, AP_T_STR, AP_T_STRS; ends with {NULL, 0} */
    const struct ap_schema *sub;     /* AP_T_STRUCT…, AP_T_LIST, AP_T_MAP */
    size_t key_offset;               /* AP_T_MAP */
    int64_t min, max;                /* AP_T_INT when max > min */
    const char *fallback;            /* default, as it would be written; read like a given value */
    ap_custom_read custom;           /* AP_T_CUSTOM */
    const char *json_type;           /* AP_T_CUSTOM: a JSON Schema fragment, e.g. {"type":["string","object"]} */
};

struct ap_schema {
    const char *name; /* "control" */
    const char *doc;
    const struct ap_field *fields; /* ends with key NULL */
    size_t size;                   /* of the struct */
    size_t place_offset;           /* struct ap_place member, or (size_t)-1 */
    /** What is no mapping may stand for the struct: it fills this field (`review: approved`). NULL: no. */
    const char *shorthand;
    bool open;   /* unknown keys are allowed (AP_T_NODE kept elsewhere) */
    bool output; /* on the root: apipack writes such documents, so JSON Schema asks for the exact types */
};

#define AP_NO_PLACE ((size_t)-1)

/** Fill `out` (zeroed, schema->size bytes) from a mapping.
 *
 *  All faults are collected: unknown key (with the nearest one), wrong type, missing key, bad value; what can be read is read.
 *  Unset days become AP_DAY_NONE, unset ints -1 where min < 0, fallbacks are applied.
 *  owns    strings are borrowed from the tree
 *  errors  AP_E_INVALID when anything was reported as an error */
AP_CHECKED int ap_schema_read(const struct ap_schema *schema, const struct ap_node *node, void *out,
                              enum ap_code family, struct ap_arena *mem, struct ap_diag *dg);

/** Report the keys of a mapping that the table does not know, and nothing else; for documents that are merged
 *  before they are read. AP_E_INVALID when there was one. */
AP_CHECKED int ap_schema_check_keys(const struct ap_schema *schema, const struct ap_node *map,
                                    enum ap_code family, struct ap_arena *mem, struct ap_diag *dg);

/** The JSON Schema (2020-12) of a document, sub-schemas under $defs; `title` and `id` are printed. */
void ap_schema_json(const struct ap_schema *schema, const char *id, struct ap_buf *out);

/** Look up a key: for `explain` and docs. */
const struct ap_field *ap_schema_field(const struct ap_schema *schema, struct ap_str key);

/** Check the `schema:` line of a document: exactly `expected` (a literal such as "apipack.dev/library/v1"). */
AP_CHECKED int ap_schema_line(const struct ap_node *root, const char *expected, bool required,
                              enum ap_code family, struct ap_diag *dg);
