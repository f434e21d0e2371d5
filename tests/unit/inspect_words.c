/* Words and numbers as checks read them in documents.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "ap_test.h"
#include "base/cleanup.h"
#include "inspect/content/small_words.h"

AP_TEST(words_numbers_as_people_write_them)
{
    static const struct {
        const char *text;
        double number;
        size_t end;
    } cases[] = {
        {"20 per minute", 20, 2},
        {"1,204 days", 1204, 5},
        {"10_000", 10000, 6},
        {"1'000'000", 1000000, 9},
        {"13.5h", 13.5, 4},
        {"1.25", 1.25, 4},
        {"400.", 400, 3},     /* the end of a sentence */
        {"400, 500", 400, 3}, /* a list */
        {"0.5,10", 0.5, 3},   /* nothing is grouped behind the point */
        {"1.5.2", 1.5, 3},    /* a version */
        {"9999999999999999999999 x", AP_WORDS_NUMBER_MAX, 22},
    };
    for (size_t i = 0; i < AP_COUNT(cases); i++) {
        size_t at = 0;
        double number = ap_words_number(ap_str_from(cases[i].text), &at);
        assert_true(fabs(number - cases[i].number) <= 1e-9);
        assert_int_equal(at, cases[i].end);
    }
}

AP_TEST(words_norm_parts_names)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    assert_true(ap_str_is(ap_words_norm(&mem, AP_STR("retentionInDays")), "retention in days"));
    assert_true(ap_str_is(ap_words_norm(&mem, AP_STR("Retention-in_days")), "retention in days"));
    assert_true(ap_str_is(ap_words_norm(&mem, AP_STR("APIs used")), "apis used"));
}
