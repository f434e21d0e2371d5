/* Kinds by content and by extension.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect_fixture.h"

#define BYTES(literal)                                                                             \
    {                                                                                              \
        (literal), sizeof(literal) - 1                                                             \
    }

static const struct sniff_case {
    const char *name;
    struct ap_str head;
    enum ap_kind kind;
    enum ap_encoding encoding;
} cases[] = {
    {"a.pdf", BYTES("%PDF-1.7\n"), AP_KIND_PDF, AP_ENC_BINARY},
    {"a.pdf", BYTES("junk\r\n%PDF-1.4"), AP_KIND_PDF, AP_ENC_BINARY},
    {"a.txt", BYTES("\x89PNG\r\n\x1a\n...."), AP_KIND_PNG, AP_ENC_BINARY},
    {"a.png", BYTES("\xff\xd8\xff\xe0"), AP_KIND_JPEG, AP_ENC_BINARY},
    {"a.log", BYTES("\x1f\x8b\x08\0\0"), AP_KIND_GZIP, AP_ENC_BINARY},
    {"a.zip", BYTES("PK\x05\x06"), AP_KIND_ZIP, AP_ENC_BINARY},
    {"a.csv", BYTES("a,b\n1,2\n"), AP_KIND_CSV, AP_ENC_8BIT},
    {"a.tsv", BYTES("a\tb\n"), AP_KIND_CSV, AP_ENC_8BIT},
    {"a.csv",
     BYTES("\xff\xfe"
           "a\0,\0b\0"),
     AP_KIND_CSV, AP_ENC_UTF16LE},
    {"a.csv",
     BYTES("\xfe\xff"
           "\0a\0,\0b"),
     AP_KIND_CSV, AP_ENC_UTF16BE},
    {"a.txt", BYTES("a\0b\0c\0d\0e\0f\0"), AP_KIND_TEXT, AP_ENC_UTF16LE},
    {"a.txt", BYTES("\0a\0b\0c\0d\0e\0f"), AP_KIND_TEXT, AP_ENC_UTF16BE},
    {"a.txt", BYTES("abc\0def"), AP_KIND_OTHER, AP_ENC_BINARY},
    {"a.bin", BYTES("\x01\x02\x03\x04"), AP_KIND_OTHER, AP_ENC_BINARY},
    {"a.json", BYTES("\xef\xbb\xbf {\"a\": 1}"), AP_KIND_JSON, AP_ENC_8BIT},
    {"a.json", BYTES("{\"a\": 1}\n{\"a\": 2}\n"), AP_KIND_JSONL, AP_ENC_8BIT},
    {"a.json", BYTES("{\"a\": \"}{\"}\n"), AP_KIND_JSON, AP_ENC_8BIT},
    {"a.json", BYTES("[1, 2]"), AP_KIND_JSON, AP_ENC_8BIT},
    {"a.json", BYTES("true"), AP_KIND_JSON, AP_ENC_8BIT},
    {"a.json", BYTES("<html>"), AP_KIND_TEXT, AP_ENC_8BIT},
    {"a.jsonl", BYTES("{\"a\": 1}\n"), AP_KIND_JSONL, AP_ENC_8BIT},
    {"a.ndjson", BYTES("plain"), AP_KIND_TEXT, AP_ENC_8BIT},
    {"a.json",
     BYTES("\xff\xfe"
           "{\0}\0"),
     AP_KIND_JSON, AP_ENC_UTF16LE},
    {"a.log", BYTES("{\"ts\": 1}\n{\"ts\": 2}\n"), AP_KIND_JSONL, AP_ENC_8BIT},
    {"a.log", BYTES("[2026-05-01] GET /v1\n"), AP_KIND_LOG, AP_ENC_8BIT},
    {"a.log", BYTES("10.0.0.1 - - GET\n"), AP_KIND_LOG, AP_ENC_8BIT},
    {"a.txt", BYTES("{{ template }}"), AP_KIND_TEXT, AP_ENC_8BIT},
    {"a", BYTES("[{\"a\": 1}]"), AP_KIND_JSON, AP_ENC_8BIT},
    {"a.md", BYTES("[link](x)"), AP_KIND_MARKDOWN, AP_ENC_8BIT},
    {"a.yaml", BYTES("{\"a\": 1}"), AP_KIND_YAML, AP_ENC_8BIT},
    {"a.yml", BYTES("a: 1"), AP_KIND_YAML, AP_ENC_8BIT},
    {"a.xml", BYTES("<a/>"), AP_KIND_XML, AP_ENC_8BIT},
    {"a.txt", BYTES("<?xml version='1.0'?>"), AP_KIND_XML, AP_ENC_8BIT},
    {"a.eml", BYTES("hello"), AP_KIND_MAIL, AP_ENC_8BIT},
    {"a.txt", BYTES("From: a@b.example\nSubject: x\n\n"), AP_KIND_MAIL, AP_ENC_8BIT},
    {"a.txt", BYTES("From: here on it is prose\n"), AP_KIND_TEXT, AP_ENC_8BIT},
    {"a.html", BYTES("<!doctype html>"), AP_KIND_TEXT, AP_ENC_8BIT},
    {"a.txt", BYTES("\x1b[31mred\x1b[0m line\n"), AP_KIND_TEXT, AP_ENC_8BIT},
    {"a.txt", BYTES("caf\xe9 in Windows-1252"), AP_KIND_TEXT, AP_ENC_8BIT},
    {"a.txt", BYTES(""), AP_KIND_TEXT, AP_ENC_8BIT},
};

AP_TEST(sniff_tells_kinds)
{
    for (size_t i = 0; i < AP_COUNT(cases); i++) {
        struct ap_sniff sniff = ap_sniff(ap_str_from(cases[i].name), cases[i].head, AP_STR_NONE);
        if (sniff.kind != cases[i].kind || sniff.encoding != cases[i].encoding)
            fail_msg("case %zu (%s): %s, encoding %d", i, cases[i].name,
                     ap_word(ap_kind_words, (int)sniff.kind), (int)sniff.encoding);
    }
}

AP_TEST(sniff_sees_office_97_containers)
{
    struct ap_sniff sniff =
        ap_sniff(AP_STR("a.doc"), AP_STR("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), AP_STR_NONE);
    assert_true(sniff.ole2);
    assert_int_equal(sniff.kind, AP_KIND_OTHER);
}

AP_TEST(sniff_tells_office_documents_apart)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    static const struct {
        const char *part;
        enum ap_kind kind;
    } rows[] = {{"word/document.xml", AP_KIND_DOCX},
                {"xl/workbook.xml", AP_KIND_XLSX},
                {"ppt/presentation.xml", AP_KIND_PPTX},
                {"other/part.xml", AP_KIND_ZIP}};
    for (size_t i = 0; i < AP_COUNT(rows); i++) {
        struct member members[] = {TYPES_MEMBER, {rows[i].part, "<x/>"}};
        struct ap_str zip = make_zip(&mem, members, AP_COUNT(members));
        assert_int_equal(ap_sniff(AP_STR("x"), zip, zip).kind, rows[i].kind);
        /* Cut short, the local headers must tell. */
        assert_int_equal(
            ap_sniff(AP_STR("x"), ap_str_slice(zip, 0, zip.len - 40), AP_STR_NONE).kind,
            rows[i].kind);
    }
}

