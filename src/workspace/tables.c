/* The tables of apipack.yaml, one row per key.
 * Place in the flow: workspace; read by schema/, exported by `apipack schema workspace`.
 * SPDX-License-Identifier: Apache-2.0 */
#include "schema/rows.h"
#include "workspace/workspace.h"

#define END                                                                                        \
    {                                                                                              \
        .key = NULL                                                                                \
    }
#define NEEDED (AP_F_REQUIRED | AP_F_NONEMPTY)

#define STRUCT ap_audit
static const struct ap_schema audit_schema = {
    .name = "audit",
    .doc = "Which audit the evidence is for",
    .fields =
        (const struct ap_field[]){
            AP_ROW("name", AP_T_STR, name, 0, "Name of the audit"),
            AP_ROW_WORD("type", type, 0, ap_audit_type_words, "period",
                        "Over a period, or at a day"),
            AP_ROW("from", AP_T_DAY, from, 0, "First day of the window; a point audit needs none"),
            AP_ROW("to", AP_T_DAY, to, AP_F_REQUIRED, "Last day of the window"),
            AP_ROW("frameworks", AP_T_REFS, frameworks, 0,
                   "Framework ids in scope; all by default"),
            AP_ROW("as_of", AP_T_DAY, as_of, 0, "Day of judgement; today by default"),
            AP_ROW("fieldwork", AP_T_DAY, fieldwork, 0, "Day the auditors begin"),
            AP_ROW("evidence_due", AP_T_DAY, evidence_due, 0, "Day the evidence must be there"),
            END},
    .size = sizeof(struct STRUCT),
    .place_offset = AP_ROW_AT(place),
};
#undef STRUCT

#define STRUCT ap_default_rule
static const struct ap_schema default_schema = {
    .name = "evidence-default",
    .doc = "Metadata of the files that a glob matches",
    .fields = (const struct ap_field[]){AP_ROW("match", AP_T_STR, match, NEEDED,
                                               "Glob over paths below the evidence folder"),
                                        AP_ROW("owner", AP_T_STR, owner, 0, "Evidence Owner"),
                                        AP_ROW("source", AP_T_STR, source, 0, "Source System"),
                                        AP_ROW("control", AP_T_REFS, control, 0, "Control ID"),
                                        AP_ROW("framework", AP_T_REFS, framework, 0, "Framework"),
                                        AP_ROW("audience", AP_T_STR, audience, 0, "Who may see it"),
                                        {.key = "review",
                                         .type = AP_T_STR,
                                         .offset = AP_ROW_AT(review),
                                         .doc = "Review Status",
                                         .choices = ap_review_status_words},
                                        AP_ROW("title", AP_T_STR, title, 0, "Evidence Title"),
                                        AP_ROW("period", AP_T_STR, period, 0, "Period Covered"),
                                        END},
    .size = sizeof(struct STRUCT),
    .place_offset = AP_ROW_AT(place),
};
#undef STRUCT

#define STRUCT ap_evidence_config
static const struct ap_schema evidence_schema = {
    .name = "evidence",
    .doc = "Where evidence lies and how it is read",
    .fields =
        (const struct ap_field[]){
            {.key = "folder",
             .type = AP_T_STR,
             .flags = AP_F_NONEMPTY,
             .offset = AP_ROW_AT(folder),
             .doc = "Evidence folder, relative to the workspace",
             .fallback = "evidence"},
            AP_ROW("register", AP_T_STR, register_file, AP_F_NONEMPTY,
                   "Register, .csv or .xlsx, relative to the workspace"),
            AP_ROW("ignore", AP_T_STRS, ignore, 0, "Globs of files that are no evidence"),
            AP_ROW_WORD("naming", naming, 0, ap_naming_mode_words, "strict",
                        "Whether names must follow the naming rules"),
            {.key = "require_bound",
             .type = AP_T_BOOL,
             .offset = AP_ROW_AT(require_bound),
             .doc = "Whether approvals count only with the file's SHA-256",
             .fallback = "false"},
            {.key = "defaults",
             .type = AP_T_LIST,
             .offset = AP_ROW_AT(defaults),
             .doc = "Metadata by folder or name",
             .sub = &default_schema},
            END},
    .size = sizeof(struct STRUCT),
    .place_offset = AP_ROW_AT(place),
};
#undef STRUCT

