/* XML reading through libxml2's push parser.
 * Place in the flow: port.
 * SPDX-License-Identifier: Apache-2.0 */
#include "port/xml.h"

#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_BYTES 4 /* by which libxml2 knows the encoding */
#define FEED_BYTES  65536u

struct ap_xml {
    const struct ap_xml_events *events;
    void *ctx;
    xmlSAXHandler sax;
    xmlParserCtxtPtr parser;
    char first[FIRST_BYTES];
    size_t n_first;
    unsigned depth;
    int result; /* the first error */
    bool seen;  /* an element was opened */
};

static struct ap_str
view(const xmlChar *text)
{
    return ap_str_from((const char *)text);
}

static void
stop(struct ap_xml *xml, int result)
{
    if (xml->result == AP_OK)
        xml->result = result;
    xmlStopParser(xml->parser);
}

static void
on_open(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *space, int n_spaces,
        const xmlChar **spaces, int n_attrs, int n_defaulted, const xmlChar **given)
{
    struct ap_xml *xml = ((xmlParserCtxtPtr)ctx)->_private;
    struct ap_xml_attr attrs[AP_XML_MAX_ATTRS];
    (void)prefix, (void)space, (void)n_spaces, (void)spaces, (void)n_defaulted;
    if (xml->result)
        return;
    if (xml->depth == AP_XML_MAX_DEPTH || n_attrs > AP_XML_MAX_ATTRS) {
        stop(xml, AP_E_LIMIT);
        return;
    }
    xml->depth++;
    xml->seen = true;
    for (int i = 0; i < n_attrs; i++) {
        const xmlChar **attr = &given[5 * (size_t)i]; /* name, prefix, address, begin, end */
        attrs[i] = (struct ap_xml_attr){
            view(attr[2]), view(attr[0]), {(const char *)attr[3], (size_t)(attr[4] - attr[3])}};
    }
    int rc = xml->events->open
                 ? xml->events->open(xml->ctx, view(name), attrs, n_attrs > 0 ? (size_t)n_attrs : 0)
                 : AP_OK;
    if (rc < 0)
        stop(xml, rc);
}

static void
on_close(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *space)
{
    struct ap_xml *xml = ((xmlParserCtxtPtr)ctx)->_private;
    (void)prefix, (void)space;
    if (xml->result)
        return;
    xml->depth--;
    int rc = xml->events->close ? xml->events->close(xml->ctx, view(name)) : AP_OK;
    if (rc < 0)
        stop(xml, rc);
}

static void
on_text(void *ctx, const xmlChar *text, int n)
{
    struct ap_xml *xml = ((xmlParserCtxtPtr)ctx)->_private;
    if (xml->result || n <= 0 || !xml->events->text)
        return;
    int rc = xml->events->text(xml->ctx, (struct ap_str){(const char *)text, (size_t)n});
    if (rc < 0)
        stop(xml, rc);
}

/** A document type could define entities, and name files and addresses: none is read. */
static void
on_doctype(void *ctx, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
    (void)name, (void)external, (void)system;
    stop(((xmlParserCtxtPtr)ctx)->_private, AP_E_INVALID);
}

static void
on_fault(void *ctx, xmlErrorPtr error)
{
    struct ap_xml *xml = ((xmlParserCtxtPtr)ctx)->_private;
    if (error->level < XML_ERR_ERROR || xml->result)
        return;
    if (error->code == XML_ERR_NO_MEMORY)
        ap_oom(0);
    /* Prefixes that are never declared do not keep anyone from reading. */
    if (error->domain == XML_FROM_NAMESPACE)
        return;
    xml->result = AP_E_SYNTAX;
}

struct ap_xml *
ap_xml_new(const struct ap_xml_events *events, void *ctx)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, xmlInitParser);
    struct ap_xml *xml = ap_xmalloc(sizeof *xml);
    *xml = (struct ap_xml){.events = events,
                           .ctx = ctx,
                           .sax = {.initialized = XML_SAX2_MAGIC,
                                   .startElementNs = on_open,
                                   .endElementNs = on_close,
                                   .characters = on_text,
                                   .cdataBlock = on_text,
                                   .internalSubset = on_doctype,
                                   .serror = on_fault}};
    return xml;
}

void
ap_xml_free(struct ap_xml *xml)
{
    if (!xml)
        return;
    if (xml->parser) {
        xmlFreeDoc(xml->parser->myDoc);
        xmlFreeParserCtxt(xml->parser);
    }
    free(xml);
}

static int
start(struct ap_xml *xml)
{
    xml->parser = xmlCreatePushParserCtxt(&xml->sax, NULL, xml->first, (int)xml->n_first, NULL);
    if (!xml->parser)
        ap_oom(sizeof *xml->parser);
    xml->parser->_private = xml;
    /* NOENT: &amp; in attributes is given as &. There are no other entities, as no document type is read. */
    if (xmlCtxtUseOptions(xml->parser, XML_PARSE_NONET | XML_PARSE_NOENT | XML_PARSE_NOERROR |
                                           XML_PARSE_NOWARNING) != 0)
        return AP_E_BUG;
    xml->parser->_private = xml;
    return AP_OK;
}

/** The first bytes are held back until there are enough of them to tell the encoding. */
static int
begin(struct ap_xml *xml, struct ap_str *piece)
{
    while (xml->n_first < FIRST_BYTES && piece->len > 0) {
        xml->first[xml->n_first++] = piece->ptr[0];
        *piece = ap_str_slice(*piece, 1, piece->len);
    }
    return xml->n_first < FIRST_BYTES ? AP_OK : start(xml);
}

int
ap_xml_feed(struct ap_xml *xml, struct ap_str piece)
{
    if (xml->result == AP_OK && !xml->parser)
        xml->result = begin(xml, &piece);
    while (piece.len > 0 && xml->result == AP_OK) {
        struct ap_str part = ap_str_slice(piece, 0, FEED_BYTES);
        int rc = xmlParseChunk(xml->parser, part.ptr, (int)part.len, 0);
        if (xml->result == AP_OK && rc != XML_ERR_OK && !xml->parser->wellFormed)
            xml->result = AP_E_SYNTAX;
        piece = ap_str_slice(piece, part.len, piece.len);
    }
    return xml->result;
}

int
ap_xml_end(struct ap_xml *xml)
{
    if (xml->result)
        return xml->result;
    if (xml->parser)
        (void)xmlParseChunk(xml->parser, NULL, 0, 1);
    if (xml->result == AP_OK &&
        (!xml->parser || !xml->parser->wellFormed || !xml->seen || xml->depth > 0))
        xml->result = AP_E_SYNTAX;
    return xml->result;
}

struct ap_str
ap_xml_attr(const struct ap_xml_attr *attrs, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (attrs[i].space.len == 0 && ap_str_is(attrs[i].name, name))
            return attrs[i].value;
    return AP_STR_NONE;
}
