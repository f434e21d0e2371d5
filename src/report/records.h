/* The JSON records that check/v1 and manifest/v1 share: one function each, so that both say the same.
 * Place in the flow: report; report/json.c and pack/manifest.c call them.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/json.h"
#include "report/context.h"

/** A day, or null. */
void ap_record_day(struct ap_json *json, const char *key, ap_day day);
void ap_record_periods(struct ap_json *json, const char *key, const struct ap_periods *periods,
                       struct ap_arena *mem);

/** `"tool": {name, version, engines}`. */
void ap_record_tool(struct ap_json *json);
/** The same where the engines worked at a level that was asked for. */
void ap_record_tool_with(struct ap_json *json, struct ap_str engines);
/** `"library": {id, version, digest}`. */
void ap_record_library(struct ap_json *json, const struct ap_library *lib);
/** `"window": {from, to}`, both inclusive. */
void ap_record_window(struct ap_json *json, struct ap_span window);

/** `"slots": [...]`, those that the audience sees. */
void ap_record_slots(struct ap_json *json, const struct ap_report_context *ctx);
/** `"evidence"` of a slot: paths of what it rests on. */
void ap_record_slot_evidence(struct ap_json *json, const struct ap_report_context *ctx,
                             const struct ap_verdict *verdict);
/** An object with a count for each of the eleven statuses. */
void ap_record_statuses(struct ap_json *json, const uint32_t counts[AP_N_STATUSES]);
/** `"review": {status, by, date, sha256, method, ref, note}`; the short form of a manifest has status, by, date, method. */
void ap_record_review(struct ap_json *json, const struct ap_report_context *ctx,
                      const struct ap_item *item, bool in_full);
/** `"extra"`: the values of the library's own metadata fields, by key; an empty object for outsiders. */
void ap_record_extra(struct ap_json *json, const struct ap_report_context *ctx, const struct ap_item *item);
/** `"withheld"`, `"exceptions"`, `"not_applicable"`: arrays at the level of the audience. */
void ap_record_withheld(struct ap_json *json, const struct ap_report_context *ctx);
void ap_record_exceptions(struct ap_json *json, const struct ap_report_context *ctx);
void ap_record_not_applicable(struct ap_json *json, const struct ap_report_context *ctx);

extern const struct ap_choice ap_withheld_words[]; /* secret, audience, size */
