/* The tables of controls and of what refers to them: requirements, questions, readiness, deal-breakers, mistakes.
 * Place in the flow: library; read by schema/, exported as JSON Schema.
 * SPDX-License-Identifier: Apache-2.0 */
#include "library/tables.h"
#include "schema/rows.h"

#define NEEDED (AP_F_MERGED | AP_F_NONEMPTY)

#define STRUCT ap_requirement
static const struct ap_schema requirement_schema = {
    .name = "requirement",
    .doc = "One piece of proof",
    .fields =
        (const struct ap_field[]){
            AP_ROW_ID("Id within the control"),
            AP_ROW("title", AP_T_STR, title, NEEDED, "What is asked for, in a few words"),
            AP_ROW_WORD("proof", facet, AP_F_MERGED, ap_facet_words, NULL,
                        "Which facet of the control it proves"),
            AP_ROW("accepts", AP_T_REFS, accepts, NEEDED, "Evidence names, Prefix-Artifact"),
            AP_ROW("section", AP_T_REF, section_id, 0, "Pack section; the control's by default"),
            AP_ROW_WORD("cadence", cadence, AP_F_MERGED, ap_cadence_words, NULL,
                        "How often it is due"),
            AP_ROW_WORD("basis", basis, 0, ap_basis_words, NULL,
                        "A state at a day or what happened over a period; by facet by default"),
            {.key = "grace",
             .type = AP_T_DURATION,
             .offset = AP_ROW_AT(grace_days),
             .doc = "Days after the period's end until it is due",
             .fallback = "0d"},
            {.key = "max_age",
             .type = AP_T_DURATION,
             .offset = AP_ROW_AT(max_age_days),
             .doc = "Days after which it is too old",
             .min = -1},
            AP_ROW_COUNT("min", min, 1, 1000, "1", "How many items are needed"),
            AP_ROW_COUNT("approvals", approvals, 1, 10, "1", "How many people must approve"),
            AP_ROW(
                "formats", AP_T_STRS, formats, AP_F_NONEMPTY,
                "Extensions, or the groups document, table, export, image, mail; any by default"),
            AP_ROW("sources", AP_T_STRS, sources, 0, "Systems it usually comes from"),
            {.key = "audience",
             .type = AP_T_REF,
             .offset = AP_ROW_AT(audience),
             .doc = "Least disclosing audience that may see it",
             .fallback = "auditor"},
            AP_ROW("population", AP_T_REF, population, 0,
                   "Requirement whose evidence is the population, CTRL/req"),
            AP_ROW_WORD("tier", tier, 0, ap_tier_words, "core",
                        "Extended ones are asked for only if the workspace says so"),
            {.key = "checks",
             .type = AP_T_CUSTOM,
             .offset = AP_ROW_AT(checks),
             .doc = "Content checks: names, or {name: arguments}",
             .custom = ap_library_read_checks,
             .json_type = AP_LIBRARY_CHECKS_JSON},
            AP_ROW("produce", AP_T_STR, produce, 0, "What good evidence looks like"),
            AP_ROW("template", AP_T_STR, template_file, 0,
                   "Document template to start from, a file of the workspace's templates/"),
            AP_LIBRARY_DISABLE,
            AP_LIBRARY_END},
    .size = sizeof(struct STRUCT),
    .place_offset = AP_ROW_AT(place),
};
#undef STRUCT

#define STRUCT ap_mapping
static const struct ap_schema mapping_schema = {
    .name = "mapping",
    .doc = "Ids of one framework",
    .fields = (const struct ap_field[]){AP_ROW("ids", AP_T_REFS, ids, AP_F_REQUIRED | AP_F_NONEMPTY,
                                               "Ids as the framework spells them"),
                                        AP_LIBRARY_END},
    .size = sizeof(struct STRUCT),
    .place_offset = AP_ROW_AT(framework.place),
    .shorthand = "ids",
};
#undef STRUCT

#define STRUCT ap_ready_rule
static const struct ap_schema ready_schema = {
    .name = "ready-rule",
    .doc = "The control is ready when all of these are satisfied",
    .fields =
        (const struct ap_field[]){
            AP_ROW("all", AP_T_REFS, all, AP_F_REQUIRED | AP_F_NONEMPTY, "Requirements, CTRL/req"),
            AP_ROW("say", AP_T_STR, say, AP_F_REQUIRED | AP_F_NONEMPTY, "The rule in words"),
            AP_LIBRARY_END},
    .size = sizeof(struct STRUCT),
    .place_offset = AP_ROW_AT(place),
};
#undef STRUCT

