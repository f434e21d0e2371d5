/* The renderers on one small assessment: what they must say, and hostile words in all of them.
 * Place in the flow: tests.
 * SPDX-License-Identifier: Apache-2.0 */
#include "pack_fixture.h"
#include "port/json_read.h"
#include "report/renderers.h"

static struct ap_str
render(struct fixture *f, const char *format, struct ap_report_input in)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    in.as = &f->as;
    in.plan = f->plan;
    assert_int_equal(ap_report_format(ap_str_from(format))->render(&in, &out), AP_OK);
    return ap_arena_copy(&f->mem, ap_buf_str(&out));
}

static struct ap_str
render_plain(struct fixture *f, const char *format)
{
    return render(f, format, (struct ap_report_input){0});
}

static const struct ap_node *
json_of(struct fixture *f)
{
    struct ap_node *root;
    assert_int_equal(ap_json_parse(render_plain(f, "json"), AP_STR("check"), &f->mem, &root),
                     AP_OK);
    return root;
}

/* Every required key of the table is in the document, at every depth; what must be a word is one. */
static void
assert_fits(const struct ap_schema *schema, const struct ap_node *node)
{
    for (const struct ap_field *field = schema->fields; field->key; field++) {
        const struct ap_node *value = ap_node_get(node, field->key);
        if (!value && !(field->flags & AP_F_REQUIRED))
            continue;
        if (!value)
            fail_msg("%s has no %s", schema->name, field->key);
        if (field->type == AP_T_STRUCT)
            assert_fits(field->sub, value);
        for (size_t i = 0; field->type == AP_T_LIST && i < value->n; i++)
            assert_fits(field->sub, value->items[i]);
        if (field->choices && ap_word_value(field->choices, value->text) < 0)
            fail_msg("%s.%s is \"%.*s\"", schema->name, field->key, AP_FMT(value->text));
    }
}

static struct ap_finding *
add_finding(struct fixture *f, enum ap_code code, const char *file, const char *message)
{
    struct ap_place place = {.file = ap_str_from(file), .line = 3};
    struct ap_finding *finding =
        ap_finding_add(&f->as.findings, &f->mem, code, place.file, place, "%s", message);
    (void)memset(finding->fingerprint, 'c', 64);
    f->as.by_severity[finding->severity]++;
    return finding;
}

AP_TEST(report_json_holds_what_its_schema_asks_for)
{
    static struct ap_exception exception;
    struct fixture f;
    fixture_open(&f);
    (void)fixture_item(&f, "evidence/a.pdf", "a", 0);
    fixture_item(&f, "evidence/b.tmp", "b", 0)->ignored = true;
    (void)add_finding(&f, AP_REV004, "evidence/a.pdf", "unbound");
    exception = (struct ap_exception){.id = AP_STR("EXC-01"),
                                      .requirement.text = AP_STR("AUTH-04/summary"),
                                      .granted = AP_DAY_NONE,
                                      .expires = AP_DAY_NONE};
    f.ws.exceptions = (struct ap_exceptions){&exception, 1, 1};
    (void)fixture_plan(&f, "auditor");
    const struct ap_node *root = json_of(&f);
    assert_fits(&ap_check_schema, root);
    assert_int_equal(ap_node_get(ap_node_get(root, "summary"), "by_status")->n, AP_N_STATUSES);
    const struct ap_node *slot = ap_node_get(root, "slots")->items[0];
    assert_str(ap_node_get(slot, "control")->text, "AUTH-04");
    assert_str(ap_node_get(slot, "requirement")->text, "rotation-ticket");
    assert_str(ap_node_get(slot, "period")->text, "2026-Q2");
    assert_int_equal(ap_node_get(slot, "item")->kind, AP_NODE_NULL);
    fixture_close(&f);
}

