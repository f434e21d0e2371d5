/* Collecting diagnostics and findings; their text and JSON.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "ap_test.h"
#include "base/cleanup.h"
#include "diag/diag.h"

static const struct ap_place nowhere;

static struct ap_place
at(const char *file, uint32_t line, uint32_t column)
{
    return (struct ap_place){ap_str_from(file), line, column};
}

static void
assert_text(const struct ap_diagnostic *d, bool color, const char *expected)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    ap_diag_text(&out, d, color);
    assert_str(ap_buf_str(&out), expected);
}

AP_TEST(diag_text_forms)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_diag dg;
    ap_diag_init(&dg, &mem);
    struct ap_diagnostic *d =
        ap_diag_add(&dg, AP_WSP004, at("apipack.yaml", 3, 5), "unknown key `%s`", "teir");
    ap_diag_hint(&dg, d, "did you mean `%s`?", "tier");
    assert_text(
        d, false,
        "apipack.yaml:3:5: error: unknown key `teir` [WSP004]\n  hint: did you mean `tier`?\n");
    d->place.column = 0;
    assert_text(
        d, false,
        "apipack.yaml:3: error: unknown key `teir` [WSP004]\n  hint: did you mean `tier`?\n");
    d->place.line = 0;
    d->place.column = 9;
    d->hint = AP_STR_NONE;
    assert_text(d, false, "apipack.yaml: error: unknown key `teir` [WSP004]\n");
    d->place = nowhere;
    assert_text(d, false, "error: unknown key `teir` [WSP004]\n");
}

AP_TEST(diag_text_in_color)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_diag dg;
    ap_diag_init(&dg, &mem);
    struct ap_diagnostic *d = ap_diag_add(&dg, AP_LIB020, at("a.yaml", 1, 1), "x");
    d->hint = AP_STR_NONE;
    assert_text(d, true, "\x1b[1ma.yaml:1:1: \x1b[0m\x1b[1;33mwarning:\x1b[0m x [LIB020]\n");
    d->place = nowhere;
    d->level = AP_ERROR;
    assert_text(d, true, "\x1b[1;31merror:\x1b[0m x [LIB020]\n");
    d->level = AP_NOTE;
    assert_text(d, true, "\x1b[1;36mnote:\x1b[0m x [LIB020]\n");
}

AP_TEST(diag_text_is_escaped)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_diag dg;
    ap_diag_init(&dg, &mem);
    struct ap_diagnostic *d =
        ap_diag_add(&dg, AP_CLI006, at("::x\x1b", 1, 0), "%s", "a\n::error::b");
    ap_diag_hint(&dg, d, "%s", "##vso[x]");
    assert_text(d, false, "\\x3a:x\\x1b:1: error: a\\n::error::b [CLI006]\n  hint: \\x23#vso[x]\n");
    d->place = at(":", 3, 0);
    d->hint = AP_STR_NONE;
    assert_text(d, false, "\\x3a:3: error: a\\n::error::b [CLI006]\n");
}

AP_TEST(diag_without_a_message_says_the_title)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_diag dg;
    ap_diag_init(&dg, &mem);
    struct ap_diagnostic *d = ap_diag_add(&dg, AP_WSP009, nowhere, "%s", "");
    assert_text(d, false,
                "error: no workspace here [WSP009]\n  hint: run apipack init, or give -C DIR\n");
}

AP_TEST(diag_levels_and_counts)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_diag dg;
    ap_diag_init(&dg, &mem);
    assert_int_equal(ap_diag_add(&dg, AP_LIB020, nowhere, "w")->level, AP_WARNING);
    assert_int_equal(dg.n_errors, 0);
    assert_int_equal(ap_diag_add(&dg, AP_MET004, nowhere, "f")->level, AP_ERROR);
    struct ap_diagnostic *d = ap_diag_add(&dg, AP_WSP004, nowhere, "e");
    assert_int_equal(dg.n_errors, 2);
    ap_diag_level(&dg, d, AP_WARNING);
    assert_int_equal(dg.n_errors, 1);
    ap_diag_level(&dg, d, AP_ERROR);
    assert_int_equal(dg.n_errors, 2);
    assert_int_equal(dg.n, 3);
}

AP_TEST(diag_strings_are_copies)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_diag dg;
    ap_diag_init(&dg, &mem);
    char file[] = "f.yaml", word[] = "word";
    struct ap_diagnostic *d = ap_diag_add(&dg, AP_WSP004, at(file, 1, 1), "%s", word);
    file[0] = word[0] = '!';
    assert_str(d->place.file, "f.yaml");
    assert_str(d->message, "word");
}

AP_TEST(diag_keeps_the_first_thousand_and_counts_all)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_diag dg;
    ap_diag_init(&dg, &mem);
    for (int i = 0; i < AP_DIAG_MAX + 500; i++) {
        struct ap_diagnostic *d = ap_diag_add(&dg, AP_WSP004, at("f", 1, 1), "number %d", i);
        assert_non_null(d);
        ap_diag_hint(&dg, d, "hint %d", i);
        if (i % 2)
            ap_diag_level(&dg, d, AP_WARNING);
    }
    assert_int_equal(dg.n, AP_DIAG_MAX);
    assert_int_equal(dg.n_dropped, 500);
    assert_int_equal(dg.n_errors, (AP_DIAG_MAX + 500) / 2);
    assert_str(dg.items[0].message, "number 0");
    assert_str(dg.items[AP_DIAG_MAX - 1].message, "number 999");
    assert_str(dg.items[AP_DIAG_MAX - 1].hint, "hint 999");
    ap_diag_hint(&dg, &dg.items[3], "late"); /* a kept one can still be changed */
    assert_str(dg.items[3].hint, "late");
    size_t used = mem.used_bytes;
    for (int i = 0; i < 1000; i++)
        ap_diag_hint(&dg, ap_diag_add(&dg, AP_WSP004, at("f", 1, 1), "%d", i), "%d", i);
    assert_int_equal(mem.used_bytes, used); /* what is dropped takes no memory */
}

