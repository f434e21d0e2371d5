/* The tables of controls and of what refers to them: requirements, questions, readiness, deal-breakers, mistakes.
 * Place in the flow: library; read by schema/, exported as JSON Schema.
 * SPDX-License-Identifier: Apache-2.0 */
#include "library/tables.h"

#define AT(member) offsetof(struct STRUCT, member)
#define ID_FIELD(text)                                                                             \
    {                                                                                              \
        .key = "id", .type = AP_T_ID, .flags = AP_F_REQUIRED, .offset = AT(id), .doc = (text)      \
    }
#define FIELD(name, kind, member, need, text)                                                      \
    {                                                                                              \
        .key = (name), .type = (kind), .flags = (need), .offset = AT(member), .doc = (text)        \
    }
#define WORD_FIELD(name, member, need, words, otherwise, text)                                     \
    {                                                                                              \
        .key = (name), .type = AP_T_CHOICE, .flags = (need), .offset = AT(member), .doc = (text),  \
        .choices = (words), .fallback = (otherwise)                                                \
    }
#define COUNT_FIELD(name, member, least, most, otherwise, text)                                    \
    {                                                                                              \
        .key = (name), .type = AP_T_INT, .offset = AT(member), .doc = (text), .min = (least),      \
        .max = (most), .fallback = (otherwise)                                                     \
    }
#define NEEDED (AP_F_MERGED | AP_F_NONEMPTY)

#define STRUCT ap_requirement
static const struct ap_schema requirement_schema = {
    .name = "requirement",
    .doc = "One piece of proof",
    .fields =
        (const struct ap_field[]){
            ID_FIELD("Id within the control"),
            FIELD("title", AP_T_STR, title, NEEDED, "What is asked for, in a few words"),
            WORD_FIELD("proof", facet, AP_F_MERGED, ap_facet_words, NULL,
                       "Which facet of the control it proves"),
            FIELD("accepts", AP_T_REFS, accepts, NEEDED, "Evidence names, Prefix-Artifact"),
            FIELD("section", AP_T_REF, section_id, 0, "Pack section; the control's by default"),
            WORD_FIELD("cadence", cadence, AP_F_MERGED, ap_cadence_words, NULL,
                       "How often it is due"),
            WORD_FIELD("basis", basis, 0, ap_basis_words, NULL,
                       "A state at a day or what happened over a period; by facet by default"),
            {.key = "grace",
             .type = AP_T_DURATION,
             .offset = AT(grace_days),
             .doc = "Days after the period's end until it is due",
             .fallback = "0d"},
            {.key = "max_age",
             .type = AP_T_DURATION,
             .offset = AT(max_age_days),
             .doc = "Days after which it is too old",
             .min = -1},
            COUNT_FIELD("min", min, 1, 1000, "1", "How many items are needed"),
            COUNT_FIELD("approvals", approvals, 1, 10, "1", "How many people must approve"),
            FIELD("formats", AP_T_STRS, formats, AP_F_NONEMPTY,
                  "Extensions, or the groups document, table, export, image, mail; any by default"),
            FIELD("sources", AP_T_STRS, sources, 0, "Systems it usually comes from"),
            {.key = "audience",
             .type = AP_T_REF,
             .offset = AT(audience),
             .doc = "Least disclosing audience that may see it",
             .fallback = "auditor"},
            FIELD("population", AP_T_REF, population, 0,
                  "Requirement whose evidence is the population, CTRL/req"),
            WORD_FIELD("tier", tier, 0, ap_tier_words, "core",
                       "Extended ones are asked for only if the workspace says so"),
            {.key = "checks",
             .type = AP_T_CUSTOM,
             .offset = AT(checks),
             .doc = "Content checks: names, or {name: arguments}",
             .custom = ap_library_read_checks,
             .json_type = AP_LIBRARY_CHECKS_JSON},
            FIELD("produce", AP_T_STR, produce, 0, "What good evidence looks like"),
            FIELD("template", AP_T_STR, template_file, 0,
                  "Document template to start from, a file of the workspace's templates/"),
            AP_LIBRARY_DISABLE,
            AP_LIBRARY_END},
    .size = sizeof(struct STRUCT),
    .place_offset = AT(place),
};
#undef STRUCT

#define STRUCT ap_mapping
static const struct ap_schema mapping_schema = {
    .name = "mapping",
    .doc = "Ids of one framework",
    .fields = (const struct ap_field[]){FIELD("ids", AP_T_REFS, ids, AP_F_REQUIRED | AP_F_NONEMPTY,
                                              "Ids as the framework spells them"),
                                        AP_LIBRARY_END},
    .size = sizeof(struct STRUCT),
    .place_offset = AT(framework.place),
    .shorthand = "ids",
};
#undef STRUCT

#define STRUCT ap_ready_rule
static const struct ap_schema ready_schema = {
    .name = "ready-rule",
    .doc = "The control is ready when all of these are satisfied",
    .fields =
        (const struct ap_field[]){
            FIELD("all", AP_T_REFS, all, AP_F_REQUIRED | AP_F_NONEMPTY, "Requirements, CTRL/req"),
            FIELD("say", AP_T_STR, say, AP_F_REQUIRED | AP_F_NONEMPTY, "The rule in words"),
            AP_LIBRARY_END},
    .size = sizeof(struct STRUCT),
    .place_offset = AT(place),
};
#undef STRUCT