AP_TEST(report_json_gives_each_item_its_codes_once)
{
    struct fixture f;
    fixture_open(&f);
    (void)fixture_item(&f, "evidence/a.pdf", "a", 0);
    (void)fixture_item(&f, "evidence/b.pdf", "b", 0);
    add_finding(&f, AP_REV004, "evidence/b.pdf", "x")->item = 1;
    add_finding(&f, AP_PER005, "evidence/b.pdf", "y")->item = 1;
    add_finding(&f, AP_REV004, "evidence/b.pdf", "z")->item = 1;
    add_finding(&f, AP_REV003, "apipack.yaml", "w")->item = AP_NONE;
    (void)fixture_plan(&f, "auditor");
    const struct ap_node *evidence = ap_node_get(json_of(&f), "evidence");
    assert_int_equal(ap_node_get(evidence->items[0], "findings")->n, 0);
    const struct ap_node *codes = ap_node_get(evidence->items[1], "findings");
    assert_int_equal(codes->n, 2);
    assert_str(codes->items[0]->text, "PER005");
    assert_str(codes->items[1]->text, "REV004");
    fixture_close(&f);
}

AP_TEST(report_text_says_verdict_then_actions)
{
    struct fixture f;
    fixture_open(&f);
    (void)fixture_item(&f, "evidence/a.pdf", "a", 0);
    f.verdicts[2].slot = &f.slots[2];
    f.slots[2].due = ap_day_from_civil(2026, 6, 1);
    (void)fixture_plan(&f, "auditor");
    struct ap_str text = render_plain(&f, "text");
    assert_true(
        ap_str_starts(text, AP_STR("NOT COMPLETE: 2 gaps\nCoverage 33.3 % (1 of 3 due items "
                                   "proven)")));
    size_t first = 0, second = 0;
    for (size_t i = 0; i < text.len; i++) {
        struct ap_str rest = ap_str_slice(text, i, text.len);
        first = ap_str_starts(rest, AP_STR("produce APIAuth-Expected2-2026-Q2.pdf")) ? i : first;
        second = ap_str_starts(rest, AP_STR("produce APIAuth-Expected1-2026-Q2.pdf")) ? i : second;
    }
    assert_true(first && first < second);
    assert_false(ap_str_contains(text, AP_STR("\x1b")));
    fixture_close(&f);
}

AP_TEST(report_text_is_quiet_when_all_is_fine)
{
    struct fixture f;
    fixture_open(&f);
    (void)fixture_item(&f, "evidence/a.pdf", "a", 0);
    (void)fixture_item(&f, "evidence/b.pdf", "b", 1);
    (void)fixture_item(&f, "evidence/c.pdf", "c", 2);
    f.as.result = AP_COMPLETE;
    (void)fixture_plan(&f, "auditor");
    struct ap_str text = render_plain(&f, "text");
    assert_true(ap_str_starts(text, AP_STR("COMPLETE\nCoverage 100.0 %")));
    assert_false(ap_str_contains(text, AP_STR("Next")));
    f.as.n_not_due = 2;
    f.as.last_due = ap_day_from_civil(2026, 10, 15);
    assert_true(ap_str_starts(render_plain(&f, "text"),
                              AP_STR("COMPLETE SO FAR; 2 fall due by 2026-10-15")));
    fixture_close(&f);
}

AP_TEST(report_coverage_is_never_rounded_up)
{
    struct fixture f;
    fixture_open(&f);
    f.as.coverage = 0.99999;
    (void)fixture_plan(&f, "auditor");
    assert_true(ap_str_contains(render_plain(&f, "text"), AP_STR("Coverage 99.9 %")));
    fixture_close(&f);
}

/* A CI runner trims a line before it looks for a command. */
static void
assert_no_line_command(struct ap_str text)
{
    while (text.ptr)
        assert_false(ap_str_starts(ap_str_trim(ap_str_cut(&text, '\n')), AP_STR("::")));
}

