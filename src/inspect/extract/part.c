/* What all parts of Office documents share: their XML as events, and what stands aside.
 * Place in the flow: inspect, in apipack-extract.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/extract/office.h"

#define ASIDE_MAX       (32u << 20) /* kept at a time; the rest is said */
#define ATTRIBUTE_LEAST 8u /* shorter values are no secret, and there are very many of them */

int
ap_part_begin(struct ap_part *part, struct ap_extract *x, struct ap_inner *node,
              const struct ap_xml_events *events)
{
    part->x = x;
    part->node = node;
    part->xml = ap_xml_new(events, part);
    return AP_OK;
}

/* Events hand on what the sink gave; all else is the XML's own fault. */
static int
take_result(struct ap_part *part, int r)
{
    const char *why = NULL;
    if (r == AP_E_SYNTAX)
        why = "broken XML";
    else if (r == AP_E_LIMIT)
        why = "XML beyond the bounds";
    else if (r == AP_E_INVALID)
        why = "XML with a document type, which is not read";
    if (!why)
        return r;
    part->node->given_up = true;
    return ap_extract_unread(part->x, why, AP_STR_NONE);
}

int
ap_part_piece(struct ap_extract *x, struct ap_inner *node, struct ap_str piece)
{
    (void)x;
    struct ap_part *part = node->state;
    return take_result(part, ap_xml_feed(part->xml, piece));
}

int
ap_part_end(struct ap_extract *x, struct ap_inner *node)
{
    struct ap_part *part = node->state;
    int r = node->given_up ? AP_OK : take_result(part, ap_xml_end(part->xml));
    if (r == AP_OK && part->aside_full)
        r = ap_extract_unread(x, "more formulas, attributes or deleted text than may be kept",
                              AP_STR_NONE);
    if (r < 0 || part->aside.len + part->attributes.len == 0)
        return r;
    ap_extract_place(x, AP_SEGMENT_ASIDE, 0, 0);
    ap_part_end_aside(part);
    r = ap_extract_text(x, ap_buf_str(&part->aside));
    return r < 0 ? r : ap_extract_text(x, ap_buf_str(&part->attributes));
}

void
ap_part_release(void *state)
{
    struct ap_part *part = state;
    ap_xml_free(part->xml);
    ap_buf_release(&part->aside);
    ap_buf_release(&part->attributes);
}

static void
keep(struct ap_part *part, struct ap_buf *where, struct ap_str text)
{
    if (where->len + text.len > ASIDE_MAX) {
        part->aside_full = true;
        return;
    }
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        ap_buf_add_char(where, c == '\n' || c == '\r' ? ' ' : c);
    }
}

void
ap_part_add_aside(struct ap_part *part, struct ap_str text)
{
    keep(part, &part->aside, text);
}

void
ap_part_end_aside(struct ap_part *part)
{
    if (part->aside.len > 0 && part->aside.ptr[part->aside.len - 1] != '\n')
        ap_buf_add_char(&part->aside, '\n');
}

/* Random numbers by which Word knows its paragraphs and editing sessions. */
static bool
is_mark(struct ap_str name)
{
    return ap_str_starts(name, AP_STR("rsid")) || ap_str_is(name, "paraId") ||
           ap_str_is(name, "textId");
}

void
ap_part_add_attributes(struct ap_part *part, const struct ap_xml_attr *attrs, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (attrs[i].value.len < ATTRIBUTE_LEAST || is_mark(attrs[i].name))
            continue;
        keep(part, &part->attributes, attrs[i].name);
        keep(part, &part->attributes, AP_STR("=\""));
        keep(part, &part->attributes, attrs[i].value);
        ap_buf_add_c(&part->attributes, "\"\n");
    }
}

int
ap_part_text(struct ap_part *part, struct ap_str text)
{
    int r = AP_OK;
    while (r == AP_OK && text.len > 0) {
        size_t n = 0;
        while (n < text.len && text.ptr[n] != '\n' && text.ptr[n] != '\r')
            n++;
        r = ap_extract_text(part->x, ap_str_slice(text, 0, n));
        if (r == AP_OK && n < text.len)
            r = ap_extract_text(part->x, AP_STR(" "));
        text = ap_str_slice(text, n + 1, text.len);
    }
    return r;
}
