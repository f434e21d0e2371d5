/* What a sidecar, a link and a register row may hold.
 * Place in the flow: evidence; also exported as JSON Schema.
 * SPDX-License-Identifier: Apache-2.0 */
#include "evidence/parts.h"

#define AT(member) offsetof(struct ap_metadata, member)
#define END                                                                                        \
    {                                                                                              \
        .key = NULL                                                                                \
    }

static const struct ap_field review_fields[] = {
    {.key = "status",
     .type = AP_T_CHOICE,
     .flags = AP_F_REQUIRED,
     .offset = offsetof(struct ap_review, status),
     .choices = ap_review_status_words,
     .doc = "requested, uploaded, approved or rejected"},
    {.key = "by",
     .type = AP_T_STR,
     .offset = offsetof(struct ap_review, by),
     .doc = "who decided: people id, name or e-mail"},
    {.key = "date",
     .type = AP_T_TIME_DAY,
     .offset = offsetof(struct ap_review, date),
     .doc = "day of the decision"},
    {.key = "sha256",
     .type = AP_T_SHA256,
     .offset = offsetof(struct ap_review, sha256),
     .doc = "digest of the bytes that were approved"},
    {.key = "method",
     .type = AP_T_CHOICE,
     .offset = offsetof(struct ap_review, method),
     .choices = ap_review_method_words,
     .doc = "where the decision is recorded"},
    {.key = "ref",
     .type = AP_T_STR,
     .offset = offsetof(struct ap_review, ref),
     .doc = "ticket or minutes"},
    {.key = "note", .type = AP_T_STR, .offset = offsetof(struct ap_review, note), .doc = "why"},
    {.key = "signature",
     .type = AP_T_STR,
     .offset = offsetof(struct ap_review, signature),
     .doc = "SSH signature of the reviewer, base64; written by apipack review --sign"},
    {.key = "seen",
     .type = AP_T_BOOL,
     .offset = offsetof(struct ap_review, seen),
     .doc = "the reviewer looked at content that cannot be scanned"},
    END};
static const struct ap_schema review_schema = {.name = "review",
                                               .doc = "a review decision",
                                               .fields = review_fields,
                                               .size = sizeof(struct ap_review),
                                               .place_offset = offsetof(struct ap_review, place),
                                               .shorthand = "status"};

static const struct ap_field serves_fields[] = {{.key = "requirement",
                                                 .type = AP_T_REF,
                                                 .flags = AP_F_REQUIRED,
                                                 .offset = offsetof(struct ap_serves, requirement),
                                                 .doc = "CONTROL/requirement"},
                                                {.key = "where",
                                                 .type = AP_T_STR,
                                                 .offset = offsetof(struct ap_serves, where),
                                                 .doc = "the place in the document that proves it"},
                                                END};
static const struct ap_schema serves_schema = {.name = "serves",
                                               .doc = "a requirement that the item serves",
                                               .fields = serves_fields,
                                               .size = sizeof(struct ap_serves),
                                               .place_offset = AP_NO_PLACE,
                                               .shorthand = "requirement"};

static const struct ap_field extraction_fields[] = {
    {.key = "query",
     .type = AP_T_STR,
     .offset = offsetof(struct ap_extraction, query),
     .doc = "the query that was run"},
    {.key = "records",
     .type = AP_T_INT,
     .offset = offsetof(struct ap_extraction, records),
     .min = -1,
     .max = INT64_MAX,
     .doc = "how many records it gave"},
    {.key = "run_by",
     .type = AP_T_STR,
     .offset = offsetof(struct ap_extraction, run_by),
     .doc = "who ran it"},
    {.key = "run_at",
     .type = AP_T_TIME_DAY,
     .offset = offsetof(struct ap_extraction, run_at),
     .doc = "when it was run"},
    END};
static const struct ap_schema extraction_schema = {.name = "extraction",
                                                   .doc = "how the records were extracted",
                                                   .fields = extraction_fields,
                                                   .size = sizeof(struct ap_extraction),
                                                   .place_offset = AP_NO_PLACE};

static const struct ap_choice derived_methods[] = {
    {"redacted", 0}, {"excerpt", 1}, {"converted", 2}, {NULL, 0}};
static const struct ap_choice observed_methods[] = {
    {"inspection", 0}, {"observation", 1}, {"reperformance", 2}, {NULL, 0}};

static const struct ap_field derived_fields[] = {
    {.key = "sha256",
     .type = AP_T_SHA256,
     .flags = AP_F_REQUIRED,
     .offset = offsetof(struct ap_derived, sha256),
     .doc = "digest of the original"},
    {.key = "method",
     .type = AP_T_STR,
     .offset = offsetof(struct ap_derived, method),
     .choices = derived_methods,
     .doc = "redacted, excerpt or converted"},
    {.key = "by",
     .type = AP_T_STR,
     .offset = offsetof(struct ap_derived, by),
     .doc = "who made the copy"},
    {.key = "date",
     .type = AP_T_TIME_DAY,
     .offset = offsetof(struct ap_derived, date),
     .doc = "when"},
    {.key = "result",
     .type = AP_T_SHA256,
     .offset = offsetof(struct ap_derived, result),
     .doc = "digest of the copy as it was made"},
    {.key = "masked",
     .type = AP_T_CUSTOM,
     .doc = "by apipack redact: places masked, by rule",
     .json_type = "{\"type\":\"object\",\"additionalProperties\":"
                  "{\"type\":\"integer\",\"minimum\":1}}"},
    END};
