/* The table of codes and the words of severities.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include <ctype.h>

#include "ap_test.h"
#include "diag/diag.h"

AP_TEST(codes_are_well_formed_and_found_by_id)
{
    for (int i = 0; i < AP_N_CODES; i++) {
        const struct ap_code_info *info = ap_code_info((enum ap_code)i);
        assert_int_equal(strlen(info->id), 6);
        for (size_t j = 0; j < 6; j++)
            assert_true(j < 3 ? isupper((unsigned char)info->id[j])
                              : isdigit((unsigned char)info->id[j]));
        assert_true(info->title[0] && info->mend[0]);
        assert_true(info->title[strlen(info->title) - 1] != '.');
        assert_true(info->kind == 'D' ? info->severity >= AP_NOTE : info->severity <= AP_BLOCKER);
        assert_int_equal(ap_code_from_id(ap_str_from(info->id)), i);
    }
    assert_int_equal(ap_code_from_id(AP_STR("XXX001")), AP_N_CODES);
    assert_int_equal(ap_code_from_id(AP_STR("nam001")), AP_N_CODES);
    assert_int_equal(ap_code_from_id(AP_STR_NONE), AP_N_CODES);
}

/* Families stand together and are numbered without holes or repetition. */
static int
number_of(const char *id)
{
    return (id[3] - '0') * 100 + (id[4] - '0') * 10 + id[5] - '0';
}

/* A family stands together and ascends; it begins at 1 and may leave numbers free. */
AP_TEST(codes_are_numbered_in_order)
{
    for (int i = 1; i < AP_N_CODES; i++) {
        const char *before = ap_code_info((enum ap_code)(i - 1))->id;
        const char *id = ap_code_info((enum ap_code)i)->id;
        bool goes_on = strncmp(before, id, 3) == 0;
        if (goes_on ? number_of(id) <= number_of(before) : number_of(id) != 1)
            fail_msg("%s follows %s", id, before);
        for (int k = 0; !goes_on && k < i; k++)
            if (strncmp(ap_code_info((enum ap_code)k)->id, id, 3) == 0)
                fail_msg("%s stands apart from its family", id);
    }
}

AP_TEST(codes_of_documents_are_in_the_order_of_their_faults)
{
    assert_int_equal(AP_DOC_CODE(AP_LIB001, AP_DOC_UNKNOWN_KEY), AP_LIB004);
    assert_int_equal(AP_DOC_CODE(AP_WSP001, AP_DOC_SCHEMA_LINE), AP_WSP008);
    assert_int_equal(AP_DOC_CODE(AP_MET001, AP_DOC_BAD_VALUE), AP_MET007);
}

AP_TEST(severity_words)
{
    static const char *const words[] = {"info", "low", "medium", "high", "blocker"};
    for (int i = 0; i < AP_N_SEVERITIES; i++)
        assert_string_equal(ap_severity_name((enum ap_severity)i), words[i]);
    assert_string_equal(ap_severity_name(AP_NOTE), "note");
    assert_string_equal(ap_severity_name(AP_WARNING), "warning");
    assert_string_equal(ap_severity_name(AP_ERROR), "error");
}

AP_TEST(diagnostics_are_appended_as_they_are)
{
    struct ap_arena one = {0};
    struct ap_arena other = {0};
    struct ap_diag dg;
    struct ap_diag from;
    ap_diag_init(&dg, &one);
    ap_diag_init(&from, &other);
    (void)ap_diag_add(&dg, AP_CLI003, (struct ap_place){0}, "%s", "first");
    struct ap_diagnostic *d = ap_diag_add(
        &from, AP_PCK001, (struct ap_place){AP_STR("a.yaml"), 3, 4}, "%s", "100 % second");
    ap_diag_hint(&from, d, "%s", "do that");
    ap_diag_level(&from, d, AP_NOTE);
    (void)ap_diag_add(&from, AP_PCK001, (struct ap_place){0}, "%s", "third");
    ap_diag_append(&dg, &from);
    ap_arena_release(&other); /* nothing is borrowed */
    assert_int_equal(dg.n, 3);
    assert_int_equal(dg.n_errors, 2);
    assert_true(ap_str_is(dg.items[1].message, "100 % second"));
    assert_true(ap_str_is(dg.items[1].hint, "do that"));
    assert_true(ap_str_is(dg.items[1].place.file, "a.yaml"));
    assert_int_equal(dg.items[1].place.line, 3);
    assert_int_equal(dg.items[1].level, AP_NOTE);
    assert_int_equal(dg.items[2].code, AP_PCK001);
    ap_arena_release(&one);
}
