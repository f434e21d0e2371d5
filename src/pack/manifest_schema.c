/* manifest/v1 as a table, for `apipack schema manifest`.
 * Place in the flow: pack; what manifest.c writes is what it says.
 * SPDX-License-Identifier: Apache-2.0 */
#include "pack/custody.h"
#include "pack/pack.h"
#include "report/schemas.h"

static const struct ap_choice schema_ids[] = {{"apipack.dev/manifest/v1", 0}, {NULL, 0}};

static const struct ap_field review_fields[] = {
    AP_OUT_RAW("status", AP_JSON_REVIEW_STATUS, "Review Status"),
    AP_OUT("by", AP_T_NULLABLE_STR, "who, where the audience may know"),
    AP_OUT_RAW("date", AP_JSON_DAY_OR_NULL, "when"),
    AP_OUT_RAW("method", AP_JSON_REVIEW_METHOD, "how it was recorded"), AP_OUT_END};
static const struct ap_schema review_schema =
    AP_OUT_SCHEMA("review", "the review that decides", review_fields);

static const struct ap_field item_fields[] = {
    AP_OUT_RAW("path", "{\"type\":\"string\",\"pattern\":\"^data/[0-9]{2}-[^/]+/[^/]+$\"}",
               "in the pack, below the top folder"),
    {.key = "source_path",
     .type = AP_T_STR,
     .doc = "in the workspace; absent where the audience may not know it"},
    AP_OUT("title", AP_T_STR, "Evidence Title"),
    AP_OUT("control_ids", AP_T_STRS, "control ids"),
    AP_OUT("area", AP_T_NULLABLE_STR, "API Control Area"),
    AP_OUT("frameworks", AP_T_STRS, "framework ids"),
    AP_OUT("owner", AP_T_NULLABLE_STR, "Evidence Owner"),
    AP_OUT("period", AP_T_STRS, "Period Covered"),
    AP_OUT("source", AP_T_NULLABLE_STR, "Source System"),
    AP_OUT_SUB("review", AP_T_STRUCT, &review_schema, "the review that decides"),
    AP_OUT_WORD("assurance", ap_assurance_words, "what the approval rests on"),
    AP_OUT("sha256", AP_T_SHA256, "digest of the bytes"),
    AP_OUT_COUNT("bytes", "size"),
    AP_OUT_WORD("kind", ap_kind_words, "kind of file, by content"),
    AP_OUT("bound", AP_T_BOOL, "the approval holds the digest of these bytes"),
    AP_OUT("superseded", AP_T_BOOL, "an older version that was in force in the window"),
    AP_OUT_LATER("pending", AP_T_BOOL, NULL, "not yet approved; internal packs may hold it"),
    AP_OUT("requirements", AP_T_STRS, "ids of the slots that it serves"),
    AP_OUT_RAW("where", AP_JSON_TEXTS, "requirement to the place in the document"),
    {.key = "extra",
     .type = AP_T_CUSTOM,
     .json_type = AP_JSON_TEXTS,
     .doc = "values of the library's own metadata fields"},
    AP_OUT_LATER("custody", AP_T_LIST, &ap_custody_schema, "from the source to the pack"),
    AP_OUT_END};
static const struct ap_schema item_schema = AP_OUT_SCHEMA("item", "a payload file", item_fields);

static const struct ap_field counts_fields[] = {
    AP_OUT_COUNT("items", "payload files"),
    AP_OUT_COUNT("bytes", "their size"),
    AP_OUT_COUNT("slots", "all slots of the assessment"),
    AP_OUT_COUNT("listed", "slots listed here"),
    AP_OUT_COUNT("not_listed", "slots that this audience does not see"),
    AP_OUT_COUNT("not_listed_open", "gaps among them"),
    AP_OUT_COUNT("gaps", "gaps of the full assessment"),
    AP_OUT_COUNT("withheld", "evidence left out"),
    AP_OUT_SUB("by_status", AP_T_STRUCT, &ap_status_counts_schema, "listed slots by status"),
    AP_OUT_END};
static const struct ap_schema counts_schema =
    AP_OUT_SCHEMA("counts", "everything, counted", counts_fields);

static const struct ap_field manifest_fields[] = {
    AP_OUT_WORD("schema", schema_ids, "names this format"),
    AP_OUT("pack_id", AP_T_SHA256, "over payload, slots, window and audience"),
    AP_OUT("complete", AP_T_BOOL, "no gap in the full assessment"),
    AP_OUT("organization", AP_T_STR, "who presents the evidence"),
    AP_OUT("product", AP_T_STR, "of which product"),
    AP_OUT_SUB("window", AP_T_STRUCT, &ap_window_schema, "the audit window"),
    AP_OUT("as_of", AP_T_DAY, "the day of judgement"),
    AP_OUT("audience", AP_T_STR, "audience id"),
    AP_OUT_SUB("library", AP_T_STRUCT, &ap_library_ref_schema, "the control library"),
    AP_OUT_SUB("tool", AP_T_STRUCT, &ap_tool_schema, "the program"),
    AP_OUT_SUB("items", AP_T_LIST, &item_schema, "every payload file"),
    AP_OUT_SUB("slots", AP_T_LIST, &ap_slot_schema, "slots at the audience's level"),
    AP_OUT_SUB("counts", AP_T_STRUCT, &counts_schema, "listed + not_listed = all slots"),
    AP_OUT_SUB("withheld", AP_T_LIST, &ap_withheld_schema, "evidence left out"),
    AP_OUT_SUB("exceptions", AP_T_LIST, &ap_exception_schema, "exceptions"),
    AP_OUT_SUB("not_applicable", AP_T_LIST, &ap_not_applicable_schema, "controls not asked for"),
    AP_OUT_END};
const struct ap_schema ap_manifest_schema =
    AP_OUT_SCHEMA("manifest", "What is in a pack.", manifest_fields);