AP_TEST(sniff_is_not_misled_by_a_document_inside_a_zip)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct member bare = {"word/notes.txt", "no document"};
    struct ap_str zip = make_zip(&mem, &bare, 1);
    assert_int_equal(ap_sniff(AP_STR("a.zip"), zip, zip).kind, AP_KIND_ZIP);
    /* A stored docx lies inside: its local headers are in sight, but not the first one. */
    struct ap_str inner = make_docx(&mem, "<w:t>x</w:t>");
    struct member readme = {"readme.txt", "see the document"};
    struct ap_str outer = make_zip(&mem, &readme, 1);
    struct ap_str all = ap_arena_join(&mem, ap_str_slice(outer, 0, 56), "", inner);
    assert_int_equal(ap_sniff(AP_STR("a.zip"), all, AP_STR_NONE).kind, AP_KIND_ZIP);
}

AP_TEST(sniff_zip_end_needs_its_whole_comment)
{
    char end[22] = "PK\x05\x06";
    struct ap_str s = {end, sizeof end};
    assert_int_equal(ap_sniff_zip_end(s), 0);
    end[20] = 1; /* a comment of one byte that is not there */
    assert_int_equal(ap_sniff_zip_end(s), s.len);
    assert_int_equal(ap_sniff_zip_end(ap_str_slice(s, 0, 21)), 21);
}
