/* The template engine: what its tags do, where its faults are, what it never does.
 * Place in the flow: tests.
 * SPDX-License-Identifier: Apache-2.0 */
#include "ap_test.h"
#include "base/cleanup.h"
#include "report/template.h"

/** Templates by name. */
struct source {
    const char *name, *text;
};

static int
find_source(const void *self, struct ap_str name, struct ap_str *ret_text, struct ap_str *ret_file)
{
    for (const struct source *at = self; at->name; at++)
        if (ap_str_is(name, at->name)) {
            *ret_text = ap_str_from(at->text);
            *ret_file = name;
            return AP_OK;
        }
    return AP_E_NOTFOUND;
}

static void
make_row(const void *user, const void *self, size_t i, struct ap_value *out, struct ap_arena *mem)
{
    struct ap_fields *fields = ap_fields_new(out, mem);
    (void)user;
    (void)self;
    ap_fields_number(fields, "number", i);
    ap_fields_list(fields, "rows", i, make_row, NULL);
}

static int
render(const struct source *sources, struct ap_arena *mem, struct ap_buf *out, struct ap_diag *dg)
{
    struct ap_value root;
    struct ap_fields *fields = ap_fields_new(&root, mem);
    ap_diag_init(dg, mem);
    ap_fields_text(fields, "hostile", AP_STR("<b>\"&'\x1b\xe2\x80\xae##vso[x]"));
    ap_fields_markup(fields, "markup", AP_STR("<i>x</i>"));
    ap_fields_text(fields, "empty", AP_STR(""));
    ap_fields_flag(fields, "yes", true);
    ap_fields_list(fields, "rows", 3, make_row, NULL);
    struct ap_templates *templates = ap_templates_new(find_source, sources, mem, dg);
    int r = ap_templates_check(templates, AP_STR("main"));
    return r ? r : ap_template_render(templates, AP_STR("main"), fields, NULL, out);
}

AP_TEST(report_template_tags)
{
    static const struct {
        const char *text, *out;
    } cases[] = {
        {"plain { text }", "plain { text }"},
        {"{{markup}} {{{markup}}} {{&markup}}", "&lt;i&gt;x&lt;/i&gt; <i>x</i> <i>x</i>"},
        {"{{{hostile}}}", "&lt;b&gt;&quot;&amp;&#39;\\u{1b}\\u{202e}&#35;#vso[x]"},
        {"{{nothing}}{{nothing.below}}|", "|"},
        {"{{#yes}}a{{/yes}}{{^yes}}b{{/yes}}", "a"},
        {"{{#empty}}a{{/empty}}{{^empty}}b{{/empty}}", "b"},
        {"{{#rows}}<{{number}}{{#rows}}.{{number}}{{/rows}}>{{/rows}}", "<0><1.0><2.0.1>"},
        {"{{! note {{ }}x", "x"},
        {"a\n  {{! alone }}\nb", "a\nb"},
        {"a\r\n{{#yes}}\r\nb\r\n{{/yes}}\r\nc", "a\r\nb\r\nc"},
        {"{{=<% %>=}}<%markup%><%={{ }}=%>{{empty}}", "&lt;i&gt;x&lt;/i&gt;"},
        {"[\n  {{>part}}\n]", "[\n  part\n  of 0\n  of 1\n  of 2\n]"},
        {"[{{>part}}]", "[part\nof 0\nof 1\nof 2\n]"},
    };
    for (size_t i = 0; i < AP_COUNT(cases); i++) {
        AP_AUTO_ARENA struct ap_arena mem = {0};
        AP_AUTO_BUF struct ap_buf out = {0};
        struct ap_diag dg;
        const struct source sources[] = {{"main", cases[i].text},
                                         {"part", "part\n{{#rows}}\nof {{number}}\n{{/rows}}\n"},
                                         {NULL, NULL}};
        assert_int_equal(render(sources, &mem, &out, &dg), AP_OK);
        assert_str(ap_buf_str(&out), cases[i].out);
    }
}

AP_TEST(report_template_faults_have_a_place)
{
    static const struct {
        const char *text;
        uint32_t line, column;
        const char *says;
    } cases[] = {
        {"a\n  {{#rows}}\nb", 2, 3, "section \"rows\" is not closed"},
        {"{{/rows}}", 1, 1, "no section \"rows\" is open here"},
        {"{{#rows}}\n {{#yes}}{{/rows}}", 2, 10, "section \"rows\" ends here, and \"yes\" is open"},
        {"x {{name", 1, 3, "the tag is not closed: }} is missing"},
        {"{{{name}}", 1, 1, "the tag is not closed: }}} is missing"},
        {"{{ }}", 1, 1, "the tag has no name"},
        {"{{=<%=}}", 1, 1, "two delimiters are expected, as in {{=<% %>=}}"},
        {"\n\n{{> other }}", 3, 1, "there is no template \"other\""},
        {"ab\xff", 1, 3, "the template is not UTF-8"},
    };
    for (size_t i = 0; i < AP_COUNT(cases); i++) {
        AP_AUTO_ARENA struct ap_arena mem = {0};
        AP_AUTO_BUF struct ap_buf out = {0};
        struct ap_diag dg;
        const struct source sources[] = {{"main", cases[i].text}, {NULL, NULL}};
        assert_true(render(sources, &mem, &out, &dg) < 0);
        assert_int_equal(dg.n, 1);
        assert_int_equal(dg.items[0].code, AP_CLI030);
        assert_str(dg.items[0].place.file, "main");
        assert_int_equal(dg.items[0].place.line, cases[i].line);
        assert_int_equal(dg.items[0].place.column, cases[i].column);
        assert_str(dg.items[0].message, cases[i].says);
        assert_int_equal(out.len, 0);
    }
}

AP_TEST(report_template_is_bounded)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    AP_AUTO_BUF struct ap_buf out = {0};
    AP_AUTO_BUF struct ap_buf deep = {0};
    struct ap_diag dg;
    const struct source endless[] = {{"main", "x{{>main}}"}, {NULL, NULL}};
    assert_int_equal(render(endless, &mem, &out, &dg), AP_E_LIMIT);
    assert_int_equal(out.len, AP_TEMPLATE_MAX_PARTIAL + 1);
    for (unsigned i = 0; i <= AP_TEMPLATE_MAX_DEPTH; i++)
        ap_buf_add_c(&deep, "{{#yes}}");
    const struct source nested[] = {{"main", deep.ptr}, {NULL, NULL}};
    assert_int_equal(render(nested, &mem, &out, &dg), AP_E_LIMIT);
    ap_buf_clear(&deep);
    while (deep.len <= AP_TEMPLATE_MAX_BYTES)
        ap_buf_add_c(&deep, "all work and no play ");
    const struct source large[] = {{"main", deep.ptr}, {NULL, NULL}};
    assert_int_equal(render(large, &mem, &out, &dg), AP_E_LIMIT);
}
