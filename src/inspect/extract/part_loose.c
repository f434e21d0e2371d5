/* XML of any kind in a document: all its text, then its longer attributes, for the scan alone.
 * Place in the flow: inspect, in apipack-extract; relationships, properties, settings, custom XML, OpenDocument.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/extract/office.h"

#define ATTRIBUTE_LEAST 8u /* shorter values are no secret, and there are very many of them */

struct loose {
    struct ap_part part;
    bool in_line; /* text was given since the last tag */
};

static int
end_line(struct loose *l)
{
    bool ends = l->in_line;
    l->in_line = false;
    return ends ? ap_extract_text(l->part.x, AP_STR("\n")) : AP_OK;
}

static bool
is_blank(struct ap_str text)
{
    return ap_str_trim(text).len == 0;
}

/* Elements within a line: they break no token. */
static bool
is_inline(struct ap_str name)
{
    static const char *const names[] = {"span", "a", "r", "t",  "rPr",
                                        "b",    "i", "u", "em", "strong"};
    for (size_t i = 0; i < AP_COUNT(names); i++)
        if (ap_str_is(name, names[i]))
            return true;
    return false;
}

static int
on_open(void *ctx, struct ap_str name, const struct ap_xml_attr *attrs, size_t n)
{
    struct loose *l = ctx;
    for (size_t i = 0; i < n; i++) {
        if (attrs[i].value.len < ATTRIBUTE_LEAST)
            continue;
        ap_part_add_aside(&l->part, attrs[i].name);
        ap_part_add_aside(&l->part, AP_STR("=\""));
        ap_part_add_aside(&l->part, attrs[i].value);
        ap_part_add_aside(&l->part, AP_STR("\""));
        ap_part_end_aside(&l->part);
    }
    return is_inline(name) ? AP_OK : end_line(l);
}

static int
on_close(void *ctx, struct ap_str name)
{
    return is_inline(name) ? AP_OK : end_line(ctx);
}

static int
on_text(void *ctx, struct ap_str text)
{
    struct loose *l = ctx;
    if (!l->in_line && is_blank(text))
        return AP_OK;
    l->in_line = true;
    return ap_part_text(&l->part, text);
}

static const struct ap_xml_events events = {on_open, on_close, on_text};

/* Its lines are made here, so they are no places in the part. */
static int
begin(struct ap_extract *x, struct ap_inner *node)
{
    ap_extract_place(x, AP_SEGMENT_ASIDE, 0, 0);
    return ap_part_begin(node->state, x, node, &events);
}

const struct ap_row_kind ap_part_loose = {.state_bytes = sizeof(struct loose),
                                          .begin = begin,
                                          .piece = ap_part_piece,
                                          .end = ap_part_end,
                                          .release = ap_part_release};