#define STRUCT ap_person
static const struct ap_schema person_schema = {
    .name = "person",
    .doc = "A person or team",
    .fields =
        (const struct ap_field[]){
            AP_ROW("id", AP_T_ID, id, AP_F_REQUIRED, "Id that owners refer to"),
            AP_ROW("name", AP_T_STR, name, 0, "Full name"),
            AP_ROW("email", AP_T_STR, email, 0, "E-mail address"),
            AP_ROW_WORD("kind", kind, 0, ap_person_kind_words, "person", "One person, or a team"),
            AP_ROW("members", AP_T_STRS, members, 0, "Of a team: ids of people"),
            AP_ROW("aliases", AP_T_STRS, aliases, 0, "Other spellings"),
            AP_ROW("keys", AP_T_STRS, keys, 0,
                   "SSH public keys that sign this person's reviews: ssh-ed25519 AAAA..."),
            END},
    .size = sizeof(struct STRUCT),
    .place_offset = AP_ROW_AT(place),
};
#undef STRUCT

#define STRUCT ap_owner_rule
static const struct ap_schema owner_schema = {
    .name = "owner",
    .doc = "Who owns what is missing",
    .fields =
        (const struct ap_field[]){
            AP_ROW("owner", AP_T_STR, owner, NEEDED, "Id of a person or team"), END},
    .size = sizeof(struct STRUCT),
    .place_offset = AP_ROW_AT(place),
    .shorthand = "owner",
};
#undef STRUCT

#define STRUCT ap_exception
static const struct ap_schema exception_schema = {
    .name = "exception",
    .doc = "A gap that somebody accepted for a time",
    .fields =
        (const struct ap_field[]){
            AP_ROW("id", AP_T_ID, id, 0, "Id of the exception"),
            AP_ROW("requirement", AP_T_REF, requirement, NEEDED, "Requirement, CTRL/req"),
            AP_ROW("period", AP_T_PERIOD, period_text, 0, "Period it covers; all by default"),
            AP_ROW("reason", AP_T_STR, reason, NEEDED, "Why the gap is accepted"),
            AP_ROW("approver", AP_T_STR, approver, NEEDED, "Who accepted it"),
            AP_ROW("granted", AP_T_DAY, granted, 0, "Day it was granted"),
            AP_ROW("expires", AP_T_DAY, expires, AP_F_REQUIRED, "Last day it holds"),
            AP_ROW("compensating", AP_T_STRS, compensating, 0, "Compensating evidence"),
            AP_ROW("risk", AP_T_STR, risk, 0, "Id in the risk register"),
            AP_ROW("action", AP_T_STR, action, 0, "Id in the action register"), END},
    .size = sizeof(struct STRUCT),
    .place_offset = AP_ROW_AT(place),
};
#undef STRUCT

#define STRUCT ap_applicability
static const struct ap_schema applicability_schema = {
    .name = "applicability",
    .doc = "A control that is not asked for here",
    .fields =
        (const struct ap_field[]){
            AP_ROW("control", AP_T_REF, control, NEEDED, "Control id"),
            AP_ROW_WORD("status", status, AP_F_REQUIRED, ap_applicability_words, NULL,
                        "Why it is not asked for, in a word"),
            AP_ROW("reason", AP_T_STR, reason, NEEDED, "Why it is not asked for"),
            AP_ROW("approver", AP_T_STR, approver, 0, "Who decided it"),
            AP_ROW("date", AP_T_DAY, date, 0, "Day it was decided"),
            AP_ROW("provider", AP_T_STR, provider, 0, "Who carries it instead"),
            AP_ROW("provider_report", AP_T_STR, provider_report, 0, "The provider's report on it"),
            END},
    .size = sizeof(struct STRUCT),
    .place_offset = AP_ROW_AT(place),
};
#undef STRUCT

#define STRUCT ap_severity_rule
static const struct ap_schema severity_schema = {
    .name = "severity",
    .doc = "Another severity for one finding code",
    .fields = (const struct ap_field[]){AP_ROW_WORD("to", to, AP_F_REQUIRED, ap_severity_words,
                                                    NULL, "The severity it has here"),
                                        AP_ROW("reason", AP_T_STR, reason, NEEDED, "Why"), END},
    .size = sizeof(struct STRUCT),
    .place_offset = AP_ROW_AT(code.place),
};
#undef STRUCT

/* --- mappings whose values are members of the workspace itself ---------------------------------- */

#define STRUCT ap_workspace
#define GROUP(variable, title, text, ...)                                                          \
    static const struct ap_schema variable = {                                                     \
        .name = (title),                                                                           \
        .doc = (text),                                                                             \
        .fields = (const struct ap_field[]){__VA_ARGS__, END},                                     \
        .size = sizeof(struct STRUCT),                                                             \
        .place_offset = AP_NO_PLACE,                                                               \
    }

