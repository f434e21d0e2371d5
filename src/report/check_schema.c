/* check/v1 as a table, for `apipack schema check`.
 * Place in the flow: report; what json.c writes is what it says.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/report.h"
#include "report/schemas.h"

static const struct ap_choice schema_ids[] = {{"apipack.dev/check/v1", 0}, {NULL, 0}};

static const struct ap_field workspace_fields[] = {
    AP_OUT("organization", AP_T_STR, "who presents the evidence"),
    AP_OUT("product", AP_T_STR, "of which product"),
    AP_OUT("root_digest", AP_T_SHA256, "digest over all evidence files"), AP_OUT_END};
static const struct ap_schema workspace_schema =
    AP_OUT_SCHEMA("workspace", "the workspace", workspace_fields);

static const struct ap_field severity_fields[] = {
    AP_OUT_COUNT("blocker", "findings"), AP_OUT_COUNT("high", "findings"),
    AP_OUT_COUNT("medium", "findings"),  AP_OUT_COUNT("low", "findings"),
    AP_OUT_COUNT("info", "findings"),    AP_OUT_END};
static const struct ap_schema severity_schema = AP_OUT_SCHEMA(
    "by_severity", "findings by severity; every severity is present", severity_fields);

static const struct ap_field summary_fields[] = {
    AP_OUT_COUNT("slots", "all slots"),
    AP_OUT_COUNT("due", "slots that are due"),
    AP_OUT_COUNT("not_due", "slots that are neither due nor held"),
    AP_OUT_COUNT("gaps", "slots that are gaps"),
    AP_OUT_SUB("by_status", AP_T_STRUCT, &ap_status_counts_schema, "slots by status"),
    AP_OUT_SUB("findings", AP_T_STRUCT, &severity_schema, "findings by severity"),
    AP_OUT_RAW("coverage", "{\"type\":\"number\",\"minimum\":0,\"maximum\":1}",
               "satisfied / (due - excepted), 0 to 1"),
    AP_OUT_RAW("next_due", AP_JSON_DAY_OR_NULL, "the next due day after the as-of day"),
    AP_OUT_RAW("last_due", AP_JSON_DAY_OR_NULL, "the last one"),
    AP_OUT_END};
static const struct ap_schema summary_schema =
    AP_OUT_SCHEMA("summary", "the counts", summary_fields);

static const struct ap_field review_fields[] = {
    AP_OUT_RAW("status", AP_JSON_REVIEW_STATUS, "Review Status; null for an ignored file"),
    AP_OUT("by", AP_T_NULLABLE_STR, "who"),
    AP_OUT_RAW("date", AP_JSON_DAY_OR_NULL, "when"),
    AP_OUT_RAW("method", AP_JSON_REVIEW_METHOD, "how it was recorded"),
    AP_OUT_RAW("sha256", AP_JSON_SHA256_OR_NULL, "the bytes that were reviewed"),
    AP_OUT("ref", AP_T_NULLABLE_STR, "ticket or minutes"),
    AP_OUT("note", AP_T_NULLABLE_STR, "in words"),
    AP_OUT_END};
static const struct ap_schema review_schema =
    AP_OUT_SCHEMA("review", "the review that decides: the last one", review_fields);

static const struct ap_field evidence_fields[] = {
    AP_OUT("path", AP_T_STR, "relative to the workspace"),
    AP_OUT("title", AP_T_NULLABLE_STR, "Evidence Title"),
    AP_OUT("area", AP_T_NULLABLE_STR, "API Control Area"),
    AP_OUT("artifact", AP_T_NULLABLE_STR, "artifact in the name"),
    AP_OUT("period", AP_T_STRS, "periods covered"),
    AP_OUT("version", AP_T_NULLABLE_STR, "version in the name"),
    AP_OUT_RAW("sha256", AP_JSON_SHA256_OR_NULL, "digest of the bytes"),
    AP_OUT_COUNT("bytes", "size"),
    AP_OUT_WORD("kind", ap_kind_words, "kind of file, by content"),
    AP_OUT("controls", AP_T_STRS, "control ids"),
    AP_OUT_SUB("review", AP_T_STRUCT, &review_schema, "the review that decides"),
    AP_OUT("bound", AP_T_BOOL, "an approval holds the digest of these bytes"),
    AP_OUT("used_by", AP_T_STRS, "slots that it serves"),
    AP_OUT_WORD("state", ap_item_state_words, "what became of it"),
    AP_OUT("reason", AP_T_STR, "what became of it, in words"),
    AP_OUT("findings", AP_T_STRS, "codes of its findings"),
    AP_OUT_END};
static const struct ap_schema evidence_schema =
    AP_OUT_SCHEMA("evidence", "an evidence file or link", evidence_fields);

static const struct ap_field finding_fields[] = {
    AP_OUT("code", AP_T_STR, "stable code"),
    AP_OUT_WORD("severity", ap_severity_words, "info to blocker"),
    AP_OUT("subject", AP_T_STR, "slot, requirement or path"),
    AP_OUT("file", AP_T_NULLABLE_STR, "file that it is about"),
    AP_OUT_RAW("line", AP_JSON_POSITION_OR_NULL, "1-based line, or null"),
    AP_OUT_RAW("column", AP_JSON_POSITION_OR_NULL, "1-based column, or null"),
    AP_OUT("message", AP_T_STR, "what is the matter"),
    AP_OUT("fix", AP_T_STR, "the mend"),
    AP_OUT("fingerprint", AP_T_SHA256, "the same in every run"),
    AP_OUT_NEW("with --baseline: it does not have this finding"),
    AP_OUT_END};
static const struct ap_schema finding_schema =
    AP_OUT_SCHEMA("finding", "a fact about evidence or coverage", finding_fields);

static const struct ap_field proof_fields[] = {
    AP_OUT("requirement", AP_T_BOOL, "proven"), AP_OUT("configuration", AP_T_BOOL, "proven"),
    AP_OUT("operation", AP_T_BOOL, "proven"),   AP_OUT("review", AP_T_BOOL, "proven"),
    AP_OUT("correction", AP_T_BOOL, "proven"),  AP_OUT_END};
static const struct ap_schema proof_schema =
    AP_OUT_SCHEMA("proof", "facets that are proven", proof_fields);

static const struct ap_field proof_state_fields[] = {
    AP_OUT_WORD("requirement", ap_proof_state_words, "state"),
    AP_OUT_WORD("configuration", ap_proof_state_words, "state"),
    AP_OUT_WORD("operation", ap_proof_state_words, "state"),
    AP_OUT_WORD("review", ap_proof_state_words, "state"),
    AP_OUT_WORD("correction", ap_proof_state_words, "state"),
    AP_OUT_END};
static const struct ap_schema proof_state_schema =
    AP_OUT_SCHEMA("proof_state", "state of each facet", proof_state_fields);

static const struct ap_field control_fields[] = {
    AP_OUT("id", AP_T_STR, "control id"),
    AP_OUT("title", AP_T_STR, "its title"),
    AP_OUT("area", AP_T_STR, "area id"),
    AP_OUT("section", AP_T_STR, "section id"),
    AP_OUT("owner", AP_T_NULLABLE_STR, "owner"),
    AP_OUT_SUB("proof", AP_T_STRUCT, &proof_schema, "facets that are proven"),
    AP_OUT_SUB("proof_state", AP_T_STRUCT, &proof_state_schema, "state of each facet"),
    AP_OUT_RAW("frameworks", AP_JSON_TEXT_LISTS, "framework id to a list of its ids"),
    AP_OUT_COUNT("slots", "its slots"),
    AP_OUT_COUNT("gaps", "its gaps"),
    AP_OUT("ready", AP_T_BOOL, "its maturity rules hold"),
    AP_OUT_LATER("ready_say", AP_T_NULLABLE_STR, NULL, "what its maturity rules say, or null"),
    AP_OUT_LATER("summary", AP_T_NULLABLE_STR, NULL,
                 "what its evidence says, in a sentence, or null"),
    AP_OUT_LATER("open", AP_T_STRUCT, &ap_open_schema, "open entries of the registers about it"),
    AP_OUT_END};
static const struct ap_schema control_schema =
    AP_OUT_SCHEMA("control", "a control and its proof chain", control_fields);

static const struct ap_field dealbreaker_fields[] = {
    AP_OUT("id", AP_T_STR, "id"), AP_OUT("line", AP_T_STR, "what breaks deals"),
    AP_OUT_WORD("state", ap_dealbreaker_words, "detected, ruled-out or cannot-be-ruled-out"),
    AP_OUT("because", AP_T_STRS, "why"), AP_OUT_END};
static const struct ap_schema dealbreaker_schema =
    AP_OUT_SCHEMA("dealbreaker", "a deal-breaker and its state", dealbreaker_fields);

static const struct ap_field answer_fields[] = {
    AP_OUT("id", AP_T_STR, "id"),
    AP_OUT("ask", AP_T_STR, "question or line"),
    AP_OUT_WORD("answer", ap_answer_words, "Yes, Partial, No or N/A"),
    AP_OUT("evidence", AP_T_STRS, "paths"),
    AP_OUT("reason", AP_T_STR, "why"),
    AP_OUT_END};
static const struct ap_schema answer_schema =
    AP_OUT_SCHEMA("answer", "an answered question", answer_fields);

static const struct ap_field baseline_fields[] = {
    AP_OUT("as_of", AP_T_DAY, "as-of day of the former check"),
    AP_OUT_COUNT("new_gaps", "gaps that it does not have"),
    AP_OUT_COUNT("known_gaps", "gaps that it has too"),
    AP_OUT_COUNT("closed_gaps", "its gaps that are none now"),
    AP_OUT_COUNT("new_findings", "findings that it does not have"),
    AP_OUT_COUNT("known_findings", "findings that it has too"),
    AP_OUT_COUNT("closed_findings", "its findings that are gone"),
    AP_OUT("mended_gaps", AP_T_STRS, "those gaps, in words"),
    AP_OUT("mended_findings", AP_T_STRS, "those findings, in words"),
    AP_OUT_END};
static const struct ap_schema baseline_schema =
    AP_OUT_SCHEMA("baseline", "compared with a former check", baseline_fields);

static const struct ap_field check_fields[] = {
    AP_OUT_WORD("schema", schema_ids, "names this format"),
    AP_OUT_SUB("tool", AP_T_STRUCT, &ap_tool_schema, "the program"),
    AP_OUT_SUB("workspace", AP_T_STRUCT, &workspace_schema, "the workspace"),
    AP_OUT_SUB("library", AP_T_STRUCT, &ap_library_ref_schema, "the control library"),
    AP_OUT("as_of", AP_T_DAY, "the day of judgement"),
    AP_OUT_SUB("window", AP_T_STRUCT, &ap_window_schema, "the audit window"),
    AP_OUT("audience", AP_T_STR, "audience id"),
    AP_OUT("frameworks", AP_T_STRS, "frameworks in scope"),
    AP_OUT_WORD("result", ap_result_words, "complete, gaps or blocked"),
    AP_OUT_SUB("summary", AP_T_STRUCT, &summary_schema, "the counts"),
    {.key = "baseline",
     .type = AP_T_STRUCT,
     .sub = &baseline_schema,
     .doc = "what a former check knew; only with --baseline"},
    AP_OUT_SUB("slots", AP_T_LIST, &ap_slot_schema, "every slot"),
    AP_OUT_SUB("evidence", AP_T_LIST, &evidence_schema, "every file"),
    AP_OUT_SUB("findings", AP_T_LIST, &finding_schema, "every finding"),
    AP_OUT_SUB("controls", AP_T_LIST, &control_schema, "every control asked for"),
    AP_OUT_SUB("dealbreakers", AP_T_LIST, &dealbreaker_schema, "deal-breakers"),
    AP_OUT_SUB("answers", AP_T_LIST, &answer_schema, "checklist answers"),
    AP_OUT_SUB("readiness", AP_T_LIST, &answer_schema, "what good looks like"),
    AP_OUT_SUB("exceptions", AP_T_LIST, &ap_exception_schema, "exceptions"),
    AP_OUT_SUB("not_applicable", AP_T_LIST, &ap_not_applicable_schema, "controls not asked for"),
    AP_OUT_SUB("withheld", AP_T_LIST, &ap_withheld_schema, "evidence left out"),
    {.key = "since",
     .type = AP_T_CUSTOM,
     .json_type = "{\"type\":\"object\"}",
     .doc = "diff/v1: what changed since another pack; only with --against"},
    AP_OUT_LATER("edge", AP_T_LIST, &ap_edge_schema, "periods that the window only touches"),
    AP_OUT_LATER("frameworks_coverage", AP_T_LIST, &ap_framework_coverage_schema,
                 "coverage by framework and by framework id"),
    AP_OUT_LATER("registers", AP_T_STRUCT, &ap_registers_schema, "risks, actions, findings"),
    AP_OUT_LATER("requests", AP_T_LIST, &ap_request_schema, "the auditor's requests"),
    AP_OUT_LATER("disabled", AP_T_LIST, &ap_disabled_schema, "what overlays took out"),
    AP_OUT_LATER("tuned", AP_T_LIST, &ap_tuned_schema, "severities that the workspace changed"),
    AP_OUT_END};
const struct ap_schema ap_check_schema =
    AP_OUT_SCHEMA("check", "What apipack check found.", check_fields);
