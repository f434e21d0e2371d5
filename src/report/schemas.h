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
#define AP_OUT_END                                                                                 \
    {                                                                                              \
        .key = NULL                                                                                \
    }
#define AP_OUT_SCHEMA(n, d, f)                                                                     \
    {                                                                                              \
        .name = (n), .doc = (d), .fields = (f), .place_offset = AP_NO_PLACE, .output = true        \
    }

extern const struct ap_schema ap_tool_schema, ap_library_ref_schema, ap_window_schema,
    ap_slot_schema, ap_withheld_schema, ap_exception_schema, ap_not_applicable_schema,
    ap_status_counts_schema;
