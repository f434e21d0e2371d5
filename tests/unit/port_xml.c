/* XML as events: what comes through, whatever the pieces; what is refused.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "ap_test.h"
#include "base/buf.h"
#include "base/cleanup.h"
#include "port/xml.h"

static int
on_open(void *ctx, struct ap_str name, const struct ap_xml_attr *attrs, size_t n)
{
    if (ap_str_is(name, "stop"))
        return AP_E_CANCELLED;
    ap_buf_printf(ctx, "<%.*s", AP_FMT(name));
    for (size_t i = 0; i < n; i++)
        ap_buf_printf(ctx, " %s%.*s=%.*s", attrs[i].space.len ? "+" : "", AP_FMT(attrs[i].name),
                      AP_FMT(attrs[i].value));
    ap_buf_add_char(ctx, '>');
    return AP_OK;
}

static int
on_close(void *ctx, struct ap_str name)
{
    ap_buf_printf(ctx, "</%.*s>", AP_FMT(name));
    return AP_OK;
}

static int
on_text(void *ctx, struct ap_str text)
{
    ap_buf_add_str(ctx, text);
    return AP_OK;
}

static const struct ap_xml_events events = {on_open, on_close, on_text};

static int
parse(struct ap_str document, size_t piece_bytes, struct ap_buf *out)
{
    struct ap_xml *xml = ap_xml_new(&events, out);
    int rc = AP_OK;
    for (size_t at = 0; rc == AP_OK && at < document.len; at += piece_bytes)
        rc = ap_xml_feed(xml, ap_str_slice(document, at, at + piece_bytes));
    if (rc == AP_OK)
        rc = ap_xml_end(xml);
    if (rc)
        assert_int_equal(ap_xml_feed(xml, AP_STR("<a/>")), rc);
    ap_xml_free(xml);
    return rc;
}

#define BYTES(literal) literal, sizeof(literal) - 1

AP_TEST(port_xml_events)
{
    static const struct {
        const char *bytes;
        size_t n;
        const char *events;
    } cases[] = {
        {BYTES("<a/>"), "<a></a>"},
        {BYTES("<?xml version=\"1.0\"?>\n<a b=\"1 &amp; &lt;2\">x&#65;&amp;<![CDATA[<y>]]></a>\n"),
         "<a b=1 & <2>xA&<y></a>"},
        {BYTES("<p:a xmlns:p=\"urn:p\" p:b=\"1\" b=\"2\"><p:c/></p:a>"), "<a +b=1 b=2><c></c></a>"},
        {BYTES("<p:a><p:b/></p:a>"), "<a><b></b></a>"},
        {BYTES("\xEF\xBB\xBF<a>\xC3\xBC</a>"), "<a>\xC3\xBC</a>"},
        {BYTES("\xFF\xFE<\0a\0>\0\xFC\0<\0/\0a\0>\0"), "<a>\xC3\xBC</a>"},
        {BYTES("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>\xFC</a>"), "<a>\xC3\xBC</a>"},
        {BYTES("<a><!-- no --><?pi no?></a>"), "<a></a>"},
    };
    for (size_t i = 0; i < AP_COUNT(cases); i++)
        for (size_t piece = 1; piece < 40; piece += 5) {
            AP_AUTO_BUF struct ap_buf out = {0};
            assert_int_equal(parse((struct ap_str){cases[i].bytes, cases[i].n}, piece, &out),
                             AP_OK);
            assert_str(ap_buf_str(&out), cases[i].events);
        }
}

AP_TEST(port_xml_refuses)
{
    static const struct {
        const char *bytes;
        int rc;
    } cases[] = {
        {"", AP_E_SYNTAX},
        {"<a", AP_E_SYNTAX},
        {"<a>", AP_E_SYNTAX},
        {"text only", AP_E_SYNTAX},
        {"<a></b>", AP_E_SYNTAX},
        {"<a/><b/>", AP_E_SYNTAX},
        {"<a b=1/>", AP_E_SYNTAX},
        {"<a>\xFF</a>", AP_E_SYNTAX},
        {"<a>&none;</a>", AP_E_SYNTAX},
        {"<a>\x01</a>", AP_E_SYNTAX},
        {"<a><stop/></a>", AP_E_CANCELLED},
        {"<!DOCTYPE a><a/>", AP_E_INVALID},
        {"<!DOCTYPE a [<!ENTITY e \"eeee\">]><a>&e;</a>", AP_E_INVALID},
        {"<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><a>&e;</a>", AP_E_INVALID},
        {"<!DOCTYPE a SYSTEM \"http://127.0.0.1:1/x.dtd\"><a/>", AP_E_INVALID},
    };
    for (size_t i = 0; i < AP_COUNT(cases); i++)
        for (size_t piece = 1; piece < 80; piece += 39) {
            AP_AUTO_BUF struct ap_buf out = {0};
            int rc = parse(ap_str_from(cases[i].bytes), piece, &out);
            if (rc != cases[i].rc)
                fail_msg("%s: %d", cases[i].bytes, rc);
            assert_false(ap_str_contains(ap_buf_str(&out), AP_STR("root:")));
        }
}

static int
parse_deep(size_t depth)
{
    AP_AUTO_BUF struct ap_buf document = {0};
    AP_AUTO_BUF struct ap_buf out = {0};
    for (size_t i = 0; i < depth; i++)
        ap_buf_add_c(&document, "<a>");
    for (size_t i = 0; i < depth; i++)
        ap_buf_add_c(&document, "</a>");
    return parse(ap_buf_str(&document), 1000, &out);
}

static int
parse_attributes(size_t n)
{
    AP_AUTO_BUF struct ap_buf document = {0};
    AP_AUTO_BUF struct ap_buf out = {0};
    ap_buf_add_c(&document, "<a");
    for (size_t i = 0; i < n; i++)
        ap_buf_printf(&document, " a%zu=\"\"", i);
    ap_buf_add_c(&document, "/>");
    return parse(ap_buf_str(&document), 1000, &out);
}

AP_TEST(port_xml_bounds)
{
    assert_int_equal(parse_deep(AP_XML_MAX_DEPTH), AP_OK);
    assert_int_equal(parse_deep(AP_XML_MAX_DEPTH + 1), AP_E_LIMIT);
    assert_int_equal(parse_deep(100000), AP_E_LIMIT);
    assert_int_equal(parse_attributes(AP_XML_MAX_ATTRS), AP_OK);
    assert_int_equal(parse_attributes(AP_XML_MAX_ATTRS + 1), AP_E_LIMIT);
}

AP_TEST(port_xml_attribute_by_name)
{
    const struct ap_xml_attr attrs[] = {{AP_STR("urn:x"), AP_STR("id"), AP_STR("1")},
                                        {AP_STR_NONE, AP_STR("id"), AP_STR("2")}};
    assert_str(ap_xml_attr(attrs, 2, "id"), "2");
    assert_str(ap_xml_attr(attrs, 1, "id"), "");
}
