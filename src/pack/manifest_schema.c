/* manifest/v1 as a table, for `apipack schema manifest`.
 * Place in the flow: pack; what manifest.c writes is what it says.
 * SPDX-License-Identifier: Apache-2.0 */
#include "pack/pack.h"
#include "report/schemas.h"

static const struct ap_field item_fields[] = {
    AP_OUT("path", AP_T_STR, "in the pack, below the top folder"),
    AP_OUT("title", AP_T_STR, "Evidence Title"),
    AP_OUT("control_ids", AP_T_STRS, "control ids"),
    AP_OUT("area", AP_T_NULLABLE_STR, "API Control Area"),
    AP_OUT("frameworks", AP_T_STRS, "framework ids"),
    AP_OUT("owner", AP_T_NULLABLE_STR, "Evidence Owner"),
    AP_OUT("period", AP_T_STRS, "Period Covered"),
    AP_OUT("source", AP_T_NULLABLE_STR, "Source System"),
    AP_OUT("review", AP_T_NODE, "status, by, date, method"),
    AP_OUT("assurance", AP_T_STR, "asserted, system or signed"),
    AP_OUT("sha256", AP_T_SHA256, "digest of the bytes"),
    AP_OUT("bytes", AP_T_INT, "size"),
    AP_OUT_WORD("kind", ap_kind_words, "kind of file, by content"),
    AP_OUT("requirements", AP_T_STRS, "slots that it serves"),
    AP_OUT_END};
static const struct ap_schema item_schema = {.name = "item",
                                             .doc = "a payload file",
                                             .fields = item_fields,
                                             .place_offset = AP_NO_PLACE,
                                             .output = true,
                                             .open = true};

static const struct ap_field manifest_fields[] = {
    AP_OUT("schema", AP_T_STR, "apipack.dev/manifest/v1"),
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
    AP_OUT("counts", AP_T_NODE, "listed slots + counts = all slots"),
    AP_OUT_SUB("withheld", AP_T_LIST, &ap_withheld_schema, "evidence left out"),
    AP_OUT_SUB("exceptions", AP_T_LIST, &ap_exception_schema, "exceptions"),
    AP_OUT_SUB("not_applicable", AP_T_LIST, &ap_not_applicable_schema, "controls not asked for"),
    AP_OUT_END};
const struct ap_schema ap_manifest_schema = {.name = "manifest",
                                             .doc = "What is in a pack.",
                                             .fields = manifest_fields,
                                             .place_offset = AP_NO_PLACE,
                                             .output = true,
                                             .open = true};
