/* Canonical pack name, slugs and safe names.
 * Place in the flow: tests.
 * SPDX-License-Identifier: Apache-2.0 */
#include "pack_fixture.h"
#include "plan/internal.h"

AP_TEST(plan_slug_joins_ascii_words)
{
    static const struct {
        const char *text;
        const char *slug;
    } cases[] = {
        {"Gateway / WAF Proof", "Gateway-WAF-Proof"},
        {"Scope and Role Matrix", "Scope-and-Role-Matrix"},
        {"  -- ", ""},
        {"Æther & Søn, Łódź", "AEther-Son-Lodz"},
        {"Straße O'Neil’s", "Strasse-ONeils"},
        {"e\xcc\x81t\xc3\xa9", "ete"}, /* one letter composed, the other not */
        {"3×4", "3-4"},
        {"日本", ""},
        {"bad\xff bytes", "bad-bytes"},
    };
    AP_AUTO_ARENA struct ap_arena mem = {0};
    for (size_t i = 0; i < AP_COUNT(cases); i++)
        assert_str(ap_plan_slug(ap_str_from(cases[i].text), 40, &mem), cases[i].slug);
}

AP_TEST(plan_slug_cuts_at_a_word)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    assert_str(ap_plan_slug(AP_STR("alpha beta gamma"), 12, &mem), "alpha-beta");
    assert_str(ap_plan_slug(AP_STR("alpha beta gamma"), 10, &mem), "alpha-beta");
    assert_str(ap_plan_slug(AP_STR("a verylongsingleword"), 10, &mem), "a-verylong");
}

AP_TEST(plan_name_of_a_pack)
{
    struct fixture f;
    fixture_open(&f);
    assert_str(fixture_plan(&f, "auditor")->name,
               "Northwind-Cloud-Northwind-API-API-Evidence-Pack-20260401-20260630-auditor-PARTIAL");
    f.as.n_gaps = 0;
    f.ws.organization = AP_STR("日本");
    f.ws.product = AP_STR("…");
    assert_str(fixture_plan(&f, "internal")->name,
               "Org-Product-API-Evidence-Pack-20260401-20260630-internal");
    fixture_close(&f);
}

AP_TEST(plan_name_stays_short)
{
    struct fixture f;
    fixture_open(&f);
    f.ws.organization =
        AP_STR("The Very Long Name of a Company That Makes Software and Services Ltd");
    f.ws.product = AP_STR("The Platform With an Equally Long Name for Application Interfaces");
    assert_true(fixture_plan(&f, "auditor")->name.len <= 100);
    f.ws.organization = AP_STR("Short");
    struct ap_str name = fixture_plan(&f, "auditor")->name;
    assert_true(ap_str_starts(name, AP_STR("Short-The-Platform-With-an-Equally-Long-")));
    fixture_close(&f);
}

AP_TEST(plan_safe_names)
{
    static const struct {
        const char *name;
        const char *safe;
    } cases[] = {
        {"APIAuth-X-2026-Q2.pdf", "APIAuth-X-2026-Q2.pdf"},
        {"a%b\\c.pdf", "a_b_c.pdf"},
        {"line\r\nbreak\x1b.txt", "line__break_.txt"},
        {"trail. . ", "trail"},
        {"  lead.pdf", "lead.pdf"},
        {"CON.txt", "_CON.txt"},
        {"nul", "_nul"},
        {"Com7.log", "_Com7.log"},
        {"COM10.log", "COM10.log"},
        {"clock$.log", "_clock$.log"},
        {"console.log", "console.log"},
        {"...", "_"},
        {"a:b*c?.csv", "a_b_c_.csv"},
        {"bad\xff.pdf", "bad_.pdf"},
        {"\xe2\x80\xae"
         "fdp.exe",
         "_fdp.exe"},
        {"U\xcc\x88"
         "ber.pdf",
         "\xc3\x9c"
         "ber.pdf"},
    };
    AP_AUTO_ARENA struct ap_arena mem = {0};
    for (size_t i = 0; i < AP_COUNT(cases); i++)
        assert_str(ap_plan_safe_name(ap_str_from(cases[i].name), &mem), cases[i].safe);
}
