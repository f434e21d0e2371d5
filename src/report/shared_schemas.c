/* Tables of the records that check/v1 and manifest/v1 share.
 * Place in the flow: report; what records.c writes is what they say.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/records.h"
#include "report/schemas.h"

static const struct ap_field tool_fields[] = {
    AP_OUT("name", AP_T_STR, "apipack"), AP_OUT("version", AP_T_STR, "version of apipack"),
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
    AP_OUT("reason", AP_T_STR, "item and rule"),
    AP_OUT("expected_name", AP_T_NULLABLE_STR, "the exact file name to produce"),
    AP_OUT("owner", AP_T_NULLABLE_STR, "who must act"),
    AP_OUT("evidence", AP_T_STRS, "paths of the evidence"),
    AP_OUT_END};
const struct ap_schema ap_slot_schema =
    AP_OUT_SCHEMA("slot", "a requirement in a period, and its verdict", slot_fields);

static const struct ap_field status_fields[] = {
    AP_OUT("satisfied", AP_T_INT, "slots"), AP_OUT("excepted", AP_T_INT, "slots"),
    AP_OUT("withheld", AP_T_INT, "slots"),  AP_OUT("invalid", AP_T_INT, "slots"),
    AP_OUT("stale", AP_T_INT, "slots"),     AP_OUT("void", AP_T_INT, "slots"),
    AP_OUT("rejected", AP_T_INT, "slots"),  AP_OUT("pending", AP_T_INT, "slots"),
    AP_OUT("requested", AP_T_INT, "slots"), AP_OUT("missing", AP_T_INT, "slots"),
    AP_OUT("not-due", AP_T_INT, "slots"),   AP_OUT_END};
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
    AP_OUT("expires", AP_T_DAY, "its last day"),
    AP_OUT_END};
const struct ap_schema ap_exception_schema = {.name = "exception",
                                              .doc = "an exception, always printed",
                                              .fields = exception_fields,
                                              .place_offset = AP_NO_PLACE,
                                              .output = true,
                                              .open = true};

static const struct ap_field not_applicable_fields[] = {
    AP_OUT("control", AP_T_STR, "control id"), AP_OUT("title", AP_T_STR, "its title"),
    AP_OUT("status", AP_T_STR, "not-applicable, carved-out, inherited or disabled"), AP_OUT_END};
const struct ap_schema ap_not_applicable_schema = {.name = "not_applicable",
                                                   .doc =
                                                       "a control that is not asked for, and why",
                                                   .fields = not_applicable_fields,
                                                   .place_offset = AP_NO_PLACE,
                                                   .output = true,
                                                   .open = true};
