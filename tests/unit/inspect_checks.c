/* The checks of vacuous evidence: good, bad and hostile files, and the codes they give.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect_fixture.h"

#define BYTES(literal)                                                                             \
    {                                                                                              \
        (literal), sizeof(literal) - 1                                                             \
    }
#define PDF_GOOD "%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer\n<</Root 1 0 R>>\n"
#define PDF_END  "startxref\n9\n%%EOF\n"
#define JPEG(height, width)                                                                        \
    "\xff\xd8\xff\xe0\x00\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xc0\x00\x11\x08" height width    \
    "\x03\x01\x11\0\x02\x11\x01\x03\x11\x01\xff\xda\x00\x0c\x03\x01\0\x02\x11\x03\x11\0\x3f\0\x12" \
    "\x34"

static const struct check_case {
    const char *name;
    struct ap_str bytes;
    const char *codes;
} cases[] = {
    /* empty */
    {"zero.txt", BYTES(""), "FMT001"},
    {"zero.pdf", BYTES(""), "FMT001"},
    {"blank.txt", BYTES(" \n\t\r\n "), "FMT001"},
    {"bom.csv", BYTES("\xef\xbb\xbf\r\n"), "FMT001"},
    {"bom16.txt", BYTES("\xff\xfe \0\n\0"), "FMT001"},
    {"nul.dat", BYTES("\0\0\0\0"), "FMT001"},
    {"one.txt", BYTES("x"), ""},
    /* extension */
    {"good.pdf", BYTES(PDF_GOOD PDF_END), "FMT011"},
    {"text.pdf", BYTES("hello"), "FMT002"},
    {"pdf.txt", BYTES(PDF_GOOD PDF_END), "FMT002 FMT011"},
    {"pdf.PNG", BYTES(PDF_GOOD PDF_END), "FMT002 FMT011"},
    {"text.docx", BYTES("hello"), "FMT002"},
    {"binary.csv", BYTES("\x01\x02\x03\x04\x05"), "FMT002"},
    {"page.json", BYTES("<html></html>"), "FMT002"},
    {"array.json", BYTES("[1, 2]\n"), ""},
    {"prose.xml", BYTES("not xml, and nobody's business here"), ""},
    {"unknown.dat", BYTES("\x01\x02\x03\x04\x05"), "FMT011"},
    {"noext", BYTES("\x01\x02\x03\x04\x05"), "FMT011"},
    {"old.doc", BYTES("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 body"), "FMT011"},
    /* truncated */
    {"cut.pdf", BYTES(PDF_GOOD), "FMT003 FMT011"},
    {"cut.zip", BYTES("PK\x03\x04rest of it"), "FMT003"},
    {"cut.json", BYTES("{\"a\": [1, 2"), "FMT003"},
    {"string.json", BYTES("\"never closed"), "FMT003"},
    {"escaped.json", BYTES("{\"a\": \"\\\"}\", \"b\": \"\\\\\"}"), ""},
    {"brackets.json", BYTES("{\"a\": \"[[[\"}"), ""},
    {"cut.jsonl", BYTES("{\"a\": 1}\n{\"a\": "), "FMT003"},
    {"whole.jsonl", BYTES("{\"a\": 1}\n{\"a\": 2}"), ""},
    {"middle.jsonl", BYTES("{\"a\": \n{\"a\": 2}\n"), ""},
    {"extra.json", BYTES("{}]]"), ""},
    {"cut.gz", BYTES("\x1f\x8b\x08\0\0\0\0\0\0\x03\x4b"), "FMT003"},
    /* encrypted */
    {"locked.pdf", BYTES("%PDF-1.7\ntrailer\n<</Root 1 0 R/Encrypt 12 0 R>>\n" PDF_END),
     "FMT004 FMT011"},
    {"direct.pdf", BYTES("%PDF-1.7\ntrailer\n<</Root 1 0 R /Encrypt <</V 4>>>>\n" PDF_END),
     "FMT004 FMT011"},
    {"stream.pdf",
     BYTES("%PDF-1.7\n9 0 obj<</Type/XRef/Root 1 0 R/Encrypt 2 0 R>>stream\n" PDF_END),
     "FMT004 FMT011"},
    {"about.pdf",
     BYTES("%PDF-1.7\n(the key /Encrypt 12 0 R means)\ntrailer\n<</Size 2>>\n" PDF_END), "FMT011"},
    {"meta.pdf", BYTES(PDF_GOOD "/EncryptMetadata false" PDF_END), "FMT011"},
    {"locked.docx", BYTES("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 body"), "FMT004"},
    {"package.bin",
     BYTES("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
           "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"),
     "FMT004"},
    /* header only */
    {"header.csv", BYTES("a,b\n"), "FMT006"},
    {"header2.csv",
     BYTES("\xef\xbb\xbf"
           "a;b\r\n\r\n;;\r\n"),
     "FMT006"},
    {"sep.csv", BYTES("sep=;\r\na;b\r\n"), "FMT006"},
    {"quoted.csv", BYTES("\"a\nb\",c\n"), "FMT006"},
    {"rows.csv", BYTES("a,b\n1,2\n"), ""},
    {"norn.csv", BYTES("a,b\r1,2"), ""},
    {"broken.csv", BYTES("a,b\n\"1,2\n3,4\n"), ""},
    {"wide.csv",
     BYTES("\xff\xfe"
           "a\0,\0b\0\n\0"),
     "FMT006"},
    /* images */
    {"cut.jpg", BYTES(JPEG("\x04\x00", "\x04\x00")), "FMT003"},
    {"good.jpg", BYTES(JPEG("\x04\x00", "\x04\x00") "\xff\xd9\0\0\0"), "FMT011"},
    {"small.jpeg", BYTES(JPEG("\x00\x40", "\x00\x40") "\xff\xd9"), "FMT007"},
    {"thumb.jpg",
     BYTES("\xff\xd8\xff\xe1\x00\x06\xff\xd9\0\0"
           "\xff\xc0\x00\x0b\x08\x04\0\x04\0\x01\x01\x11\0"),
     "FMT003"},
    {"lost.jpg", BYTES("\xff\xd8\xff no markers"), "FMT003"},
    {"cut.png", BYTES("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x04\0\0\0\x04\0"), "FMT003"},
    {"short.png", BYTES("\x89PNG\r\n\x1a\n"), "FMT003"},
};