static const struct ap_schema library_schema = {
    .name = "workspace-library",
    .doc = "Which control library is used",
    .fields = (const struct ap_field[]){{.key = "base",
                                         .type = AP_T_REF,
                                         .flags = AP_F_NONEMPTY,
                                         .offset = AP_ROW_AT(library_base),
                                         .doc = "builtin, or a folder relative to the workspace",
                                         .fallback = "builtin"},
                                        AP_ROW("overlays", AP_T_REFS, library_overlays,
                                               AP_F_NONEMPTY, "Overlay folders, applied in order"),
                                        END},
    .size = sizeof(struct STRUCT),
    .place_offset = AP_NO_PLACE,
    .shorthand = "base",
};
GROUP(registers_schema, "registers",
      "Registers that live beside the evidence, relative to the workspace",
      AP_ROW("risks", AP_T_REF, register_risks, AP_F_NONEMPTY, "Risk register"),
      AP_ROW("actions", AP_T_REF, register_actions, AP_F_NONEMPTY, "Corrective actions"),
      AP_ROW("findings", AP_T_REF, register_findings, AP_F_NONEMPTY, "Findings of others"));
GROUP(pack_schema, "pack", "What the pack says of its maker",
      AP_ROW("prepared_by", AP_T_STR, prepared_by, 0, "Who prepared it"),
      AP_ROW("contact", AP_T_STR, contact, 0, "Whom to ask"),
      AP_ROW("classification", AP_T_STR, classification, 0, "Classification printed on it"));
GROUP(sharepoint_schema, "sharepoint", "Where packs are uploaded",
      AP_ROW("library", AP_T_STR, sharepoint_library, 0, "URL of the document library"),
      AP_ROW("tenant", AP_T_STR, sharepoint_tenant, 0, "Entra tenant"),
      AP_ROW("client", AP_T_STR, sharepoint_client, 0, "Entra application id"));

#define IN_PLACE(name, table, text)                                                                \
    {                                                                                              \
        .key = (name), .type = AP_T_STRUCT, .offset = 0, .doc = (text), .sub = &(table)            \
    }
#define LIST(name, member, table, text)                                                            \
    {                                                                                              \
        .key = (name), .type = AP_T_LIST, .offset = AP_ROW_AT(member), .doc = (text),              \
        .sub = &(table)                                                                            \
    }

const struct ap_schema ap_workspace_schema = {
    .name = "workspace",
    .doc = "apipack.yaml: who, which audit, where the evidence lies, what was decided",
    .fields =
        (const struct ap_field[]){
            {.key = "schema",
             .type = AP_T_CUSTOM,
             .flags = AP_F_REQUIRED,
             .doc = "Always apipack.dev/workspace/v1",
             .json_type = "{\"const\":\"apipack.dev/workspace/v1\"}"},
            AP_ROW("organization", AP_T_STR, organization, NEEDED, "Name of the organization"),
            AP_ROW("product", AP_T_STR, product, NEEDED, "Name of the product"),
            AP_ROW("organization_domains", AP_T_STRS, organization_domains, 0,
                   "E-mail domains of the organization"),
            {.key = "audit",
             .type = AP_T_STRUCT,
             .flags = AP_F_REQUIRED,
             .offset = AP_ROW_AT(audit),
             .doc = "The audit and its window",
             .sub = &audit_schema},
            IN_PLACE("library", library_schema, "The control library"),
            {.key = "evidence",
             .type = AP_T_STRUCT,
             .offset = AP_ROW_AT(evidence),
             .doc = "The evidence folder",
             .sub = &evidence_schema},
            LIST("people", people, person_schema, "People and teams"),
            {.key = "owners",
             .type = AP_T_MAP,
             .offset = AP_ROW_AT(owners),
             .doc = "Owner by family, control or requirement; the most specific wins",
             .sub = &owner_schema,
             .key_offset = offsetof(struct ap_owner_rule, match)},
            AP_ROW_WORD("independence", independence, 0, ap_independence_words, "warn",
                        "Whether owner and reviewer must be different persons"),
            LIST("exceptions", exceptions, exception_schema, "Accepted gaps"),
            LIST("applicability", applicability, applicability_schema,
                 "Controls not asked for here"),
            IN_PLACE("registers", registers_schema, "Risk, action and finding registers"),
            AP_ROW_WORD("tier", tier, 0, ap_tier_words, "core",
                        "Whether extended requirements are asked for"),
            AP_ROW("requests", AP_T_REF, requests_file, AP_F_NONEMPTY,
                   "The auditor's request list, .csv"),
            AP_ROW("samples", AP_T_REF, samples_file, AP_F_NONEMPTY, "The auditor's samples, .csv"),
            {.key = "severity",
             .type = AP_T_MAP,
             .offset = AP_ROW_AT(severity),
             .doc = "Other severities, by finding code",
             .sub = &severity_schema,
             .key_offset = offsetof(struct ap_severity_rule, code.text)},
            IN_PLACE("pack", pack_schema, "What the pack says of its maker"),
            IN_PLACE("sharepoint", sharepoint_schema, "Where packs are uploaded"),
            END},
    .size = sizeof(struct STRUCT),
    .place_offset = AP_NO_PLACE,
};
