/* Patterns that compile, and the faults of those that do not.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "naming_fixture.h"

#define OK AP_N_CODES

static const struct ap_naming_part own_parts[] = {
    {.name = {"team", 4}, .type = {"word", 4}},
    {.name = {"env", 3}, .type = {"choice", 6}},
    {.name = {"num", 3}, .type = {"number", 6}},
    {.name = {"extra", 5}, .type = {"camel-case", 10}},
    {.name = {"none", 4}, .type = {"choice", 6}},
};

static const struct {
    const char *patterns[3];
    enum ap_code code;
} cases[] = {
    {{"{area}-{artifact}-{period}.{ext}"}, OK},
    {{"{area}-{artifact}-{period}[-{seq}].{ext}", "{area}-{artifact}-{version}-{status}.{ext}"},
     OK},
    {{"{area}-{artifact}-{period}.{ext}", "{area}-{artifact}-{period}-{seq}.{ext}"}, OK},
    {{"{area}-{artifact}-{env}-{period}[-{seq}].{ext}"}, OK},
    {{"{area}-{artifact}-{period}{version}.{ext}"}, OK}, /* a period ends before any 'v' */
    {{"{area}-{artifact}{period}.{ext}"}, OK},           /* and its length says where it begins */
    {{"{artifact}_{area}_{period}.{ext}"}, OK},
    {{"EV-{area}-{artifact}-{period}.{ext}"}, OK},
    {{"{area}-{artifact}[-{team}]-{period}.{ext}"}, OK},
    /* braces and brackets */
    {{"{area-{artifact}.{ext}"}, AP_LIB013},
    {{"{area}-{artifact}.{ext"}, AP_LIB013},
    {{"{area}-{artifact}}.{ext}"}, AP_LIB013},
    {{"{area}-{artifact}[-{seq}.{ext}"}, AP_LIB013},
    {{"{area}-{artifact}[-{seq}[-{period}]].{ext}"}, AP_LIB013},
    {{"{area}-{artifact}-{seq}].{ext}"}, AP_LIB013},
    {{"{area}-{artifact}[].{ext}"}, AP_LIB013},
    {{"{}-{area}-{artifact}.{ext}"}, AP_LIB013},
    /* parts */
    {{"{area}-{artifact}-{when}.{ext}"}, AP_LIB013},
    {{"{artifact}-{period}.{ext}"}, AP_LIB013},
    {{"{area}-{period}.{ext}"}, AP_LIB013},
    {{"{area}-{artifact}-{period}"}, AP_LIB013},
    {{"{area}[-{artifact}]-{period}.{ext}"}, AP_LIB013},
    {{"{area}-{artifact}-{period}-{ext}"}, AP_LIB013},
    {{"{area}-{artifact}-{period}-{period}.{ext}"}, AP_LIB013},
    {{"{area}-{artifact}-\xc3\xbc-{period}.{ext}"}, AP_LIB013},
    /* nothing to tell where a part ends */
    {{"{area}-{artifact}{num}.{ext}"}, AP_LIB013},
    {{"{area}{artifact}-{team}{num}.{ext}"}, AP_LIB013},
    {{"{area}-{artifact}-{num}{seq}.{ext}"}, AP_LIB013},
    /* never */
    {{"{area}/{artifact}.{ext}"}, AP_LIB014},
    {{".{area}-{artifact}.{ext}"}, AP_LIB014},
    {{"~${area}-{artifact}.{ext}"}, AP_LIB014},
    {{"{area}-{artifact}-{none}.{ext}"}, AP_LIB014},
    /* two parses */
    {{"{area}-{artifact}-{team}.{ext}", "{area}-{artifact}-{period}.{ext}"}, AP_LIB015},
    {{"{area}-{artifact}-{num}.{ext}", "{area}-{artifact}-{seq}.{ext}"}, AP_LIB015},
    {{"{area}-{artifact}-{team}-{num}.{ext}", "{area}-{artifact}-{period}.{ext}"}, AP_LIB015},
    {{"{area}-{artifact}[-{team}][-{num}].{ext}"}, AP_LIB015},
    {{"{area}-{artifact}-{extra}.{ext}", "{area}-{extra}-{artifact}.{ext}"}, AP_LIB015},
    {{"{area}-{artifact}-{env}.{ext}", "{area}-{artifact}-prod.{ext}"}, AP_LIB015},
};

