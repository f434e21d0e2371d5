/* Names that follow the patterns, and names that nearly do.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "naming_fixture.h"

static const struct {
    const char *name, *stem, *period, *seq, *version;
    enum ap_doc_status status;
    const char *ext;
} good[] = {
    /* the five examples of the source */
    {"APIAuth-OAuthScopeModel-2026-Q2.pdf", "APIAuth-OAuthScopeModel", "2026-Q2", "", "", 0, "pdf"},
    {"APIRateLimits-GatewayConfigExport-2026-Q2.pdf", "APIRateLimits-GatewayConfigExport",
     "2026-Q2", "", "", 0, "pdf"},
    {"APILogging-RetentionSettings-2026-Q2.pdf", "APILogging-RetentionSettings", "2026-Q2", "", "",
     0, "pdf"},
    {"APIAbuse-AlertToTicketSample-2026-05.pdf", "APIAbuse-AlertToTicketSample", "2026-05", "", "",
     0, "pdf"},
    {"APIRunbook-TokenCompromise-v1.0-Approved.pdf", "APIRunbook-TokenCompromise", "", "", "v1.0",
     AP_DOCSTATUS_APPROVED, "pdf"},
    {"APIAuth-X-2026.PDF", "APIAuth-X", "2026", "", "", 0, "PDF"},
    {"APIAuth-X9-2026-H1-01.json", "APIAuth-X9", "2026-H1", "01", "", 0, "json"},
    {"APIAuth-X-2026-05-01.png", "APIAuth-X", "2026-05", "01", "", 0, "png"},
    {"APIAuth-X-2026-05-1234.png", "APIAuth-X", "2026-05", "1234", "", 0, "png"},
    {"APIAuth-X-2026-12-31.png", "APIAuth-X", "2026-12", "31", "", 0, "png"},
    {"APIAuth-X-2026-Q4-002.csv", "APIAuth-X", "2026-Q4", "002", "", 0, "csv"},
    {"APIAuth-X-2026-Q2.link.yaml", "APIAuth-X", "2026-Q2", "", "", 0, "link.yaml"},
    {"APIRunbook-X-v2-Draft.md", "APIRunbook-X", "", "", "v2", AP_DOCSTATUS_DRAFT, "md"},
    {"APIRunbook-X-v1.2.3-Retired.docx", "APIRunbook-X", "", "", "v1.2.3", AP_DOCSTATUS_RETIRED,
     "docx"},
    {"APIRunbook-X-v10.20-Rejected.docx", "APIRunbook-X", "", "", "v10.20", AP_DOCSTATUS_REJECTED,
     "docx"},
    {"APIRunbook-X-v1.0-Review.docx", "APIRunbook-X", "", "", "v1.0", AP_DOCSTATUS_REVIEW, "docx"},
};

AP_TEST(naming_good_names)
{
    struct fixture f;
    fixture_init(&f, builtin_patterns, NULL, 0);
    assert_int_equal(f.rc, AP_OK);
    for (size_t i = 0; i < AP_COUNT(good); i++) {
        struct ap_name name;
        if (ap_naming_parse(f.naming, ap_str_from(good[i].name), &name))
            fail_msg("%s does not parse", good[i].name);
        assert_true(name.ok);
        assert_str(name.stem, good[i].stem);
        assert_str(name.period_text, good[i].period);
        assert_int_equal(name.has_period, good[i].period[0] != '\0');
        assert_str(name.seq, good[i].seq);
        assert_str(name.version, good[i].version);
        assert_int_equal(name.status, good[i].status);
        assert_str(name.ext, good[i].ext);
        assert_true(ap_str_starts(name.stem, name.prefix));
        assert_true(ap_str_ends(name.stem, name.artifact));
        if (name.has_period)
            assert_str(ap_period_str(&f.mem, name.period), good[i].period);
    }
    ap_arena_release(&f.mem);
}

