/* Reading a whole library: defaults, order, look-ups, overlays, the built-in one, and its speed.
 * Place in the flow: tests of library/.
 * SPDX-License-Identifier: Apache-2.0 */
#include <time.h>

#include "ap_test.h"
#include "base/cleanup.h"
#include "library/library.h"

#define SMALL   TEST_DATA "/library/small"
#define OVERLAY TEST_DATA "/library/overlay"

struct loaded {
    struct ap_arena mem;
    struct ap_diag dg;
    struct ap_library *lib;
    int result;
};

static void
loaded_release(struct loaded *l)
{
    ap_arena_release(&l->mem);
}

static void
load(struct loaded *l, const char *base, const char *overlay)
{
    struct ap_str item = ap_str_from(overlay);
    struct ap_library_source source = {.base = ap_str_from(base), .root = AP_STR(TEST_DATA)};
    if (overlay)
        source.overlays = (struct ap_strs){&item, 1, 1};
    ap_diag_init(&l->dg, &l->mem);
    l->result = ap_library_load(&source, &l->mem, &l->lib, &l->dg);
    if (l->result != AP_OK && l->dg.n)
        print_message("%.*s:%u %.*s\n", AP_FMT(l->dg.items[0].place.file),
                      l->dg.items[0].place.line, AP_FMT(l->dg.items[0].message));
}
#define LOAD(base, overlay)                                                                        \
    __attribute__((cleanup(loaded_release))) struct loaded l = {0};                                \
    load(&l, base, overlay);                                                                       \
    assert_int_equal(l.result, AP_OK)

static const struct ap_requirement *
requirement(const struct ap_library *lib, const char *ref)
{
    const struct ap_requirement *req = ap_library_requirement(lib, ap_str_from(ref));
    if (!req)
        fail_msg("no requirement %s", ref);
    return req;
}

AP_TEST(library_reads_order_and_defaults)
{
    LOAD(SMALL, NULL);
    const struct ap_library *lib = l.lib;
    assert_str(lib->id, "small");
    assert_str(lib->version, "1.0");
    assert_str(lib->sections.items[0].id, "first");
    assert_str(lib->controls.items[0].id, "AUTH-01");
    assert_int_equal(lib->controls.items[1].severity, AP_MEDIUM);
    assert_int_equal(lib->n_requirements, 3);
    assert_str(lib->requirements[0]->ref, "AUTH-01/config");
    assert_int_equal(lib->requirements[2]->index, 2);

    const struct ap_requirement *standard = requirement(lib, "AUTH-01/standard");
    assert_int_equal(standard->basis, AP_BASIS_POINT);
    assert_int_equal(standard->grace_days, 0);
    assert_int_equal(standard->max_age_days, 400);
    assert_int_equal(standard->min, 1);
    assert_int_equal(standard->approvals, 1);
    assert_int_equal(standard->tier, AP_TIER_CORE);
    assert_str(standard->audience.text, "buyer");
    assert_str(standard->section->id, "first");
    assert_str(standard->area->id, "auth");
    assert_int_equal(standard->extensions.n, 0);

    const struct ap_requirement *config = requirement(lib, "AUTH-01/config");
    assert_int_equal(config->basis, AP_BASIS_PERIOD);
    assert_int_equal(config->max_age_days, -1);
    assert_str(config->audience.text, "auditor");
    assert_str(config->section->id, "second");
    assert_int_equal(config->tier, AP_TIER_EXTENDED);

    const struct ap_requirement *sample = requirement(lib, "LOG-01/sample");
    assert_int_equal(sample->basis, AP_BASIS_PERIOD);
    assert_int_equal(sample->checks.n, 2);
    assert_str(sample->checks.items[1].name, "retention");
    assert_non_null(sample->checks.items[1].args);
    assert_true(ap_strs_has(&sample->extensions, AP_STR("yml")));
    assert_true(ap_strs_has(&sample->extensions, AP_STR("jpeg")));
    assert_true(ap_strs_has(&sample->extensions, AP_STR("jpg")));
    assert_true(ap_strs_has(&sample->extensions, AP_STR("conf")));
    assert_false(ap_strs_has(&sample->extensions, AP_STR("pdf")));
}

AP_TEST(library_answers_look_ups)
{
    LOAD(SMALL, NULL);
    const struct ap_library *lib = l.lib;
    assert_non_null(ap_library_control(lib, AP_STR("AUTH-01")));
    assert_null(ap_library_control(lib, AP_STR("auth-01")));
    assert_null(ap_library_requirement(lib, AP_STR("AUTH-01/none")));
    assert_non_null(ap_library_framework(lib, AP_STR("old")));
    assert_str(ap_library_area(lib, AP_STR("authentication"))->id, "auth");
    assert_str(ap_library_area_by_prefix(lib, AP_STR("APILogging"))->id, "logging");
    assert_null(ap_library_area_by_prefix(lib, AP_STR("apilogging")));
    assert_int_equal(ap_library_audience_rank(lib, AP_STR("internal")), 0);
    assert_int_equal(ap_library_audience_rank(lib, AP_STR("buyer")), 2);
    assert_int_equal(ap_library_audience_rank(lib, AP_STR("press")), AP_NONE);
    assert_str(ap_library_audience(lib, AP_STR("auditor"))->title, "Auditor");
    const struct ap_accept_list *both = ap_library_accepting(lib, AP_STR("APILogging-Sample"));
    assert_int_equal(both->n, 2);
    assert_true(both->requirements[0] < both->requirements[1]);
    assert_null(ap_library_accepting(lib, AP_STR("APILogging-None")));
    assert_non_null(lib->naming);
}

