/* Placeholder text: what is filler, and what only mentions it.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/content/filler.h"
#include "inspect_fixture.h"

#define REAL                                                                                       \
    "Tokens of integrations expire after ninety days and are rotated by the platform team, which " \
    "opens a ticket, revokes the old token and records the day in the token register. "

static const struct filler_case {
    const char *name;
    const char *text;
    const char *codes;
} cases[] = {
    {"a.md", "# Token rotation policy\n\nTODO\n", "FMT005"},
    {"a.md", "# TBD\n", "FMT005"},
    {"a.md", "- TODO: write how tokens are rotated\n", "FMT005"},
    {"a.txt", "Owner: TBD\nReviewer: TBD\nDate: TBD\n", "FMT005"},
    {"a.md", "Insert description here\n", "FMT005"},
    {"a.md", "Insert the name of the owner here.\n", "FMT005"},
    {"a.md", "Replace this text with the policy\n", "FMT005"},
    {"a.md", "Owner: <your name>\nDay: <placeholder>\n", "FMT005"},
    {"a.md", "Owner: [insert owner]\n", "FMT005"},
    {"a.txt", "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor.\n",
     "FMT005"},
    {"a.yaml", "# limits of the gateway\nlimit: TBD\n", "FMT005"},
    {"a.md", "apipack:template\n\n" REAL, "FMT005"},
    {"a.md", "<!-- apipack:template -->\n\n" REAL, "FMT005"},
    {"a.csv", "# apipack:template\na,b\n1,2\n", "FMT005"},
    {"a.json", "{\"apipack:template\": true,\n\"a\": 1}\n", "FMT005"},
    {"a.md", REAL "Owner: [[fill in: the owner]]\n", "FMT005"},
    {"a.md", REAL "| Owner | [[ Fill In ]] |\n", "FMT005"},
    {"a.csv", "a,b\n1,\"[[fill in: day, YYYY-MM-DD]]\"\n", "FMT005"},
    {"a.yaml", "limits:\n  minute: '[[fill in: number]]'\n" REAL, "FMT005"},
    {"a.csv", "a;b\n\"apipack:template A-01/b: delete this row\";\n1;2\n", "FMT005"},
    {"a.md", REAL "cut short: [[fill in: the own", "FMT005"},
    /* real documents */
    {"a.md", REAL "See [[Token register]] and [[fillings]], [[ and [[]].\n", ""},
    {"a.json", "{\"matrix\": [[1, 2], [3, 4]], \"said\": [[\"fill in\"]]}\n", ""},
    {"a.txt", REAL "if [[ -f a ]]; then fill in the form; fi\n", ""},
    {"a.md", "# Token rotation\n\n" REAL "TODO: link the register.\n", ""},
    {"a.md", REAL "\n\nA template with apipack:template in its first line is refused.\n", ""},
    {"a.md", "apipack:templates are explained here\n", ""},
    {"a.txt", "Alert A-12 was closed on 2026-05-02. There is no TODO left for us.\n", ""},
    {"a.log", "TODO\nTODO\nTODO\n", ""},
    {"a.csv", "state,note\nTBD,TODO\n", ""},
    {"a.md", "See [the form](https://x.example) and <https://y.example>.\n", ""},
    {"a.txt",
     "Ut dolor, et labor est in magna: Latin that is no filler, sed qui id est, non nulla.\n", ""},
};

AP_TEST(placeholders_are_told_from_documents)
{
    for (size_t i = 0; i < AP_COUNT(cases); i++)
        assert_codes(cases[i].name, ap_str_from(cases[i].text), cases[i].codes);
}

AP_TEST(placeholder_names_its_lines)
{
    struct fixture f;
    fixture_open(&f);
    (void)fixture_file(&f, "a.md", AP_STR("# T\n\nTODO\nTBD\n\nFIXME\nTODO\nTODO\nTODO\n"));
    fixture_run(&f);
    const struct ap_finding *finding = f.insp->records[0].findings.items[0];
    assert_int_equal(finding->place.line, 3);
    assert_true(ap_str_contains(finding->message, AP_STR("lines 3, 4, 6, 7, 8 and 1 more")));
    assert_true(ap_str_contains(finding->message, AP_STR("100 %")));
    fixture_close(&f);
}

AP_TEST(filler_of_hostile_lines_ends)
{
    static char line[4096];
    struct ap_filler_hints hints;
    ap_filler_prepare(&hints);
    memset(line, '<', sizeof line);
    struct ap_filler_count count = ap_filler_in_line(&hints, (struct ap_str){line, sizeof line});
    assert_int_equal(count.words, 0);
    for (size_t i = 0; i + 1 < sizeof line; i += 2)
        memcpy(line + i, i == 0 ? "[ " : "x ", 2);
    count = ap_filler_in_line(&hints, (struct ap_str){line, sizeof line});
    assert_int_equal(count.words, 512); /* the bound of a line */
    count = ap_filler_in_line(&hints, AP_STR_NONE);
    assert_int_equal(count.words, 0);
}

static void
assert_message(const char *name, struct ap_str text, unsigned line, const char *part)
{
    struct fixture f;
    fixture_open(&f);
    (void)fixture_file(&f, name, text);
    fixture_run(&f);
    const struct ap_finding *finding = f.insp->records[0].findings.items[0];
    assert_int_equal(finding->place.line, line);
    if (!ap_str_contains(finding->message, ap_str_from(part)))
        fail_msg("%.*s", AP_FMT(finding->message));
    fixture_close(&f);
}

AP_TEST(template_names_its_first_place)
{
    assert_message("a.md",
                   AP_STR("<!-- apipack:template -->\n# T\n\nOwner: [[fill in: the owner]]\n"
                          "[[fill in: a]] [[fill in: b]]\n" REAL),
                   4, "line 4 still asks for \"the owner\", and 2 more places");
    assert_message("a.csv", AP_STR("Owner,Day\nA,[[fill in: day]]\nB,[[fill in:]]\n"), 2,
                   "line 2 still asks for \"day\", and 1 more place");
    assert_message("a.md", AP_STR("# T\n\n" REAL "\n<!-- apipack:template A-01/b -->\n"), 4,
                   "line 4 still holds the template's marker apipack:template");
}

AP_TEST(template_place_is_cut_at_a_character)
{
    char text[256];
    int n = snprintf(text, sizeof text, "%s[[fill in: %058d\xc3\xa4\xc3\xa4\xc3\xa4]]\n", REAL, 7);
    struct ap_str bytes = {text, (size_t)n};
    char want[80];
    (void)snprintf(want, sizeof want, "%058d\xc3\xa4\"", 7);
    assert_message("a.md", bytes, 1, want);
    n = snprintf(text, sizeof text, "%s[[fill in: %059d\xc3\xa4\xc3\xa4]]\n", REAL, 7);
    bytes.len = (size_t)n;
    (void)snprintf(want, sizeof want, "%059d\"", 7);
    assert_message("a.md", bytes, 1, want);
}
