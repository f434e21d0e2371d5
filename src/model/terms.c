/* The word tables.
 * Place in the flow: model; the one place where these words are spelled.
 * SPDX-License-Identifier: Apache-2.0 */
#include "model/terms.h"

#include "diag/diag.h"

#define END                                                                                        \
    {                                                                                              \
        NULL, 0                                                                                    \
    }

const struct ap_choice ap_facet_words[] = {
    {"requirement", AP_FACET_REQUIREMENT}, {"configuration", AP_FACET_CONFIGURATION},
    {"operation", AP_FACET_OPERATION},     {"review", AP_FACET_REVIEW},
    {"correction", AP_FACET_CORRECTION},   END,
};

const struct ap_choice ap_cadence_words[] = {
    {"monthly", AP_MONTHLY},
    {"quarterly", AP_QUARTERLY},
    {"semiannual", AP_SEMIANNUAL},
    {"annual", AP_ANNUAL},
    {"once", AP_ONCE},
    {"sample", AP_SAMPLE},
    {"event", AP_EVENT},
    END,
};

/* AP_BASIS_DEFAULT has no word: it is what stands where nothing is written. */
const struct ap_choice ap_basis_words[] = {
    {"point", AP_BASIS_POINT},
    {"period", AP_BASIS_PERIOD},
    END,
};

const struct ap_choice ap_tier_words[] = {
    {"core", AP_TIER_CORE},
    {"extended", AP_TIER_EXTENDED},
    END,
};

const struct ap_choice ap_responsibility_words[] = {
    {"provider", AP_RESP_PROVIDER},
    {"customer", AP_RESP_CUSTOMER},
    {"shared", AP_RESP_SHARED},
    {"subservice", AP_RESP_SUBSERVICE},
    END,
};

const struct ap_choice ap_framework_status_words[] = {
    {"current", AP_FRAMEWORK_CURRENT},
    {"withdrawn", AP_FRAMEWORK_WITHDRAWN},
    {"draft", AP_FRAMEWORK_DRAFT},
    END,
};

const struct ap_choice ap_field_type_words[] = {
    {"text", AP_FIELD_TEXT},
    {"choice", AP_FIELD_CHOICE},
    {"control-ids", AP_FIELD_CONTROL_IDS},
    {"area", AP_FIELD_AREA},
    {"frameworks", AP_FIELD_FRAMEWORKS},
    {"person", AP_FIELD_PERSON},
    {"period", AP_FIELD_PERIOD},
    {"review", AP_FIELD_REVIEW},
    {"date", AP_FIELD_DATE},
    {"url", AP_FIELD_URL},
    {"number", AP_FIELD_NUMBER},
    END,
};

const struct ap_choice ap_review_status_words[] = {
    {"requested", AP_REVIEW_REQUESTED},
    {"uploaded", AP_REVIEW_UPLOADED},
    {"approved", AP_REVIEW_APPROVED},
    {"rejected", AP_REVIEW_REJECTED},
    END,
};

const struct ap_choice ap_review_method_words[] = {
    {"sidecar", AP_METHOD_SIDECAR},
    {"ticket", AP_METHOD_TICKET},
    {"esign", AP_METHOD_ESIGN},
    {"sharepoint", AP_METHOD_SHAREPOINT},
    {"git", AP_METHOD_GIT},
    {"minutes", AP_METHOD_MINUTES},
    END,
};

const struct ap_choice ap_doc_status_words[] = {
    {"Draft", AP_DOCSTATUS_DRAFT},       {"Review", AP_DOCSTATUS_REVIEW},
    {"Approved", AP_DOCSTATUS_APPROVED}, {"Rejected", AP_DOCSTATUS_REJECTED},
    {"Retired", AP_DOCSTATUS_RETIRED},   END,
};

const struct ap_choice ap_link_access_words[] = {
    {"public", AP_ACCESS_PUBLIC},       {"nda", AP_ACCESS_NDA},
    {"customer", AP_ACCESS_CUSTOMER},   {"on-request", AP_ACCESS_ON_REQUEST},
    {"on-screen", AP_ACCESS_ON_SCREEN}, END,
};

