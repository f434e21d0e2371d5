/* Every text of a struct that a schema table describes, one after the other.
 * Place in the flow: schema; what looks at all texts of a document uses it, so that no field is forgotten.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "schema/schema.h"

/** `key`: "exceptions.reason"; `place`: of the text or of the struct around it, its file may be empty. The text may be changed. */
typedef void (*ap_text_visit)(void *ctx, struct ap_str key, struct ap_str *text,
                              struct ap_place place);

/** Visit the texts of `object`, which is `schema->size` bytes, in the order of the tables. Words of a choice, days and digests are none. */
void ap_schema_each_text(const struct ap_schema *schema, void *object, struct ap_arena *scratch,
                         ap_text_visit visit, void *ctx);
