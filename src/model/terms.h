/* The closed sets of words of the domain, each with its spelling in files and reports.
 * Place in the flow: model; schema tables, assessment and reports share these spellings.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/str.h"

/** One spelling of one value; tables end with {NULL, 0}. */
struct ap_choice {
    const char *word;
    int value;
};

enum ap_facet { AP_FACET_REQUIREMENT, AP_FACET_CONFIGURATION, AP_FACET_OPERATION, AP_FACET_REVIEW, AP_FACET_CORRECTION };
#define AP_N_FACETS 5
enum ap_cadence { AP_MONTHLY, AP_QUARTERLY, AP_SEMIANNUAL, AP_ANNUAL, AP_ONCE, AP_SAMPLE, AP_EVENT };
enum ap_basis { AP_BASIS_DEFAULT, AP_BASIS_POINT, AP_BASIS_PERIOD };
enum ap_tier { AP_TIER_CORE, AP_TIER_EXTENDED };
enum ap_responsibility { AP_RESP_PROVIDER, AP_RESP_CUSTOMER, AP_RESP_SHARED, AP_RESP_SUBSERVICE };
enum ap_framework_status { AP_FRAMEWORK_CURRENT, AP_FRAMEWORK_WITHDRAWN, AP_FRAMEWORK_DRAFT };
enum ap_field_type {
    AP_FIELD_TEXT, AP_FIELD_CHOICE, AP_FIELD_CONTROL_IDS, AP_FIELD_AREA, AP_FIELD_FRAMEWORKS, AP_FIELD_PERSON,
    AP_FIELD_PERIOD, AP_FIELD_REVIEW, AP_FIELD_DATE, AP_FIELD_URL, AP_FIELD_NUMBER,
};
enum ap_review_status { AP_REVIEW_NONE, AP_REVIEW_REQUESTED, AP_REVIEW_UPLOADED, AP_REVIEW_APPROVED, AP_REVIEW_REJECTED };
enum ap_review_method { AP_METHOD_NONE, AP_METHOD_SIDECAR, AP_METHOD_TICKET, AP_METHOD_ESIGN, AP_METHOD_SHAREPOINT, AP_METHOD_GIT, AP_METHOD_MINUTES };
/** Status in the name of a versioned document. */
enum ap_doc_status { AP_DOCSTATUS_NONE, AP_DOCSTATUS_DRAFT, AP_DOCSTATUS_REVIEW, AP_DOCSTATUS_APPROVED, AP_DOCSTATUS_REJECTED, AP_DOCSTATUS_RETIRED };
enum ap_link_access { AP_ACCESS_NONE, AP_ACCESS_PUBLIC, AP_ACCESS_NDA, AP_ACCESS_CUSTOMER, AP_ACCESS_ON_REQUEST, AP_ACCESS_ON_SCREEN };
enum ap_audit_type { AP_AUDIT_PERIOD, AP_AUDIT_POINT };
enum ap_independence { AP_INDEPENDENCE_WARN, AP_INDEPENDENCE_REQUIRED, AP_INDEPENDENCE_OFF };
enum ap_naming_mode { AP_NAMING_STRICT, AP_NAMING_WARN };
enum ap_person_kind { AP_PERSON, AP_TEAM };
enum ap_applicability_status { AP_NOT_APPLICABLE, AP_CARVED_OUT, AP_INHERITED };

/** Status of a slot; also of an item, which uses the first seven of `ap_item_status` order. Reports list
 *  them in this order. */
enum ap_status {
    AP_SATISFIED, AP_EXCEPTED, AP_WITHHELD, AP_INVALID, AP_STALE, AP_VOID, AP_REJECTED, AP_PENDING, AP_REQUESTED,
    AP_MISSING, AP_NOT_DUE,
};
#define AP_N_STATUSES 11

/** State of a control's proof in one facet. */
enum ap_proof_state { AP_PROVEN, AP_OPEN, AP_PROOF_NOT_DUE, AP_NOT_TESTED, AP_NOT_REQUIRED };
enum ap_result { AP_COMPLETE, AP_GAPS, AP_BLOCKED };
enum ap_item_state { AP_ITEM_UNUSED, AP_ITEM_USED, AP_ITEM_SUPERSEDED, AP_ITEM_IGNORED };
enum ap_dealbreaker_state { AP_DETECTED, AP_RULED_OUT, AP_CANNOT_BE_RULED_OUT };
enum ap_answer { AP_YES, AP_PARTIAL, AP_NO, AP_NOT_ASKED };
/** How the mappings of a library relate its controls to the ids of a framework (OSCAL's words). */
enum ap_relation { AP_INTERSECTS_WITH, AP_SUBSET_OF, AP_SUPERSET_OF, AP_EQUIVALENT_TO, AP_EQUAL_TO };
/** What became of a framework id: all that is due is proven, some of it, none of it; covered by exceptions; nothing due yet;
 *  no control that maps to it is asked for; no control maps to it. */
