/* The tables of what a library holds beside controls: areas, sections, naming, metadata, audiences, frameworks, catalogues.
 * Place in the flow: library; read by schema/, exported as JSON Schema.
 * SPDX-License-Identifier: Apache-2.0 */
#include "library/tables.h"

#include "schema/rows.h"

#define NEEDED (AP_F_MERGED | AP_F_NONEMPTY)

#define STRUCT ap_area
const struct ap_schema ap_library_area_schema = {
    .name = "area",
    .doc = "API Control Area; its prefix begins the names of its evidence",
    .fields = (const struct ap_field[]){AP_ROW_ID("Short id that controls refer to"),
                                        AP_ROW("title", AP_T_STR, title, NEEDED, "Name for people"),
                                        AP_ROW("prefix", AP_T_STR, prefix, NEEDED,
                                               "First part of evidence names, e.g. APIAuth"),
                                        AP_LIBRARY_DISABLE, AP_LIBRARY_END},
    .size = sizeof(struct STRUCT),
    .place_offset = AP_ROW_AT(place),
};
#undef STRUCT

#define STRUCT ap_section
const struct ap_schema ap_library_section_schema = {
    .name = "section",
    .doc = "Section of the pack",
    .fields = (const struct ap_field[]){AP_ROW_ID("Short id that controls refer to"),
                                        {.key = "number",
                                         .type = AP_T_INT,
                                         .flags = AP_F_MERGED,
                                         .offset = AP_ROW_AT(number),
                                         .doc = "Order in the pack, 1 to 99",
                                         .min = 1,
                                         .max = 99},
                                        AP_ROW("title", AP_T_STR, title, NEEDED, "Name for people"),
                                        AP_ROW("contains", AP_T_STR, contains, 0,
                                               "What the section holds, in a sentence"),
                                        AP_LIBRARY_DISABLE,
                                        AP_LIBRARY_END},
    .size = sizeof(struct STRUCT),
    .place_offset = AP_ROW_AT(place),
};
#undef STRUCT

static const struct ap_choice part_types[] = {
    {"camel-case", 0}, {"word", 1}, {"number", 2}, {"choice", 3}, {NULL, 0}};

#define STRUCT ap_naming_part
static const struct ap_schema part_schema = {
    .name = "naming-part",
    .doc = "A part of file names",
    .fields = (const struct ap_field[]){{.key = "type",
                                         .type = AP_T_STR,
                                         .flags = AP_F_REQUIRED,
                                         .offset = AP_ROW_AT(type),
                                         .doc = "What the part is made of",
                                         .choices = part_types},
                                        {.key = "choices",
                                         .type = AP_T_STRS,
                                         .offset = AP_ROW_AT(choices),
                                         .doc = "Allowed words of a choice"},
                                        AP_LIBRARY_END},
    .size = sizeof(struct STRUCT),
    .place_offset = AP_ROW_AT(place),
    .shorthand = "type",
};
#undef STRUCT

#define STRUCT ap_naming_rules
const struct ap_schema ap_library_naming_schema = {
    .name = "naming",
    .doc = "How evidence files are named",
    .fields =
        (const struct ap_field[]){
            {.key = "parts",
             .type = AP_T_MAP,
             .offset = AP_ROW_AT(parts),
             .doc =
                 "Parts beside the predefined area, artifact, period, seq, version, status and ext",
             .sub = &part_schema,
             .key_offset = offsetof(struct ap_naming_part, name)},
            {.key = "patterns",
             .type = AP_T_REFS,
             .flags = AP_F_REQUIRED | AP_F_NONEMPTY,
             .offset = AP_ROW_AT(patterns),
             .doc = "Patterns such as {area}-{artifact}-{period}[-{seq}].{ext}"},
            AP_LIBRARY_END},
    .size = sizeof(struct STRUCT),
    .place_offset = AP_ROW_AT(place),
};
#undef STRUCT

#define STRUCT ap_field_def
const struct ap_schema ap_library_field_schema = {
    .name = "metadata-field",
    .doc = "A metadata field of evidence",
    .fields =
        (const struct ap_field[]){
            {.key = "key",
             .type = AP_T_ID,
             .flags = AP_F_REQUIRED,
             .offset = AP_ROW_AT(key),
             .doc = "Key in sidecars"},
            AP_ROW("label", AP_T_STR, label, NEEDED, "Header in the register, name for people"),
            {.key = "type",
             .type = AP_T_CHOICE,
             .offset = AP_ROW_AT(type),
             .doc = "What the field holds",
             .choices = ap_field_type_words,
             .fallback = "text"},
            {.key = "required",
             .type = AP_T_BOOL,
             .offset = AP_ROW_AT(required),
             .doc = "Whether every evidence item must have it",
             .fallback = "false"},
            {.key = "choices",
             .type = AP_T_STRS,
             .offset = AP_ROW_AT(choices),
             .doc = "Allowed words of a choice"},
            AP_ROW("column", AP_T_STR, column, 0, "Internal name of the SharePoint column"),
            AP_LIBRARY_DISABLE,
            AP_LIBRARY_END},
    .size = sizeof(struct STRUCT),
    .place_offset = AP_ROW_AT(place),
};
#undef STRUCT

static const struct ap_choice gap_views[] = {
    {"full", AP_GAPS_FULL}, {"summary", AP_GAPS_SUMMARY}, {"none", AP_GAPS_NONE}, {NULL, 0}};