AP_TEST(checks_give_the_expected_codes)
{
    for (size_t i = 0; i < AP_COUNT(cases); i++)
        assert_codes(cases[i].name, cases[i].bytes, cases[i].codes);
}

AP_TEST(images_at_the_edge_of_readable)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    assert_codes("a.png", make_png(&mem, 200, 100), "FMT011");
    assert_codes("a.png", make_png(&mem, 199, 100), "FMT007");
    assert_codes("a.png", make_png(&mem, 200, 99), "FMT007");
    assert_codes("a.png", make_png(&mem, 4000000000u, 4000000000u), "FMT011");
}

/* 64 segments of 64 KiB before the frame: its header is far behind the head, and block edges cut the markers. */
AP_TEST(jpeg_frame_behind_megabytes_of_profiles)
{
    enum { SEGMENTS = 64 };
    static char image[4 + SEGMENTS * 65537 + 64];
    size_t n = 0;
    memcpy(image, "\xff\xd8", 2);
    n = 2;
    for (size_t i = 0; i < SEGMENTS; i++) {
        memcpy(image + n, "\xff\xe2\xff\xff", 4);
        n += 65537;
    }
    static const char end[] =
        "\xff\xff\xc2\x00\x0b\x08\x00\x50\x01\x00\x01\x01\x11\0\xff\xda\x00\x02xy\xff\xd9";
    memcpy(image + n, end, sizeof end - 1);
    n += sizeof end - 1;
    struct fixture f;
    fixture_open(&f);
    (void)fixture_file(&f, "a.jpg", (struct ap_str){image, n});
    fixture_run(&f);
    assert_str(codes_of(&f.mem, &f.insp->records[0]), "FMT007");
    assert_str(f.insp->records[0].facts.items[0].value, "256x80");
    fixture_close(&f);
}

static void
assert_fact(const char *name, struct ap_str bytes, const char *kind, const char *value)
{
    struct fixture f;
    fixture_open(&f);
    (void)fixture_file(&f, name, bytes);
    fixture_run(&f);
    assert_int_equal(f.insp->records[0].facts.n, 1);
    assert_str(f.insp->records[0].facts.items[0].kind, kind);
    assert_str(f.insp->records[0].facts.items[0].value, value);
    fixture_close(&f);
}

AP_TEST(facts_count_rows_and_pixels)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    assert_fact("a.csv", AP_STR("a,b\n1,2\n\n3,\"x\ny\"\n4,\"say \"\"no\"\"\nmore\"\n"), "rows",
                "3");
    assert_fact("a.csv", AP_STR("sep=,\na,b\n1,2\n"), "rows", "1");
    assert_fact("a.csv", AP_STR("a,b\n\"1,2\n3,4\n"), "rows", "2"); /* broken quote: lines */
    assert_fact("a.jsonl", AP_STR("{\"a\": 1}\n\n{\"a\": 2}\n{\"a\": 3}"), "rows", "3");
    assert_fact("a.png", make_png(&mem, 800, 600), "pixels", "800x600");
}

