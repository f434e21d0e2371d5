/* What is packed, where, and what is held back.
 * Place in the flow: tests.
 * SPDX-License-Identifier: Apache-2.0 */
#include "pack_fixture.h"

/* The path in the pack of the item with this workspace path, or an empty view. */
static struct ap_str
path_of(const struct fixture *f, const char *path)
{
    for (size_t i = 0; i < f->plan->items.n; i++)
        if (ap_str_is(f->items[f->plan->items.items[i].item].path, path))
            return f->plan->items.items[i].path;
    return AP_STR_NONE;
}

AP_TEST(plan_puts_items_into_their_lowest_section)
{
    struct fixture f;
    fixture_open(&f);
    (void)fixture_item(&f, "evidence/a.pdf", "a", 1);
    (void)fixture_item(&f, "evidence/b.pdf", "b", 0);
    uint32_t both[] = {0, 1};
    (void)fixture_item(&f, "evidence/c.pdf", "c", 1);
    f.item_verdicts[2].slots = both;
    f.item_verdicts[2].n_slots = 2;
    (void)fixture_plan(&f, "auditor");
    assert_str(path_of(&f, "evidence/a.pdf"), "data/04-Gateway-WAF-Proof/a.pdf");
    assert_str(path_of(&f, "evidence/b.pdf"), "data/01-Authentication-Standard/b.pdf");
    assert_str(path_of(&f, "evidence/c.pdf"), "data/01-Authentication-Standard/c.pdf");
    fixture_close(&f);
}

AP_TEST(plan_numbers_equal_names_by_workspace_path)
{
    struct fixture f;
    fixture_open(&f);
    (void)fixture_item(&f, "evidence/a/Report.pdf", "1", 0);
    (void)fixture_item(&f, "evidence/b/report.PDF", "2", 0);
    (void)fixture_item(&f, "evidence/c/report.pdf", "3", 0);
    (void)fixture_item(&f, "evidence/d/report_2.pdf", "4", 0);
    (void)fixture_item(&f, "evidence/e/x.link.yaml", "5", 0);
    (void)fixture_item(&f, "evidence/f/x.link.yaml", "6", 0);
    (void)fixture_item(&f, "evidence/g/report.pdf", "7", 1);
    (void)fixture_plan(&f, "auditor");
    assert_str(path_of(&f, "evidence/a/Report.pdf"), "data/01-Authentication-Standard/Report.pdf");
    assert_str(path_of(&f, "evidence/b/report.PDF"),
               "data/01-Authentication-Standard/report_2.PDF");
    assert_str(path_of(&f, "evidence/c/report.pdf"),
               "data/01-Authentication-Standard/report_3.pdf");
    assert_str(path_of(&f, "evidence/d/report_2.pdf"),
               "data/01-Authentication-Standard/report_2_2.pdf");
    assert_str(path_of(&f, "evidence/f/x.link.yaml"),
               "data/01-Authentication-Standard/x_2.link.yaml");
    assert_str(path_of(&f, "evidence/g/report.pdf"), "data/04-Gateway-WAF-Proof/report.pdf");
    fixture_close(&f);
}

AP_TEST(plan_keeps_paths_short_and_apart)
{
    struct fixture f;
    char a[300] = "evidence/a/", b[300] = "evidence/b/";
    (void)memset(a + 11, 'x', 240);
    (void)memset(b + 11, 'x', 240);
    (void)memcpy(a + 251, ".pdf", 5);
    (void)memcpy(b + 251, ".pdf", 5);
    fixture_open(&f);
    (void)fixture_item(&f, a, "1", 0);
    (void)fixture_item(&f, b, "2", 0);
    const struct ap_plan *plan = fixture_plan(&f, "auditor");
    for (size_t i = 0; i < plan->items.n; i++) {
        assert_true(plan->name.len + 1 + plan->items.items[i].path.len <= AP_PLAN_PATH_MAX);
        assert_true(ap_str_ends(plan->items.items[i].path, AP_STR(".pdf")));
    }
    assert_false(ap_str_eq(plan->items.items[0].path, plan->items.items[1].path));
    fixture_close(&f);
}

AP_TEST(plan_packs_by_audience)
{
    static const struct {
        const char *given; /* on the item */
        uint32_t slot;     /* 0: auditor, 2: buyer */
        bool packed[3];    /* for internal, auditor, buyer */
    } cases[] = {
        {"", 0, {true, true, false}},
        {"", 2, {true, true, true}},
        {"internal", 2, {true, false, false}},
        {"buyer", 0, {true, true, true}},
        {"nobody-knows", 2, {true, false, false}},
    };
    static const char *const audiences[] = {"internal", "auditor", "buyer"};
    for (size_t c = 0; c < AP_COUNT(cases); c++)
        for (size_t a = 0; a < 3; a++) {
            struct fixture f;
            fixture_open(&f);
            fixture_item(&f, "evidence/a.pdf", "a", cases[c].slot)->audience =
                ap_str_from(cases[c].given);
            const struct ap_plan *plan = fixture_plan(&f, audiences[a]);
            assert_int_equal(plan->items.n, cases[c].packed[a]);
            if (a < 2) /* insiders are told of all that is lost */
                assert_int_equal(plan->withheld.n, !cases[c].packed[a]);
            fixture_close(&f);
        }
}