static const struct ap_schema derived_schema = {.name = "derived_from",
                                                .doc = "the original of this copy",
                                                .fields = derived_fields,
                                                .size = sizeof(struct ap_derived),
                                                .place_offset = AP_NO_PLACE};

static const struct ap_field received_fields[] = {{.key = "sha256",
                                                   .type = AP_T_SHA256,
                                                   .offset = offsetof(struct ap_received, sha256),
                                                   .doc = "digest at receipt"},
                                                  {.key = "at",
                                                   .type = AP_T_TIME_DAY,
                                                   .offset = offsetof(struct ap_received, at),
                                                   .doc = "day of receipt"},
                                                  {.key = "by",
                                                   .type = AP_T_STR,
                                                   .offset = offsetof(struct ap_received, by),
                                                   .doc = "who received it"},
                                                  {.key = "run",
                                                   .type = AP_T_STR,
                                                   .offset = offsetof(struct ap_received, run),
                                                   .doc = "id of the run that added it"},
                                                  END};
static const struct ap_schema received_schema = {.name = "received",
                                                 .doc = "custody: written by apipack add",
                                                 .fields = received_fields,
                                                 .size = sizeof(struct ap_received),
                                                 .place_offset = AP_NO_PLACE};

static const struct ap_field observed_fields[] = {
    {.key = "by",
     .type = AP_T_STR,
     .flags = AP_F_REQUIRED,
     .offset = offsetof(struct ap_observed, by),
     .doc = "who looked"},
    {.key = "date",
     .type = AP_T_TIME_DAY,
     .flags = AP_F_REQUIRED,
     .offset = offsetof(struct ap_observed, date),
     .doc = "when"},
    {.key = "system",
     .type = AP_T_STR,
     .offset = offsetof(struct ap_observed, system),
     .doc = "in which system"},
    {.key = "method",
     .type = AP_T_STR,
     .offset = offsetof(struct ap_observed, method),
     .choices = observed_methods,
     .doc = "inspection, observation or reperformance"},
    {.key = "note",
     .type = AP_T_STR,
     .offset = offsetof(struct ap_observed, note),
     .doc = "what was seen"},
    END};
static const struct ap_schema observed_schema = {.name = "observed",
                                                 .doc = "who saw it on screen",
                                                 .fields = observed_fields,
                                                 .size = sizeof(struct ap_observed),
                                                 .place_offset = AP_NO_PLACE};

/* Keys that a sidecar and a link share. */
#define COMMON_FIELDS                                                                              \
    {.key = "schema", .type = AP_T_STR, .offset = AT(schema), .doc = "apipack.dev/sidecar/v1"},    \
        {.key = "title", .type = AP_T_STR, .offset = AT(title), .doc = "Evidence Title"},          \
        {.key = "control",                                                                         \
         .type = AP_T_REFS,                                                                        \
         .offset = AT(control),                                                                    \
         .doc = "Control ID, one or several"},                                                     \
        {.key = "area",                                                                            \
         .type = AP_T_STR,                                                                         \
         .offset = AT(area),                                                                       \
         .doc = "API Control Area, id or label"},                                                  \
        {.key = "framework",                                                                       \
         .type = AP_T_REFS,                                                                        \
         .offset = AT(framework),                                                                  \
         .doc = "Framework, one or several"},                                                      \
        {.key = "owner",                                                                           \
         .type = AP_T_STR,                                                                         \
         .offset = AT(owner),                                                                      \
         .doc = "Evidence Owner: people id, name or e-mail"},                                      \
        {.key = "period",                                                                          \
         .type = AP_T_PERIODS,                                                                     \
         .offset = AT(period),                                                                     \
         .doc = "Period Covered: a period, a range or a list"},                                    \
        {.key = "source", .type = AP_T_STR, .offset = AT(source), .doc = "Source System"},         \
        {.key = "review",                                                                          \
         .type = AP_T_LIST,                                                                        \
         .offset = AT(review),                                                                     \
         .sub = &review_schema,                                                                    \
         .doc = "Review Status: a word, a review or a list of reviews"},                           \
        {.key = "audience",                                                                        \
         .type = AP_T_STR,                                                                         \
         .offset = AT(audience),                                                                   \
         .doc = "who may receive it"},                                                             \
        {.key = "performed",                                                                       \
         .type = AP_T_TIME_DAY,                                                                    \
         .offset = AT(performed),                                                                  \
         .doc = "day on which the control operated"},                                              \
        {.key = "collected",                                                                       \
         .type = AP_T_TIME_DAY,                                                                    \
         .offset = AT(collected),                                                                  \
         .doc = "day on which the proof was extracted"},                                           \
        {.key = "effective",                                                                       \
         .type = AP_T_TIME_DAY,                                                                    \
         .offset = AT(effective),                                                                  \
         .doc = "day on which the document came into force"},                                      \
        {.key = "serves",                                                                          \
         .type = AP_T_LIST,                                                                        \
         .offset = AT(serves),                                                                     \
         .sub = &serves_schema,                                                                    \
         .doc = "requirements it serves; overrides the name"},                                     \
        {.key = "samples",                                                                         \
         .type = AP_T_STRS,                                                                        \
         .offset = AT(samples),                                                                    \
         .doc = "ids of the auditor's samples that it answers"},                                   \
        {.key = "extraction",                                                                      \
         .type = AP_T_STRUCT_PTR,                                                                  \
         .offset = AT(extraction),                                                                 \
         .sub = &extraction_schema,                                                                \
         .doc = "how the records were extracted"},                                                 \
        {.key = "derived_from",                                                                    \
         .type = AP_T_STRUCT_PTR,                                                                  \
         .offset = AT(derived_from),                                                               \
         .sub = &derived_schema,                                                                   \
         .doc = "the original of this copy"},                                                      \
        {.key = "received",                                                                        \
         .type = AP_T_STRUCT_PTR,                                                                  \
         .offset = AT(received),                                                                   \
         .sub = &received_schema,                                                                  \
         .doc = "custody: written by apipack add"},                                                \
    {                                                                                              \
        .key = "history", .type = AP_T_CUSTOM,                                                     \
        .doc = "earlier decisions: appended by apipack review",                                    \
        .json_type = "{\"type\":\"array\"}"                                                        \
    }