AP_TEST(library_reads_rules_and_catalogues)
{
    LOAD(SMALL, NULL);
    const struct ap_library *lib = l.lib;
    assert_false(lib->questions.items[0].answered_by.any);
    assert_int_equal(lib->questions.items[0].answered_by.requirements.n, 2);
    assert_true(lib->questions.items[1].answered_by.any);
    assert_int_equal(lib->questions.items[2].answered_by.facts.n, 1);
    assert_int_equal(lib->readiness.items[0].needs.requirements.n, 1);
    assert_int_equal(lib->dealbreakers.items[0].evidence.n, 1);
    assert_int_equal(lib->dealbreakers.items[1].finding.n, 2);
    assert_int_equal(lib->frameworks.n, 2);
    assert_str(lib->frameworks.items[0].id, "new");
    assert_false(lib->frameworks.items[1].ids.items[1].verified);
    assert_true(lib->frameworks.items[1].ids.items[0].verified);
    const struct ap_catalog *fields = NULL;
    for (size_t i = 0; i < lib->catalogs.n; i++)
        if (ap_str_is(lib->catalogs.items[i].id, "log_fields"))
            fields = &lib->catalogs.items[i];
    assert_non_null(fields); /* of two files */
    assert_int_equal(fields->steps.n, 2);
    assert_str(fields->steps.items[0].say, "Time stamp");
    bool built_in_steps = false;
    for (size_t i = 0; i < lib->step_sets.n; i++)
        built_in_steps =
            built_in_steps || ap_str_is(lib->step_sets.items[i].id, "token-compromise");
    assert_true(built_in_steps); /* data of checks loads beneath a library of one's own */
    assert_str(lib->controls.items[0].place.file, "library/small/controls.yml");
    assert_int_equal(lib->controls.items[0].place.line, 11);
}

AP_TEST(library_overlay_overrides_adds_and_takes_out)
{
    LOAD(SMALL, OVERLAY);
    const struct ap_library *lib = l.lib;
    const struct ap_control *auth = ap_library_control(lib, AP_STR("AUTH-01"));
    assert_str(auth->title, "Standard");
    assert_int_equal(auth->severity, AP_LOW);
    assert_int_equal(auth->maps.n, 2);
    assert_str(auth->maps.items[0].ids.items[0].text, "5.2");
    assert_int_equal(auth->requires.n, 2);
    assert_int_equal(requirement(lib, "AUTH-01/standard")->max_age_days, 200);
    assert_str(requirement(lib, "AUTH-01/standard")->title, "The standard");
    assert_non_null(ap_library_requirement(lib, AP_STR("AUTH-01/review")));
    assert_null(ap_library_requirement(lib, AP_STR("AUTH-01/config")));
    assert_non_null(ap_library_control(lib, AP_STR("NEW-01")));
    assert_null(ap_library_control(lib, AP_STR("LOG-01")));
    assert_int_equal(lib->disabled.n, 2);
    assert_str(lib->disabled.items[0].id, "AUTH-01/config");
    assert_str(lib->disabled.items[0].disabled_reason, "the gateway is not ours");
    assert_str(lib->disabled.items[0].area->id, "auth");
    assert_str(lib->disabled.items[1].id, "LOG-01");
    assert_str(lib->disabled.items[1].disabled_reason, "logged by the provider");
    assert_str(ap_library_area(lib, AP_STR("Logs"))->prefix, "APILogging");
    /* what referred only to what is gone is gone as well, the rest is shorter */
    assert_int_equal(auth->ready_when.n, 1);
    assert_int_equal(auth->ready_when.items[0].all.n, 1);
    assert_int_equal(lib->questions.n, 2);
    assert_str(lib->questions.items[1].id, "Q3");
    assert_int_equal(lib->dealbreakers.n, 1);
    for (size_t i = 0; i < lib->catalogs.n; i++)
        if (ap_str_is(lib->catalogs.items[i].id, "log_fields")) {
            assert_int_equal(lib->catalogs.items[i].steps.n, 3);
            assert_int_equal(lib->catalogs.items[i].steps.items[1].words.n, 2);
            assert_str(lib->catalogs.items[i].steps.items[1].say, "Tenant");
        }
}

AP_TEST(library_digest_follows_its_files)
{
    __attribute__((cleanup(loaded_release))) struct loaded a = {0}, b = {0}, c = {0};
    load(&a, SMALL, NULL);
    load(&b, SMALL, NULL);
    load(&c, SMALL, OVERLAY);
    assert_int_equal(strlen(a.lib->digest), 64);
    assert_string_equal(a.lib->digest, b.lib->digest);
    assert_string_not_equal(a.lib->digest, c.lib->digest);
}

AP_TEST(library_built_in_is_clean)
{
    LOAD("builtin", NULL);
    assert_int_equal(l.dg.n, 0);
    assert_true(l.lib->controls.n >= 40);
    assert_int_equal(l.lib->questions.n, 16);
    assert_int_equal(l.lib->readiness.n, 14);
    assert_int_equal(l.lib->dealbreakers.n, 9);
    assert_int_equal(l.lib->mistakes.n, 10);
    assert_int_equal(l.lib->sections.n, 8);
    assert_int_equal(l.lib->areas.n, 9);
}