enum ap_framework_state {
    AP_FRAMEWORK_PROVEN, AP_FRAMEWORK_PARTLY, AP_FRAMEWORK_OPEN, AP_FRAMEWORK_EXCEPTED, AP_FRAMEWORK_NOT_DUE,
    AP_FRAMEWORK_NOT_ASKED, AP_FRAMEWORK_UNMAPPED,
};
#define AP_N_FRAMEWORK_STATES 7
/** What became of a request of the auditor. */
enum ap_request_state { AP_REQUEST_ANSWERED, AP_REQUEST_PARTLY, AP_REQUEST_OPEN, AP_REQUEST_NOT_DUE, AP_REQUEST_NO_SLOT };
enum ap_detector_class { AP_CLASS_SECRET, AP_CLASS_PERSONAL, AP_CLASS_PAYLOAD };
/** Where a detector's pattern begins: at its keyword, or at the first token character before it. */
enum ap_anchor { AP_ANCHOR_KEYWORD, AP_ANCHOR_TOKEN };
/** What a value must look like beside its name: random characters, a password, anything that is no placeholder. */
enum ap_quality { AP_QUALITY_RANDOM, AP_QUALITY_PASSWORD, AP_QUALITY_ANY, AP_QUALITY_BODY };
/** Forms that no pattern can tell; inspect/scan/readers.c. */
enum ap_reader {
    AP_READER_NONE, AP_READER_USERINFO, AP_READER_PEM, AP_READER_CREDENTIALS, AP_READER_SCHEME, AP_READER_EMAIL,
    AP_READER_CARD, AP_READER_IBAN, AP_READER_SSN, AP_READER_IP,
};
/** A check that raises confidence when it holds and lowers it when not. */
enum ap_validator {
    AP_VALIDATOR_NONE, AP_VALIDATOR_CRC62, AP_VALIDATOR_CRC_HEX, AP_VALIDATOR_CRC_BODY, AP_VALIDATOR_CRC_BASE36,
    AP_VALIDATOR_JWT, AP_VALIDATOR_BASE64, AP_VALIDATOR_BASE64_JSON, AP_VALIDATOR_BASE64_32, AP_VALIDATOR_BASE64_64,
    AP_VALIDATOR_AWS_ID,
};
enum ap_kind {
    AP_KIND_OTHER, AP_KIND_PDF, AP_KIND_DOCX, AP_KIND_XLSX, AP_KIND_PPTX, AP_KIND_CSV, AP_KIND_JSON, AP_KIND_JSONL,
    AP_KIND_YAML, AP_KIND_XML, AP_KIND_TEXT, AP_KIND_MARKDOWN, AP_KIND_LOG, AP_KIND_PNG, AP_KIND_JPEG, AP_KIND_ZIP,
    AP_KIND_GZIP, AP_KIND_MAIL, AP_KIND_LINK,
};

extern const struct ap_choice ap_facet_words[], ap_cadence_words[], ap_basis_words[], ap_tier_words[],
    ap_responsibility_words[], ap_framework_status_words[], ap_field_type_words[], ap_review_status_words[],
    ap_review_method_words[], ap_doc_status_words[], ap_link_access_words[], ap_audit_type_words[],
    ap_independence_words[], ap_naming_mode_words[], ap_person_kind_words[], ap_applicability_words[],
    ap_status_words[], ap_proof_state_words[], ap_result_words[], ap_item_state_words[], ap_dealbreaker_words[],
    ap_answer_words[], ap_relation_words[], ap_framework_state_words[], ap_request_state_words[], ap_kind_words[], ap_severity_words[],
    ap_detector_class_words[], ap_anchor_words[], ap_quality_words[], ap_reader_words[], ap_validator_words[];

/** The word of a value; "" when the table has none. */
const char *ap_word(const struct ap_choice *table, int value);
/** The value of a word, or -1. */
int ap_word_value(const struct ap_choice *table, struct ap_str word);
/** The same with ASCII case folded: for what people type into cells. */
int ap_word_value_folded(const struct ap_choice *table, struct ap_str word);