static const struct {
    const char *name, *part, *found, *corrected;
} bad[] = {
    /* the form of the period */
    {"APIAuth-OAuthScopeModel-2026-13.pdf", "period", "2026-13", ""},
    {"APIAuth-OAuthScopeModel-2026-00.pdf", "period", "2026-00", ""},
    {"APIAuth-OAuthScopeModel-2026-Q5.pdf", "period", "2026-Q5", ""},
    {"APIAuth-OAuthScopeModel-2026-H3.pdf", "period", "2026-H3", ""},
    {"APIAuth-OAuthScopeModel-2026Q2.pdf", "period", "2026Q2",
     "APIAuth-OAuthScopeModel-2026-Q2.pdf"},
    {"APIAuth-OAuthScopeModel-Q2-2026.pdf", "period", "Q2-2026",
     "APIAuth-OAuthScopeModel-2026-Q2.pdf"},
    {"APIAuth-OAuthScopeModel-2026_05.pdf", "period", "2026_05",
     "APIAuth-OAuthScopeModel-2026-05.pdf"},
    {"APIAuth-OAuthScopeModel-May-2026.pdf", "period", "May-2026",
     "APIAuth-OAuthScopeModel-2026-05.pdf"},
    {"APIAuth-OAuthScopeModel-May2026.pdf", "period", "May2026",
     "APIAuth-OAuthScopeModel-2026-05.pdf"},
    {"APIAuth-OAuthScopeModel-202605.pdf", "period", "202605",
     "APIAuth-OAuthScopeModel-2026-05.pdf"},
    {"APIAuth-OAuthScopeModel-2026-5.pdf", "period", "2026-5",
     "APIAuth-OAuthScopeModel-2026-05.pdf"},
    {"APIAuth-OAuthScopeModel-2026-q2.pdf", "period", "2026-q2",
     "APIAuth-OAuthScopeModel-2026-Q2.pdf"},
    {"APIAuth-OAuthScopeModel-2026-h1.pdf", "period", "2026-h1",
     "APIAuth-OAuthScopeModel-2026-H1.pdf"},
    {"APIAuth-OAuthScopeModel-2026.05.pdf", "period", "2026.05",
     "APIAuth-OAuthScopeModel-2026-05.pdf"},
    {"APIAuth-OAuthScopeModel-05-2026.pdf", "period", "05-2026",
     "APIAuth-OAuthScopeModel-2026-05.pdf"},
    {"APIAuth-OAuthScopeModel-20260630.pdf", "period", "20260630", ""},
    {"APIAuth-OAuthScopeModel-1800-05.pdf", "period", "1800-05", ""},
    {"APIAuth-OAuthScopeModel-soon.pdf", "period", "soon", ""},
    {"APIAuth-OAuthScopeModel.pdf", "period", "", ""},
    {"APIRunbook-TokenCompromise.pdf", "period", "", ""},
    /* the sequence number */
    {"APIAuth-OAuthScopeModel-2026-Q2-1.pdf", "seq", "1", "APIAuth-OAuthScopeModel-2026-Q2-01.pdf"},
    /* copies, as browsers, Windows and web drives name them */
    {"APIAuth-OAuthScopeModel-2026-Q2 (1).pdf", "extra", "(1)",
     "APIAuth-OAuthScopeModel-2026-Q2.pdf"},
    {"APIAuth-OAuthScopeModel-2026-Q2 - Copy (2).pdf", "extra", "Copy (2)",
     "APIAuth-OAuthScopeModel-2026-Q2.pdf"},
    {"Copy of APIAuth-OAuthScopeModel-2026-Q2.pdf", "extra", "Copy of",
     "APIAuth-OAuthScopeModel-2026-Q2.pdf"},
    {"APIAuth-OAuthScopeModel-2026q2 (1).pdf", "period", "2026q2",
     "APIAuth-OAuthScopeModel-2026-Q2.pdf"},
    {"APIAuth-OAuthScopeModel-2026-Q2 (a).pdf", "extra", "(a)", ""},
    {"(1).pdf", "area", "(1)", ""},
    {"Copy of.pdf", "area", "", ""},
    {"APIAuth-OAuthScopeModel-2026-Q2-final.pdf", "extra", "final", ""},
    {"APIAuth-OAuthScopeModel-2026-Q2-12345.pdf", "extra", "12345", ""},
    /* case */
    {"apiauth-oauthscopemodel-2026-q2.PDF", "area", "apiauth",
     "APIAuth-OAuthScopeModel-2026-Q2.pdf"},
    {"APIAuth-oauthscopemodel-2026-Q2.pdf", "artifact", "oauthscopemodel",
     "APIAuth-OAuthScopeModel-2026-Q2.pdf"},
    {"APIAuth-somethingelse-2026-Q2.pdf", "artifact", "somethingelse", ""},
    {"apiauth-SomethingElse-2026-Q2.pdf", "area", "apiauth", "APIAuth-SomethingElse-2026-Q2.pdf"},
    /* separators */
    {"APIAuth_OAuthScopeModel_2026_Q2.pdf", "period", "2026_Q2",
     "APIAuth-OAuthScopeModel-2026-Q2.pdf"},
    {"APIAuth_OAuthScopeModel-2026-Q2.pdf", "separator", "_",
     "APIAuth-OAuthScopeModel-2026-Q2.pdf"},
    {"APIAuth - OAuthScopeModel - 2026-Q2.pdf", "separator", " ",
     "APIAuth-OAuthScopeModel-2026-Q2.pdf"},
    {"APIAuth\u2013OAuthScopeModel\u20142026\u2011Q2.pdf", "period", "2026\u2011Q2",
     "APIAuth-OAuthScopeModel-2026-Q2.pdf"},
    {"APIAuth\u2013OAuthScopeModel-2026-Q2.pdf", "separator", "\u2013",
     "APIAuth-OAuthScopeModel-2026-Q2.pdf"},
    {"APIAuth-OAuthScopeModel\u00a02026-Q2.pdf", "separator", "\u00a0",
     "APIAuth-OAuthScopeModel-2026-Q2.pdf"},
    {"APIAuth--OAuthScopeModel-2026-Q2.pdf", "separator", "-",
     "APIAuth-OAuthScopeModel-2026-Q2.pdf"},
    {"APIAuth-OAuth Scope Model-2026-Q2.pdf", "artifact", "OAuth Scope Model",
     "APIAuth-OAuthScopeModel-2026-Q2.pdf"},
    {"api_auth_oauth_scope_model_2026_q2.pdf", "area", "api_auth",
     "APIAuth-OAuthScopeModel-2026-Q2.pdf"},
    /* typing errors */
    {"APIAuht-OAuthScopeModel-2026-Q2.pdf", "area", "APIAuht",
     "APIAuth-OAuthScopeModel-2026-Q2.pdf"},
    {"APIAuth-OAuthScopModel-2026Q2.pdf", "artifact", "OAuthScopModel",
     "APIAuth-OAuthScopeModel-2026-Q2.pdf"},
    {"Auth-OAuthScopeModel-2026-Q2.pdf", "area", "Auth", "APIAuth-OAuthScopeModel-2026-Q2.pdf"},
    {"Auth-SomethingElse-2026-Q2.pdf", "area", "Auth", ""},
    {"Log-OAuthScopeModel-2026-Q2.pdf", "area", "Log", ""},
    {"OAuthScopeModel-2026-Q2.pdf", "area", "", "APIAuth-OAuthScopeModel-2026-Q2.pdf"},
    {"IntegrationReview-2026-Q2.pdf", "area", "", ""},
    {"APIAuth-2026-Q2.pdf", "artifact", "", ""},
    /* versions and their status */
    {"APIRunbook-TokenCompromise-V1-Approved.pdf", "version", "V1",
     "APIRunbook-TokenCompromise-v1-Approved.pdf"},
    {"APIRunbook-TokenCompromise-v1_0-Approved.pdf", "version", "v1_0",
     "APIRunbook-TokenCompromise-v1.0-Approved.pdf"},
    {"APIRunbook-TokenCompromise-1.0-Approved.pdf", "version", "1.0",
     "APIRunbook-TokenCompromise-v1.0-Approved.pdf"},
    {"APIRunbook-TokenCompromise-Version-1-2-Approved.pdf", "version", "Version-1-2",
     "APIRunbook-TokenCompromise-v1.2-Approved.pdf"},
    {"APIRunbook-TokenCompromise-v1.0-approved.pdf", "status", "approved",
     "APIRunbook-TokenCompromise-v1.0-Approved.pdf"},
    {"APIRunbook-TokenCompromise-v1.0-Aproved.pdf", "status", "Aproved",
     "APIRunbook-TokenCompromise-v1.0-Approved.pdf"},
    {"APIRunbook-TokenCompromise-v1.0-Final.pdf", "status", "Final", ""},
    {"APIRunbook-TokenCompromise-v1.0.pdf", "status", "", ""},
    {"APIRunbook-TokenCompromise-Approved.pdf", "version", "", ""},
    /* the extension */
    {"APIAuth-OAuthScopeModel-2026-Q2.tar.gz", "ext", "tar.gz", ""},
    {"APIAuth-OAuthScopeModel-2026-Q2", "ext", "", ""},
    {"APIAuth-OAuthScopeModel-2026-Q2.pdf~", "ext", "pdf~", ""},
    {"APIAuth-OAuthScopeModel-2026-Q2.pdf ", "ext", "pdf ", "APIAuth-OAuthScopeModel-2026-Q2.pdf"},
    {"APIAuth-OAuthScopeModel-2026-Q2.pdf.pdf", "ext", "pdf.pdf",
     "APIAuth-OAuthScopeModel-2026-Q2.pdf"},
    {"APIAuth-OAuthScopeModel-2026-Q2 .pdf", "separator", " ",
     "APIAuth-OAuthScopeModel-2026-Q2.pdf"},
    /* nothing known */
    {"Screenshot 2026-05-12 at 10.01.22.png", "area", "", ""},
    {"\xff\xfe.pdf", "name", "\\xff\\xfe.pdf", ""},
    {"APIAuth-OAuthScopeModel-2026-Q2\n.pdf", "extra", "Q2\\n", ""},
};

