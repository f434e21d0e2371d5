/* Words brought to a common form; periods, versions and statuses as people write them.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "ap_test.h"
#include "base/cleanup.h"
#include "edit/dating.h"
#include "edit/words.h"

static struct ap_str
stems(struct ap_arena *mem, const char *text)
{
    struct ap_stems found = {0};
    struct ap_str joined = AP_STR("");
    ap_stems_of(ap_str_from(text), NULL, mem, &found);
    for (size_t i = 0; i < found.n; i++)
        joined = ap_arena_join(mem, joined, i ? " " : "", found.items[i]);
    return joined;
}

AP_TEST(words_in_names_and_titles_meet)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    static const char *const pairs[][2] = {
        {"TokenRotationTicket", "token rotation tickets"},
        {"logging", "Logs"},
        {"Rate limit policies", "rate-limiting policy"},
        {"queueing", "queue"},
        {"OAuthScopeModel", "oauth scoped model"},
        {"WAFExport", "waf_exports"},
        {"revoked", "revoke"},
        {"429s", "429"},
    };
    for (size_t i = 0; i < AP_COUNT(pairs); i++) {
        struct ap_str a = stems(&mem, pairs[i][0]);
        struct ap_str b = stems(&mem, pairs[i][1]);
        if (a.len == 0 || (!ap_str_starts(a, b) && !ap_str_starts(b, a)))
            fail_msg("%s: \"%.*s\", %s: \"%.*s\"", pairs[i][0], AP_FMT(a), pairs[i][1], AP_FMT(b));
    }
    assert_str(stems(&mem, "Copy of the FINAL (2) 2026 x"), "");
    assert_str(stems(&mem, "access"), "access");
    assert_str(stems(&mem, "\xff\xfe\x00"), "");
}

AP_TEST(a_stem_knows_its_word)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_stems found = {0};
    ap_stems_of(AP_STR("Rotations"), NULL, &mem, &found);
    assert_int_equal(found.n, 1);
    assert_str(ap_stem_word(found.items[0]), "rotations");
}

AP_TEST(synonyms_stand_for_the_words_of_their_id)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_library lib = {0};
    struct ap_str words[] = {AP_STR("post mortem"), AP_STR("retro"), AP_STR("new token")};
    struct ap_catalog_entry entry = {.id = AP_STR("lessons-learned"), .words = {words, 3, 3}};
    struct ap_catalog catalog = {.id = AP_STR("synonyms"), .steps = {&entry, 1, 1}};
    lib.catalogs.items = &catalog;
    lib.catalogs.n = 1;
    struct ap_synonyms synonyms;
    ap_synonyms_make(&lib, &mem, &synonyms);
    struct ap_stems found = {0};
    ap_stems_of(AP_STR("Post-Mortem token"), &synonyms, &mem, &found);
    assert_int_equal(found.n, 3);
    assert_str(found.items[0], "lesson");
    assert_str(found.items[2], "token"); /* "new token" is no phrase: "new" says nothing */
}

AP_TEST(a_text_gives_a_bounded_number_of_words)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_buf text = {0};
    for (size_t i = 0; i < AP_STEMS_MAX + 100; i++)
        ap_buf_add_c(&text, "token ");
    struct ap_stems found = {0};
    ap_stems_of(ap_buf_str(&text), NULL, &mem, &found);
    assert_int_equal(found.n, AP_STEMS_MAX);
    ap_buf_release(&text);
}

/** Periods, version and status as one text. */
static struct ap_str
dating(struct ap_arena *mem, const char *text, bool in_text)
{
    struct ap_span window = {ap_day_from_civil(2026, 4, 1), ap_day_from_civil(2026, 7, 1)};
    struct ap_dating found;
    struct ap_str out = AP_STR("");
    (in_text ? ap_dating_in_text : ap_dating_in_name)(ap_str_from(text), window, mem, &found);
    for (size_t i = 0; i < found.periods.n; i++)
        out = ap_arena_join(mem, out, i ? " " : "", ap_period_str(mem, found.periods.items[i]));
    if (found.version.len)
        out = ap_arena_join(mem, out, " ", found.version);
    if (found.status)
        out = ap_arena_join(mem, out, " ",
                            ap_str_from(ap_word(ap_doc_status_words, (int)found.status)));
    return out;
}

AP_TEST(dates_in_names)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    static const char *const rows[][2] = {
        {"Q2 2026", "2026-Q2"},
        {"2026Q2", "2026-Q2"},
        {"2026_q2", "2026-Q2"},
        {"2Q26", "2026-Q2"},
        {"Q226", "2026-Q2"},
        {"Q2-26", "2026-Q2"},
        {"Q2 FY26", "2026-Q2"},
        {"q2", "2026-Q2"},
        {"Q1", ""},
        {"H1 2026", "2026-H1"},
        {"1H26", "2026-H1"},
        {"May 2026", "2026-05"},
        {"may-26", "2026-05"},
        {"2026 May", "2026-05"},
        {"may26", "2026-05"},
        {"May", "2026-05"},
        {"december", ""},
        {"2026-05", "2026-05"},
        {"05-2026", "2026-05"},
        {"202605", "2026-05"},
        {"20260514", "2026-05-14"},
        {"2026-05-14", "2026-05-14"},
        {"14.05.2026", "2026-05-14"},
        {"14 May 2026", "2026-05-14"},
        {"May 14 2026", "2026-05-14"},
        {"14may2026", ""},
        {"05-06-2026", ""},
        {"2026", "2026"},
        {"IMG_2231", ""},
        {"SEC-4711", ""},
        {"20269999", ""},
        {"2026-13", "2026"},
        {"v1.2 approved", " v1.2 Approved"},
        {"rev 3", " v3"},
        {"2.1 draft", " v2.1 Draft"},
        {"1.1 signed", " v1.1 Approved"},
        {"FINAL", ""},
        {"vault v", ""},
        {"Q2 2026 v2", "2026-Q2 v2"},
    };
    for (size_t i = 0; i < AP_COUNT(rows); i++) {
        struct ap_str found = dating(&mem, rows[i][0], false);
        if (!ap_str_is(found, rows[i][1]))
            fail_msg("%s: got \"%.*s\", expected \"%s\"", rows[i][0], AP_FMT(found), rows[i][1]);
    }
}

AP_TEST(dates_in_text_need_their_year_and_words_their_label)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    assert_str(dating(&mem, "It may be approved in May or Q2.", true), "");
    assert_str(dating(&mem, "Period: May 2026. Version 1.2, status: Approved", true),
               "2026-05 v1.2 Approved");
    assert_str(dating(&mem, "In 2026 we had 1.5 incidents", true), "");
}

AP_TEST(any_bytes_can_be_dated)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    char bytes[3];
    for (unsigned i = 1; i < 256; i++) {
        bytes[0] = (char)i;
        bytes[1] = (char)(i * 7);
        bytes[2] = '\0';
        (void)dating(&mem, bytes, i & 1);
    }
}
