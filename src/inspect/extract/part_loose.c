/* XML of any kind in a document: all its text, then its longer attributes, for the scan alone.
 * Place in the flow: inspect, in apipack-extract; relationships, properties, settings, custom XML, OpenDocument.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "inspect/extract/mime.h"
#include "inspect/extract/office.h"

#define MASHUP_MAX  (16u << 20) /* of the base64 of queries */
#define MASHUP_HEAD 8u          /* version and length before the zip in it */

struct loose {
    struct ap_part part;
    bool in_line;         /* text was given since the last tag */
    unsigned properties;  /* open elements that say how a run looks: they break no line */
    bool spoke;           /* unless there is text in them */
    bool mashup;          /* within the queries of a workbook */
    struct ap_buf packed; /* their base64 */
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

/* w:rPr, a:tcPr and their like. */
static bool
is_properties(struct ap_str name)
{
    return name.len > 2 && ap_str_ends(name, AP_STR("Pr"));
}

static bool
is_quiet(const struct loose *l)
{
    return l->properties > 0 && !l->spoke;
}

/* The queries of Power Query: base64 of a head, a zip with them, and more that does not matter. */
static int
open_mashup(struct loose *l)
{
    struct ap_mime_decoder decoder = {.base64 = true};
    char *bytes = ap_xmalloc(l->packed.len + 2);
    struct ap_str all = {bytes, ap_mime_decode(&decoder, ap_buf_str(&l->packed), bytes)};
    uint64_t n = 0;
    for (unsigned i = MASHUP_HEAD; i > 4 && all.len >= MASHUP_HEAD; i--)
        n = n << 8 | (unsigned char)all.ptr[i - 1];
    struct ap_str zip = ap_str_slice(all, MASHUP_HEAD, MASHUP_HEAD + (size_t)n);
    int r = zip.len > 0 && zip.len == n
                ? ap_inner_whole(l->part.x, AP_STR("Power Query"), zip)
                : ap_extract_unread(l->part.x, "queries in an unknown form", AP_STR_NONE);
    free(bytes);
    ap_buf_clear(&l->packed);
    return r;
}

static int
on_open(void *ctx, struct ap_str name, const struct ap_xml_attr *attrs, size_t n)
{
    struct loose *l = ctx;
    ap_part_add_attributes(&l->part, attrs, n);
    l->properties += is_properties(name);
    if (ap_str_is(name, "DataMashup"))
        l->mashup = true;
    return is_inline(name) || is_quiet(l) ? AP_OK : end_line(l);
}

static int
on_close(void *ctx, struct ap_str name)
{
    struct loose *l = ctx;
    if (l->mashup && ap_str_is(name, "DataMashup")) {
        l->mashup = false;
        return open_mashup(l);
    }
    bool quiet = is_quiet(l);
    l->properties -= l->properties > 0 && is_properties(name);
    l->spoke = l->spoke && l->properties > 0;
    return is_inline(name) || quiet ? AP_OK : end_line(l);
}

static int
on_text(void *ctx, struct ap_str text)
{
    struct loose *l = ctx;
    if (l->mashup && l->packed.len + text.len <= MASHUP_MAX) {
        ap_buf_add_str(&l->packed, text);
        return AP_OK;
    }
    if (!l->in_line && is_blank(text))
        return AP_OK;
    int r = is_quiet(l) ? end_line(l) : AP_OK;
    l->spoke = l->properties > 0;
    l->in_line = true;
    return r < 0 ? r : ap_part_text(&l->part, text);
}

static const struct ap_xml_events events = {on_open, on_close, on_text};

static void
release(void *state)
{
    ap_buf_release(&((struct loose *)state)->packed);
    ap_part_release(state);
}

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
                                          .release = release};