#define STRUCT ap_audience
const struct ap_schema ap_library_audience_schema = {
    .name = "audience",
    .doc = "Who may see a pack; listed from most to least disclosing",
    .fields =
        (const struct ap_field[]){
            AP_ROW_ID("Id for --audience"),
            AP_ROW("title", AP_T_STR, title, 0, "Name for people"),
            {.key = "reports",
             .type = AP_T_STRS,
             .offset = AP_ROW_AT(reports),
             .doc = "Reports that its packs hold"},
            {.key = "shows_owner_names",
             .type = AP_T_BOOL,
             .offset = AP_ROW_AT(shows_owner_names),
             .doc = "Whether owners are named",
             .fallback = "false"},
            {.key = "shows_owner_roles",
             .type = AP_T_BOOL,
             .offset = AP_ROW_AT(shows_owner_roles),
             .doc = "Whether an owner's team is told instead of the name",
             .fallback = "false"},
            {.key = "hides_sources",
             .type = AP_T_STRS,
             .offset = AP_ROW_AT(hides_sources),
             .doc = "Source systems, such as ticket systems, that are not told"},
            {.key = "gap_report",
             .type = AP_T_CHOICE,
             .offset = AP_ROW_AT(gap_report),
             .choices = gap_views,
             .doc = "How much of what is open the reports tell",
             .fallback = "full"},
            AP_LIBRARY_DISABLE,
            AP_LIBRARY_END},
    .size = sizeof(struct STRUCT),
    .place_offset = AP_ROW_AT(place),
};
#undef STRUCT

#define STRUCT ap_framework_id
const struct ap_schema ap_library_framework_id_schema = {
    .name = "framework-id",
    .doc = "One numbered item of a framework, with a label of our own",
    .fields = (const struct ap_field[]){AP_ROW("id", AP_T_STR, id, AP_F_REQUIRED | AP_F_NONEMPTY,
                                               "Number as the framework spells it"),
                                        AP_ROW("label", AP_T_STR, label, 0, "Our own short words"),
                                        {.key = "verified",
                                         .type = AP_T_BOOL,
                                         .offset = AP_ROW_AT(verified),
                                         .doc = "Whether the id was checked against the source",
                                         .fallback = "true"},
                                        AP_LIBRARY_DISABLE,
                                        AP_LIBRARY_END},
    .size = sizeof(struct STRUCT),
    .place_offset = AP_ROW_AT(place),
    .shorthand = "id",
};
#undef STRUCT

#define STRUCT ap_framework
const struct ap_schema ap_library_framework_schema = {
    .name = "framework",
    .doc = "One edition of a framework; its ids stand beside it in the same file",
    .fields =
        (const struct ap_field[]){
            AP_ROW_ID("Id that controls map to, e.g. soc2-2017"),
            AP_ROW("title", AP_T_STR, title, NEEDED, "Name for people"),
            AP_ROW("edition", AP_T_STR, edition, 0, "Year or number of the edition"),
            {.key = "status",
             .type = AP_T_CHOICE,
             .offset = AP_ROW_AT(status),
             .doc = "Whether the edition is in force",
             .choices = ap_framework_status_words,
             .fallback = "current"},
            AP_ROW("replaced_by", AP_T_STR, replaced_by, 0, "Framework id of the next edition"),
            {.key = "relation",
             .type = AP_T_CHOICE,
             .offset = AP_ROW_AT(relation),
             .doc = "How controls that map to an id relate to it",
             .choices = ap_relation_words,
             .fallback = "intersects-with"},
            {.key = "ids",
             .type = AP_T_LIST,
             .offset = AP_ROW_AT(ids),
             .doc = "The numbered items",
             .sub = &ap_library_framework_id_schema},
            AP_LIBRARY_DISABLE,
            AP_LIBRARY_END},
    .size = sizeof(struct STRUCT),
    .place_offset = AP_ROW_AT(place),
};
#undef STRUCT

#define STRUCT ap_risk
const struct ap_schema ap_library_risk_schema = {
    .name = "risk",
    .doc = "A risk that controls treat",
    .fields = (const struct ap_field[]){AP_ROW_ID("Id that controls refer to"),
                                        AP_ROW("title", AP_T_STR, title, NEEDED, "Name for people"),
                                        AP_LIBRARY_DISABLE, AP_LIBRARY_END},
    .size = sizeof(struct STRUCT),
    .place_offset = AP_ROW_AT(place),
};
#undef STRUCT

#define STRUCT ap_catalog_entry
const struct ap_schema ap_library_catalog_entry_schema = {
    .name = "catalog-entry",
    .doc = "One entry of a step set or catalogue",
    .fields = (const struct ap_field[]){AP_ROW("id", AP_T_STR, id, AP_F_REQUIRED | AP_F_NONEMPTY,
                                               "Id of the entry"),
                                        AP_ROW("say", AP_T_STR, say, 0, "Words for people"),
                                        AP_ROW("title", AP_T_STR, say, 0, "Another name of say"),
                                        {.key = "words",
                                         .type = AP_T_STRS,
                                         .offset = AP_ROW_AT(words),
                                         .doc = "Spellings that a check looks for"},
                                        AP_LIBRARY_DISABLE,
                                        AP_LIBRARY_END},
    .size = sizeof(struct STRUCT),
    .place_offset = AP_ROW_AT(place),
};
#undef STRUCT

#define STRUCT ap_catalog
const struct ap_schema ap_library_catalog_schema = {
    .name = "catalog",
    .doc = "A named list that checks take as argument",
    .fields = (const struct ap_field[]){AP_ROW_ID("Id that checks refer to"),
                                        AP_ROW("title", AP_T_STR, title, 0, "Name for people"),
                                        {.key = "steps",
                                         .type = AP_T_LIST,
                                         .offset = AP_ROW_AT(steps),
                                         .doc = "The entries, in order",
                                         .sub = &ap_library_catalog_entry_schema},
                                        AP_LIBRARY_DISABLE,
                                        AP_LIBRARY_END},
    .size = sizeof(struct STRUCT),
    .place_offset = AP_ROW_AT(place),
};
#undef STRUCT