static const struct ap_field sidecar_fields[] = {COMMON_FIELDS, END};
static const struct ap_field link_fields[] = {
    COMMON_FIELDS,
    {.key = "url",
     .type = AP_T_STR,
     .flags = AP_F_REQUIRED,
     .offset = AT(url),
     .doc = "where the evidence stays"},
    {.key = "access",
     .type = AP_T_CHOICE,
     .flags = AP_F_REQUIRED,
     .offset = AT(access),
     .choices = ap_link_access_words,
     .doc = "public, nda, customer, on-request or on-screen"},
    {.key = "sha256",
     .type = AP_T_SHA256,
     .offset = AT(sha256),
     .doc = "digest of what the link points at, if known"},
    {.key = "observed",
     .type = AP_T_STRUCT_PTR,
     .offset = AT(observed),
     .sub = &observed_schema,
     .doc = "who saw it on screen, when and how"},
    END};

const struct ap_schema ap_sidecar_schema = {
    .name = "sidecar",
    .doc = "Metadata of the evidence file beside it; every key is optional where the name or the "
           "defaults supply it.",
    .fields = sidecar_fields,
    .size = sizeof(struct ap_metadata),
    .place_offset = AT(place)};
const struct ap_schema ap_link_schema = {.name = "link",
                                         .doc = "Evidence that stays where it is.",
                                         .fields = link_fields,
                                         .size = sizeof(struct ap_metadata),
                                         .place_offset = AT(place)};

/* A row as a CSV reader gives it: every cell is text. */
static const struct ap_field register_fields[] = {
    {.key = "File",
     .type = AP_T_STR,
     .doc = "path below the evidence folder; a bare name if it is unique; empty: requested"},
    {.key = "Evidence Title", .type = AP_T_STR, .doc = "clear evidence name"},
    {.key = "Control ID", .type = AP_T_STR, .doc = "one or several, separated by ;"},
    {.key = "API Control Area", .type = AP_T_STR, .doc = "id or label"},
    {.key = "Framework", .type = AP_T_STR, .doc = "one or several, separated by ;"},
    {.key = "Evidence Owner", .type = AP_T_STR, .doc = "people id, name or e-mail"},
    {.key = "Period Covered",
     .type = AP_T_STR,
     .doc = "2026-05, 2026-Q2, a range, or several separated by ;"},
    {.key = "Source System", .type = AP_T_STR, .doc = "where the proof comes from"},
    {.key = "Review Status", .type = AP_T_STR, .doc = "Requested, Uploaded, Approved or Rejected"},
    {.key = "Reviewer", .type = AP_T_STR, .doc = "who decided"},
    {.key = "Review Date", .type = AP_T_STR, .doc = "day of the decision"},
    {.key = "SHA-256", .type = AP_T_STR, .doc = "digest of the approved bytes"},
    {.key = "Audience", .type = AP_T_STR, .doc = "who may receive it"},
    {.key = "Collected", .type = AP_T_STR, .doc = "day of extraction"},
    {.key = "Performed", .type = AP_T_STR, .doc = "day on which the control operated"},
    END};
const struct ap_schema ap_register_schema = {.name = "register",
                                             .doc = "One row of the register.",
                                             .fields = register_fields,
                                             .place_offset = AP_NO_PLACE};
