/* The tables of whole documents: a file as it is written, and the merged library that is read.
 * Place in the flow: library; `apipack schema library` exports the first.
 * SPDX-License-Identifier: Apache-2.0 */
#include "library/library.h"
#include "library/tables.h"
#include "schema/rows.h"

#define STRUCT ap_library
#define LIST_FIELD(name, member, table, text)                                                      \
    {                                                                                              \
        .key = (name), .type = AP_T_LIST, .offset = AP_ROW_AT(member), .doc = (text),              \
        .sub = &(table)                                                                            \
    }

static const struct ap_schema head_schema = {
    .name = "library-head",
    .doc = "Which library this is",
    .fields = (const struct ap_field[]){{.key = "id",
                                         .type = AP_T_ID,
                                         .flags = AP_F_REQUIRED,
                                         .offset = AP_ROW_AT(id),
                                         .doc = "Id of the library"},
                                        {.key = "version",
                                         .type = AP_T_STR,
                                         .flags = AP_F_REQUIRED | AP_F_NONEMPTY,
                                         .offset = AP_ROW_AT(version),
                                         .doc = "Version of the library"},
                                        {.key = "title",
                                         .type = AP_T_STR,
                                         .flags = AP_F_REQUIRED | AP_F_NONEMPTY,
                                         .offset = AP_ROW_AT(title),
                                         .doc = "Name for people"},
                                        AP_LIBRARY_END},
    .size = sizeof(struct ap_library),
    .place_offset = AP_NO_PLACE,
};

/* clang-format off */
#define COMMON_FIELDS(need)                                                                             \
    {.key = "library", .type = AP_T_STRUCT, .flags = (need), .offset = 0, .doc = "Id, version and title", \
     .sub = &head_schema},                                                                              \
    LIST_FIELD("areas", areas, ap_library_area_schema, "API Control Areas"),                            \
    LIST_FIELD("sections", sections, ap_library_section_schema, "Sections of the pack"),                \
    {.key = "naming", .type = AP_T_STRUCT, .offset = AP_ROW_AT(naming_rules), .doc = "Naming rules",           \
     .sub = &ap_library_naming_schema},                                                                 \
    LIST_FIELD("metadata", fields, ap_library_field_schema, "Metadata fields"),                         \
    LIST_FIELD("audiences", audiences, ap_library_audience_schema, "From most to least disclosing"),    \
    LIST_FIELD("controls", controls, ap_library_control_schema, "Controls and their requirements"),     \
    LIST_FIELD("questions", questions, ap_library_question_schema, "Questions of auditors and buyers"), \
    LIST_FIELD("readiness", readiness, ap_library_readiness_schema, "What good looks like"),            \
    LIST_FIELD("dealbreakers", dealbreakers, ap_library_dealbreaker_schema, "What breaks deals"),       \
    LIST_FIELD("mistakes", mistakes, ap_library_mistake_schema, "Common mistakes"),                     \
    LIST_FIELD("risks", risks, ap_library_risk_schema, "Risks that controls treat"),                    \
    LIST_FIELD("step_sets", step_sets, ap_library_catalog_schema, "Steps that runbooks must hold"),     \
    LIST_FIELD("catalogs", catalogs, ap_library_catalog_schema, "Lists that checks take as argument"), \
    LIST_FIELD("detectors", detectors, ap_library_detector_schema, "What the scan looks for")

#define CATALOG_FIELD(name)                                                                             \
    {.key = (name), .type = AP_T_CUSTOM, .doc = "A catalogue: its entries",                               \
     .sub = &ap_library_catalog_entry_schema,                                                           \
     .json_type = "{\"type\":[\"array\",\"null\"],\"items\":{\"$ref\":\"#/$defs/catalog-entry\"}}"}

/* One row per catalogue that may stand at the top of a file. */
#define CATALOGS(X)                                                                                     \
    X("alert_kinds"), X("endpoint_classes"), X("field_aliases"), X("integration_kinds"),                \
    X("log_fields"), X("log_fields_forbidden"), X("log_fields_useful"), X("placeholders"),              \
    X("privileged_endpoints"), X("privileged_scopes"), X("protections"), X("scopes"),                   \
    X("source_systems"), X("ticket_fields")
/* clang-format on */

#define NAME_ONLY(name) name
const char *const ap_library_catalog_names[] = {CATALOGS(NAME_ONLY), NULL};

const struct ap_schema ap_library_schema = {
    .name = "library",
    .doc = "A file of a control library; all files of a folder are read as one library",
    .fields =
        (const struct ap_field[]){
            {.key = "schema",
             .type = AP_T_CUSTOM,
             .flags = AP_F_REQUIRED,
             .doc = "Always apipack.dev/library/v1",
             .json_type = "{\"const\":\"apipack.dev/library/v1\"}"},
            COMMON_FIELDS(0),
            {.key = "framework",
             .type = AP_T_CUSTOM,
             .doc = "One edition of a framework, with its ids beside it",
             .sub = &ap_library_framework_schema,
             .json_type = "{\"$ref\":\"#/$defs/framework\"}"},
            {.key = "ids",
             .type = AP_T_CUSTOM,
             .doc = "The ids of the file's framework",
             .sub = &ap_library_framework_id_schema,
             .json_type =
                 "{\"type\":[\"array\",\"null\"],\"items\":{\"$ref\":\"#/$defs/framework-id\"}}"},
            CATALOGS(CATALOG_FIELD),
            AP_LIBRARY_END},
    .size = sizeof(struct ap_library),
    .place_offset = AP_NO_PLACE,
};

const struct ap_schema ap_library_merged_schema = {
    .name = "library",
    .doc = "All files and layers, merged",
    .fields =
        (const struct ap_field[]){
            COMMON_FIELDS(AP_F_REQUIRED),
            LIST_FIELD("frameworks", frameworks, ap_library_framework_schema, "Framework editions"),
            LIST_FIELD("disabled", disabled, ap_library_control_schema,
                       "Controls that a layer took out"),
            AP_LIBRARY_END},
    .size = sizeof(struct ap_library),
    .place_offset = AP_NO_PLACE,
};