AP_TEST(naming_bad_names)
{
    struct fixture f;
    fixture_init(&f, builtin_patterns, NULL, 0);
    for (size_t i = 0; i < AP_COUNT(bad); i++) {
        struct ap_name name;
        struct ap_name_fault fault;
        assert_int_equal(ap_naming_parse(f.naming, ap_str_from(bad[i].name), &name), AP_E_SYNTAX);
        ap_naming_explain(f.naming, ap_str_from(bad[i].name), &f.mem, &fault);
        assert_str(fault.part, bad[i].part);
        assert_str(fault.found, bad[i].found);
        assert_str(fault.corrected, bad[i].corrected);
        assert_true(fault.expected.len > 0);
        assert_true(fault.at <= strlen(bad[i].name));
        if (fault.corrected.len)
            assert_int_equal(ap_naming_parse(f.naming, fault.corrected, &name), AP_OK);
    }
    ap_arena_release(&f.mem);
}

AP_TEST(naming_nearest_known_name)
{
    static const struct {
        const char *name, *nearest;
    } cases[] = {
        {"APIAuth-OAuthScopeModl-2026-13.pdf", "APIAuth-OAuthScopeModel"},
        {"Auth-OAuthScopeModel-2026-Q2.pdf", "APIAuth-OAuthScopeModel"},
        {"APIRunbook-TokenCompromised.pdf", "APIRunbook-TokenCompromise"},
        {"APIRunbook-TokenCompromise-Approved-v1.0.pdf", "APIRunbook-TokenCompromise"},
        {"APIRunbook-TokenCompromise-v1.0-Approved-2026-Q2.pdf", "APIRunbook-TokenCompromise"},
        {"OAuthScopeModel.pdf", "APIAuth-OAuthScopeModel"},
        {"holiday.png", ""},
    };
    struct fixture f;
    fixture_init(&f, builtin_patterns, NULL, 0);
    for (size_t i = 0; i < AP_COUNT(cases); i++) {
        struct ap_name_fault fault;
        ap_naming_explain(f.naming, ap_str_from(cases[i].name), &f.mem, &fault);
        assert_str(fault.nearest, cases[i].nearest);
    }
    assert_str(ap_naming_nearest(f.naming, AP_STR("APILogging-LogSamples")),
               "APILogging-LogSample");
    assert_str(ap_naming_nearest(f.naming, AP_STR("APILogging-Zebra")), "");
    ap_arena_release(&f.mem);
}