#define STRUCT ap_control
const struct ap_schema ap_library_control_schema = {
    .name = "control",
    .doc = "What must hold, and the proof that it does",
    .fields =
        (const struct ap_field[]){
            AP_ROW_ID("Control id, e.g. AUTH-04"),
            AP_ROW("title", AP_T_STR, title, NEEDED, "Name for people"),
            AP_ROW("area", AP_T_REF, area_id, NEEDED, "API Control Area"),
            AP_ROW("section", AP_T_REF, section_id, NEEDED, "Pack section"),
            AP_ROW_WORD("severity", severity, 0, ap_severity_words, "medium",
                        "What a gap of this control weighs"),
            AP_ROW("statement", AP_T_STR, statement, 0, "What must hold, in a sentence"),
            AP_ROW("ask", AP_T_STR, ask, 0, "What an auditor or buyer asks for"),
            AP_ROW("rejects", AP_T_STRS, rejects, 0, "What an auditor does not accept"),
            {.key = "maps",
             .type = AP_T_MAP,
             .offset = AP_ROW_AT(maps),
             .doc = "Framework ids that it answers, by framework",
             .sub = &mapping_schema,
             .key_offset = offsetof(struct ap_mapping, framework.text)},
            {.key = "requires",
             .type = AP_T_LIST,
             .flags = NEEDED,
             .offset = AP_ROW_AT(requires),
             .doc = "Its requirements",
             .sub = &requirement_schema},
            {.key = "ready_when",
             .type = AP_T_LIST,
             .offset = AP_ROW_AT(ready_when),
             .doc = "Maturity rules",
             .sub = &ready_schema},
            AP_ROW_WORD("responsibility", responsibility, 0, ap_responsibility_words, "provider",
                        "Who carries it"),
            AP_ROW("treats", AP_T_REFS, treats, 0, "Risks that it treats"),
            AP_LIBRARY_DISABLE,
            AP_LIBRARY_END},
    .size = sizeof(struct STRUCT),
    .place_offset = AP_ROW_AT(place),
};
#undef STRUCT

#define ANSWER_FIELD(name, member, text)                                                           \
    {                                                                                              \
        .key = (name), .type = AP_T_CUSTOM, .flags = AP_F_MERGED, .offset = AP_ROW_AT(member),     \
        .doc = (text), .sub = &ap_library_answer_schema, .custom = ap_library_read_answer,         \
        .json_type = AP_LIBRARY_ANSWER_JSON                                                        \
    }

#define STRUCT ap_question
const struct ap_schema ap_library_question_schema = {
    .name = "question",
    .doc = "A question of auditors or buyers",
    .fields =
        (const struct ap_field[]){
            AP_ROW_ID("Question id"),
            AP_ROW("group", AP_T_STR, group, 0, "Heading it stands under"),
            AP_ROW("ask", AP_T_STR, ask, NEEDED, "The question"),
            ANSWER_FIELD("answered_by", answered_by, "Requirements or facts that answer it"),
            AP_LIBRARY_DISABLE, AP_LIBRARY_END},
    .size = sizeof(struct STRUCT),
    .place_offset = AP_ROW_AT(place),
};
#undef STRUCT

#define STRUCT ap_readiness
const struct ap_schema ap_library_readiness_schema = {
    .name = "readiness-line",
    .doc = "A line of what good looks like",
    .fields =
        (const struct ap_field[]){
            AP_ROW_ID("Id of the line"), AP_ROW("line", AP_T_STR, line, NEEDED, "The line"),
            ANSWER_FIELD("needs", needs, "Requirements or facts that it needs"), AP_LIBRARY_DISABLE,
            AP_LIBRARY_END},
    .size = sizeof(struct STRUCT),
    .place_offset = AP_ROW_AT(place),
};
#undef STRUCT

#define STRUCT ap_dealbreaker
static const struct ap_schema when_schema = {
    .name = "dealbreaker-rule",
    .doc = "Detected if one of these holds",
    .fields =
        (const struct ap_field[]){AP_ROW("gap", AP_T_REFS, gap, 0, "Requirements that have a gap"),
                                  AP_ROW("finding", AP_T_REFS, finding, 0, "Finding codes"),
                                  AP_ROW("facts", AP_T_REFS, facts, 0, "Facts that do not hold"),
                                  AP_ROW("evidence", AP_T_REFS, evidence, 0,
                                         "Requirements whose evidence can rule it out"),
                                  AP_LIBRARY_END},
    .size = sizeof(struct STRUCT),
    .place_offset = AP_NO_PLACE,
};

const struct ap_schema ap_library_dealbreaker_schema = {
    .name = "dealbreaker",
    .doc = "A mistake that breaks audits and deals",
    .fields =
        (const struct ap_field[]){AP_ROW_ID("Id of the deal-breaker"),
                                  AP_ROW("line", AP_T_STR, line, NEEDED, "The mistake in words"),
                                  AP_ROW("evidence", AP_T_REFS, evidence, 0,
                                         "Requirements whose evidence can rule it out"),
                                  {.key = "when",
                                   .type = AP_T_STRUCT,
                                   .flags = AP_F_MERGED,
                                   .offset = 0, /* its fields are members of the deal-breaker */
                                   .doc = "When it is detected",
                                   .sub = &when_schema},
                                  AP_LIBRARY_DISABLE,
                                  AP_LIBRARY_END},
    .size = sizeof(struct STRUCT),
    .place_offset = AP_ROW_AT(place),
};
#undef STRUCT

#define STRUCT ap_mistake
const struct ap_schema ap_library_mistake_schema = {
    .name = "mistake",
    .doc = "A common mistake, with a weak and a strong answer",
    .fields =
        (const struct ap_field[]){
            AP_ROW_ID("Id of the mistake"),
            AP_ROW("title", AP_T_STR, title, NEEDED, "The mistake in words"),
            AP_ROW("weak", AP_T_STR, weak, 0, "The answer that fails"),
            AP_ROW("strong", AP_T_STR, strong, 0, "The answer that holds"),
            AP_ROW("controls", AP_T_REFS, controls, 0, "Controls that prevent it"),
            AP_LIBRARY_DISABLE, AP_LIBRARY_END},
    .size = sizeof(struct STRUCT),
    .place_offset = AP_ROW_AT(place),
};
#undef STRUCT
