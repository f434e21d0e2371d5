/* Tables of the records that check/v1 and manifest/v1 share.
 * Place in the flow: report; what records.c writes is what they say.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/records.h"
#include "report/schemas.h"

static const struct ap_choice tool_names[] = {{"apipack", 0}, {NULL, 0}};
static const struct ap_choice left_out_words[] = {
    {"not-applicable", 0}, {"carved-out", 1}, {"inherited", 2}, {"disabled", 3}, {NULL, 0}};

static const struct ap_field tool_fields[] = {
    AP_OUT_WORD("name", tool_names, "apipack"), AP_OUT("version", AP_T_STR, "version of apipack"),
    AP_OUT("engines", AP_T_STR, "versions of the libraries that decide the pack's bytes"),
    AP_OUT_END};
const struct ap_schema ap_tool_schema =
    AP_OUT_SCHEMA("tool", "the program that wrote this", tool_fields);

static const struct ap_field library_fields[] = {
    AP_OUT("id", AP_T_STR, "id of the control library"), AP_OUT("version", AP_T_STR, "its version"),
    AP_OUT("digest", AP_T_SHA256, "digest over its files"), AP_OUT_END};
const struct ap_schema ap_library_ref_schema =
    AP_OUT_SCHEMA("library", "the control library", library_fields);

static const struct ap_field window_fields[] = {AP_OUT("from", AP_T_DAY, "first day"),
                                                AP_OUT("to", AP_T_DAY, "last day"), AP_OUT_END};
const struct ap_schema ap_window_schema =
    AP_OUT_SCHEMA("window", "the audit window, both days included", window_fields);

static const struct ap_field slot_fields[] = {
    AP_OUT("id", AP_T_STR, "CONTROL/requirement, with @period where there is one"),
    AP_OUT("control", AP_T_STR, "control id"),
    AP_OUT("requirement", AP_T_STR, "id of the requirement within the control"),
    AP_OUT("title", AP_T_STR, "title of the requirement"),
    AP_OUT_WORD("facet", ap_facet_words, "what it proves"),
    AP_OUT("section", AP_T_STR, "section of the pack"),
    AP_OUT("period", AP_T_NULLABLE_STR, "the period asked for"),
    AP_OUT("item", AP_T_NULLABLE_STR, "sample id"),
    AP_OUT("due", AP_T_DAY, "the day from which it is asked for"),
    AP_OUT_WORD("status", ap_status_words, "the verdict"),
    AP_OUT("gap", AP_T_BOOL, "whether it is a gap"),
    AP_OUT_NEW("with check --baseline: a gap that it does not have"),
    AP_OUT("reason", AP_T_STR, "item and rule"),
    AP_OUT("expected_name", AP_T_STR, "the exact file name to produce"),
    AP_OUT("owner", AP_T_NULLABLE_STR, "who must act"),
    AP_OUT("evidence", AP_T_STRS, "paths of the evidence"),
    AP_OUT_END};
const struct ap_schema ap_slot_schema =
    AP_OUT_SCHEMA("slot", "a requirement in a period, and its verdict", slot_fields);

static const struct ap_field status_fields[] = {
    AP_OUT_COUNT("satisfied", "slots"), AP_OUT_COUNT("excepted", "slots"),
    AP_OUT_COUNT("withheld", "slots"),  AP_OUT_COUNT("invalid", "slots"),
    AP_OUT_COUNT("stale", "slots"),     AP_OUT_COUNT("void", "slots"),
    AP_OUT_COUNT("rejected", "slots"),  AP_OUT_COUNT("pending", "slots"),
    AP_OUT_COUNT("requested", "slots"), AP_OUT_COUNT("missing", "slots"),
    AP_OUT_COUNT("not-due", "slots"),   AP_OUT_END};
const struct ap_schema ap_status_counts_schema =
    AP_OUT_SCHEMA("by_status", "slots by status; every status is present", status_fields);

static const struct ap_field withheld_fields[] = {
    AP_OUT("title", AP_T_STR, "title of the evidence"),
    AP_OUT("path", AP_T_NULLABLE_STR, "its path, where the audience may know it"),
    AP_OUT_WORD("why", ap_withheld_words, "secret, audience or size"),
    AP_OUT("reason", AP_T_STR, "in words"), AP_OUT_END};
const struct ap_schema ap_withheld_schema =
    AP_OUT_SCHEMA("withheld", "evidence that is left out of the pack", withheld_fields);

/* Details differ by audience; the keys named here are always there. */
static const struct ap_field exception_fields[] = {
    AP_OUT("id", AP_T_STR, "id of the exception"),
    AP_OUT("requirement", AP_T_STR, "what it covers"),
    AP_OUT("period", AP_T_NULLABLE_STR, "its period; null: all"),
    AP_OUT("reason", AP_T_NULLABLE_STR, "why it was granted"),
    AP_OUT("approver", AP_T_NULLABLE_STR, "who granted it"),
    AP_OUT_RAW("granted", AP_JSON_DAY_OR_NULL, "when"),
    AP_OUT_RAW("expires", AP_JSON_DAY_OR_NULL, "its last day"),
    AP_OUT("compensating", AP_T_STRS, "compensating evidence"),
    AP_OUT("risk", AP_T_NULLABLE_STR, "linked risk"),
    AP_OUT("action", AP_T_NULLABLE_STR, "linked corrective action"),
    AP_OUT("covers", AP_T_STRS, "slots that it covers"),
    AP_OUT_END};
const struct ap_schema ap_exception_schema =
    AP_OUT_SCHEMA("exception", "an exception, always printed", exception_fields);

static const struct ap_field not_applicable_fields[] = {
    AP_OUT("control", AP_T_STR, "control id"),
    AP_OUT("title", AP_T_STR, "its title"),
    AP_OUT_WORD("status", left_out_words, "why it is not asked for"),
    AP_OUT("reason", AP_T_NULLABLE_STR, "in words"),
    AP_OUT("approver", AP_T_NULLABLE_STR, "who decided"),
    AP_OUT_RAW("date", AP_JSON_DAY_OR_NULL, "when"),
    AP_OUT("provider", AP_T_NULLABLE_STR, "whose control it is"),
    AP_OUT("provider_report", AP_T_NULLABLE_STR, "the provider's report"),
    AP_OUT_END};
const struct ap_schema ap_not_applicable_schema = AP_OUT_SCHEMA(
    "not_applicable", "a control that is not asked for, and why", not_applicable_fields);