AP_TEST(naming_explain_names_every_pattern_where_a_part_is_missing)
{
    struct fixture f;
    struct ap_name_fault fault;
    fixture_init(&f, builtin_patterns, NULL, 0);
    ap_naming_explain(f.naming, AP_STR("APIRunbook-TokenCompromise.pdf"), &f.mem, &fault);
    assert_str(fault.expected, "YYYY-MM, YYYY-Qn, YYYY-Hn or YYYY, or v1, v1.0 or v1.2.3");
    ap_arena_release(&f.mem);
}

/** Long and repetitive names take bounded time and memory. */
AP_TEST(naming_hostile_names)
{
    static const char *const pieces[] = {"A",        "a",    "-", "-2026", "API",
                                         "APIAuth-", "-Q2-", ".", "\xff",  "APIAuth-A-2026-05-"};
    struct fixture f;
    char name[300];
    fixture_init(&f, builtin_patterns, NULL, 0);
    for (size_t i = 0; i < AP_COUNT(pieces); i++)
        for (size_t len = 250; len < 260; len++) {
            for (size_t k = 0; k < len; k++)
                name[k] = pieces[i][k % strlen(pieces[i])];
            struct ap_name parsed;
            struct ap_name_fault fault;
            struct ap_arena_mark mark = ap_arena_mark(&f.mem);
            assert_int_equal(ap_naming_parse(f.naming, (struct ap_str){name, len}, &parsed),
                             AP_E_SYNTAX);
            ap_naming_explain(f.naming, (struct ap_str){name, len}, &f.mem, &fault);
            assert_true(fault.part.len > 0);
            ap_arena_rewind(&f.mem, mark);
        }
    struct ap_name parsed;
    assert_int_equal(ap_naming_parse(f.naming, AP_STR_NONE, &parsed), AP_E_SYNTAX);
    ap_arena_release(&f.mem);
}

