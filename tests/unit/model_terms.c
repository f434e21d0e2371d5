/* The word tables of the domain.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "ap_test.h"
#include "model/terms.h"

static const struct {
    const struct ap_choice *table;
    const char *words; /* in the table's order, one blank between */
} tables[] = {
    {ap_facet_words, "requirement configuration operation review correction"},
    {ap_cadence_words, "monthly quarterly semiannual annual once sample event"},
    {ap_basis_words, "point period"},
    {ap_tier_words, "core extended"},
    {ap_responsibility_words, "provider customer shared subservice"},
    {ap_framework_status_words, "current withdrawn draft"},
    {ap_field_type_words,
     "text choice control-ids area frameworks person period review date url number"},
    {ap_review_status_words, "requested uploaded approved rejected"},
    {ap_review_method_words, "sidecar ticket esign sharepoint git minutes"},
    {ap_doc_status_words, "Draft Review Approved Rejected Retired"},
    {ap_link_access_words, "public nda customer on-request on-screen"},
    {ap_audit_type_words, "period point"},
    {ap_independence_words, "warn required off"},
    {ap_naming_mode_words, "strict warn"},
    {ap_person_kind_words, "person team"},
    {ap_applicability_words, "not-applicable carved-out inherited"},
    {ap_status_words,
     "satisfied excepted withheld invalid stale void rejected pending requested missing not-due"},
    {ap_proof_state_words, "proven open not-due not-tested not-required"},
    {ap_result_words, "complete gaps blocked"},
    {ap_item_state_words, "unused used superseded ignored"},
    {ap_dealbreaker_words, "detected ruled-out cannot-be-ruled-out"},
    {ap_answer_words, "Yes Partial No N/A"},
    {ap_kind_words, "pdf docx xlsx pptx csv json jsonl yaml xml text markdown log png jpeg zip "
                    "gzip mail link other"},
    {ap_severity_words, "info low medium high blocker"},
};

AP_TEST(terms_are_spelled_as_the_contract_says)
{
    for (size_t i = 0; i < AP_COUNT(tables); i++) {
        const struct ap_choice *row = tables[i].table;
        for (struct ap_str rest = ap_str_from(tables[i].words); rest.ptr; row++) {
            assert_non_null(row->word);
            assert_str(ap_str_cut(&rest, ' '), row->word);
        }
        assert_null(row->word);
    }
}

AP_TEST(terms_go_both_ways)
{
    for (size_t i = 0; i < AP_COUNT(tables); i++)
        for (const struct ap_choice *row = tables[i].table; row->word; row++) {
            assert_string_equal(ap_word(tables[i].table, row->value), row->word);
            assert_int_equal(ap_word_value(tables[i].table, ap_str_from(row->word)), row->value);
        }
    assert_int_equal(ap_word_value(ap_answer_words, AP_STR("yes")), -1);
    assert_int_equal(ap_word_value_folded(ap_answer_words, AP_STR("yes")), AP_YES);
    assert_int_equal(ap_word_value_folded(ap_answer_words, AP_STR_NONE), -1);
    assert_string_equal(ap_word(ap_review_status_words, AP_REVIEW_NONE), "");
    assert_string_equal(ap_word(ap_status_words, 99), "");
}

AP_TEST(terms_cover_every_status_and_facet)
{
    for (int i = 0; i < AP_N_STATUSES; i++)
        assert_true(ap_word(ap_status_words, i)[0]);
    for (int i = 0; i < AP_N_FACETS; i++)
        assert_true(ap_word(ap_facet_words, i)[0]);
}