/* JSON keeps a name between its quotes, where markup and commands have no effect. */
AP_TEST(report_formats_defuse_hostile_names)
{
    static const struct {
        const char *format;
        const char *never[6];
    } cases[] = {
        {"text", {"\x1b[", "\xe2\x80\xae", "##vso["}},
        {"json", {"\x1b[", "\xe2\x80\xae", "##vso["}},
        {"markdown", {"<script>", "\x1b[", "\xe2\x80\xae", "::error", "##vso["}},
        {"index", {"<script>x", "\x1b[", "\xe2\x80\xae", "##vso["}},
        {"html", {"<script>x", "\x1b[", "\xe2\x80\xae", "##vso["}},
        {"csv", {"\x1b[", "\xe2\x80\xae", "##vso[", ",="}},
        {"junit", {"<script>", "\x1b[", "\xe2\x80\xae", "##vso["}},
        {"sarif", {"\x1b[", "\xe2\x80\xae", "##vso["}},
        {"github", {"\x1b[", "\xe2\x80\xae", "##vso["}},
        {"gitlab", {"\x1b[", "\xe2\x80\xae", "##vso["}},
        {"azure", {"\x1b[", "\xe2\x80\xae", "##vso[z"}},
    };
    struct fixture f;
    fixture_open(&f);
    const char *name =
        "evidence/<script>x</script> ::error::y ##vso[z] \x1b[31m \xe2\x80\xae |=HYPERLINK(1).pdf";
    struct ap_item *item = fixture_item(&f, name, "a", 0);
    item->title = item->owner = item->source = item->path;
    f.verdicts[1].reason = f.verdicts[0].reason = item->path;
    f.slots[1].owner = item->path;
    f.ws.organization = item->path;
    (void)add_finding(&f, AP_PER005, name, name);
    (void)fixture_plan(&f, "auditor");
    for (size_t i = 0; i < AP_COUNT(cases); i++) {
        struct ap_str text = render(&f, cases[i].format, (struct ap_report_input){.width = 40});
        assert_true(ap_str_contains(text, AP_STR("HYPERLINK")));
        if (strcmp(cases[i].format, "github") != 0) /* of which every line is one */
            assert_no_line_command(text);
        for (const char *const *never = cases[i].never; *never; never++)
            if (ap_str_contains(text, ap_str_from(*never)))
                fail_msg("%s holds %s", cases[i].format, *never);
    }
    fixture_close(&f);
}

AP_TEST(report_text_is_ascii_where_asked)
{
    struct fixture f;
    fixture_open(&f);
    f.ws.organization = AP_STR("Überall Größe");
    (void)fixture_plan(&f, "auditor");
    struct ap_str text = render(&f, "text", (struct ap_report_input){.ascii = true});
    for (size_t i = 0; i < text.len; i++)
        assert_true((unsigned char)text.ptr[i] < 0x80);
    fixture_close(&f);
}

AP_TEST(report_index_links_into_the_pack)
{
    struct fixture f;
    fixture_open(&f);
    (void)fixture_item(&f, "evidence/a b.pdf", "a", 0);
    (void)fixture_plan(&f, "auditor");
    struct ap_str html = render_plain(&f, "index");
    assert_true(
        ap_str_contains(html, AP_STR("href=\"data/01-Authentication-Standard/a%20b.pdf\"")));
    assert_true(ap_str_contains(html, AP_STR("default-src 'none'")));
    assert_false(ap_str_contains(html, AP_STR("<script ")));
    assert_false(ap_str_contains(html, AP_STR("://")));
    fixture_close(&f);
}

AP_TEST(report_for_outsiders_shows_only_what_is_theirs)
{
    struct fixture f;
    fixture_open(&f);
    (void)fixture_item(&f, "evidence/inner/a.pdf", "a", 0);
    (void)fixture_item(&f, "evidence/inner/c.pdf", "c", 2);
    (void)fixture_plan(&f, "buyer");
    struct ap_str html = render_plain(&f, "index");
    assert_false(ap_str_contains(html, AP_STR("rotation-ticket")));
    assert_false(ap_str_contains(html, AP_STR("inner")));
    assert_true(ap_str_contains(html, AP_STR("2 more assessed, available under NDA; 1 open.")));
    assert_int_equal(ap_node_get(json_of(&f), "slots")->n, 1);
    assert_int_equal(ap_node_get(json_of(&f), "evidence")->n, 0);
    fixture_close(&f);
}
