/* The chain of custody of an item, as manifest.json tells it.
 * Place in the flow: pack; private to the manifest.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/json.h"
#include "report/context.h"
#include "schema/schema.h"

/** What the deciding approval rests on: "asserted", "system", "signed". */
const char *ap_custody_assurance(const struct ap_report_context *ctx, const struct ap_item *item);
/** `"custody": [...]`: six steps from the source to the pack, those of which nothing is known among them. */
void ap_custody_render(struct ap_json *json, const struct ap_report_context *ctx,
                       const struct ap_item *item);
extern const struct ap_schema ap_custody_schema; /* of one step */
extern const struct ap_choice ap_assurance_words[];