AP_TEST(naming_write)
{
    struct fixture f;
    fixture_init(&f, builtin_patterns, NULL, 0);
    struct ap_period q2, day;
    assert_int_equal(ap_period_parse(AP_STR("2026-Q2"), &q2), AP_OK);
    assert_int_equal(ap_period_parse(AP_STR("2026-05-14"), &day), AP_OK);
    struct ap_str stem = AP_STR("APIAuth-OAuthScopeModel"), pdf = AP_STR("pdf");
    struct ap_str v1 = AP_STR("v1.0");
    const struct {
        struct ap_name_parts parts;
        const char *name;
    } cases[] = {
        {{.stem = stem, .period = &q2, .ext = pdf}, "APIAuth-OAuthScopeModel-2026-Q2.pdf"},
        {{.stem = stem, .period = &q2, .seq = AP_STR("01"), .ext = pdf},
         "APIAuth-OAuthScopeModel-2026-Q2-01.pdf"},
        {{.stem = stem, .version = v1, .status = AP_DOCSTATUS_APPROVED, .ext = pdf},
         "APIAuth-OAuthScopeModel-v1.0-Approved.pdf"},
        {{.stem = stem, .period = &day, .ext = pdf}, ""},
        {{.stem = stem, .version = v1, .ext = pdf}, ""},
        {{.stem = AP_STR("Foo-Bar"), .period = &q2, .ext = pdf}, ""},
        {{.stem = AP_STR("nodash"), .period = &q2, .ext = pdf}, ""},
        {{.stem = stem, .period = &q2}, ""},
    };
    for (size_t i = 0; i < AP_COUNT(cases); i++)
        assert_str(ap_naming_write(f.naming, &cases[i].parts, &f.mem), cases[i].name);
    ap_arena_release(&f.mem);
}