AP_TEST(diag_json_record)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_diag dg;
    ap_diag_init(&dg, &mem);
    ap_diag_add(&dg, AP_WSP004, at("a.yaml", 2, 3), "m");
    ap_diag_add(&dg, AP_LIB020, nowhere, "n");
    dg.items[1].hint = AP_STR_NONE;
    AP_AUTO_BUF struct ap_buf out = {0};
    struct ap_json json;
    ap_json_init(&json, &out);
    json.compact = true;
    ap_json_array_open(&json);
    for (size_t i = 0; i < dg.n; i++)
        ap_diag_json(&json, &dg.items[i]);
    ap_json_array_close(&json);
    assert_str(
        ap_buf_str(&out),
        "[{\"code\":\"WSP004\",\"level\":\"error\",\"file\":\"a.yaml\",\"line\":2,\"column\":3,"
        "\"message\":\"m\",\"hint\":\"remove the key or correct its spelling\"},"
        "{\"code\":\"LIB020\",\"level\":\"warning\",\"file\":null,\"line\":null,\"column\":null,"
        "\"message\":\"n\",\"hint\":null}]");
}

AP_TEST(findings_are_stable_and_complete)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_findings fs = {0};
    struct ap_finding *first =
        ap_finding_add(&fs, &mem, AP_NAM001, AP_STR("a.pdf"), at("a.pdf", 0, 0), "%s", "");
    assert_int_equal(first->severity, AP_LOW);
    assert_int_equal(first->item, AP_NONE);
    assert_false(first->invalidates);
    assert_str(first->message, "the file name follows no naming pattern");
    assert_str(first->fix, "rename the file as the naming rules say");
    ap_finding_fix(first, &mem, "rename it to %s", "b.pdf");
    assert_str(first->fix, "rename it to b.pdf");
    for (int i = 0; i < 500; i++)
        (void)ap_finding_add(&fs, &mem, AP_NAM001, AP_STR("x"), nowhere, "number %d", i);
    assert_int_equal(fs.n, 501);
    assert_ptr_equal(fs.items[0], first);
    assert_str(fs.items[500]->message, "number 499");
    /* the level of a diagnostic is no severity of a finding */
    assert_int_equal(ap_finding_add(&fs, &mem, AP_WSP001, AP_STR("x"), nowhere, "m")->severity,
                     AP_HIGH);
}
