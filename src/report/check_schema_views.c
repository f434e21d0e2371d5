/* check/v1 as a table: coverage by framework, registers, requests, what was taken out or tuned.
 * Place in the flow: report; what json_views.c and json_parts.c write is what they say.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/schemas.h"

static const struct ap_field edge_fields[] = {
    AP_OUT("requirement", AP_T_STR, "CONTROL/requirement"),
    AP_OUT("period", AP_T_STR, "the period"), AP_OUT_COUNT("days_in", "its days in the window"),
    AP_OUT_COUNT("days", "its days"), AP_OUT_END};
const struct ap_schema ap_edge_schema =
    AP_OUT_SCHEMA("edge", "a period of which less than half lies in the window", edge_fields);

static const struct ap_field coverage_fields[] = {
    AP_OUT("framework", AP_T_STR, "framework id"),
    AP_OUT("id", AP_T_NULLABLE_STR, "id within it; null: the framework as a whole"),
    AP_OUT("label", AP_T_NULLABLE_STR, "our own words for it"),
    AP_OUT_WORD("status", ap_framework_status_words, "of the edition"),
    AP_OUT_WORD("relation", ap_relation_words, "how controls relate to the id"),
    AP_OUT("verified", AP_T_BOOL, "the id was checked against its source"),
    AP_OUT_WORD("state", ap_framework_state_words, "what became of it"),
    AP_OUT_COUNT("mapped", "controls that map to it"),
    AP_OUT_COUNT("controls", "of those, asked for in this run"),
    AP_OUT_COUNT("slots", "their slots"),
    AP_OUT_COUNT("due", "of those, due"),
    AP_OUT_COUNT("satisfied", "of the due ones, satisfied"),
    AP_OUT_COUNT("excepted", "slots that an exception covers"),
    AP_OUT_COUNT("gaps", "slots that are gaps"),
    AP_OUT_END};
const struct ap_schema ap_framework_coverage_schema =
    AP_OUT_SCHEMA("framework_coverage", "coverage of a framework or of one id", coverage_fields);

static const struct ap_field tracked_fields[] = {
    AP_OUT("id", AP_T_STR, "id in its register"),
    AP_OUT("title", AP_T_STR, "what it is"),
    AP_OUT("controls", AP_T_STRS, "controls that it is about"),
    AP_OUT("names", AP_T_STRS, "what its row names"),
    AP_OUT("owner", AP_T_NULLABLE_STR, "who carries it"),
    AP_OUT_RAW("opened", AP_JSON_DAY_OR_NULL, "since when"),
    AP_OUT_RAW("due", AP_JSON_DAY_OR_NULL, "until when"),
    AP_OUT("status", AP_T_NULLABLE_STR, "as its row says"),
    AP_OUT_RAW("closed", AP_JSON_DAY_OR_NULL, "when it was closed"),
    AP_OUT("evidence", AP_T_STRS, "of its closure"),
    AP_OUT("open", AP_T_BOOL, "open at the as-of day"),
    AP_OUT("overdue", AP_T_BOOL, "open after its due day"),
    AP_OUT("closed_without_evidence", AP_T_BOOL, "closed, and nothing shows it"),
    AP_OUT_END};
static const struct ap_schema tracked_schema =
    AP_OUT_SCHEMA("register_entry", "a risk, action or finding", tracked_fields);

static const struct ap_field registers_fields[] = {
    AP_OUT_SUB("risks", AP_T_LIST, &tracked_schema, "risk register"),
    AP_OUT_SUB("actions", AP_T_LIST, &tracked_schema, "corrective actions"),
    AP_OUT_SUB("findings", AP_T_LIST, &tracked_schema, "findings of others"), AP_OUT_END};
const struct ap_schema ap_registers_schema =
    AP_OUT_SCHEMA("registers", "the registers beside the evidence", registers_fields);

static const struct ap_field open_fields[] = {AP_OUT("risks", AP_T_STRS, "ids"),
                                              AP_OUT("actions", AP_T_STRS, "ids"),
                                              AP_OUT("findings", AP_T_STRS, "ids"), AP_OUT_END};
const struct ap_schema ap_open_schema =
    AP_OUT_SCHEMA("open", "open entries about a control", open_fields);

static const struct ap_field request_slot_fields[] = {
    AP_OUT("id", AP_T_STR, "slot id"), AP_OUT_WORD("status", ap_status_words, "its status"),
    AP_OUT("evidence", AP_T_STRS, "paths of the evidence"), AP_OUT_END};
static const struct ap_schema request_slot_schema =
    AP_OUT_SCHEMA("request_slot", "a slot that answers a request", request_slot_fields);

static const struct ap_field request_fields[] = {
    AP_OUT("id", AP_T_STR, "the auditor's id"),
    AP_OUT("text", AP_T_STR, "the auditor's words"),
    AP_OUT("controls", AP_T_STRS, "controls or framework ids that it names"),
    AP_OUT("requirements", AP_T_STRS, "requirements that it names"),
    AP_OUT("period", AP_T_STRS, "periods that it names"),
    AP_OUT("samples", AP_T_STRS, "samples that it names"),
    AP_OUT_RAW("due", AP_JSON_DAY_OR_NULL, "until when"),
    AP_OUT("auditor_status", AP_T_NULLABLE_STR, "as the auditor has it"),
    AP_OUT("comment", AP_T_NULLABLE_STR, "the auditor's comment"),
    AP_OUT_WORD("state", ap_request_state_words, "what the evidence says"),
    AP_OUT("overdue", AP_T_BOOL, "not answered after its due day"),
    AP_OUT("reason", AP_T_STR, "in words"),
    AP_OUT_SUB("slots", AP_T_LIST, &request_slot_schema, "the slots that answer it"),
    AP_OUT_END};
const struct ap_schema ap_request_schema =
    AP_OUT_SCHEMA("request", "a request of the auditor", request_fields);

static const struct ap_field disabled_fields[] = {
    AP_OUT("kind", AP_T_STR, "control, requirement, question, …"), AP_OUT("id", AP_T_STR, "its id"),
    AP_OUT("title", AP_T_NULLABLE_STR, "its title"),
    AP_OUT("reason", AP_T_NULLABLE_STR, "why, where the audience may know it"), AP_OUT_END};
const struct ap_schema ap_disabled_schema =
    AP_OUT_SCHEMA("disabled", "an entry of the library that an overlay took out", disabled_fields);

static const struct ap_field tuned_fields[] = {
    AP_OUT("code", AP_T_STR, "finding code"),
    AP_OUT_WORD("to", ap_severity_words, "its severity here"),
    AP_OUT("reason", AP_T_NULLABLE_STR, "why"), AP_OUT_END};
const struct ap_schema ap_tuned_schema =
    AP_OUT_SCHEMA("tuned", "another severity for a finding code", tuned_fields);