const struct ap_choice ap_audit_type_words[] = {
    {"period", AP_AUDIT_PERIOD},
    {"point", AP_AUDIT_POINT},
    END,
};

const struct ap_choice ap_independence_words[] = {
    {"warn", AP_INDEPENDENCE_WARN},
    {"required", AP_INDEPENDENCE_REQUIRED},
    {"off", AP_INDEPENDENCE_OFF},
    END,
};

const struct ap_choice ap_naming_mode_words[] = {
    {"strict", AP_NAMING_STRICT},
    {"warn", AP_NAMING_WARN},
    END,
};

const struct ap_choice ap_person_kind_words[] = {
    {"person", AP_PERSON},
    {"team", AP_TEAM},
    END,
};

const struct ap_choice ap_applicability_words[] = {
    {"not-applicable", AP_NOT_APPLICABLE},
    {"carved-out", AP_CARVED_OUT},
    {"inherited", AP_INHERITED},
    END,
};

const struct ap_choice ap_status_words[] = {
    {"satisfied", AP_SATISFIED}, {"excepted", AP_EXCEPTED}, {"withheld", AP_WITHHELD},
    {"invalid", AP_INVALID},     {"stale", AP_STALE},       {"void", AP_VOID},
    {"rejected", AP_REJECTED},   {"pending", AP_PENDING},   {"requested", AP_REQUESTED},
    {"missing", AP_MISSING},     {"not-due", AP_NOT_DUE},   END,
};

const struct ap_choice ap_proof_state_words[] = {
    {"proven", AP_PROVEN},
    {"open", AP_OPEN},
    {"not-due", AP_PROOF_NOT_DUE},
    {"not-tested", AP_NOT_TESTED},
    {"not-required", AP_NOT_REQUIRED},
    END,
};

const struct ap_choice ap_result_words[] = {
    {"complete", AP_COMPLETE},
    {"gaps", AP_GAPS},
    {"blocked", AP_BLOCKED},
    END,
};

const struct ap_choice ap_item_state_words[] = {
    {"unused", AP_ITEM_UNUSED},
    {"used", AP_ITEM_USED},
    {"superseded", AP_ITEM_SUPERSEDED},
    {"ignored", AP_ITEM_IGNORED},
    END,
};

const struct ap_choice ap_dealbreaker_words[] = {
    {"detected", AP_DETECTED},
    {"ruled-out", AP_RULED_OUT},
    {"cannot-be-ruled-out", AP_CANNOT_BE_RULED_OUT},
    END,
};

const struct ap_choice ap_answer_words[] = {
    {"Yes", AP_YES}, {"Partial", AP_PARTIAL}, {"No", AP_NO}, {"N/A", AP_NOT_ASKED}, END,
};

const struct ap_choice ap_relation_words[] = {
    {"intersects-with", AP_INTERSECTS_WITH},
    {"subset-of", AP_SUBSET_OF},
    {"superset-of", AP_SUPERSET_OF},
    {"equivalent-to", AP_EQUIVALENT_TO},
    {"equal-to", AP_EQUAL_TO},
    {NULL, 0},
};

const struct ap_choice ap_framework_state_words[] = {
    {"proven", AP_FRAMEWORK_PROVEN},     {"partly", AP_FRAMEWORK_PARTLY},
    {"open", AP_FRAMEWORK_OPEN},         {"excepted", AP_FRAMEWORK_EXCEPTED},
    {"not-due", AP_FRAMEWORK_NOT_DUE},   {"not-asked", AP_FRAMEWORK_NOT_ASKED},
    {"unmapped", AP_FRAMEWORK_UNMAPPED}, {NULL, 0},
};