#define STRUCT ap_control
const struct ap_schema ap_library_control_schema = {
    .name = "control",
    .doc = "What must hold, and the proof that it does",
    .fields =
        (const struct ap_field[]){
            ID_FIELD("Control id, e.g. AUTH-04"),
            FIELD("title", AP_T_STR, title, NEEDED, "Name for people"),
            FIELD("area", AP_T_REF, area_id, NEEDED, "API Control Area"),
            FIELD("section", AP_T_REF, section_id, NEEDED, "Pack section"),
            WORD_FIELD("severity", severity, 0, ap_severity_words, "medium",
                       "What a gap of this control weighs"),
            FIELD("statement", AP_T_STR, statement, 0, "What must hold, in a sentence"),
            FIELD("ask", AP_T_STR, ask, 0, "What an auditor or buyer asks for"),
            FIELD("rejects", AP_T_STRS, rejects, 0, "What an auditor does not accept"),
            {.key = "maps",
             .type = AP_T_MAP,
             .offset = AT(maps),
             .doc = "Framework ids that it answers, by framework",
             .sub = &mapping_schema,
             .key_offset = offsetof(struct ap_mapping, framework.text)},
            {.key = "requires",
             .type = AP_T_LIST,
             .flags = NEEDED,
             .offset = AT(requires),
             .doc = "Its requirements",
             .sub = &requirement_schema},
            {.key = "ready_when",
             .type = AP_T_LIST,
             .offset = AT(ready_when),
             .doc = "Maturity rules",
             .sub = &ready_schema},
            WORD_FIELD("responsibility", responsibility, 0, ap_responsibility_words, "provider",
                       "Who carries it"),
            FIELD("treats", AP_T_REFS, treats, 0, "Risks that it treats"),
            AP_LIBRARY_DISABLE,
            AP_LIBRARY_END},
    .size = sizeof(struct STRUCT),
    .place_offset = AT(place),
};
#undef STRUCT

#define ANSWER_FIELD(name, member, text)                                                           \
    {                                                                                              \
        .key = (name), .type = AP_T_CUSTOM, .flags = AP_F_MERGED, .offset = AT(member),            \
        .doc = (text), .sub = &ap_library_answer_schema, .custom = ap_library_read_answer,         \
        .json_type = AP_LIBRARY_ANSWER_JSON                                                        \
    }

#define STRUCT ap_question
const struct ap_schema ap_library_question_schema = {
    .name = "question",
    .doc = "A question of auditors or buyers",
    .fields =
        (const struct ap_field[]){
            ID_FIELD("Question id"), FIELD("group", AP_T_STR, group, 0, "Heading it stands under"),
            FIELD("ask", AP_T_STR, ask, NEEDED, "The question"),
            ANSWER_FIELD("answered_by", answered_by, "Requirements or facts that answer it"),
            AP_LIBRARY_DISABLE, AP_LIBRARY_END},
    .size = sizeof(struct STRUCT),
    .place_offset = AT(place),
};
#undef STRUCT

#define STRUCT ap_readiness
const struct ap_schema ap_library_readiness_schema = {
    .name = "readiness-line",
    .doc = "A line of what good looks like",
    .fields =
        (const struct ap_field[]){
            ID_FIELD("Id of the line"), FIELD("line", AP_T_STR, line, NEEDED, "The line"),
            ANSWER_FIELD("needs", needs, "Requirements or facts that it needs"), AP_LIBRARY_DISABLE,
            AP_LIBRARY_END},
    .size = sizeof(struct STRUCT),
    .place_offset = AT(place),
};
#undef STRUCT

#define STRUCT ap_dealbreaker
static const struct ap_schema when_schema = {
    .name = "dealbreaker-rule",
    .doc = "Detected if one of these holds",
    .fields =
        (const struct ap_field[]){FIELD("gap", AP_T_REFS, gap, 0, "Requirements that have a gap"),
                                  FIELD("finding", AP_T_REFS, finding, 0, "Finding codes"),
                                  FIELD("facts", AP_T_REFS, facts, 0, "Facts that do not hold"),
                                  FIELD("evidence", AP_T_REFS, evidence, 0,
                                        "Requirements whose evidence can rule it out"),
                                  AP_LIBRARY_END},
    .size = sizeof(struct STRUCT),
    .place_offset = AP_NO_PLACE,
};

const struct ap_schema ap_library_dealbreaker_schema = {
    .name = "dealbreaker",
    .doc = "A mistake that breaks audits and deals",
    .fields =
        (const struct ap_field[]){ID_FIELD("Id of the deal-breaker"),
                                  FIELD("line", AP_T_STR, line, NEEDED, "The mistake in words"),
                                  FIELD("evidence", AP_T_REFS, evidence, 0,
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
    .place_offset = AT(place),
};
#undef STRUCT

#define STRUCT ap_mistake
const struct ap_schema ap_library_mistake_schema = {
    .name = "mistake",
    .doc = "A common mistake, with a weak and a strong answer",
    .fields =
        (const struct ap_field[]){
            ID_FIELD("Id of the mistake"),
            FIELD("title", AP_T_STR, title, NEEDED, "The mistake in words"),
            FIELD("weak", AP_T_STR, weak, 0, "The answer that fails"),
            FIELD("strong", AP_T_STR, strong, 0, "The answer that holds"),
            FIELD("controls", AP_T_REFS, controls, 0, "Controls that prevent it"),
            AP_LIBRARY_DISABLE, AP_LIBRARY_END},
    .size = sizeof(struct STRUCT),
    .place_offset = AT(place),
};
#undef STRUCT
