/* The records that check/v1 and manifest/v1 share, as schema tables.
 * Place in the flow: report; the manifest's table uses them too.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "schema/schema.h"

/* Rows of tables for documents that apipack writes: key, type, one sentence. */
#define AP_OUT(k, t, d)                                                                            \
    {                                                                                              \
        .key = (k), .type = (t), .flags = AP_F_REQUIRED, .doc = (d)                                \
    }
#define AP_OUT_WORD(k, words, d)                                                                   \
    {                                                                                              \
        .key = (k), .type = AP_T_STR, .flags = AP_F_REQUIRED, .choices = (words), .doc = (d)       \
    }
#define AP_OUT_SUB(k, t, s, d)                                                                     \
    {                                                                                              \
        .key = (k), .type = (t), .flags = AP_F_REQUIRED, .sub = (s), .doc = (d)                    \
    }
/* A count or size: 0 to 2^53, beyond which readers of JSON lose digits. */
#define AP_OUT_COUNT(k, d)                                                                         \
    {                                                                                              \
        .key = (k), .type = AP_T_INT, .flags = AP_F_REQUIRED, .max = (INT64_C(1) << 53),           \
        .doc = (d)                                                                                 \
    }
/* What the types have no word for: a fragment of JSON Schema. */
#define AP_OUT_RAW(k, fragment, d)                                                                 \
    {                                                                                              \
        .key = (k), .type = AP_T_CUSTOM, .flags = AP_F_REQUIRED, .json_type = (fragment),          \
        .doc = (d)                                                                                 \
    }
/* The mark of what a baseline does not know: there only when one was given. */
#define AP_OUT_NEW(d)                                                                              \
    {                                                                                              \
        .key = "new", .type = AP_T_BOOL, .doc = (d)                                                \
    }
/* A key that documents of earlier versions do not have. */
#define AP_OUT_LATER(k, t, s, d)                                                                   \
    {                                                                                              \
        .key = (k), .type = (t), .sub = (s), .doc = (d)                                            \
    }
#define AP_OUT_END                                                                                 \
    {                                                                                              \
        .key = NULL                                                                                \
    }
/* Open: JSON gains keys within v1, so that a document of a later apipack is valid too. */
#define AP_OUT_SCHEMA(n, d, f)                                                                     \
    {                                                                                              \
        .name = (n), .doc = (d), .fields = (f), .place_offset = AP_NO_PLACE, .output = true,       \
        .open = true                                                                               \
    }

#define AP_JSON_DAY_OR_NULL                                                                        \
    "{\"type\":[\"string\",\"null\"],\"pattern\":\"^[0-9]{4}-[0-9]{2}-[0-9]{2}$\"}"
#define AP_JSON_SHA256_OR_NULL                                                                     \
    "{\"type\":[\"string\",\"null\"],\"pattern\":\"^[0-9a-fA-F]{64}$\"}"
#define AP_JSON_POSITION_OR_NULL "{\"type\":[\"integer\",\"null\"],\"minimum\":1}"
#define AP_JSON_TEXTS            "{\"type\":\"object\",\"additionalProperties\":{\"type\":\"string\"}}"
#define AP_JSON_TEXT_LISTS                                                                         \
    "{\"type\":\"object\",\"additionalProperties\":{\"type\":\"array\",\"items\":{\"type\":"       \
    "\"string\"}}}"
#define AP_JSON_REVIEW_STATUS                                                                      \
    "{\"enum\":[\"requested\",\"uploaded\",\"approved\",\"rejected\",null]}"
#define AP_JSON_REVIEW_METHOD                                                                      \
    "{\"enum\":[\"sidecar\",\"ticket\",\"esign\",\"sharepoint\",\"git\",\"minutes\",null]}"

extern const struct ap_schema ap_tool_schema, ap_library_ref_schema, ap_window_schema,
    ap_slot_schema, ap_withheld_schema, ap_exception_schema, ap_not_applicable_schema,
    ap_status_counts_schema;
/* Lists of check/v1 that came after its first version; check_schema_views.c. */
extern const struct ap_schema ap_edge_schema, ap_framework_coverage_schema, ap_registers_schema, ap_open_schema,
    ap_request_schema, ap_disabled_schema, ap_tuned_schema;
