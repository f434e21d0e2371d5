/* Persons and owners: who is the same, and which owner rule is the most specific.
 * Place in the flow: tests of model/.
 * SPDX-License-Identifier: Apache-2.0 */
#include "ap_test.h"
#include "model/workspace.h"

static struct ap_str members[] = {{"ann", 3}, {"carl@x.example", 14}};
static struct ap_str aliases[] = {{"A. Lee", 6}};
static struct ap_person persons[] = {
    {.id = {"security", 8}, .name = {"Security", 8}, .kind = AP_TEAM, .members = {members, 2, 2}},
    {.id = {"ann", 3},
     .name = {"Ann Lee", 7},
     .email = {"ann@x.example", 13},
     .aliases = {aliases, 1, 1}},
    {.id = {"bob", 3}, .name = {"Bob", 3}},
};
static const struct ap_workspace people = {.people = {persons, 3, 3}};

AP_TEST(model_finds_persons_by_any_of_their_names)
{
    static const char *const names[] = {"ann",           "ANN",    "Ann Lee",
                                        "ann@X.example", "a. lee", " ann "};
    for (size_t i = 0; i < AP_COUNT(names); i++)
        assert_ptr_equal(ap_workspace_person(&people, ap_str_from(names[i])), &persons[1]);
    assert_null(ap_workspace_person(&people, AP_STR("an")));
    assert_null(ap_workspace_person(&people, AP_STR("")));
}

AP_TEST(model_compares_persons)
{
    static const struct {
        const char *a, *b;
        bool same;
    } cases[] = {
        {"ann", "Ann Lee", true},
        {"ann", "bob", false},
        {"security", "ann", true},
        {"A. Lee", "security", true},
        {"security", "bob", false},
        {"dora", "DORA", true},
        {"dora", "ann", false},
        {"", "", false},
        {"ann", "", false},
        {"carl@x.example", "security", true},
        {"Security", "security", true},
    };
    for (size_t i = 0; i < AP_COUNT(cases); i++)
        if (ap_workspace_same_person(&people, ap_str_from(cases[i].a), ap_str_from(cases[i].b)) !=
            cases[i].same)
            fail_msg("%s and %s", cases[i].a, cases[i].b);
}

AP_TEST(model_owner_is_the_most_specific)
{
    static const char *const rules[] = {"*",       "RATE",      "RATE-*",
                                        "RATE-03", "RATE-03/*", "RATE-03/limits"};
    const struct ap_control control = {.id = AP_STR("RATE-03")};
    const struct ap_requirement req = {.ref = AP_STR("RATE-03/limits"), .control = &control};
    struct ap_owner_rule items[AP_COUNT(rules)];
    for (size_t n = 1; n <= AP_COUNT(rules); n++) {
        /* whatever their order: the narrowest of the first n rules, written first or last */
        for (size_t i = 0; i < n; i++) {
            size_t at = n % 2 ? i : n - 1 - i;
            items[at] =
                (struct ap_owner_rule){ap_str_from(rules[i]), ap_str_from(rules[i]), {{0}, 0, 0}};
        }
        const struct ap_workspace ws = {.owners = {items, n, n}};
        assert_str(ap_workspace_owner_of(&ws, &req), rules[n - 1]);
    }
    const struct ap_control other = {.id = AP_STR("AUTH-01")};
    const struct ap_requirement none = {.ref = AP_STR("AUTH-01/x"), .control = &other};
    const struct ap_workspace ws = {.owners = {&items[1], 0, 0}};
    assert_str(ap_workspace_owner_of(&ws, &none), "");
    struct ap_owner_rule rate = {AP_STR("RATE"), AP_STR("p"), {{0}, 0, 0}};
    const struct ap_workspace family = {.owners = {&rate, 1, 1}};
    assert_str(ap_workspace_owner_of(&family, &none), "");
    assert_str(ap_workspace_owner_of(&family, &req), "p");
}
