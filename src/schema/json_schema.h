/* What the two files of the JSON Schema export share.
 * Place in the flow: schema; private to this folder.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "schema/schema.h"

AP_VEC(ap_schema_subs, const struct ap_schema *);

struct ap_schema_export {
    struct ap_json json;
    struct ap_arena mem;
    struct ap_schema_subs subs; /* every struct below the root */
    bool output;                /* exact types: apipack writes the document */
};

/** The keywords of one field's value, into an object that is open. */
void ap_schema_export_field(struct ap_schema_export *ex, const struct ap_field *field);
/** `"$ref": "#/$defs/NAME"`. */
void ap_schema_export_ref(struct ap_schema_export *ex, const struct ap_schema *sub);