const struct ap_choice ap_request_state_words[] = {
    {"answered", AP_REQUEST_ANSWERED}, {"partly", AP_REQUEST_PARTLY},   {"open", AP_REQUEST_OPEN},
    {"not-due", AP_REQUEST_NOT_DUE},   {"no-slot", AP_REQUEST_NO_SLOT}, {NULL, 0},
};

const struct ap_choice ap_kind_words[] = {
    {"pdf", AP_KIND_PDF},           {"docx", AP_KIND_DOCX},
    {"xlsx", AP_KIND_XLSX},         {"pptx", AP_KIND_PPTX},
    {"csv", AP_KIND_CSV},           {"json", AP_KIND_JSON},
    {"jsonl", AP_KIND_JSONL},       {"yaml", AP_KIND_YAML},
    {"xml", AP_KIND_XML},           {"text", AP_KIND_TEXT},
    {"markdown", AP_KIND_MARKDOWN}, {"log", AP_KIND_LOG},
    {"png", AP_KIND_PNG},           {"jpeg", AP_KIND_JPEG},
    {"zip", AP_KIND_ZIP},           {"gzip", AP_KIND_GZIP},
    {"mail", AP_KIND_MAIL},         {"link", AP_KIND_LINK},
    {"other", AP_KIND_OTHER},       END,
};

const struct ap_choice ap_severity_words[] = {
    {"info", AP_INFO}, {"low", AP_LOW},         {"medium", AP_MEDIUM},
    {"high", AP_HIGH}, {"blocker", AP_BLOCKER}, END,
};

const struct ap_choice ap_detector_class_words[] = {
    {"secret", AP_CLASS_SECRET},
    {"personal", AP_CLASS_PERSONAL},
    {"payload", AP_CLASS_PAYLOAD},
    END,
};

const struct ap_choice ap_anchor_words[] = {
    {"keyword", AP_ANCHOR_KEYWORD}, {"token", AP_ANCHOR_TOKEN}, END};

const struct ap_choice ap_quality_words[] = {
    {"random", AP_QUALITY_RANDOM},
    {"password", AP_QUALITY_PASSWORD},
    {"any", AP_QUALITY_ANY},
    {"body", AP_QUALITY_BODY},
    END,
};

const struct ap_choice ap_reader_words[] = {
    {"none", AP_READER_NONE},
    {"userinfo", AP_READER_USERINFO},
    {"pem", AP_READER_PEM},
    {"credentials", AP_READER_CREDENTIALS},
    {"scheme", AP_READER_SCHEME},
    {"email", AP_READER_EMAIL},
    {"card", AP_READER_CARD},
    {"iban", AP_READER_IBAN},
    {"ssn", AP_READER_SSN},
    {"ip", AP_READER_IP},
    END,
};

const struct ap_choice ap_validator_words[] = {
    {"none", AP_VALIDATOR_NONE},
    {"crc32-base62", AP_VALIDATOR_CRC62},
    {"crc32-hex", AP_VALIDATOR_CRC_HEX},
    {"crc32-hex-body", AP_VALIDATOR_CRC_BODY},
    {"crc32-base36", AP_VALIDATOR_CRC_BASE36},
    {"jwt", AP_VALIDATOR_JWT},
    {"base64", AP_VALIDATOR_BASE64},
    {"base64-json", AP_VALIDATOR_BASE64_JSON},
    {"base64-32", AP_VALIDATOR_BASE64_32},
    {"base64-64", AP_VALIDATOR_BASE64_64},
    {"aws-key-id", AP_VALIDATOR_AWS_ID},
    END,
};

const char *
ap_word(const struct ap_choice *table, int value)
{
    for (; table->word; table++)
        if (table->value == value)
            return table->word;
    return "";
}

int
ap_word_value(const struct ap_choice *table, struct ap_str word)
{
    for (; table->word; table++)
        if (ap_str_is(word, table->word))
            return table->value;
    return -1;
}

int
ap_word_value_folded(const struct ap_choice *table, struct ap_str word)
{
    for (; table->word; table++)
        if (ap_str_ieq(word, ap_str_from(table->word)))
            return table->value;
    return -1;
}