AP_TEST(findings_carry_place_and_line)
{
    struct fixture f;
    fixture_open(&f);
    (void)fixture_file(&f, "a.json", AP_STR("\n\n{\"a\": [\n1, 2\n"));
    (void)fixture_file(&f, "b.md", AP_STR("# Title\n\nTODO\n"));
    (void)fixture_file(&f, "c.csv", AP_STR("a,b\n"));
    fixture_run(&f);
    const unsigned lines[] = {3, 3, 1};
    for (size_t i = 0; i < AP_COUNT(lines); i++) {
        const struct ap_finding *finding = f.insp->records[i].findings.items[0];
        assert_int_equal(finding->place.line, lines[i]);
        assert_true(finding->invalidates);
        assert_ptr_equal(f.insp->records[i].fault, finding);
        assert_int_equal(finding->item, i);
        assert_str(finding->place.file, f.items[i].path.ptr);
    }
    fixture_close(&f);
}

AP_TEST(nul_bytes_late_in_a_text_are_seen)
{
    enum { BIG = 3 << 20 };
    char *text = ap_xmalloc(BIG);
    memset(text, 'a', BIG);
    assert_codes("a.txt", (struct ap_str){text, BIG}, "");
    text[BIG - 5] = 0;
    assert_codes("a.txt", (struct ap_str){text, BIG}, "FMT002");
    free(text);
}

/* --- the table and its calls ----------------------------------------------------------------- */

static unsigned begun, blocks, ended;
static const struct ap_node *seen_args;

static void
count_begin(struct ap_subject *s, const struct ap_call *call)
{
    (void)s;
    begun++;
    seen_args = call->args;
    assert_int_equal(*(const char *)call->state, 0);
}

static void
count_block(struct ap_subject *s, const struct ap_call *call, const struct ap_block *block)
{
    (void)s;
    (void)call;
    blocks += block->n > 0;
}

static void
count_end(struct ap_subject *s, const struct ap_call *call)
{
    (void)s;
    assert_non_null(call->req);
    ended++;
}

AP_TEST(rows_on_request_run_once_a_requirement)
{
    struct fixture f;
    fixture_open(&f);
    const struct ap_check table[] = {{"log-sample", AP_ON_REQUEST, AP_STREAM_TEXT,
                                      AP_IN(AP_KIND_CSV), false, 16, count_begin, count_block,
                                      count_end}};
    struct ap_node args = {.kind = AP_NODE_MAP};
    struct ap_check_ref refs[] = {{.name = AP_STR("log-sample"), .args = &args},
                                  {.name = AP_STR("other")}};
    f.req.checks.items = refs;
    f.req.checks.n = AP_COUNT(refs);
    struct ap_record record = {0};
    struct ap_subject s = {.item = fixture_file(&f, "a.csv", AP_STR("a\n1\n")),
                           .lib = &f.lib,
                           .record = &record,
                           .mem = &f.mem,
                           .scratch = &f.mem};
    struct ap_calls none = {0}, raw = {0}, calls = {0};
    ap_calls_begin(table, 1, AP_STREAM_TEXT, AP_KIND_JSON, &s, &none);
    ap_calls_begin(table, 1, AP_STREAM_RAW, AP_KIND_CSV, &s, &raw);
    assert_int_equal(none.n + raw.n, 0);
    begun = blocks = ended = 0;
    ap_calls_begin(table, 1, AP_STREAM_TEXT, AP_KIND_CSV, &s, &calls);
    ap_calls_block(&calls, &s, &(struct ap_block){"a\n", 2, 0, 0});
    ap_calls_end(&calls, &s, AP_KIND_CSV);
    assert_int_equal(begun, 1);
    assert_int_equal(blocks, 1);
    assert_int_equal(ended, 1);
    assert_ptr_equal(seen_args, &args);
    assert_false(ap_calls_need_fd(&calls));
    fixture_close(&f);
}

AP_TEST(facts_are_bounded)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_record record = {0};
    struct ap_subject s = {.record = &record, .mem = &mem, .scratch = &mem};
    char longer[AP_FACT_BYTES + 9];
    memset(longer, 'x', sizeof longer);
    for (size_t i = 0; i < AP_FACTS_MAX; i++)
        assert_true(
            ap_fact_add(&s, "scope", (struct ap_str){longer, sizeof longer}, AP_STR("v"), 1));
    assert_false(ap_fact_add(&s, "scope", AP_STR("k"), AP_STR("v"), 1));
    assert_int_equal(record.facts.n, AP_FACTS_MAX);
    assert_int_equal(record.facts.items[0].key.len, AP_FACT_BYTES);
}