AP_TEST(plan_of_several_requirements_the_innermost_decides)
{
    struct fixture f;
    fixture_open(&f);
    struct ap_item *item = fixture_item(&f, "evidence/a.pdf", "a", 2);
    uint32_t both[] = {0, 2};
    item->requirements = both;
    item->n_requirements = 2;
    assert_int_equal(fixture_plan(&f, "buyer")->items.n, 0);
    assert_int_equal(f.plan->withheld.n, 1); /* it serves a requirement of the buyer's */
    assert_int_equal(f.plan->withheld.items[0].path.len, 0);
    fixture_close(&f);
}

AP_TEST(plan_keeps_originals_inside)
{
    struct fixture f;
    char hex[AP_SHA256_TEXT];
    fixture_open(&f);
    (void)fixture_item(&f, "evidence/original.pdf", "full text", 0);
    ap_sha256_text(f.records[0].sha256, hex);
    struct ap_derived derived = {.sha256 = ap_str_from(hex), .date = AP_DAY_NONE};
    fixture_item(&f, "evidence/redacted.pdf", "text", 0)->derived_from = &derived;
    assert_int_equal(fixture_plan(&f, "internal")->items.n, 2);
    assert_int_equal(fixture_plan(&f, "auditor")->items.n, 1);
    assert_str(path_of(&f, "evidence/redacted.pdf"),
               "data/01-Authentication-Standard/redacted.pdf");
    assert_int_equal(f.plan->withheld.items[0].why, AP_WHY_AUDIENCE);
    fixture_close(&f);
}

AP_TEST(plan_leaves_out_what_may_not_leave)
{
    struct fixture f;
    fixture_open(&f);
    (void)fixture_item(&f, "evidence/a.pdf", "a", 0);
    (void)fixture_item(&f, "evidence/b.pdf", "b", 0);
    (void)fixture_item(&f, "evidence/c.pdf", "c", 0);
    fixture_item(&f, "evidence/d.pdf", "d", 0)->ignored = true;
    f.records[0].admission = AP_WITHHELD_SECRET;
    f.item_verdicts[0].withheld = true;
    f.records[1].admission = AP_NOT_ADMITTED;
    f.item_verdicts[2].packable = false;
    const struct ap_plan *plan = fixture_plan(&f, "internal");
    assert_int_equal(plan->items.n, 0);
    assert_int_equal(plan->withheld.n, 2);
    assert_int_equal(plan->withheld.items[0].why, AP_WHY_SECRET);
    assert_int_equal(plan->withheld.items[1].why, AP_WHY_SIZE);
    fixture_close(&f);
}

AP_TEST(plan_gives_outsiders_a_link_that_was_made_for_them)
{
    static const struct {
        enum ap_link_access access;
        bool url;
    } cases[] = {{AP_ACCESS_PUBLIC, true}, {AP_ACCESS_NDA, false}, {AP_ACCESS_ON_SCREEN, false}};
    for (size_t c = 0; c < AP_COUNT(cases); c++) {
        struct fixture f;
        struct ap_link link = {.url = AP_STR("https://example.test/x"),
                               .access = cases[c].access,
                               .observed_by = AP_STR("ann"),
                               .observed_date = AP_DAY_NONE,
                               .observed_note = AP_STR("a word")};
        fixture_open(&f);
        fixture_item(&f, "evidence/a.link.yaml", "url: x", 2)->link = &link;
        const struct ap_plan *plan = fixture_plan(&f, "auditor");
        assert_int_equal(plan->items.n, 1);
        assert_null(plan->items.items[0].made);
        plan = fixture_plan(&f, "buyer");
        assert_int_equal(plan->items.n, 1);
        const struct ap_plan_made *made = plan->items.items[0].made;
        assert_non_null(made);
        assert_int_equal(ap_str_contains(made->bytes, AP_STR("example.test")), cases[c].url);
        assert_false(ap_str_contains(made->bytes, AP_STR("ann")));
        assert_false(ap_str_contains(made->bytes, AP_STR("a word")));
        struct ap_plan_content content = ap_plan_content(plan, &plan->items.items[0]);
        assert_ptr_equal(content.sha256, made->sha256);
        assert_int_equal(content.bytes, made->bytes.len);
        fixture_close(&f);
    }
}

/* The formula of docs/formats/pack.md, spelled out. */
AP_TEST(plan_id_is_the_digest_of_sorted_lines)
{
    struct fixture f;
    char hex[AP_SHA256_TEXT], want[AP_SHA256_TEXT];
    uint8_t digest[AP_SHA256_BYTES];
    fixture_open(&f);
    (void)fixture_item(&f, "evidence/a.pdf", "a", 0);
    const struct ap_plan *plan = fixture_plan(&f, "auditor");
    ap_sha256_text(f.records[0].sha256, hex);
    struct ap_str lines = ap_arena_printf(&f.mem,
                                          "audience\tauditor\n"
                                          "data/01-Authentication-Standard/a.pdf\t%s\n"
                                          "slot\tAUTH-04/gateway-config@2026-Q2\tmissing\n"
                                          "slot\tAUTH-04/rotation-ticket@2026-Q2\tsatisfied\n"
                                          "slot\tAUTH-04/summary@2026-Q2\tmissing\n"
                                          "window\t2026-04-01..2026-06-30\n",
                                          hex);
    ap_sha256(lines, digest);
    ap_sha256_text(digest, want);
    assert_string_equal(plan->pack_id, want);
    f.verdicts[1].status = AP_PENDING;
    assert_string_not_equal(fixture_plan(&f, "auditor")->pack_id, want);
    fixture_close(&f);
}