AP_TEST(naming_compile_patterns)
{
    struct ap_str words[] = {AP_STR("prod"), AP_STR("staging")};
    struct ap_naming_part parts[AP_COUNT(own_parts)];
    memcpy(parts, own_parts, sizeof parts);
    parts[1].choices = (struct ap_strs){words, AP_COUNT(words), AP_COUNT(words)};
    for (size_t i = 0; i < AP_COUNT(cases); i++) {
        struct fixture f;
        fixture_init(&f, cases[i].patterns, parts, AP_COUNT(parts));
        if (cases[i].code == OK
                ? f.rc != AP_OK
                : f.rc != AP_E_INVALID || f.dg.n != 1 || f.dg.items[0].code != cases[i].code)
            fail_msg("%s: result %d, %zu diagnostics, wanted %s", cases[i].patterns[0], f.rc,
                     f.dg.n, cases[i].code == OK ? "none" : ap_code_info(cases[i].code)->id);
        ap_arena_release(&f.mem);
    }
}

AP_TEST(naming_compile_own_parts)
{
    static const struct {
        struct ap_naming_part part;
        bool ok;
    } declared[] = {
        {{.name = {"artifact", 8}, .type = {"camel-case", 10}}, true},
        {{.name = {"seq", 3}, .type = {"number", 6}}, true},
        {{.name = {"artifact", 8}, .type = {"word", 4}}, false},
        {{.name = {"period", 6}, .type = {"word", 4}}, false},
        {{.name = {"team", 4}, .type = {"colour", 6}}, false},
    };
    for (size_t i = 0; i < AP_COUNT(declared); i++) {
        struct fixture f;
        fixture_init(&f, builtin_patterns, &declared[i].part, 1);
        assert_int_equal(f.rc, declared[i].ok ? AP_OK : AP_E_INVALID);
        assert_int_equal(f.dg.n, declared[i].ok ? 0 : 1);
        ap_arena_release(&f.mem);
    }
}

/** All faults are told, not only the first. */
AP_TEST(naming_compile_collects)
{
    static const char *const patterns[] = {"{area}-{x}.{ext}", "{area}-{artifact}", NULL};
    struct fixture f;
    fixture_init(&f, patterns, NULL, 0);
    assert_int_equal(f.rc, AP_E_INVALID);
    assert_int_equal(f.dg.n, 2);
    ap_arena_release(&f.mem);
}

AP_TEST(naming_compile_bounds)
{
    static const char *const many_options[] = {"{area}-{artifact}[-a][-b][-c][-d][-e].{ext}", NULL};
    static const char *const none[] = {NULL};
    struct fixture f;
    fixture_init(&f, many_options, NULL, 0);
    assert_int_equal(f.rc, AP_E_INVALID);
    ap_arena_release(&f.mem);
    fixture_init(&f, none, NULL, 0);
    assert_int_equal(f.rc, AP_E_INVALID);
    ap_arena_release(&f.mem);

    struct ap_naming_part long_choice = {.name = AP_STR("c"), .type = AP_STR("choice")};
    struct ap_str word = AP_STR("abcdefghijabcdefghijabcdefghijabcdefghij");
    struct ap_str words[200];
    for (size_t i = 0; i < AP_COUNT(words); i++)
        words[i] = word;
    long_choice.choices = (struct ap_strs){words, AP_COUNT(words), AP_COUNT(words)};
    static const char *const with_choice[] = {"{area}-{artifact}-{c}.{ext}", NULL};
    fixture_init(&f, with_choice, &long_choice, 1);
    assert_int_equal(f.rc, AP_E_INVALID);
    ap_arena_release(&f.mem);
}

/** A pattern may put artifact before area; the stem is then the known name. */
AP_TEST(naming_compile_other_order)
{
    static const char *const patterns[] = {"{artifact}_{area}_{period}.{ext}", NULL};
    struct fixture f;
    struct ap_name name;
    fixture_init(&f, patterns, NULL, 0);
    assert_int_equal(f.rc, AP_OK);
    assert_int_equal(
        ap_naming_parse(f.naming, AP_STR("OAuthScopeModel_APIAuth_2026-Q2.pdf"), &name), AP_OK);
    assert_str(name.stem, "APIAuth-OAuthScopeModel");
    assert_int_equal(ap_naming_parse(f.naming, AP_STR("Unknown_APIAuth_2026-Q2.pdf"), &name),
                     AP_OK);
    assert_str(name.stem, "");
    struct ap_period q2;
    assert_int_equal(ap_period_parse(AP_STR("2026-Q2"), &q2), AP_OK);
    const struct ap_name_parts parts = {
        .stem = AP_STR("APIAuth-OAuthScopeModel"), .period = &q2, .ext = AP_STR("pdf")};
    assert_str(ap_naming_write(f.naming, &parts, &f.mem), "OAuthScopeModel_APIAuth_2026-Q2.pdf");
    struct ap_name_fault fault;
    ap_naming_explain(f.naming, AP_STR("OAuthScopeModel-APIAuth-2026Q2.pdf"), &f.mem, &fault);
    assert_str(fault.corrected, "OAuthScopeModel_APIAuth_2026-Q2.pdf");
    ap_arena_release(&f.mem);
}
